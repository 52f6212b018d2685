"""Customers who come to want another family, and the rep who offers it, mirror of :mod:`sim.engine.wanting`."""

from __future__ import annotations

from sim.adoption import wants_now
from sim.engine.compiled.desk import OFFER, ask, next_ticket
from sim.engine.compiled.events import CUSTOMER_WANTS_MORE, after
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import ADOPTION, OFFER_LUCK, POTENTIAL, pair, uniform
from sim.engine.compiled.orders import place_repeat
from sim.engine.compiled.parties import add_line, is_gone, line_key, serving, win_ties
from sim.engine.compiled.state import State, adoption_at, customer_at, family_at, odds_at, unit_at, want_at
from sim.engine.compiled.telling import tell
from sim.engine.log import Kind
from sim.pipeline import CARE_PRIORITY, chance_to_advance, exponential

_OFFERED, _ADOPTED = int(Kind.OFFERED), int(Kind.ADOPTED)
_wants_now = compiled(wants_now)
_exponential = compiled(exponential)
_chance_to_advance = compiled(chance_to_advance)


@compiled
def begin_wanting(s: State, head: int) -> None:
    """Let a customer come to want each further family that he has a use for."""
    for number in range(s.adoption_rows):
        rule, customer = adoption_at(s, number), customer_at(s, head)
        key = line_key(s, head, rule.family)
        has_use = uniform(s, POTENTIAL, key, 0) < rule.potential_share
        if customer.family == rule.family or not has_use or rule.innovation + rule.imitation <= 0.0:
            continue
        rule.potential += 1
        row = s.wants
        s.wants += 1
        want = want_at(s, row)
        want.key, want.customer, want.rule, want.occasion = key, head, number, 0
        _expect(s, row)


@compiled
def _expect(s: State, row: int) -> None:
    """Wait for the next occasion on which the family may be wanted."""
    want = want_at(s, row)
    luck_gap, _ = pair(s, ADOPTION, want.key, want.occasion)
    after(s, _exponential(adoption_at(s, want.rule).mean_hours, luck_gap), CUSTOMER_WANTS_MORE, row)


@compiled
def want_more(s: State, row: int) -> None:
    """Want the family, and have it offered, or not yet."""
    want = want_at(s, row)
    if is_gone(s, want.customer):
        return
    rule, head = adoption_at(s, want.rule), want.customer
    _, luck_want = pair(s, ADOPTION, want.key, want.occasion)
    if luck_want >= _wants_now(rule.innovation, rule.imitation, rule.adopted, rule.potential):
        want.occasion += 1
        _expect(s, row)
        return
    want.rep = serving(s, head)
    tell(s, _OFFERED, row, want.rep, -1)
    if rule.offer_hours > 0.0:
        key = customer_at(s, head).key
        ask(s, want.rep, CARE_PRIORITY, 0, OFFER, row, key, next_ticket(s))
    else:
        was_offered(s, row)


@compiled
def was_offered(s: State, row: int) -> None:
    """Adopt the family, with a first order, or wait until it may be wanted again."""
    want = want_at(s, row)
    head, rule = want.customer, adoption_at(s, want.rule)
    if is_gone(s, head):
        return
    chance = _chance_to_advance(rule.win_share, 1.0, _odds(s, row))
    if uniform(s, OFFER_LUCK, want.key, want.occasion) >= chance:
        want.occasion += 1
        _expect(s, row)
        return
    rule.adopted += 1
    tell(s, _ADOPTED, row, serving(s, head), -1)
    place_repeat(s, add_line(s, head, rule.family, want.rule))


@compiled
def _odds(s: State, row: int) -> float:
    """Return the factor of skill, relationship and price on the odds of selling another family."""
    want = want_at(s, row)
    customer, family = customer_at(s, want.customer), adoption_at(s, want.rule).family
    ties = win_ties(s, customer.unit, want.rep, customer.since)
    cell = family * s.n_segments + unit_at(s, customer.unit).segment
    skill = odds_at(s, (want.rep * s.n_cells + cell) * s.n_stages + s.n_stages - 1).value
    return float(skill * ties * family_at(s, family).price_odds)

"""Who a customer is, mirror of :mod:`sim.agents.customer`: his lines of business, his loyalty, his ties to the rep."""

from __future__ import annotations

import math

from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import PAYER, child_id, uniform
from sim.engine.compiled.state import (
    Id,
    State,
    bond_at,
    customer_at,
    debtor_at,
    journey_at,
    limit_at,
    payer_shares,
    seller_at,
    tie_at,
    unit_at,
)
from sim.engine.compiled.telling import tell
from sim.engine.log import Kind
from sim.loyalty import broken_share, healing_hours, loyalty_after, loyalty_odds, relationship_odds
from sim.points import row_by_share
from sim.satisfaction import satisfaction_after
from sim.streams import LINE

_CHURNED = int(Kind.CHURNED)
_broken_share = compiled(broken_share)
_healing_hours = compiled(healing_hours)
_loyalty_after = compiled(loyalty_after)
_loyalty_odds = compiled(loyalty_odds)
_relationship_odds = compiled(relationship_odds)
_row_by_share = compiled(row_by_share)
_satisfaction_after = compiled(satisfaction_after)


@compiled
def add_customer(s: State, key: Id, unit: int, family: int, since: float) -> int:
    """Return the row of a new customer, which is also that of his business in the family he came for."""
    row = _new_row(s, key, unit, family)
    customer = customer_at(s, row)
    customer.head, customer.line = row, -1
    customer.since = since
    customer.satisfaction, customer.gone = s.opening_satisfaction, 0
    bond = bond_at(s, row)
    bond.loyalty, bond.visited_until, bond.occasion, bond.visit = 0.0, since, 0, 0
    if s.has_debtors:
        _add_debtor(s, row)
    return int(row)


@compiled
def _add_debtor(s: State, row: int) -> None:
    """Find out what class of payers a customer is of, and his credit limit."""
    debtor, customer = debtor_at(s, row), customer_at(s, row)
    debtor.first_held, debtor.last_held = -1, -1
    if s.has_payers:
        debtor.payer = _row_by_share(uniform(s, PAYER, customer.key, 0), payer_shares(s))
    if s.has_terms:
        debtor.limit = limit_at(s, debtor.payer * s.n_segments + unit_at(s, customer.unit).segment).value


@compiled
def is_bound(s: State, head: int) -> bool:
    """Return whether a contract keeps a customer."""
    return bool(s.has_contracts and debtor_at(s, head).is_bound)


@compiled
def is_first(s: State, row: int) -> bool:
    """Return whether the latest order of a line is the one that a new customer was won with."""
    customer = customer_at(s, row)
    return bool(customer.orders == 1 and customer.head == row and customer.since > -math.inf)


@compiled
def add_line(s: State, head: int, family: int, number: int) -> int:
    """Return the row of a customer's business in another family, which he adopted; who he is stays in his own row."""
    row = _new_row(s, line_key(s, head, family), customer_at(s, head).unit, family)
    customer_at(s, row).head, customer_at(s, row).line = head, number
    customer_at(s, row).owner = customer_at(s, head).owner
    return int(row)


@compiled
def line_key(s: State, head: int, family: int) -> Id:
    """Return the id of a customer's business in another family."""
    return child_id(customer_at(s, head).key, LINE + family)


@compiled
def _new_row(s: State, key: Id, unit: int, family: int) -> int:
    row = s.customers
    s.customers += 1
    customer = customer_at(s, row)
    customer.key, customer.unit, customer.family = key, unit, family
    customer.orders, customer.order, customer.owner = 0, -1, -1
    return int(row)


@compiled
def serving(s: State, row: int) -> int:
    """Return the rep who serves a customer."""
    customer = customer_at(s, row)
    if customer.owner >= 0:
        return int(customer.owner)
    cover = unit_at(s, customer.unit)
    return int(cover.carer) if cover.carer >= 0 else int(cover.rep)


@compiled
def seller(s: State, family: int, unit: int) -> int:
    """Return the rep who takes a unit's new leads of a family."""
    with_role = seller_at(s, family * s.unit_rows + unit).value
    return int(with_role) if with_role >= 0 else int(unit_at(s, unit).rep)


@compiled
def winning(s: State, row: int) -> int:
    """Return the rep who sold a customer his first order."""
    customer = customer_at(s, row)
    return int(customer.owner) if customer.owner >= 0 else seller(s, customer.family, customer.unit)


@compiled
def journey(s: State, rep: int, unit: int) -> float:
    """Return a rep's hours on the road for a visit."""
    cover = unit_at(s, unit)
    if cover.rep == rep or not (s.may_move or s.has_roles):
        return float(cover.visit_hours)
    return float(journey_at(s, rep * s.unit_rows + unit).value)


@compiled
def is_gone(s: State, row: int) -> bool:
    """Return whether the customer behind a line has left."""
    return bool(customer_at(s, customer_at(s, row).head).gone)


@compiled
def judge(s: State, row: int, score: float) -> None:
    """Let the customer behind a line remember how well he was served."""
    head = customer_at(s, customer_at(s, row).head)
    head.satisfaction = _satisfaction_after(s.memory, head.satisfaction, score)
    if s.has_loyalty:
        bond = bond_at(s, customer_at(s, row).head)
        bond.loyalty = _loyalty_after(s.loyalty_gain, s.loyalty_loss, bond.loyalty, score >= s.good_score)


@compiled
def broken(s: State, unit: int, rep: int, known_since: float) -> float:
    """Return how much of the relationship to his rep of one who is known since then is broken now."""
    moved, tie, newcomers = unit_at(s, unit).handed_over, tie_at(s, rep), s.newcomers != 0
    by_unit = _healing_hours(moved, moved, known_since, newcomers, s.now)
    by_rep = _healing_hours(tie.gone, tie.came, known_since, newcomers, s.now)
    return _broken_share(min(by_unit, by_rep), s.half_life_hours)


@compiled
def win_ties(s: State, unit: int, rep: int, known_since: float) -> float:
    """Return the factor of a broken relationship on the odds of winning; 1 where that costs nothing."""
    if s.ties_win_odds == 1.0:
        return 1.0
    return _relationship_odds(s.ties_win_odds, broken(s, unit, rep, known_since))


@compiled
def odds_to_leave(s: State, head: int) -> float:
    """Return the factor of loyalty and of a broken relationship on the odds of leaving."""
    customer = customer_at(s, head)
    ties = 1.0
    if s.ties_leave_odds != 1.0:
        is_broken = broken(s, customer.unit, serving(s, head), customer.since)
        ties = _relationship_odds(s.ties_leave_odds, is_broken)
    return ties * (_loyalty_odds(s.loyalty_holds, bond_at(s, head).loyalty) if s.has_loyalty else 1.0)


@compiled
def leave(s: State, head: int) -> None:
    """Let a customer leave."""
    customer_at(s, head).gone = 1
    tell(s, _CHURNED, head, -1, -1)

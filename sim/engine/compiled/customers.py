"""Customers, mirror of :mod:`sim.engine.customers`: they order, order again, and leave."""

from __future__ import annotations

import math

from sim.calendar import HOURS_PER_DAY, time_after
from sim.engine.compiled.contracting import open_contract
from sim.engine.compiled.desk import CARE, ask, next_ticket
from sim.engine.compiled.events import CUSTOMER_WANTS, after
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.keeping import expect_leaving, expect_visit
from sim.engine.compiled.luck import AFTER_ORDER, pair
from sim.engine.compiled.orders import cancel, judge_arrival, place_first, place_repeat, take
from sim.engine.compiled.parties import (
    add_customer,
    is_bound,
    is_first,
    is_gone,
    leave,
    odds_to_leave,
    serving,
)
from sim.engine.compiled.quoting import AGREED, LAPSED
from sim.engine.compiled.speaking import speak
from sim.engine.compiled.state import Id, State, adoption_at, customer_at, family_at, order_at, season
from sim.engine.compiled.telling import tell
from sim.engine.compiled.wanting import begin_wanting
from sim.engine.log import Kind
from sim.loyalty import odds_times
from sim.pipeline import CARE_PRIORITY, exponential
from sim.satisfaction import chance_to_leave

_WANTED = int(Kind.WANTED)
_chance_to_leave = compiled(chance_to_leave)
_exponential = compiled(exponential)
_odds_times = compiled(odds_times)
_time_after = compiled(time_after)


@compiled
def begin_opening(s: State, key: Id, unit: int, family: int) -> None:
    """Bring in one who bought before the run."""
    row = add_customer(s, key, unit, family, -math.inf)
    order_again(s, row)
    if s.has_contracts:
        open_contract(s, row)
    _begin(s, row)


@compiled
def begin_customer(  # noqa: PLR0913, PLR0917 - what a won lead brings along
    s: State, key: Id, unit: int, family: int, units: int, cents: int, owner: int
) -> None:
    """Let a customer's life begin with his first order."""
    row = add_customer(s, key, unit, family, s.now)
    customer_at(s, row).owner = owner
    place_first(s, row, units, cents)
    _begin(s, row)


@compiled
def _begin(s: State, row: int) -> None:
    """Let a customer's life begin beside his orders."""
    expect_leaving(s, row)
    expect_visit(s, row)
    begin_wanting(s, row)


@compiled
def receive(s: State, row: int) -> None:
    """Take in what was delivered."""
    judge_arrival(s, row)
    speak(s, row)
    order_again(s, row)


@compiled
def give_up(s: State, place: int) -> None:
    """Take in that an order was cancelled."""
    row = cancel(s, place)
    speak(s, row)
    order_again(s, row)


@compiled
def hear(s: State, place: int, answer: int) -> None:
    """Take in what became of an approval or a quote: an order, nothing, or a further wait."""
    row = int(order_at(s, place).customer)
    if answer == AGREED:
        take(s, place)
    elif answer == LAPSED:
        if is_first(s, row) and not is_gone(s, row):
            leave(s, row)  # he never bought
        order_again(s, row)


@compiled
def order_again(s: State, row: int) -> None:
    """Leave, or wait for the next demand."""
    if is_gone(s, row):
        return
    line, now = customer_at(s, row), s.now
    head = line.head
    luck_leaving, luck_gap = pair(s, AFTER_ORDER, line.key, line.orders)
    if line.orders > 0 and not is_bound(s, head):
        satisfaction = customer_at(s, head).satisfaction
        chance = _chance_to_leave(s.churn_share, s.churn_at_score, s.churn_per_point, satisfaction)
        if luck_leaving < _odds_times(chance, odds_to_leave(s, head)):
            leave(s, head)
            return
    mean_days = _mean_days(s, row)
    if mean_days == math.inf:
        return
    wanted = _time_after(season(s), now, _exponential(mean_days, luck_gap) * HOURS_PER_DAY)
    if wanted < math.inf:
        after(s, wanted - now, CUSTOMER_WANTS, row)


@compiled
def _mean_days(s: State, row: int) -> float:
    """Return the mean gap between a line's orders [days of season time]."""
    line = customer_at(s, row)
    if line.line >= 0:
        return float(adoption_at(s, line.line).reorder_mean_days)
    return float(family_at(s, line.family).reorder_mean_days)


@compiled
def want(s: State, row: int) -> None:
    """Ask the rep for another order, which may cost him time."""
    if is_gone(s, row):
        return
    rep = serving(s, row)
    tell(s, _WANTED, row, rep, -1)
    if s.care_hours > 0.0:
        ask(s, rep, CARE_PRIORITY, 0, CARE, row, customer_at(s, row).key, next_ticket(s))
    else:
        place_repeat(s, row)


@compiled
def was_served(s: State, row: int) -> None:
    """Order, unless he left in the meantime."""
    if not is_gone(s, row):
        place_repeat(s, row)

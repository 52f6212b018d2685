"""Customers, mirror of :mod:`sim.engine.customers` and :mod:`sim.agents.customer`."""

from __future__ import annotations

import math

from sim.calendar import HOURS_PER_DAY, time_after
from sim.engine.compiled.desk import CARE, ask, next_ticket
from sim.engine.compiled.events import CUSTOMER_WANTS, after
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import AFTER_ORDER, pair
from sim.engine.compiled.orders import judge_arrival, place_first, place_repeat
from sim.engine.compiled.state import Id, State, customer_at, season, unit_at
from sim.engine.compiled.telling import tell
from sim.engine.log import Kind
from sim.pipeline import CARE_PRIORITY, exponential
from sim.satisfaction import chance_to_leave

_WANTED, _CHURNED = int(Kind.WANTED), int(Kind.CHURNED)
_chance_to_leave = compiled(chance_to_leave)
_exponential = compiled(exponential)
_time_after = compiled(time_after)


@compiled
def add_customer(s: State, key: Id, unit: int, family: int) -> int:
    """Return the row of a new customer."""
    row = s.customers
    s.customers += 1
    customer = customer_at(s, row)
    customer.key, customer.unit, customer.family = key, unit, family
    customer.orders, customer.order = 0, -1
    customer.satisfaction = s.opening_satisfaction
    return int(row)


@compiled
def begin_customer(  # noqa: PLR0913, PLR0917 - what a won lead brings along
    s: State, key: Id, unit: int, family: int, units: int, cents: int
) -> None:
    """Let a customer's life begin with his first order."""
    place_first(s, add_customer(s, key, unit, family), units, cents)


@compiled
def receive(s: State, row: int) -> None:
    """Take in what was delivered."""
    judge_arrival(s, row)
    order_again(s, row)


@compiled
def order_again(s: State, row: int) -> None:
    """Leave, or wait for the next demand."""
    customer, now = customer_at(s, row), s.now
    luck_leaving, luck_gap = pair(s, AFTER_ORDER, customer.key, customer.orders)
    if customer.orders > 0:
        chance = _chance_to_leave(s.churn_share, s.churn_at_score, s.churn_per_point, customer.satisfaction)
        if luck_leaving < chance:
            tell(s, _CHURNED, row, -1, -1)
            return
    if s.reorder_mean_days == math.inf:
        return
    days = _exponential(s.reorder_mean_days, luck_gap)
    wanted = _time_after(season(s), now, days * HOURS_PER_DAY)
    if wanted < math.inf:
        after(s, wanted - now, CUSTOMER_WANTS, row)


@compiled
def want(s: State, row: int) -> None:
    """Ask the rep for another order, which may cost him time."""
    customer = customer_at(s, row)
    rep = unit_at(s, customer.unit).rep
    tell(s, _WANTED, row, rep, -1)
    if s.care_hours > 0.0:
        ask(s, rep, CARE_PRIORITY, 0, CARE, row, customer.key, next_ticket(s))
    else:
        place_repeat(s, row)

"""Customers who think of leaving between orders, and reps who call on them, mirror of :mod:`sim.engine.keeping`."""

from __future__ import annotations

import math

from sim.engine.compiled.desk import VISIT, ask, next_ticket
from sim.engine.compiled.events import CUSTOMER_IS_DUE, CUSTOMER_THINKS, after
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import CARE_VISIT, LEAVING, pair, uniform
from sim.engine.compiled.parties import is_bound, is_gone, journey, leave, odds_to_leave, serving
from sim.engine.compiled.state import State, bond_at, customer_at
from sim.loyalty import leaves_now
from sim.pipeline import exponential

_leaves_now = compiled(leaves_now)
_exponential = compiled(exponential)


@compiled
def expect_leaving(s: State, head: int) -> None:
    """Wait for the next occasion on which the customer thinks of leaving, if he ever does."""
    if s.leaving_mean_hours < math.inf:
        customer = customer_at(s, head)
        luck_gap, _ = pair(s, LEAVING, customer.key, bond_at(s, head).occasion)
        after(s, _exponential(s.leaving_mean_hours, luck_gap), CUSTOMER_THINKS, head)


@compiled
def think_of_leaving(s: State, head: int) -> None:
    """Leave, or stay until the next occasion."""
    if is_gone(s, head):
        return
    customer = customer_at(s, head)
    _, luck_leaving = pair(s, LEAVING, customer.key, bond_at(s, head).occasion)
    bond_at(s, head).occasion += 1
    if is_bound(s, head):
        expect_leaving(s, head)
        return
    covered = bond_at(s, head).visited_until > s.now
    if luck_leaving < _leaves_now(s.visit_effect, covered, odds_to_leave(s, head), s.ties_leave_odds):
        leave(s, head)
    else:
        expect_leaving(s, head)


@compiled
def expect_visit(s: State, head: int) -> None:
    """Wait until the rep is to call on the customer, if the plan says so."""
    if s.visit_mean_hours < math.inf:
        customer = customer_at(s, head)
        luck = uniform(s, CARE_VISIT, customer.key, bond_at(s, head).visit)
        bond_at(s, head).visit += 1
        after(s, _exponential(s.visit_mean_hours, luck), CUSTOMER_IS_DUE, head)


@compiled
def call_on(s: State, head: int) -> None:
    """Ask the rep to call on a customer."""
    if is_gone(s, head):
        return
    customer = customer_at(s, head)
    rep = serving(s, head)
    if s.visit_work_hours + journey(s, rep, customer.unit) > 0.0:
        ask(s, rep, s.visit_priority, 0, VISIT, head, customer.key, next_ticket(s))
    else:
        was_visited(s, head)


@compiled
def was_visited(s: State, head: int) -> None:
    """Remember the visit, and wait for the next."""
    bond_at(s, head).visited_until = s.now + s.visit_holds_hours
    expect_visit(s, head)

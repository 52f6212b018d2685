"""The kernels that Python calls: open the flow, open a month, let a day pass."""

from __future__ import annotations

from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled import customers, desk, leads, orders
from sim.engine.compiled import events as to_come
from sim.engine.compiled.jit import compiled, kernel
from sim.engine.compiled.state import State, Table, today_at

ROOM = 16
"""Rows that must be free in every growing table before an event: more than any one event can take."""
DONE, FULL = 0, 1


@kernel
def open_flow(state: Table, keys: Table, units: Table, families: Table) -> None:
    """Bring in those who bought before the run, and let leads come."""
    s = state[0]
    for i in range(len(keys)):
        customers.order_again(s, customers.add_customer(s, keys[i], units[i], families[i]))
    leads.expect_next(s)


@kernel
def open_month(state: Table, day: int, fiscal_month: int) -> None:
    """Begin a month: fresh capacity for the plant."""
    orders.open_month(state[0], day, fiscal_month)


@kernel
def begin_day(state: Table, day: int, effort: Table, speed: Table) -> None:
    """Open a day: the reps' hours (effort -1: not today), then the events that wait for it."""
    s = state[0]
    s.now = day * HOURS_PER_DAY
    s.day = day
    for rep in range(len(effort)):
        if effort[rep] >= 0.0:
            desk.begin_day(s, rep, effort[rep], speed[rep])
    to_come.open_day(s, day)


@kernel
def run_day(state: Table) -> int:
    """Let the day's events happen; return DONE, or FULL when a table must grow before it can go on."""
    s = state[0]
    while s.pending > 0:
        if not _has_room(s):
            return FULL
        event = today_at(s, 0)
        s.now = event.time
        kind, row, ticket = event.kind, event.row, event.ticket
        to_come.pop(s)
        if kind < to_come.DESK_WAKES:
            _lead_event(s, kind, row, ticket)
        elif kind < to_come.CUSTOMER_WANTS:
            _desk_event(s, kind, row)
        else:
            _customer_event(s, kind, row)
    return DONE


@compiled
def _lead_event(s: State, kind: int, row: int, ticket: int) -> None:
    if kind == to_come.ARRIVAL:
        leads.arrive(s, row)
    elif kind == to_come.LEAD_ANSWERS:
        leads.answer(s, row)
    elif kind == to_come.LEAD_WAS_GIVEN_UP:
        leads.expire(s, row)
    elif kind == to_come.LEAD_LOSES_PATIENCE:
        leads.lose_patience(s, row, ticket)
    else:
        leads.come_back(s, row)


@compiled
def _desk_event(s: State, kind: int, rep: int) -> None:
    if kind == to_come.DESK_WAKES:
        desk.work_on(s, rep)
    elif kind == to_come.DESK_IS_DONE:
        desk.finish(s, rep)
    else:
        desk.spend(s, rep)


@compiled
def _customer_event(s: State, kind: int, row: int) -> None:
    """Handle what happens to a customer or his order."""
    if kind == to_come.CUSTOMER_WANTS:
        customers.want(s, row)
    elif kind == to_come.CUSTOMER_IS_SERVED:
        orders.place_repeat(s, row)
    elif kind == to_come.ORDER_SHIPS:
        orders.ship(s, row)
    elif kind == to_come.ORDER_IS_CANCELLED:
        customers.order_again(s, orders.cancel(s, row))
    elif kind == to_come.ORDER_LOSES_PATIENCE:
        orders.lose_patience(s, row)
    else:
        customers.receive(s, row)


@compiled
def _has_room(s: State) -> bool:
    """Return whether every growing table can take what one event may add."""
    return bool(
        s.lines + ROOM <= s.line_rows
        and s.customers < s.customer_rows
        and s.orders < s.order_rows
        and s.events + ROOM <= s.event_rows
        and s.pending + ROOM <= s.today_rows
        and s.tasks + ROOM <= s.task_rows
    )

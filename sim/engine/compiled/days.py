"""The kernels that Python calls: open the flow, open a month, let a day pass."""

from __future__ import annotations

from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled import (
    closing,
    contacting,
    contracting,
    customers,
    desk,
    keeping,
    leads,
    orders,
    plant,
    quoting,
    receivables,
    wanting,
)
from sim.engine.compiled import events as to_come
from sim.engine.compiled.jit import compiled, kernel
from sim.engine.compiled.state import State, Table, day_at, following_at, lead_at

DONE, FULL = 0, 1


@kernel
def open_flow(state: Table, keys: Table, units: Table, families: Table) -> None:
    """Bring in those who bought before the run, and let leads come."""
    s = state[0]
    for i in range(len(keys)):
        customers.begin_opening(s, keys[i], units[i], families[i])
    leads.expect_next(s)


@kernel
def open_month(state: Table, day: int) -> None:
    """Begin a month: fresh capacity for the plant."""
    plant.open_month(state[0], day)


@kernel
def close_books(state: Table) -> None:
    """Close the books of the last month."""
    plant.close_month(state[0])


@kernel
def begin_day(state: Table, day: int, effort: Table, speed: Table) -> None:
    """Open a day: the reps' hours (effort -1: not today), then the events that wait for it, for :func:`run_days`."""
    s = state[0]
    s.now = day * HOURS_PER_DAY
    s.day = day
    for rep in range(len(effort)):
        if effort[rep] >= 0.0:
            desk.begin_day(s, rep, effort[rep], speed[rep])
    to_come.open_day(s, day)
    s.is_inside_day = 1


@kernel
def time_deals(state: Table, hold: Table, pull: Table, discount: Table) -> None:
    """Let the reps hold back, let go and pull as they decided this morning; the day is open."""
    for rep in range(len(hold)):
        closing.decide(state[0], rep, hold[rep], pull[rep], discount[rep])


@kernel
def count_deals(state: Table, now: float, held: Table, pulled: Table, in_reach: Table) -> None:
    """Count what each rep holds, pulled before its own day, and has within reach [cents]."""
    for rep in range(len(held)):
        held[rep], pulled[rep], in_reach[rep] = closing.count(state[0], rep, now)


@kernel
def admit(state: Table, first: int) -> None:
    """Let those come at their time who were referred the day before; their rows are the last, from ``first`` on."""
    s = state[0]
    for row in range(first, s.lead_rows):
        to_come.after(s, lead_at(s, row).arrival - s.now, to_come.LEAD_WAS_REFERRED, row)


@kernel
def run_days(state: Table, first: int, effort: Table, speed: Table, opens_month: Table) -> int:
    """
    Let the days from ``first`` on pass, for which reps have decided beforehand, after the one that is open.

    Return DONE, or FULL when a table must grow before it can go on.

    ``effort`` (-1: a day off) and ``speed`` have shape (n_days, n_reps); ``opens_month`` is the fiscal month that a day
    opens, -1 when it opens none.
    """
    s = state[0]
    while True:
        if s.is_inside_day:
            if _run_day(s) == FULL:
                return FULL
            s.is_inside_day = 0
        day = s.day + 1
        if day >= first + len(effort):
            return DONE
        if not _has_room_for(s, day):
            return FULL
        if opens_month[day - first] >= 0:
            plant.open_month(s, day)
        s.now, s.day = day * HOURS_PER_DAY, day
        for rep in range(effort.shape[1]):
            if effort[day - first, rep] >= 0.0:
                desk.begin_day(s, rep, effort[day - first, rep], speed[day - first, rep])
        to_come.open_day(s, day)
        s.is_inside_day = 1


@compiled
def _run_day(s: State) -> int:
    """Let the day's events happen; return DONE or FULL."""
    to_spare = 0
    while True:
        if to_spare == 0:
            to_spare = _events_to_spare(s)
            if to_spare <= 0:
                return FULL
        to_spare -= 1
        if not to_come.take_next(s):
            return DONE
        event = following_at(s, 0)
        s.now = event.time
        kind, row, ticket = event.kind, event.row, event.ticket
        if kind < to_come.DESK_WAKES:
            _lead_event(s, kind, row, ticket)
        elif kind < to_come.CUSTOMER_WANTS:
            _desk_event(s, kind, row)
        else:
            _customer_event(s, kind, row, ticket)


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
    elif kind in (to_come.DEAL_IS_ANSWERED, to_come.DEAL_IS_LET_GO):
        _deal_event(s, kind, row, ticket)
    elif kind == to_come.LEAD_WAS_REFERRED:
        leads.come_in(s, row)
    elif kind == to_come.LEAD_RETURNS:
        leads.come_back(s, row)
    elif kind == to_come.LEAD_TRIES_AGAIN:
        contacting.try_again(s, row)
    elif kind == to_come.LEAD_IS_LATE:
        leads.run_late(s, row, ticket)
    else:
        leads.conclude_beside(s, row)


@compiled
def _deal_event(s: State, kind: int, place: int, turn: int) -> None:
    if kind == to_come.DEAL_IS_ANSWERED:
        leads.close(s, place, turn)
    else:
        leads.let_go(s, place, turn)


@compiled
def _desk_event(s: State, kind: int, rep: int) -> None:
    if kind == to_come.DESK_WAKES:
        desk.work_on(s, rep)
    elif kind == to_come.DESK_IS_DONE:
        desk.finish(s, rep)
    else:
        desk.spend(s, rep)


@compiled
def _customer_event(s: State, kind: int, row: int, ticket: int) -> None:
    """Handle what happens to a customer, or his order."""
    if kind == to_come.CUSTOMER_WANTS:
        customers.want(s, row)
    elif kind == to_come.CUSTOMER_IS_SERVED:
        customers.was_served(s, row)
    elif kind == to_come.CUSTOMER_THINKS:
        keeping.think_of_leaving(s, row)
    elif kind == to_come.CUSTOMER_IS_DUE:
        keeping.call_on(s, row)
    elif kind == to_come.CUSTOMER_WAS_VISITED:
        keeping.was_visited(s, row)
    elif kind == to_come.CUSTOMER_WANTS_MORE:
        wanting.want_more(s, row)
    elif kind == to_come.CUSTOMER_WAS_OFFERED:
        wanting.was_offered(s, row)
    else:
        _order_event(s, kind, row, ticket)


@compiled
def _order_event(s: State, kind: int, row: int, ticket: int) -> None:
    if kind == to_come.ORDER_SHIPS:
        orders.ship(s, row)
    elif kind == to_come.ORDER_IS_CANCELLED:
        customers.give_up(s, row)
    elif kind == to_come.ORDER_LOSES_PATIENCE:
        orders.lose_patience(s, row)
    elif kind == to_come.ORDER_IS_PREPARED:
        orders.end_round(s, row, ticket)
    elif kind == to_come.ORDER_IS_KNOWN:
        plant.learn(s, row)
    elif kind == to_come.SUPPLY_IS_RELEASED:
        plant.release(s, row)
    elif kind == to_come.ORDER_ARRIVES:
        customers.receive(s, row)
    else:
        _cash_event(s, kind, row)


@compiled
def _cash_event(s: State, kind: int, row: int) -> None:
    if kind == to_come.ORDER_IS_APPROVED:
        customers.hear(s, row, quoting.take_approval(s, row))
    elif kind == to_come.ORDER_IS_ANSWERED:
        customers.hear(s, row, quoting.take_answer(s, row))
    elif kind == to_come.ORDER_IS_FREED:
        orders.free(s, row)
    elif kind == to_come.ORDER_HOLD_ENDS:
        receivables.give_up(s, row)
    elif kind == to_come.ORDER_IS_DUE:
        receivables.settle(s, row)
    elif kind == to_come.ORDER_IS_DISPUTED:
        receivables.charge_back(s, row)
    elif kind == to_come.ORDER_IS_SETTLED:
        receivables.reverse(s, row)
    elif kind == to_come.ORDER_COMES_BACK:
        receivables.bring_back(s, row)
    else:
        contracting.end_term(s, row)


@compiled
def _has_room_for(s: State, day: int) -> bool:
    """Return whether a day can be opened."""
    due = day_at(s, day).events + s.backlog + s.room
    return bool(
        s.lines + s.room <= s.line_rows
        and s.chunks + s.backlog + s.room <= s.chunk_rows
        and due <= s.due_rows
        and due <= s.slot_rows
    )


@compiled
def _events_to_spare(s: State) -> int:
    """Return how many events every growing table can take, whatever they add."""
    rows = min(
        s.line_rows - s.lines,
        s.customer_rows - s.customers,
        s.order_rows - s.orders,
        s.want_rows - s.wants,
        s.referred_rows - s.referred,
        s.chunk_rows - s.chunks,
        s.soon_rows - s.soon,
        s.following_rows - s.following_end,
        s.task_rows - s.tasks,
    )
    return int(rows // s.room)

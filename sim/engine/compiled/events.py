"""What is to happen and when: a list of events for each day to come, a heap for today, in order of (time, sequence)."""

from __future__ import annotations

from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.state import Record, State, day_at, event_at, today_at

# What an event is about: the name says whose row it carries.
(
    ARRIVAL,
    LEAD_ANSWERS,
    LEAD_WAS_GIVEN_UP,
    LEAD_LOSES_PATIENCE,
    LEAD_RETURNS,
    DESK_WAKES,
    DESK_IS_DONE,
    DESK_GOES_ON,
    CUSTOMER_WANTS,
    CUSTOMER_IS_SERVED,
    ORDER_SHIPS,
    ORDER_IS_CANCELLED,
    ORDER_LOSES_PATIENCE,
    ORDER_ARRIVES,
) = range(14)


@compiled
def at(s: State, time: float, kind: int, row: int, ticket: int) -> None:
    """Schedule an event; one after the last day is dropped. ``ticket`` tells which of several a row waited for."""
    s.sequence += 1
    day = int(time // HOURS_PER_DAY) if time < s.n_days * HOURS_PER_DAY else -1
    if day < 0:
        return
    if day <= s.day:
        _push(s, time, s.sequence, kind, row, ticket)
        return
    place = s.free_event
    if place >= 0:
        s.free_event = event_at(s, place).next
    else:
        place = s.events
        s.events += 1
    event = event_at(s, place)
    event.time, event.sequence, event.kind, event.row, event.ticket = time, s.sequence, kind, row, ticket
    event.next = day_at(s, day).first_event
    day_at(s, day).first_event = place
    day_at(s, day).events += 1


@compiled
def after(s: State, hours: float, kind: int, row: int) -> None:
    """Schedule an event so many hours from now."""
    at(s, s.now + hours, kind, row, 0)


@compiled
def open_day(s: State, day: int) -> None:
    """Take the events of a day from its list into the heap."""
    s.day = day
    place = day_at(s, day).first_event
    day_at(s, day).first_event, day_at(s, day).events = -1, 0
    while place >= 0:
        event = event_at(s, place)
        _push(s, event.time, event.sequence, event.kind, event.row, event.ticket)
        following = event.next
        event.next = s.free_event
        s.free_event = place
        place = following


@compiled
def _push(  # noqa: PLR0913, PLR0917 - an event's own numbers
    s: State, time: float, sequence: int, kind: int, row: int, ticket: int
) -> None:
    """Put an event of today into the heap."""
    place = s.pending
    s.pending += 1
    while place > 0:
        above = (place - 1) >> 1
        other = today_at(s, above)
        if other.time < time or (other.time == time and other.sequence < sequence):
            break
        _copy(other, today_at(s, place))
        place = above
    event = today_at(s, place)
    event.time, event.sequence, event.kind, event.row, event.ticket = time, sequence, kind, row, ticket


@compiled
def pop(s: State) -> None:
    """Take today's first event out of the heap; it is row 0 before, so read it first."""
    s.pending -= 1
    size = s.pending
    last = today_at(s, size)
    place = 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        if below + 1 < size and _before(today_at(s, below + 1), today_at(s, below)):
            below += 1
        if not _before(today_at(s, below), last):
            break
        _copy(today_at(s, below), today_at(s, place))
        place = below
    _copy(last, today_at(s, place))


@compiled
def _before(one: Record, other: Record) -> bool:
    """Return whether an event comes before another."""
    return bool(one.time < other.time or (one.time == other.time and one.sequence < other.sequence))


@compiled
def _copy(source: Record, target: Record) -> None:
    """Copy an event."""
    target.time, target.sequence, target.kind = source.time, source.sequence, source.kind
    target.row, target.ticket = source.row, source.ticket

"""
What is to happen and when, in order of (time, sequence).

The events of each day to come lie in its chunks of rows; of today, those that were known when it began lie in order,
those that came up since in a heap, and those that are to happen at this very moment in a list: they come after all
others of the moment.
"""

from __future__ import annotations

import math

from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.state import (
    Record,
    State,
    chunk_at,
    day_at,
    due_at,
    event_at,
    following_at,
    slot_at,
    soon_at,
)

# What an event is about: the name says whose row it carries.
(
    ARRIVAL,
    LEAD_ANSWERS,
    LEAD_WAS_GIVEN_UP,
    LEAD_LOSES_PATIENCE,
    LEAD_RETURNS,
    LEAD_WAS_REFERRED,
    LEAD_TRIES_AGAIN,
    LEAD_IS_LATE,
    LEAD_IS_DECIDED,
    DEAL_IS_ANSWERED,
    DEAL_IS_LET_GO,
    DESK_WAKES,
    DESK_IS_DONE,
    DESK_GOES_ON,
    CUSTOMER_WANTS,
    CUSTOMER_IS_SERVED,
    CUSTOMER_THINKS,
    CUSTOMER_IS_DUE,
    CUSTOMER_WAS_VISITED,
    CUSTOMER_WANTS_MORE,
    CUSTOMER_WAS_OFFERED,
    ORDER_SHIPS,
    ORDER_IS_CANCELLED,
    ORDER_LOSES_PATIENCE,
    ORDER_ARRIVES,
    ORDER_IS_PREPARED,
    ORDER_IS_KNOWN,
    SUPPLY_IS_RELEASED,
    ORDER_IS_APPROVED,
    ORDER_IS_ANSWERED,
    ORDER_IS_FREED,
    ORDER_HOLD_ENDS,
    ORDER_IS_DUE,
    ORDER_IS_DISPUTED,
    ORDER_IS_SETTLED,
    ORDER_COMES_BACK,
    CUSTOMER_TERM_ENDS,
) = range(37)

CHUNK_ROWS = 16
"""Rows in a chunk of the table of events."""
_FEW = 24


@compiled
def at(s: State, time: float, kind: int, row: int, ticket: int) -> None:
    """Schedule an event; one after the last day is dropped. ``ticket`` tells which of several a row waited for."""
    s.sequence += 1
    if not time < s.end_hour:
        return
    if time < s.midnight:
        if time == s.now:
            _fill(following_at(s, s.following_end), time, s.sequence, kind, row, ticket)
            s.following_end += 1
        else:
            s.soon += 1
            _rise(s, s.soon - 1, time, s.sequence, kind, row, ticket)
        return
    day = day_at(s, _day_of(time))
    if day.events % CHUNK_ROWS == 0:
        _begin_chunk(s, day)
    _fill(event_at(s, day.chunk * CHUNK_ROWS + day.events % CHUNK_ROWS), time, s.sequence, kind, row, ticket)
    day.events += 1


@compiled
def _begin_chunk(s: State, day: Record) -> None:
    """Give a day another chunk for its events."""
    chunk = s.free_chunk
    if chunk >= 0:
        s.free_chunk = chunk_at(s, chunk).before
    else:
        chunk = s.chunks
        s.chunks += 1
    chunk_at(s, chunk).before = day.chunk
    day.chunk = chunk


@compiled
def after(s: State, hours: float, kind: int, row: int) -> None:
    """Schedule an event so many hours from now."""
    at(s, s.now + hours, kind, row, 0)


@compiled
def open_day(s: State, day: int) -> None:
    """
    Put the events of a day in order.

    They are dealt into slots of the day, so that each lies near its place, and moved the rest of the way: that takes a
    time in proportion to their number. The latest scheduled are dealt first, each slot from its end: what comes at the
    same time is in order then.
    """
    opens = day_at(s, day)
    n_events, midnight = opens.events, day * HOURS_PER_DAY
    n_slots = max(n_events, 1)
    per_hour = n_slots / HOURS_PER_DAY
    s.midnight = midnight + HOURS_PER_DAY
    for number in range(n_slots):
        slot_at(s, number).value = 0
    chunk, left = opens.chunk, n_events
    while left > 0:
        for place in range(chunk * CHUNK_ROWS, chunk * CHUNK_ROWS + (left - 1) % CHUNK_ROWS + 1):
            slot_at(s, _slot_of(event_at(s, place).time - midnight, per_hour, n_slots)).value += 1
        left -= (left - 1) % CHUNK_ROWS + 1
        chunk = chunk_at(s, chunk).before
    total = 0
    for number in range(n_slots):
        total += slot_at(s, number).value
        slot_at(s, number).value = total
    slot_at(s, n_slots).value = total
    while n_events > left:
        n_events -= 1
        event = event_at(s, opens.chunk * CHUNK_ROWS + n_events % CHUNK_ROWS)
        slot = slot_at(s, _slot_of(event.time - midnight, per_hour, n_slots))
        slot.value -= 1
        _copy(event, due_at(s, slot.value))
        if n_events % CHUNK_ROWS == 0:
            _free_chunk(s, opens)
    for number in range(n_slots):
        start, end = slot_at(s, number).value, slot_at(s, number + 1).value
        if end - start > 1:
            _sort(s, start, end)
    s.due, s.due_end = 0, total
    opens.events = 0


@compiled
def _free_chunk(s: State, day: Record) -> None:
    """Let another day use a day's latest chunk."""
    chunk = day.chunk
    day.chunk = chunk_at(s, chunk).before
    chunk_at(s, chunk).before = s.free_chunk
    s.free_chunk = chunk


@compiled
def _slot_of(hours: float, per_hour: float, n_slots: int) -> int:
    """Return the slot of a time of the day."""
    return min(int(hours * per_hour), n_slots - 1)


@compiled
def take_next(s: State) -> bool:
    """Take the day's next event out of the queue and put it into row 0 of what follows; False when the day is over."""
    time, is_soon = math.inf, False
    if s.due < s.due_end:
        time = due_at(s, s.due).time
    if s.soon > 0 and (time == math.inf or _before(soon_at(s, 0), due_at(s, s.due))):
        time, is_soon = soon_at(s, 0).time, True
    taken = following_at(s, 0)
    if s.following < s.following_end and time > s.now:
        _copy(following_at(s, s.following), taken)
        s.following += 1
        if s.following == s.following_end:
            s.following, s.following_end = 1, 1
    elif is_soon:
        _copy(soon_at(s, 0), taken)
        _pop(s)
    elif time < math.inf:
        _copy(due_at(s, s.due), taken)
        s.due += 1
    else:
        return False
    return True


@compiled
def _day_of(time: float) -> int:
    """Return the day of a time; the quotient may be rounded up to the next whole number."""
    day = int(time / HOURS_PER_DAY)
    return day - 1 if day * HOURS_PER_DAY > time else day


@compiled
def _sort(s: State, start: int, end: int) -> None:
    """Sort what is due between two rows: few, or many that all come at an opening (Shell 1959, gaps of Ciura 2001)."""
    if end - start > _FEW:
        for gap in (701, 301, 132, 57, 23, 10, 4):
            _insert(s, start, end, gap)
    _insert(s, start, end, 1)


@compiled
def _insert(s: State, start: int, end: int, gap: int) -> None:
    """Sort every row with those that lie a gap apart, by insertion."""
    for number in range(start + gap, end):
        if not _before(due_at(s, number), due_at(s, number - gap)):
            continue
        moving = due_at(s, number)
        time, sequence = moving.time, moving.sequence
        kind, row, ticket = moving.kind, moving.row, moving.ticket
        hole = number
        while hole >= start + gap and _is_before(time, sequence, due_at(s, hole - gap)):
            _copy(due_at(s, hole - gap), due_at(s, hole))
            hole -= gap
        _fill(due_at(s, hole), time, sequence, kind, row, ticket)


@compiled
def _rise(  # noqa: PLR0913, PLR0917 - an event's own numbers
    s: State, hole: int, time: float, sequence: int, kind: int, row: int, ticket: int
) -> None:
    """Put an event into the heap, from a hole upwards."""
    while hole > 0 and _is_before(time, sequence, soon_at(s, (hole - 1) >> 1)):
        _copy(soon_at(s, (hole - 1) >> 1), soon_at(s, hole))
        hole = (hole - 1) >> 1
    _fill(soon_at(s, hole), time, sequence, kind, row, ticket)


@compiled
def _pop(s: State) -> None:
    """Take the first event out of the heap: the hole goes down to the end, where the last one is put in again."""
    size = s.soon - 1
    s.soon = size
    hole, below = 0, 1
    while below + 1 < size:
        below += _before(soon_at(s, below + 1), soon_at(s, below))
        _copy(soon_at(s, below), soon_at(s, hole))
        hole, below = below, 2 * below + 1
    if below < size:
        _copy(soon_at(s, below), soon_at(s, hole))
        hole = below
    last = soon_at(s, size)
    _rise(s, hole, last.time, last.sequence, last.kind, last.row, last.ticket)


@compiled
def _before(one: Record, other: Record) -> bool:
    """Return whether an event comes before another."""
    return _is_before(one.time, one.sequence, other)


@compiled
def _is_before(time: float, sequence: int, other: Record) -> bool:
    """Return the same; all is looked at, because guesses which way it goes are wrong half of the time."""
    comes: bool = (time < other.time) | ((time == other.time) & (sequence < other.sequence))
    return comes


@compiled
def _copy(source: Record, target: Record) -> None:
    """Copy an event."""
    _fill(target, source.time, source.sequence, source.kind, source.row, source.ticket)


@compiled
def _fill(  # noqa: PLR0913, PLR0917 - an event's own numbers
    event: Record, time: float, sequence: int, kind: int, row: int, ticket: int
) -> None:
    """Write an event down."""
    event.time, event.sequence, event.kind, event.row, event.ticket = time, sequence, kind, row, ticket

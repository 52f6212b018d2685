"""What is to happen and when: a list of events for each day to come, a heap for today, in order of (time, sequence)."""

from __future__ import annotations

from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.state import Record, State, day_at, due_at, event_at, slot_at, soon_at

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
) = range(25)


@compiled
def at(s: State, time: float, kind: int, row: int, ticket: int) -> None:
    """Schedule an event; one after the last day is dropped. ``ticket`` tells which of several a row waited for."""
    s.sequence += 1
    if not time < s.end_hour:
        return
    place = s.free_event
    if place >= 0:
        s.free_event = event_at(s, place).next
    else:
        place = s.events
        s.events += 1
    event = event_at(s, place)
    event.time, event.sequence, event.kind, event.row, event.ticket = time, s.sequence, kind, row, ticket
    if time < s.midnight:
        _push(s, time, s.sequence, place)
        return
    day = day_at(s, _day_of(time))
    event.next = day.first_event
    day.first_event = place
    day.events += 1


@compiled
def after(s: State, hours: float, kind: int, row: int) -> None:
    """Schedule an event so many hours from now."""
    at(s, s.now + hours, kind, row, 0)


@compiled
def open_day(s: State, day: int) -> None:
    """
    Put the events of a day in order.

    They are dealt into slots of the day, so that each lies near its place, and moved the rest of the way: that takes a
    time in proportion to their number.
    """
    opens = day_at(s, day)
    n_slots = max(opens.events, 1)
    per_hour = n_slots / HOURS_PER_DAY
    s.midnight = (day + 1) * HOURS_PER_DAY
    for number in range(n_slots + 1):
        slot_at(s, number).value = 0
    midnight = day * HOURS_PER_DAY
    place = opens.first_event
    while place >= 0:
        event = event_at(s, place)
        slot_at(s, min(int((event.time - midnight) * per_hour), n_slots - 1)).value += 1
        place = event.next
    total = 0
    for number in range(n_slots):
        total += slot_at(s, number).value
        slot_at(s, number).value = total
    place = opens.first_event
    while place >= 0:
        event = event_at(s, place)
        slot = slot_at(s, min(int((event.time - midnight) * per_hour), n_slots - 1))
        slot.value -= 1
        due = due_at(s, slot.value)
        due.time, due.sequence, due.place = event.time, event.sequence, place
        place = event.next
    slot_at(s, n_slots).value = total
    for number in range(n_slots):
        start, end = slot_at(s, number).value, slot_at(s, number + 1).value
        if end - start > 1:
            _sort(s, start, end)
    s.due, s.due_end = 0, total
    opens.first_event, opens.events = -1, 0


@compiled
def next_place(s: State) -> int:
    """Return the row of the day's next event, -1 when the day is over."""
    if s.soon > 0:
        soon = soon_at(s, 0)
        if s.due == s.due_end or _before(soon, due_at(s, s.due)):
            return int(soon.place)
    return int(due_at(s, s.due).place) if s.due < s.due_end else -1


@compiled
def take(s: State, place: int) -> None:
    """Take the day's next event, that of :func:`next_place`, out of the queue; its row may be used again."""
    if s.due < s.due_end and due_at(s, s.due).place == place:
        s.due += 1
    else:
        _pop(s)
    event_at(s, place).next = s.free_event
    s.free_event = place


@compiled
def _day_of(time: float) -> int:
    """Return the day of a time; the quotient may be rounded up to the next whole number."""
    day = int(time / HOURS_PER_DAY)
    return day - 1 if day * HOURS_PER_DAY > time else day


@compiled
def _sort(s: State, start: int, end: int) -> None:
    """Sort what is due between two rows: few, or many that all come at an opening (Shell 1959, gaps of Ciura 2001)."""
    for gap in (701, 301, 132, 57, 23, 10, 4, 1):
        if gap > 1 and gap * 2 > end - start:
            continue
        for row in range(start + gap, end):
            moving = due_at(s, row)
            time, sequence, place = moving.time, moving.sequence, moving.place
            hole = row
            while hole >= start + gap:
                other = due_at(s, hole - gap)
                if other.time < time or (other.time == time and other.sequence < sequence):
                    break
                _copy(other, due_at(s, hole))
                hole -= gap
            if hole != row:
                there = due_at(s, hole)
                there.time, there.sequence, there.place = time, sequence, place


@compiled
def _push(s: State, time: float, sequence: int, place: int) -> None:
    """Put an event that comes up today into the heap."""
    hole = s.soon
    s.soon += 1
    while hole > 0:
        above = (hole - 1) >> 1
        other = soon_at(s, above)
        if other.time < time or (other.time == time and other.sequence < sequence):
            break
        _copy(other, soon_at(s, hole))
        hole = above
    entry = soon_at(s, hole)
    entry.time, entry.sequence, entry.place = time, sequence, place


@compiled
def _pop(s: State) -> None:
    """Take the first event out of the heap."""
    s.soon -= 1
    size = s.soon
    last = soon_at(s, size)
    hole = 0
    while True:
        below = 2 * hole + 1
        if below >= size:
            break
        if below + 1 < size and _before(soon_at(s, below + 1), soon_at(s, below)):
            below += 1
        if not _before(soon_at(s, below), last):
            break
        _copy(soon_at(s, below), soon_at(s, hole))
        hole = below
    _copy(last, soon_at(s, hole))


@compiled
def _before(one: Record, other: Record) -> bool:
    """Return whether an event comes before another."""
    return bool(one.time < other.time or (one.time == other.time and one.sequence < other.sequence))


@compiled
def _copy(source: Record, target: Record) -> None:
    """Copy what orders an event."""
    target.time, target.sequence, target.place = source.time, source.sequence, source.place

"""A rep's working time, mirror of :mod:`sim.engine.desk`: the same steps with the same arithmetic."""

from __future__ import annotations

import math

from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled.events import (
    CUSTOMER_IS_SERVED,
    DESK_GOES_ON,
    DESK_IS_DONE,
    DESK_WAKES,
    LEAD_ANSWERS,
    after,
)
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import WORK, uniform
from sim.engine.compiled.state import Id, State, day_at, desk_at, lead_at, stage_at, task_at, unit_at
from sim.engine.compiled.telling import tell
from sim.engine.log import Kind
from sim.pipeline import exponential

_INSTANT = 1e-9
_SLACK = 1e-6
CARE, STAGE_WORK = 0, 1
_BEGUN = int(Kind.BEGUN)
_exponential = compiled(exponential)


@compiled
def begin_day(s: State, rep: int, effort: float, speed: float) -> None:
    """Set a working day's hours and how fast the rep is."""
    desk = desk_at(s, rep)
    if desk.worked_today > desk.closes - desk.opens + _SLACK:
        s.broken = rep
    length = s.full_hours * effort
    desk.speed = speed
    desk.measured = day_at(s, s.day).month > 0
    desk.opens = s.day * HOURS_PER_DAY + s.opens_hour
    desk.closes = desk.opens + length
    desk.worked_today = 0.0
    if desk.measured:
        desk.available += length


@compiled
def is_free(s: State, rep: int) -> bool:
    """Return whether a task would be begun at once."""
    return bool(desk_at(s, rep).idle and _is_open(s, rep))


@compiled
def next_ticket(s: State) -> int:
    """Return the number of the next task."""
    s.ticket += 1
    return int(s.ticket)


@compiled
def ask(  # noqa: PLR0913, PLR0917 - a task's own numbers
    s: State, rep: int, first: int, second: int, kind: int, row: int, entity: Id, ticket: int
) -> None:
    """Put a task into the queue; the lower (first, second) comes first, then who asked first, then the lower id."""
    place = s.free_task
    if place >= 0:
        s.free_task = task_at(s, place).left
    else:
        place = s.tasks
        s.tasks += 1
    task, desk = task_at(s, place), desk_at(s, rep)
    task.first, task.second, task.asked, task.entity = first, second, s.now, entity
    task.ticket, task.row, task.kind, task.left, task.right = ticket, row, kind, -1, -1
    desk.queue = _melded(s, desk.queue, place)
    if desk.idle:
        opens_in = 0.0 if _is_open(s, rep) else _hours_to_opening(s)
        if opens_in < math.inf:
            desk.idle = 0
            after(s, opens_in, DESK_WAKES, rep)


@compiled
def work_on(s: State, rep: int) -> None:
    """Begin the most urgent task, or wait: for somebody to ask, or for the next opening."""
    desk = desk_at(s, rep)
    while True:
        if desk.queue < 0:
            desk.idle = 1
            return
        if not _is_open(s, rep):
            after(s, _hours_to_opening(s), DESK_WAKES, rep)
            return
        if _takes_most_urgent(s, rep):
            break
    tell(s, _BEGUN, desk.row, rep, lead_at(s, desk.row).stage if desk.kind == STAGE_WORK else -1)
    hours = _work_hours(s, rep)
    travel = _travel_hours(s, rep)
    if desk.measured:
        desk.road += travel
    desk.hours_left = hours / desk.speed + travel
    spend(s, rep)


@compiled
def spend(s: State, rep: int) -> None:
    """Let the hours of the task in hand pass, today or over the night."""
    desk, now = desk_at(s, rep), s.now
    if not _is_open(s, rep):
        after(s, _hours_to_opening(s), DESK_GOES_ON, rep)
        return
    room = desk.closes - now
    today = min(desk.hours_left, room)
    desk.worked_today += today
    if desk.measured:
        desk.worked += today
    if desk.hours_left <= room:
        after(s, desk.hours_left, DESK_IS_DONE, rep)
    else:
        desk.hours_left -= room
        after(s, _hours_to_opening(s), DESK_GOES_ON, rep)


@compiled
def finish(s: State, rep: int) -> None:
    """End the task in hand: the answer comes when the customer has thought it over; go on with the next."""
    desk = desk_at(s, rep)
    if desk.kind == STAGE_WORK:
        lead = lead_at(s, desk.row)
        thinks = stage_at(s, lead.stage).gap_share * lead.cycle if lead.valid else 0.0
        after(s, thinks, LEAD_ANSWERS, desk.row)
    else:
        after(s, 0.0, CUSTOMER_IS_SERVED, desk.row)
    work_on(s, rep)


@compiled
def _work_hours(s: State, rep: int) -> float:
    """Return the hours at full speed of the task in hand."""
    desk = desk_at(s, rep)
    if desk.kind == CARE:
        return float(s.care_hours)
    lead = lead_at(s, desk.row)
    stage = stage_at(s, lead.stage)
    if not stage.is_exponential:
        return float(stage.work_hours)
    step = lead.loop * s.n_stages + lead.stage
    return _exponential(stage.work_hours, uniform(s, WORK, lead.id, step))


@compiled
def _travel_hours(s: State, rep: int) -> float:
    """Return the hours on the road of the task in hand."""
    desk = desk_at(s, rep)
    if desk.kind == CARE:
        return 0.0
    lead = lead_at(s, desk.row)
    return float(stage_at(s, lead.stage).visits * unit_at(s, lead.unit).visit_hours)


@compiled
def _takes_most_urgent(s: State, rep: int) -> bool:
    """Take the next task that nobody has given up out of the queue and in hand."""
    desk = desk_at(s, rep)
    while desk.queue >= 0:
        place = desk.queue
        task = task_at(s, place)
        desk.queue = _melded(s, task.left, task.right)
        task.left = s.free_task
        s.free_task = place
        if task.kind == CARE or lead_at(s, task.row).ticket == task.ticket:
            desk.row, desk.kind = task.row, task.kind
            if task.kind == STAGE_WORK:
                lead_at(s, task.row).ticket = 0
            return True
    return False


@compiled
def _is_open(s: State, rep: int) -> bool:
    desk, now = desk_at(s, rep), s.now
    return bool(desk.opens <= now < desk.closes - _INSTANT)


@compiled
def _hours_to_opening(s: State) -> float:
    """Return the hours until the next working day opens; infinity when the run ends before."""
    opens = day_at(s, s.day).next_open
    if opens <= s.now:
        opens = day_at(s, s.day + 1).next_open
    return float(opens - s.now)


@compiled
def _melded(s: State, one: int, other: int) -> int:
    """Return the root of two heaps made one (skew heap; Sleator and Tarjan 1986, "Self-adjusting heaps")."""
    root, parent = -1, -1
    while one >= 0 and other >= 0:
        if _comes_before(s, other, one):
            one, other = other, one
        if parent < 0:
            root = one
        else:
            task_at(s, parent).left = one
        parent = one
        task = task_at(s, one)
        following = task.right
        task.right = task.left
        one = following
    rest = one if one >= 0 else other
    if parent < 0:
        return rest
    task_at(s, parent).left = rest
    return root


@compiled
def _comes_before(s: State, one: int, other: int) -> bool:
    """Return whether a task is more urgent than another."""
    a, b = task_at(s, one), task_at(s, other)
    if a.first != b.first:
        return bool(a.first < b.first)
    if a.second != b.second:
        return bool(a.second < b.second)
    if a.asked != b.asked:
        return bool(a.asked < b.asked)
    if a.entity != b.entity:
        return bool(a.entity < b.entity)
    return bool(a.ticket < b.ticket)

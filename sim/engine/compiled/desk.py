"""A rep's working time, mirror of :mod:`sim.engine.desk`: the same steps with the same arithmetic."""

from __future__ import annotations

import math

from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled.events import (
    CUSTOMER_IS_SERVED,
    CUSTOMER_WAS_OFFERED,
    CUSTOMER_WAS_VISITED,
    DESK_GOES_ON,
    DESK_IS_DONE,
    DESK_WAKES,
    LEAD_ANSWERS,
    after,
)
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import WORK, uniform
from sim.engine.compiled.parties import journey
from sim.engine.compiled.queue import comes_before, melded, put
from sim.engine.compiled.state import (
    Id,
    State,
    adoption_at,
    customer_at,
    day_at,
    desk_at,
    group_at,
    journey_at,
    lead_at,
    passage_at,
    stage_at,
    task_at,
    unit_at,
    want_at,
)
from sim.engine.compiled.telling import tell
from sim.engine.log import CONTACT_STAGE, Kind
from sim.pipeline import exponential
from sim.routing import POOL

_INSTANT = 1e-9
_SLACK = 1e-6
CARE, STAGE_WORK, VISIT, OFFER = 0, 1, 2, 3
_TOLD_CARE, _TOLD_VISIT, _TOLD_OFFER = -1, -10, -11
_BEGUN, _ASSIGNED = int(Kind.BEGUN), int(Kind.ASSIGNED)
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
    """Put a task into a desk's queue, and let the rep begin it when he is free."""
    desk = desk_at(s, rep)
    desk.load += 1
    desk.queue = put(s, desk.queue, first, second, kind, row, entity, ticket)
    wake(s, rep)


@compiled
def wake(s: State, rep: int) -> None:
    """Let a desk without work look for some: at once, or when it opens."""
    desk = desk_at(s, rep)
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
        if desk.queue < 0 and (desk.group < 0 or group_at(s, desk.group).queue < 0):
            desk.idle = 1
            desk.free_since = s.now
            return
        if not _is_open(s, rep):
            after(s, _hours_to_opening(s), DESK_WAKES, rep)
            return
        if _takes_most_urgent(s, rep):
            break
    if desk.kind == STAGE_WORK and s.has_passages:
        _note_begin(s, rep, desk.row)
    _tell_begin(s, rep)
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
    desk.load -= 1
    if desk.kind == STAGE_WORK and lead_at(s, desk.row).stage < 0:
        after(s, 0.0, LEAD_ANSWERS, desk.row)
    elif desk.kind == STAGE_WORK:
        lead = lead_at(s, desk.row)
        ends = bool(
            s.times_deals and lead.stage == s.n_stages - 1
        )  # the last answer is waited for in ``closing``
        stage = stage_at(s, lead.stage)
        thinks = stage.gap_share * lead.cycle if lead.valid and not ends and not stage.beside_next else 0.0
        after(s, thinks, LEAD_ANSWERS, desk.row)
    elif desk.kind == CARE:
        after(s, 0.0, CUSTOMER_IS_SERVED, desk.row)
    else:
        after(s, 0.0, CUSTOMER_WAS_VISITED if desk.kind == VISIT else CUSTOMER_WAS_OFFERED, desk.row)
    work_on(s, rep)


@compiled
def _tell_begin(s: State, rep: int) -> None:
    """Record which task the rep begins."""
    desk = desk_at(s, rep)
    if desk.kind == STAGE_WORK:
        tell(s, _BEGUN, desk.row, rep, lead_at(s, desk.row).stage)
    elif desk.kind == OFFER:
        tell(s, _BEGUN, want_at(s, desk.row).customer, rep, _TOLD_OFFER)
    else:
        tell(s, _BEGUN, desk.row, rep, _TOLD_CARE if desk.kind == CARE else _TOLD_VISIT)


@compiled
def _work_hours(s: State, rep: int) -> float:
    """Return the hours at full speed of the task in hand."""
    desk = desk_at(s, rep)
    if desk.kind == CARE:
        return float(s.care_hours)
    if desk.kind == VISIT:
        return float(s.visit_work_hours)
    if desk.kind == OFFER:
        return float(adoption_at(s, want_at(s, desk.row).rule).offer_hours)
    lead = lead_at(s, desk.row)
    if lead.stage < 0:
        return float(s.attempt_hours) if lead.stage == CONTACT_STAGE else float(s.pitch_hours)
    stage = stage_at(s, lead.stage)
    if not stage.is_exponential:
        return float(stage.work_hours)
    step = lead.loop * s.n_stages + lead.stage
    return _exponential(stage.work_hours, uniform(s, WORK, lead.id, step))


@compiled
def _travel_hours(s: State, rep: int) -> float:
    """Return the hours on the road of the task in hand."""
    desk = desk_at(s, rep)
    if desk.kind in (CARE, OFFER):
        return 0.0
    if desk.kind == VISIT:
        return _visit_hours(s, rep, customer_at(s, desk.row).unit)
    lead = lead_at(s, desk.row)
    if lead.stage < 0:
        return 0.0
    return float(stage_at(s, lead.stage).visits * _visit_hours(s, rep, lead.unit))


@compiled
def _visit_hours(s: State, rep: int, unit: int) -> float:
    """Return a rep's hours on the road for a visit."""
    cover = unit_at(s, unit)
    # Who was asked before the unit changed hands finishes it.
    before = desk_at(s, rep).asked < s.handover_hour <= s.now
    if before and (rep == cover.former_rep or not (s.may_move or s.has_roles)):
        return float(cover.former_hours)
    if before:
        return float(journey_at(s, rep * s.unit_rows + unit).value)
    return journey(s, rep, unit)


@compiled
def _note_begin(s: State, rep: int, row: int) -> None:
    """Note that a rep begins a task of a lead; what he took from the pool is his from now on."""
    passage = passage_at(s, row)
    passage.begun_at, passage.did = s.now, rep
    if s.routing == POOL and passage.desk < 0:
        passage.desk = rep
        desk_at(s, rep).load += 1
        lead_at(s, row).rep = rep
        desk_at(s, rep).asked = s.now
        tell(s, _ASSIGNED, row, rep, -1)


@compiled
def _takes_most_urgent(s: State, rep: int) -> bool:
    """Take the next task that nobody has given up out of the queue and in hand."""
    desk = desk_at(s, rep)
    while True:
        pooled = _comes_from_pool(s, rep)
        place = group_at(s, desk.group).queue if pooled else desk.queue
        if place < 0:
            return False
        task = task_at(s, place)
        rest = melded(s, task.left, task.right)
        if pooled:
            group_at(s, desk.group).queue = rest
        else:
            desk.queue = rest
        task.left = s.free_task
        s.free_task = place
        if task.kind != STAGE_WORK or _is_live(s, rep, task.row, task.ticket, pooled):
            desk.row, desk.kind, desk.asked = task.row, task.kind, task.asked
            if task.kind == STAGE_WORK:
                lead_at(s, task.row).ticket = 0
            return True


@compiled
def _comes_from_pool(s: State, rep: int) -> bool:
    """Return whether the first task of the pool is more urgent than the desk's own."""
    desk = desk_at(s, rep)
    if desk.group < 0 or group_at(s, desk.group).queue < 0:
        return False
    return desk.queue < 0 or not comes_before(s, desk.queue, group_at(s, desk.group).queue)


@compiled
def _is_live(s: State, rep: int, row: int, ticket: int, pooled: bool) -> bool:
    """Return whether a task of a lead was neither given up nor given to another desk."""
    if lead_at(s, row).ticket != ticket:
        return False
    return pooled or not s.may_move or passage_at(s, row).desk == rep


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

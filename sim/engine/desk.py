"""A rep's working time: one task at a time, the most urgent first, only in working hours."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import TYPE_CHECKING

import simpy

from sim.calendar import HOURS_PER_DAY, Timeline
from sim.engine.process import Wait, follow

if TYPE_CHECKING:
    from sim.engine.pool import Pool

_INSTANT = 1e-9  # hours; less than this is rounding, not time in which work is done


class Answer(simpy.Event):
    """An event that is known to come after a delay, with its value."""

    def come(self, value: object, delay: float = 0.0) -> None:
        """Let the event happen so many hours from now."""
        self._ok, self._value = True, value
        self.env.schedule(self, delay=delay)


class Task:
    """
    Work that waits for a rep.

    ``work_hours`` are at full speed, ``travel_hours`` on the road. ``answer`` comes with True ``answer_hours`` after
    the work is done (the customer thinks it over), or at once with False when the customer gave up before it was begun.
    ``lead`` is the row of the lead it is for, -1 when it is for none; ``desk`` is where it waits or is done, ``None``
    while it waits in a pool; ``rep`` is the row of the rep who began it.
    """

    __slots__ = (
        "answer",
        "answer_hours",
        "begun",
        "begun_at",
        "desk",
        "entity",
        "given_up",
        "is_pooled",
        "lead",
        "rep",
        "stage",
        "travel_hours",
        "unit",
        "work_hours",
    )

    def __init__(self, env: simpy.Environment, entity: int, unit: int, stage: int, lead: int = -1) -> None:
        self.answer = Answer(env)
        self.entity, self.unit, self.stage, self.lead = entity, unit, stage, lead
        self.work_hours = self.travel_hours = self.answer_hours = self.begun_at = 0.0
        self.rep = -1
        self.begun = self.given_up = self.is_pooled = False
        self.desk: Desk | None = None

    def give_up(self) -> None:
        """End a task that has not begun: the customer no longer waits."""
        if not self.begun:
            self.given_up = True
            if self.desk is not None:
                self.desk.load -= 1
            self.answer.come(False)


QueueEntry = tuple[tuple[int, int], float, int, int, Task]
"""Priority, time of asking [hours], entity, number of the request, and the task itself."""


class Desk:
    """
    The queue of tasks before one rep and the hours in which he works them off.

    A task is not interrupted by a more urgent one; it pauses when the working day ends and resumes when the
    next begins. Equal urgency goes by (time of asking, entity).
    """

    def __init__(self, env: simpy.Environment, line: Timeline, on_begin: Callable[[Task], None]) -> None:
        self.env, self.line, self._on_begin = env, line, on_begin
        self.speed = 1.0
        self.worked_hours = self.available_hours = self.road_hours = 0.0
        self.pool: Pool | None = None
        self.load = 0
        """Tasks that wait here or are in hand."""
        self.free_since = 0.0
        self._queue: list[QueueEntry] = []
        self._opens = self._closes = 0.0
        self._worked_today = 0.0
        self._measured = False
        self._woken: Answer | None = None
        self._asked = 0
        follow(self._work_on())

    def begin_day(self, day: int, effort: float) -> None:
        """Set a working day's hours: the working day is cut short by what ``effort`` (share of selling hours) lacks."""
        self._check_yesterday()
        self._measured = bool(self.line.month[day] > 0)
        self._opens = day * HOURS_PER_DAY + self.line.opens_hour
        length = self.line.full_hours * effort
        self._closes = self._opens + length
        self._worked_today = 0.0
        if self._measured:
            self.available_hours += length

    def ask(self, priority: tuple[int, int], task: Task) -> None:
        """Put a task into the queue; the lower priority comes first. A task that waits elsewhere comes over."""
        if task.desk is not None:
            task.desk.load -= 1
        task.desk = self
        self.load += 1
        self._asked += 1
        heapq.heappush(self._queue, (priority, self.env.now, task.entity, self._asked, task))
        self.wake()

    def wake(self) -> None:
        """Let a desk without work look for some: at once, or when it opens."""
        if self._woken is not None:
            opens_in = 0.0 if self._is_open() else self._hours_to_opening()
            if opens_in < float("inf"):
                self._woken.come(None, opens_in)
                self._woken = None

    def is_free(self) -> bool:
        """Return whether a task would be begun at once."""
        return self._woken is not None and self._is_open()

    def _work_on(self) -> Wait:
        """Work off the queue, day after day."""
        while True:
            if self._next_queue() is None:
                self.free_since = self.env.now
                self._woken = Answer(self.env)
                yield self._woken
            if not self._is_open():
                yield self.env.timeout(self._hours_to_opening())
                continue  # somebody else may have taken what waited in a pool
            task = self._most_urgent()
            if task is None:
                continue
            task.begun, task.begun_at = True, self.env.now
            self._on_begin(task)
            if self._measured:
                self.road_hours += task.travel_hours
            yield from self._spend(task.work_hours / self.speed + task.travel_hours)
            self.load -= 1
            task.answer.come(True, task.answer_hours)

    def _most_urgent(self) -> Task | None:
        """Return the next task of the own queue or the pool's, ``None`` when all have given up or gone elsewhere."""
        while (queue := self._next_queue()) is not None:
            task = heapq.heappop(queue)[-1]
            if task.given_up or task.begun:  # passed on and back again, it stands here twice
                continue
            if queue is not self._queue:
                task.desk = self
                self.load += 1
            if task.desk is self:
                return task
        return None

    def _next_queue(self) -> list[QueueEntry] | None:
        """Return the queue whose first task is the more urgent, ``None`` when nothing waits."""
        pooled = self.pool.queue if self.pool is not None else None
        if not pooled:
            return self._queue or None
        return self._queue if self._queue and self._queue[0][:3] <= pooled[0][:3] else pooled

    def _spend(self, hours: float) -> Wait:
        """Let so many working hours pass, over as many days as it takes."""
        while True:
            if not self._is_open():
                yield from self._until_open()
            room = self._closes - self.env.now
            today = min(hours, room)
            self._worked_today += today
            if self._measured:
                self.worked_hours += today
            if hours <= room:
                yield self.env.timeout(hours)
                return
            hours -= room
            yield self.env.timeout(self._hours_to_opening())  # straight on: nothing happens in between

    def _until_open(self) -> Wait:
        """Wait for the next moment in working hours, which may be now."""
        while not self._is_open():
            yield self.env.timeout(self._hours_to_opening())

    def _hours_to_opening(self) -> float:
        """Return the hours until the next working day opens; infinity when the run ends before."""
        now = self.env.now
        opens = self.line.next_open(self.line.day_of(now))
        if opens <= now:
            opens = self.line.next_open(self.line.day_of(now) + 1)
        return opens - now

    def _is_open(self) -> bool:
        return self._opens <= self.env.now < self._closes - _INSTANT

    def _check_yesterday(self) -> None:
        if self._worked_today > self._closes - self._opens + 1e-6:
            raise RuntimeError(
                f"law broken: {self._worked_today} hours worked in a day of {self._closes - self._opens}"
            )

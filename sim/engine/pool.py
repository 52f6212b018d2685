"""Leads that wait for whoever of a group is free first."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import simpy

    from sim.engine.desk import Desk, QueueEntry, Task


class Pool:
    """
    The queue that a group of desks shares.

    A desk takes whatever is more urgent, from its own queue or from the pool's. When a task comes, the desk that has
    been free the longest begins it; when none is open, all that are free look again when they open.
    """

    def __init__(self, env: simpy.Environment, desks: list[Desk]) -> None:
        self.env, self.desks = env, desks
        self.queue: list[QueueEntry] = []
        self._asked = 0
        for desk in desks:
            desk.pool = self

    def is_free(self) -> bool:
        """Return whether a task would be begun at once."""
        return any(desk.is_free() for desk in self.desks)

    def ask(self, priority: tuple[int, int], task: Task) -> None:
        """Put a task into the queue; the lower priority comes first."""
        self._asked += 1
        task.is_pooled = True
        heapq.heappush(self.queue, (priority, self.env.now, task.entity, self._asked, task))
        free = [desk for desk in self.desks if desk.is_free()]
        for desk in [min(free, key=_free_since)] if free else self.desks:
            desk.wake()


def _free_since(desk: Desk) -> float:
    return desk.free_since

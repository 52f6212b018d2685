"""The queue of tasks before a desk or in a pool: a heap in which the most urgent task is the root."""

from __future__ import annotations

from sim.engine.compiled.jit import compiled
from sim.engine.compiled.state import Id, State, task_at


@compiled
def put(  # noqa: PLR0913, PLR0917 - a task's own numbers
    s: State, queue: int, first: int, second: int, kind: int, row: int, entity: Id, ticket: int
) -> int:
    """
    Put a task into a queue and return the queue.

    The lower (first, second) comes first, then who asked first, then the lower id.
    """
    place = s.free_task
    if place >= 0:
        s.free_task = task_at(s, place).left
    else:
        place = s.tasks
        s.tasks += 1
    task = task_at(s, place)
    task.first, task.second, task.asked, task.entity = first, second, s.now, entity
    task.ticket, task.row, task.kind, task.left, task.right = ticket, row, kind, -1, -1
    return melded(s, queue, place)


@compiled
def melded(s: State, one: int, other: int) -> int:
    """Return the root of two heaps made one (skew heap; Sleator and Tarjan 1986, "Self-adjusting heaps")."""
    root, parent = -1, -1
    while one >= 0 and other >= 0:
        if comes_before(s, other, one):
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
def comes_before(s: State, one: int, other: int) -> bool:
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

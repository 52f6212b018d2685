"""Leads that wait for whoever of a group is free first, mirror of :mod:`sim.engine.pool`."""

from __future__ import annotations

from sim.engine.compiled.desk import is_free, wake
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.queue import put
from sim.engine.compiled.state import Id, State, desk_at, group_at, member_at


@compiled
def pool_is_free(s: State, group: int) -> bool:
    """Return whether a task would be begun at once."""
    return _longest_free(s, group) >= 0


@compiled
def ask_pool(  # noqa: PLR0913, PLR0917 - a task's own numbers
    s: State, group: int, first: int, second: int, kind: int, row: int, entity: Id, ticket: int
) -> None:
    """Put a task into the queue of a group; who has been free the longest begins it, or all look when they open."""
    pool = group_at(s, group)
    pool.queue = put(s, pool.queue, first, second, kind, row, entity, ticket)
    rep = _longest_free(s, group)
    if rep >= 0:
        wake(s, rep)
        return
    for place in range(pool.start, pool.end):
        wake(s, member_at(s, place).value)


@compiled
def _longest_free(s: State, group: int) -> int:
    """Return the rep of a group who has been free the longest, -1 when nobody is."""
    pool, best = group_at(s, group), -1
    for place in range(pool.start, pool.end):
        rep = member_at(s, place).value
        if is_free(s, rep) and (best < 0 or desk_at(s, rep).free_since < desk_at(s, best).free_since):
            best = rep
    return best

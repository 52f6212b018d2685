"""Whether a territory still hangs together when a unit leaves it or comes to it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimize.compiling import compiled

Ints = NDArray[np.int64]


@compiled
def touches(  # noqa: PLR0913, PLR0917 - a kernel takes plain arrays
    start: Ints, near: Ints, owner: Ints, unit: int, rep: int, but: int
) -> bool:
    """Return whether a unit borders on a rep's territory, ``but`` one unit of it."""
    for at in range(start[unit], start[unit + 1]):  # noqa: SIM110 - Numba compiles no generator
        if owner[near[at]] == rep and near[at] != but:
            return True
    return False


@compiled
def may_leave(  # noqa: PLR0913, PLR0917 - a kernel takes plain arrays
    start: Ints, near: Ints, owner: Ints, unit: int, seen: Ints, queue: Ints, mark: int
) -> bool:
    """
    Return whether a unit's territory hangs together without it; its last unit may leave too.

    Breadth-first from one neighbour inside, until all others are met. ``seen`` and ``queue`` are scratch, shape
    (n_units,); ``mark`` is a number that ``seen`` does not hold yet.
    """
    mine, inside, first = owner[unit], 0, -1
    for at in range(start[unit], start[unit + 1]):
        if owner[near[at]] == mine:
            inside += 1
            first = near[at]
    if inside <= 1:
        return True
    seen[unit] = mark
    seen[first] = mark
    queue[0], head, tail, met = first, 0, 1, 1
    while head < tail:
        here = queue[head]
        head += 1
        for at in range(start[here], start[here + 1]):
            other = near[at]
            if owner[other] != mine or seen[other] == mark:
                continue
            seen[other] = mark
            queue[tail] = other
            tail += 1
            if _borders(start, near, unit, other):
                met += 1
                if met == inside:
                    return True
    return False


@compiled
def _borders(start: Ints, near: Ints, unit: int, other: int) -> bool:
    for at in range(start[unit], start[unit + 1]):  # noqa: SIM110 - Numba compiles no generator
        if near[at] == other:
            return True
    return False

"""The order of numbers: NumPy's own sorts take Numba seconds to compile."""

from __future__ import annotations

import numpy as np

from optimize.compiling import compiled
from optimize.program import Floats, Ints


@compiled
def rising(cost: Floats) -> Ints:
    """Return the order of rising costs, equal ones as they stand: merged in runs of 1, 2, 4, ..."""
    n = cost.shape[0]
    order, merged, run = np.empty(n, np.int64), np.empty(n, np.int64), 1
    for at in range(n):
        order[at] = at
    while run < n:
        for first in range(0, n, 2 * run):
            left, middle, end = first, min(first + run, n), min(first + 2 * run, n)
            right = middle
            for at in range(first, end):
                if left < middle and (right >= end or cost[order[left]] <= cost[order[right]]):
                    merged[at] = order[left]
                    left += 1
                else:
                    merged[at] = order[right]
                    right += 1
        order, merged, run = merged, order, 2 * run
    return order

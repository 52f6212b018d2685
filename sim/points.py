"""Evenly spaced points in time, group by group, and rows drawn by shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_FEW = 12  # shares for which comparing all numbers with each edge is quicker than searching for each number


def even_points(expected: Floats) -> tuple[Ints, Ints, Floats]:
    """Return group, ordinal and position of evenly spaced points, 0.5, 1.5, … below each group's expected number."""
    number = np.ceil(expected - 0.5).astype(np.int64)
    group = np.repeat(np.arange(len(number)), number)
    ordinal = np.arange(len(group)) - np.repeat(np.cumsum(number) - number, number)
    return group, ordinal, (ordinal + 0.5).astype(np.float64)


def rows_by_share(luck: Floats, shares: Sequence[float] | Floats) -> Ints:
    """Return the row that each number in (0, 1) falls on, by shares that add to 1."""
    edges = np.cumsum(shares)
    edges[-1] = 1.0
    if len(edges) > _FEW:
        return np.searchsorted(edges, luck, side="right").astype(np.int64)
    rows = np.zeros(luck.shape, dtype=np.int64)
    for edge in edges[:-1].tolist():
        rows += luck >= edge
    return rows


def row_by_share(luck: float, shares: Sequence[float]) -> int:
    """Return the row that one number in (0, 1) falls on; the same as :func:`rows_by_share`."""
    edge = 0.0
    for row in range(len(shares) - 1):
        edge += shares[row]
        if luck < edge:
            return row
    return len(shares) - 1

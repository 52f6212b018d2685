"""Points of processes in time, group by group, and rows drawn by shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.streams import Streams

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def even_points(expected: Floats) -> tuple[Ints, Ints, Floats]:
    """Return group, ordinal and position of evenly spaced points, 0.5, 1.5, … below each group's expected number."""
    number = np.ceil(expected - 0.5).astype(np.int64)
    group = np.repeat(np.arange(len(number)), number)
    ordinal = np.arange(len(group)) - np.repeat(np.cumsum(number) - number, number)
    return group, ordinal, (ordinal + 0.5).astype(np.float64)


def poisson_points(
    expected: Floats, ids: NDArray[np.uint64], purpose: str, streams: Streams
) -> tuple[Ints, Ints, Floats]:
    """
    Return group, ordinal and position of the points of a unit-rate Poisson process on (0, expected) for each group.

    Point n lies n + 1 exponential gaps from 0. Room is made for the mean and eight standard deviations and twelve more,
    which a Poisson number passes with a chance below 1e-12.
    """
    room = np.ceil(expected + 8.0 * np.sqrt(expected) + 12.0).astype(np.int64)
    room[expected == 0] = 0
    group = np.repeat(np.arange(len(room)), room)
    first = np.cumsum(room) - room
    ordinal = np.arange(len(group)) - first[group]
    gaps = -np.log(streams.uniforms(purpose, ids[group], ordinal))
    position = streams.running_sums(gaps, first[room > 0])
    inside = position < expected[group]
    return group[inside], ordinal[inside], position[inside]


def rows_by_share(luck: Floats, shares: Sequence[float] | Floats) -> Ints:
    """Return the row that each number in (0, 1) falls on, by shares that add to 1."""
    edges = np.cumsum(shares)
    edges[-1] = 1.0
    return np.searchsorted(edges, luck, side="right").astype(np.int64)


def row_by_share(luck: float, shares: Sequence[float]) -> int:
    """Return the row that one number in (0, 1) falls on; the same as :func:`rows_by_share`."""
    edge = 0.0
    for row in range(len(shares) - 1):
        edge += shares[row]
        if luck < edge:
            return row
    return len(shares) - 1

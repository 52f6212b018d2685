"""What a territory is worth, from sums over its units: in closed form, or as the least of some tangents."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from optimize.compiling import compiled

Floats = NDArray[np.float64]
_GOLDEN, _MIX_1, _MIX_2 = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 2.0**-53


@compiled
def worth(exponent: float, time: Floats, load: Floats, row: int) -> float:
    """
    Return the value of a territory by its sums.

    With an exponent b > 0: ``time[row, 0] * sum^(1-b)``, ``time`` being T^b. Without: the least over prices p of
    p T + sum, ``time[row, p]`` being p T.
    """
    if exponent > 0.0:
        total = load[row, 0]
        return time[row, 0] * math.pow(total, 1.0 - exponent) if total > 0.0 else 0.0
    best: float = time[row, 0] + load[row, 0]
    for p in range(1, load.shape[1]):
        best = min(best, time[row, p] + load[row, p])
    return best


@compiled
def worth_changed(  # noqa: PLR0913, PLR0917 - arrays and indices: a view of a row costs more than the sum
    exponent: float, time: Floats, load: Floats, row: int, gain: Floats, gone: int, come: int
) -> float:
    """Return the value of a territory that loses unit ``gone`` and gets unit ``come``; -1 is none."""
    best = math.inf
    for p in range(load.shape[1]):
        total = load[row, p]
        if gone >= 0:
            total -= gain[gone, row, p]
        if come >= 0:
            total += gain[come, row, p]
        if exponent > 0.0:
            return time[row, 0] * math.pow(total, 1.0 - exponent) if total > 0.0 else 0.0
        best = min(best, time[row, p] + total)
    return best


@compiled
def tangent(exponent: float, time: Floats, load: Floats, row: int, value: float) -> tuple[float, int]:
    """Return a slope and the sum it is of: the value rises by no more than that slope times what the sum rises by."""
    if exponent > 0.0:
        return (1.0 - exponent) * value / load[row, 0] if load[row, 0] > 0.0 else math.inf, 0
    column = 0
    for p in range(1, load.shape[1]):
        if time[row, p] + load[row, p] < time[row, column] + load[row, column]:
            column = p
    return 1.0, column


@compiled
def luck(seed: int, n: int) -> float:
    """Return a number in [0, 1) that depends on (seed, n) alone: SplitMix64 (Steele, Lea and Flood 2014)."""
    mixed = np.uint64(seed) * _MIX_2 + (np.uint64(n) + np.uint64(1)) * _GOLDEN
    mixed = (mixed ^ (mixed >> _30)) * _MIX_1
    mixed = (mixed ^ (mixed >> _27)) * _MIX_2
    mixed ^= mixed >> _31
    return float(mixed >> _11) * _UNIT

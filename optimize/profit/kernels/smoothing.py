"""The bound with its corners rounded, and its gradient: what a quasi-Newton method can make small."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from optimize.compiling import compiled, kernel

Floats = NDArray[np.float64]


FAR = 18.0
"""Widths from the corner beyond which rounding changes less than 1e-7 of a width."""


@compiled
def _soft(x: float, width: float) -> tuple[float, float]:
    """Return max(0, x) rounded over ``width``, width log(1 + exp(x / width)), and its slope."""
    z = x / width
    if z > FAR:
        return x, 1.0
    if z < -FAR:
        return 0.0, 0.0
    e = math.exp(-abs(z))
    slope = 1.0 / (1.0 + e) if z > 0.0 else e / (1.0 + e)
    return max(x, 0.0) + width * math.log1p(e), slope


@kernel
def smoothed(
    net: Floats, hours: Floats, unit: Floats, base: Floats, widths: Floats
) -> tuple[float, Floats, Floats, Floats, Floats]:
    """
    Return the smoothed sum of the reps' profits, and what it changes by.

    Parameters
    ----------
    net, hours
        Net surplus and hours of every pair at the prices of time, each shape (n_units, n_reps).
    unit
        Prices of units, shape (n_units,).
    base
        p T - F of each rep, shape (n_reps,).
    widths
        Over how much corners are rounded: of pairs, and of reps [currency].

    Returns
    -------
    The value; the share of each unit that is taken (n_units,); the share of each rep that is open (n_reps,); hours
    taken from each rep (n_reps,); and the shares of all pairs, shape (n_units, n_reps).
    """
    n, k = net.shape
    taken, is_open, wanted, share = np.zeros(n), np.zeros(k), np.zeros(k), np.empty((n, k))
    profit = base.copy()
    for i in range(n):
        for j in range(k):
            over, share[i, j] = _soft(net[i, j] - unit[i], widths[0])
            profit[j] += over
    total = 0.0
    for j in range(k):
        worth, is_open[j] = _soft(profit[j], widths[1])
        total += worth
    for i in range(n):
        for j in range(k):
            share[i, j] *= is_open[j]
            taken[i] += share[i, j]
            wanted[j] += share[i, j] * hours[i, j]
    return total, taken, is_open, wanted, share

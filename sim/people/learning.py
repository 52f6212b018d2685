"""What practice, courses and coaching add to skill, how it fades, and when it pays."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def saturating(most: float, amount: ArrayLike, scale: float) -> Floats:
    """Return most * (1 - exp(-amount / scale)): nothing for nothing, 63 % of ``most`` at one ``scale``."""
    gain: Floats = most * -np.expm1(-np.asarray(amount, np.float64) / scale)
    return gain


def kept(half_life: float | None, time: float = 1.0) -> float:
    """Return the share that is left after a time, half of it after each half-life; ``None``: all of it."""
    return 1.0 if half_life is None else math.pow(0.5, time / half_life)


def break_even_months(cost: float, first_month: float, half_life_months: float | None) -> float:
    """
    Return the months after which a gain that fades has paid its cost; infinity when it never does.

    A gain worth ``first_month`` in its first month brings first_month * (1 + k + k**2 + ...) with k what is kept a
    month. The sum after n months is first_month * (1 - k**n) / (1 - k); n solves it for the cost (not rounded up).
    """
    if cost <= 0:
        return 0.0
    if first_month <= 0:
        return math.inf
    keep = kept(half_life_months)
    if keep == 1.0:
        return cost / first_month
    left = 1.0 - cost * (1.0 - keep) / first_month
    return math.log(left) / math.log(keep) if left > 0 else math.inf

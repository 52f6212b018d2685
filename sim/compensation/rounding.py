"""The one rounding of the money path: exact ratios to whole cents, for one number and for whole arrays."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compensation.plan import Rounding

Integers = NDArray[Any]
"""Whole numbers: int64 where everything fits, Python integers (dtype object) where it would not."""
_QUANTA = (100, 10, 1)


def round_cents(amount: Fraction, rounding: Rounding) -> int:
    """
    Return the amount rounded as the plan says [cents].

    >>> plan = Rounding(at="payout_line", places=2, mode="half_up", of="cumulative")
    >>> round_cents(Fraction(5, 2), plan), round_cents(Fraction(-5, 2), plan)
    (3, -3)
    """
    quantum = _quantum(rounding)
    over, under = amount.as_integer_ratio()
    whole, rest = divmod(abs(over), under * quantum)
    half = (
        2 * rest - under * quantum
    )  # whole numbers all through, as a payroll rounds each line of each month
    up = half > 0 or (half == 0 and (rounding.mode == "half_up" or whole % 2 == 1))
    return (whole + up) * (quantum if over >= 0 else -quantum)


def round_ratios(numerator: Integers, denominator: Integers, rounding: Rounding) -> Integers:
    """
    Return numerator / denominator rounded as the plan says [cents], without ever leaving the integers.

    Parameters
    ----------
    numerator
        Exact amounts times ``denominator``, any shape.
    denominator
        Above zero, broadcastable to ``numerator``.
    rounding
        Places and mode.
    """
    quantum = _quantum(rounding)
    size = np.abs(numerator)
    whole = size // (denominator * quantum)
    rest = 2 * (size - whole * (denominator * quantum))
    tie_up = rest == denominator * quantum
    if rounding.mode == "half_even":
        tie_up = tie_up & (whole % 2 == 1)
    up = (rest > denominator * quantum) | tie_up
    rounded: Integers = np.where(numerator >= 0, 1, -1) * (whole + up) * quantum
    return rounded


def _quantum(rounding: Rounding) -> int:
    """Return the smallest step of pay [cents]."""
    return _QUANTA[rounding.places]

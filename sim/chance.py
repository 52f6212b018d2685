"""
Numbers of usual distributions, made of luck in (0, 1): rules for one number at a time.

They use :mod:`math` alone, in either engine and in bulk too: NumPy's own logarithm, exponential and cosine of whole
arrays differ in the last bit from one kind of processor to the next.
"""

from __future__ import annotations

import math


def exponential(luck: float) -> float:
    """Return an exponential number of mean 1."""
    return -math.log(luck)


def lognormal(log_mean: float, log_sd: float, one: float, other: float) -> float:
    """Return a lognormal number from two lucks (the first of the normal pair of Box and Muller 1958)."""
    normal = math.sqrt(-2.0 * math.log(one)) * math.cos(2.0 * math.pi * other)
    return math.exp(log_mean + log_sd * normal)

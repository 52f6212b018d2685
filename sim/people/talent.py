"""How much of a team's sales its best people bring, and what is lost when one goes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def pareto_share(top: float, alpha: float) -> float:
    """Return the share that the best ``top`` of people bring when talent is Pareto with exponent ``alpha`` above 1."""
    if not 0 < top <= 1 or alpha <= 1:
        raise ValueError(f"top lies in (0, 1] and alpha above 1, got {top} and {alpha}")
    return math.pow(top, 1.0 - 1.0 / alpha)


def pareto_exponent(top: float, share: float) -> float:
    """Return the exponent under which the best ``top`` of people bring ``share``; 20 % and 80 % give 1.161."""
    if not 0 < top < share < 1:
        raise ValueError(f"0 < top < share < 1 is wanted, got {top} and {share}")
    return 1.0 / (1.0 - math.log(share) / math.log(top))


def share_of_best(sales: Floats, top: float) -> float:
    """Return the share of all sales that the best ``top`` of people bring, the last of them in part."""
    ordered = np.sort(sales)[::-1]
    whole = top * len(ordered)
    full = int(whole)
    rest = (whole - full) * ordered[full] if full < len(ordered) else 0.0
    return float((ordered[:full].sum() + rest) / ordered.sum())


def lost_with_the_best(sales: Floats) -> float:
    """Return the share of all sales that goes with the best one, when nobody takes over his customers."""
    return float(sales.max() / sales.sum())

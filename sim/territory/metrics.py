"""What makes an alignment good or bad: balance, travel, compactness, disruption."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.territory.alignment import Alignment

Floats = NDArray[np.float64]


def _loads(load: ArrayLike) -> Floats:
    """Return the loads as an array that has a mean; ValueError when there is none."""
    loads: Floats = np.asarray(load, dtype=np.float64)
    if loads.size == 0 or not np.isfinite(loads).all() or loads.min() < 0 or loads.sum() <= 0:
        raise ValueError("balance needs at least one territory, no negative load, and some load above zero")
    return loads


def busiest_over_average(load: ArrayLike) -> float:
    """
    Return how far the busiest territory is above the average, 0.0 when all are equal.

    >>> busiest_over_average([90.0, 100.0, 110.0])
    0.1
    """
    loads = _loads(load)
    return round(float(loads.max() / loads.mean() - 1.0), 12)


def largest_deviation(load: ArrayLike) -> float:
    """Return the largest distance of a territory from the average, above or below, as a share of it."""
    loads = _loads(load)
    return float(np.abs(loads / loads.mean() - 1.0).max())


def variation(load: ArrayLike) -> float:
    """Return the coefficient of variation: standard deviation over territories (divisor n) by their mean."""
    loads = _loads(load)
    return float(loads.std() / loads.mean())


def gini(load: ArrayLike) -> float:
    """
    Return the Gini coefficient of the loads: 0 when all are equal, (n - 1) / n when one has everything.

    Half the mean absolute difference over the mean, by the sorted form (Sen 1973, "On Economic Inequality",
    section 2.8).
    """
    loads = np.sort(_loads(load))
    n = loads.size
    rank = np.arange(1, n + 1)
    return float(2 * (rank @ loads) / (n * loads.sum()) - (n + 1) / n)


def moment_of_inertia(weight: ArrayLike, km: ArrayLike) -> float:
    """Return sum of w * d^2 [weight * km^2]: compactness after Hess and others (1965); smaller is rounder."""
    return float(np.asarray(weight, dtype=np.float64) @ np.asarray(km, dtype=np.float64) ** 2)


def weighted_mean(weight: ArrayLike, value: ArrayLike) -> float:
    """Return the mean of a value by weight: mean travel per visit when the weights are visits."""
    weights: Floats = np.asarray(weight, dtype=np.float64)
    total = float(weights.sum())
    if total <= 0:
        raise ValueError("a weighted mean needs some weight above zero")
    return float(weights @ np.asarray(value, dtype=np.float64)) / total


def share_moved(before: Alignment, after: Alignment, weight: ArrayLike | None = None) -> float:
    """
    Return the share of units, or of their weight, that changes hands between two alignments.

    Raises
    ------
    ValueError
        When the alignments are not of the same units and reps.

    """
    if not (_same(before.units, after.units) and _same(before.reps, after.reps)):
        raise ValueError("disruption is between two alignments of the same units and reps")
    weights = np.ones(len(before.units)) if weight is None else np.asarray(weight, dtype=np.float64)
    return weighted_mean(weights, before.rep_of != after.rep_of)


def _same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return len(one) == len(other) and bool((one == other).all())

"""Who leaves: the chance of a month, and how many are left after some."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.documents.turnover import DECILES
from sim.people.coaching import rank_share

if TYPE_CHECKING:
    from sim.documents.turnover import Leaving

Floats = NDArray[np.float64]


def deciles(production: Floats) -> NDArray[np.int64]:
    """Return each rep's tenth by production, 0 the lowest, equals together, shape (n_reps,)."""
    return (DECILES * rank_share(production)).astype(np.int64)


def base_hazard(rule: Leaving, tenure_months: NDArray[np.int64], decile: NDArray[np.int64]) -> Floats:
    """Return each rep's chance to leave this month by tenure and decile of production, shape (n_reps,)."""
    starts = np.array([row.from_month for row in rule.hazard])
    table = np.array([row.by_decile or (row.monthly,) * DECILES for row in rule.hazard])
    row = np.searchsorted(starts, np.maximum(tenure_months, 0), side="right") - 1
    hazard: Floats = table[row, decile]
    return hazard


def with_causes(base: Floats, log_odds: Floats) -> Floats:
    """Return a chance whose odds are multiplied by exp(log_odds), shape of the inputs; 0 and 1 stay."""
    factor = np.exp(log_odds)
    chance: Floats = base * factor / (1.0 - base + base * factor)
    return chance


def monthly_hazard(rate_per_year: float) -> float:
    """Return the chance to leave in a month under a constant rate [1/year]: 1 - exp(-rate / 12)."""
    return -math.expm1(-rate_per_year / 12.0)


def survival(monthly: float, months: int) -> float:
    """
    Return the share still there after so many months at a constant chance a month.

    It is the exponential survival exp(-rate * months / 12) when ``monthly`` is :func:`monthly_hazard` of the rate.
    """
    return math.pow(1.0 - monthly, months)

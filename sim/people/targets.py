"""How likely a team makes its target, and what a gap to it is made of."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Funnel:
    """What made a team's sales: leads x win rate x value of a win [currency]; each above zero."""

    leads: float
    win_rate: float
    value_per_win: float

    @property
    def sales(self) -> float:
        """Return the product [currency]."""
        return self.leads * self.win_rate * self.value_per_win


def chance_of_target(sales: Floats, target: float) -> tuple[float, float]:
    """Return the share of replications in which a team makes its target, and its standard error."""
    share = float((sales >= target).mean())
    return share, math.sqrt(share * (1.0 - share) / len(sales))


def gap_drivers(got: Funnel, wanted: Funnel) -> dict[str, float]:
    """
    Return what each part of the funnel adds to the gap of sales [currency]; the parts add up to the gap exactly.

    The logarithmic mean splits a difference of products without a rest (LMDI; Ang 2004).
    """
    ratio = got.sales / wanted.sales
    weight = got.sales if ratio == 1.0 else (got.sales - wanted.sales) / math.log(ratio)
    return {
        name: weight * math.log(getattr(got, name) / getattr(wanted, name))
        for name in ("leads", "win_rate", "value_per_win")
    }

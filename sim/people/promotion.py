"""A seller becomes a manager: who, and how good a manager."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def best_seller(credit: Floats, present: NDArray[np.bool_]) -> int | None:
    """Return the row of the one with the most credit among those who are there, the first of equals; or ``None``."""
    if not present.any():
        return None
    return int(np.argmax(np.where(present, credit, -np.inf)))


def manager_skill(seller_skill: float, kept: float) -> float:
    """
    Return the skill in coaching of somebody who sold with a skill: seller_skill ** kept.

    Selling and managing are different work (Benson, Li and Shue 2019: better sellers made worse managers), so
    ``kept`` is 0 unless a scenario says otherwise.
    """
    return math.exp(kept * math.log(seller_skill))

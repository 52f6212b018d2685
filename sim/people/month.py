"""What is known of a month when it is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MonthEnd:
    """
    A month that is over, seen at the midnight that ends it; arrays have shape (n_reps,).

    Attributes
    ----------
    day
        The day that begins.
    index
        Months of the run that are over, this one included: the number of all luck of the month.
    opens
        Number of the measured month that begins, 0 in the warm-up.
    closed
        Number of the measured month that ends, 0 in the warm-up.
    credit, year_credit
        Of this month and of the fiscal year so far [currency].
    year_credit_before
        Of the fiscal year when the month began [currency].
    quota
        Of the fiscal year [currency].
    elapsed
        Share of the fiscal year that has passed, 1 at its end.
    base
        Base pay [currency/year].
    pay
        What a year's credit earns in variable pay [currency].
    """

    day: int
    index: int
    opens: int
    closed: int
    credit: Floats
    year_credit: Floats
    year_credit_before: Floats
    quota: Floats
    elapsed: float
    base: float
    pay: Callable[[Floats], Floats]

    @property
    def pace(self) -> Floats:
        """Return attainment over the share of the year that has passed: where the year is heading, shape (n_reps,)."""
        pace: Floats = self.year_credit / (self.quota * self.elapsed)
        return pace

    @property
    def yearly_variable(self) -> Floats:
        """Return what a year at this pace earns in variable pay [currency/year], shape (n_reps,)."""
        return self.pay(self.pace * self.quota)

"""What reps see when the day begins and what they decide: the one interface of every behaviour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SHARES = ("effort", "hold", "pull", "discount")
"""What a decision is made of."""


def _none() -> Floats:
    return np.zeros(1)


@dataclass(frozen=True)
class RepView:
    """
    What reps know when the day begins; arrays of shape (n_reps,).

    Attributes
    ----------
    credit, quota
        This fiscal year's credit so far, and its quota [currency].
    elapsed
        Share of the fiscal year that has passed.
    pay
        Returns the variable pay that a year's credit would earn [currency] under the real pay plan, shape of the input,
        whose last dimension is that of reps.
    month, month_elapsed
        Fiscal month, 0 to 11, and the share of it that has passed.
    month_credit, quarter_credit
        Credit of this month and of this quarter so far [currency].
    held, pulled
        Value of the deals that are held back, and of those closed early whose own day has not come [currency].
    within_reach
        Value of the deals that wait for the customer's last answer and could be closed early [currency].
    hold
        Yesterday's decision to hold.
    run_month
        Measured month, from 1; 0 in the warm-up.
    """

    credit: Floats
    quota: Floats
    elapsed: float
    pay: Callable[[Floats], Floats]
    month: int = 0
    month_elapsed: float = 0.0
    month_credit: Floats = field(default_factory=_none)
    quarter_credit: Floats = field(default_factory=_none)
    held: Floats = field(default_factory=_none)
    pulled: Floats = field(default_factory=_none)
    within_reach: Floats = field(default_factory=_none)
    hold: Floats = field(default_factory=_none)
    run_month: int = 1

    @property
    def attainment(self) -> Floats:
        """Return credit over quota so far, shape (n_reps,)."""
        return self.credit / self.quota

    def window_credit(self, months: int) -> Floats:
        """Return the credit so far of the window of 1, 3 or 12 months that is open [currency], shape (n_reps,)."""
        return {1: self.month_credit, 3: self.quarter_credit}.get(months, self.credit)


@dataclass(frozen=True)
class Decision:
    """
    What reps do today; arrays of shape (n_reps,), a number for all of them alike.

    Attributes
    ----------
    effort
        Share of the selling hours they work.
    hold
        Share of the ripe deals that are not closed now; 0 lets go of all that were held.
    pull
        Share of the deals one answer short of an order that are closed now, before the customer is ready.
    discount
        Share of the price that is given up on deals closed early.
    """

    effort: Floats
    hold: Floats | float = 0.0
    pull: Floats | float = 0.0
    discount: Floats | float = 0.0

    def __post_init__(self) -> None:
        """Give every share the shape of the effort."""
        shape = np.shape(self.effort)
        for name in SHARES:
            object.__setattr__(self, name, _shaped(getattr(self, name), shape))

    def shares(self, name: str) -> Floats:
        """Return one of the decisions by its name, shape (n_reps,)."""
        return np.asarray(getattr(self, name), dtype=np.float64)


def _shaped(share: Floats | float, shape: tuple[int, ...]) -> Floats:
    """Return a share for everybody, not to be written to where it was one number."""
    if isinstance(share, float):
        return _all_alike(share, shape)
    given: Floats = np.asarray(share, np.float64)
    return given if given.shape == shape else np.broadcast_to(given, shape)


@lru_cache(maxsize=64)
def _all_alike(share: float, shape: tuple[int, ...]) -> Floats:
    """Return one share for everybody: the same every day where nobody times deals."""
    return np.broadcast_to(np.float64(share), shape)


class Behaviour(Protocol):
    """A rule for all reps; a new one is a small class with this one method."""

    def act(self, reps: RepView) -> Decision:
        """Return today's decision."""
        ...

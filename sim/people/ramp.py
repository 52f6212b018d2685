"""How fast somebody works after so much time with the firm, and what the way to full speed costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR

if TYPE_CHECKING:
    from sim.documents.development import Module, RampCurve

Floats = NDArray[np.float64]
DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS_PER_YEAR
SLOWEST = 0.01
"""Nobody is slower than this share of full speed, so that every task ends."""


def capacity_lost(shares: Sequence[float]) -> float:
    """Return the months of full capacity that a ramp costs: the area between the curve and full speed."""
    return sum(1.0 - share for share in shares)


def linear_ramp(first_share: float, months: int) -> tuple[float, ...]:
    """
    Return the shares of a straight ramp from ``first_share`` to 1 over so many months, each at its month's middle.

    What it costs is the triangle's area exactly: (1 - first_share) * months / 2 months of capacity.
    """
    return tuple(first_share + (1.0 - first_share) * (month + 0.5) / months for month in range(months))


def stretch(curve_months: int, modules: Sequence[Module]) -> float:
    """
    Return how much faster tenure passes on a ramp for those who took the onboarding modules that are taken.

    A ramp of L months from which the modules save s is run through in L - s; at most to one month.
    """
    saved = sum(module.months_saved for module in modules if module.taken)
    return curve_months / max(curve_months - saved, 1.0) if curve_months else 1.0


class Ramps:
    """The curves of a sales force: who follows which, and the speed after a given tenure."""

    def __init__(
        self, curves: Sequence[RampCurve], usual: Sequence[float], modules: Sequence[Module]
    ) -> None:
        self._curves = tuple(curves)
        shares = [curve.shares for curve in curves] + [tuple(usual)]
        width = max(len(each) for each in shares) + 1
        self._table = np.ones((len(shares), width))
        for row, each in enumerate(shares):
            self._table[row, : len(each)] = each
        self._length = np.array([len(each) for each in shares])
        self._stretch = np.array([stretch(len(each), modules) for each in shares])

    def curve_of(self, role: str, experience: str) -> int:
        """Return the row of the first curve that fits; the last row is everybody's."""
        for row, curve in enumerate(self._curves):
            if curve.role in {None, role} and curve.experience in {None, experience}:
                return row
        return len(self._curves)

    def share(self, curve: NDArray[np.int64], tenure_days: Floats) -> Floats:
        """Return the share of full speed, at least :data:`SLOWEST`, shape of the inputs; months of 365.25 / 12 days."""
        months = (tenure_days * self._stretch[curve] // DAYS_PER_MONTH).astype(np.int64)
        at = np.minimum(np.maximum(months, 0), self._table.shape[1] - 1)
        share: Floats = np.maximum(self._table[curve, at], SLOWEST)
        return share

    def steady_days(self, curve: NDArray[np.int64], tenure_days: Floats) -> float:
        """Return for how many whole days, at least one, nobody's share changes; infinity when all are at full speed."""
        stretched = tenure_days * self._stretch[curve]
        climbs = stretched < self._length[curve] * DAYS_PER_MONTH
        if not climbs.any():
            return float("inf")
        to_next = (stretched[climbs] // DAYS_PER_MONTH + 1.0) * DAYS_PER_MONTH - stretched[climbs]
        return max(float(np.floor((to_next / self._stretch[curve[climbs]]).min())), 1.0)

    def is_done(self, curve: NDArray[np.int64], tenure_days: Floats) -> NDArray[np.bool_]:
        """Return whether the ramp is over, shape of the inputs."""
        done: NDArray[np.bool_] = tenure_days * self._stretch[curve] >= self._length[curve] * DAYS_PER_MONTH
        return done

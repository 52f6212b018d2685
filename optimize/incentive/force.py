"""A sales force of a few types for one common payout curve: what each brings and earns at each effort."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from optimize.program import Floats

_BINS = 400
_SIDES = 5.0


@dataclass(frozen=True, eq=False)
class RepType:
    """
    Reps who are alike.

    Attributes
    ----------
    name
        For people.
    reps
        How many there are.
    attainment
        Mean attainment of a year at each effort under a quota factor of 1, shape (n_efforts,).
    sd
        Standard deviation of attainment, whatever the effort.
    cost
        What each effort costs him [currency/year], shape (n_efforts,).
    quota
        Bookings quota of one rep [currency/year].
    outside
        What he is worth elsewhere, net of the cost of effort there [currency/year].
    """

    name: str
    reps: float
    attainment: Floats
    sd: float
    cost: Floats
    quota: float
    outside: float

    def __post_init__(self) -> None:
        """Raise ValueError when the numbers make no sense."""
        if len(self.attainment) != len(self.cost) or not len(self.cost):
            raise ValueError(f"{self.name}: one cost for each effort is wanted")
        numbers = [*self.attainment.tolist(), *self.cost.tolist(), self.sd, self.outside]
        if not all(math.isfinite(number) for number in numbers) or self.sd < 0:
            raise ValueError(
                f"{self.name}: attainments, costs and a deviation of 0 or more are wanted as numbers"
            )
        if not (self.reps > 0 and 0 < self.quota < math.inf):
            raise ValueError(
                f"{self.name}: reps and a quota above 0 are wanted, got {self.reps}, {self.quota}"
            )

    def hats(self, knots: Floats, factor: float = 1.0) -> Floats:
        """
        Return the expected hat weights of each effort, shape (n_efforts, n_knots).

        E[pay] = weights @ pay at the knots for pay that is straight between the knots and goes on straight beyond the
        last; attainment is normal, what falls below 0 counts as 0. ``factor`` is what quotas are multiplied by.
        """
        return np.stack(
            [self._expected_hats(knots, float(mean) / factor, self.sd / factor) for mean in self.attainment]
        )

    def reaches(self, factor: float = 1.0) -> Floats:
        """Return the chance to make quota at each effort, shape (n_efforts,)."""
        mean, sd = self.attainment / factor, self.sd / factor
        if sd == 0:
            return (mean >= 1.0).astype(np.float64)
        chance: Floats = ndtr((mean - 1.0) / sd)
        return chance

    def sells(self) -> Floats:
        """Return mean sales of a rep at each effort [currency/year], shape (n_efforts,)."""
        if self.sd == 0:
            return np.maximum(self.attainment, 0.0) * self.quota
        z = self.attainment / self.sd
        density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
        sales: Floats = (self.attainment * ndtr(z) + self.sd * density) * self.quota
        return sales

    def _expected_hats(self, knots: Floats, mean: float, sd: float) -> Floats:
        if sd == 0:
            sure: Floats = _hat(knots, np.array([max(mean, 0.0)]))[0]
            return sure
        edges = np.linspace(-_SIDES, _SIDES, _BINS + 1)
        chance = np.diff(ndtr(edges))
        at = np.maximum(mean + sd * (edges[:-1] + edges[1:]) / 2, 0.0)
        weights: Floats = (chance / chance.sum()) @ _hat(knots, at)
        return weights


def _hat(knots: Floats, at: Floats) -> Floats:
    """Return each point's weights on the knots, straight beyond the last two, shape (n_points, n_knots)."""
    piece = np.clip(np.searchsorted(knots, at, side="right") - 1, 0, len(knots) - 2)
    share = (at - knots[piece]) / (knots[piece + 1] - knots[piece])
    weights = np.zeros((len(at), len(knots)))
    rows = np.arange(len(at))
    weights[rows, piece] = 1.0 - share
    weights[rows, piece + 1] = share
    return weights

"""Feasible quotas: how much quota may be dealt out before the sales force books more than can be shipped."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from optimize.program import Floats


@dataclass(frozen=True)
class Ceiling:
    """
    Quota dealt out of one family in one month (0: the year) against what can be shipped [units].

    ``quota`` is the quotas' money in the mix that is booked; ``by_mean`` and ``by_risk`` are the most it may be so that
    mean bookings, and bookings in all but a share ``risk`` of the replications, stay within supply. Over-assignment is
    quota over the ceiling: above 1 the quotas cannot all be made and shipped.
    """

    family: str
    month: int
    supply: float
    quota: float
    by_mean: float
    by_risk: float

    @property
    def over(self) -> float:
        """Return how far quotas are over the ceiling of the mean rule, as a ratio."""
        return self.quota / self.by_mean if self.by_mean else float("inf")


def mean_ceiling(supply: float, mean_attainment: float) -> float:
    """
    Return the total quota at which mean bookings equal supply: supply / mean attainment.

    Examples
    --------
    >>> round(mean_ceiling(800, 0.92), 1)
    869.6
    """
    if not (supply >= 0 and mean_attainment > 0):
        raise ValueError(
            f"supply >= 0 and mean attainment > 0 are wanted, got {supply} and {mean_attainment}"
        )
    return supply / mean_attainment


def chance_ceiling(
    supply: float, mean_attainment: float, sd_per_rep: float, n_reps: int, risk: float
) -> float:
    """
    Return the total quota at which P(bookings > supply) = risk, for independent reps with equal quotas (normal).

    supply / (mean + z(1 - risk) sd / sqrt(n)).

    Examples
    --------
    >>> round(chance_ceiling(800, 0.92, 0.28, 20, 0.10), 1)
    799.8
    """
    if not 0 < risk < 1 or n_reps < 1:
        raise ValueError(f"a risk between 0 and 1 and a rep or more are wanted, got {risk} and {n_reps}")
    return mean_ceiling(supply, mean_attainment + float(ndtri(1 - risk)) * sd_per_rep / math.sqrt(n_reps))


def sampled_ceiling(supply: float, attainment: Floats, risk: float) -> float:
    """
    Return the total quota at which bookings pass supply in at most a share ``risk`` of the replications.

    Parameters
    ----------
    supply
        What can be shipped [units or currency, as the quota].
    attainment
        The sales force's bookings over its quota in each replication, shape (n_replications,); whatever ties the reps
        together (a common market, one queue of orders) is in it.
    risk
        Largest share of replications [0 to 1).

    Raises
    ------
    ValueError
        When there is no replication, or risk is no share below 1.
    """
    if not len(attainment) or not 0 <= risk < 1:
        raise ValueError(
            f"a replication or more and a risk in [0, 1) are wanted, got {len(attainment)} and {risk}"
        )
    allowed = math.floor(risk * len(attainment))  # so many may book more than there is
    return mean_ceiling(supply, float(np.sort(attainment)[len(attainment) - 1 - allowed]))


def family_ceiling(
    family: str, month: int, supply: float, booked: Floats, rule: tuple[float, float]
) -> Ceiling:
    """
    Return one ceiling; the quota of a family and month is its mean bookings over the sales force's attainment.

    Parameters
    ----------
    family, month
        Of which family, and of which month; 0: the year.
    supply
        Units that can be shipped.
    booked
        Units booked where nothing is short, shape (n_replications,).
    rule
        The sales force's bookings over its quota, and the share of replications in which bookings may pass supply.
    """
    attainment, risk = rule
    quota = float(booked.mean()) / attainment
    if not quota:
        return Ceiling(family, month, float(supply), 0.0, float("inf"), float("inf"))
    return Ceiling(
        family,
        month,
        float(supply),
        quota,
        mean_ceiling(float(supply), attainment),
        sampled_ceiling(float(supply), booked / quota, risk),
    )

"""Quotas held against supply: ceilings by family and month, and what pay cannot be earned when supply binds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenfield.comparison.paired import PairedDifference, paired_difference
from evenfield.report.measures import by_rep
from evenfield.supply.demand import Demand
from optimize.supply.ceiling import mean_ceiling, sampled_ceiling

Floats = NDArray[np.float64]


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


@dataclass(frozen=True)
class Earnable:
    """
    What supply does to one rep, means over replications [currency].

    ``quota`` is dealt, ``feasible`` what of it can be shipped when each family's is cut to its ceiling; ``pay_free``
    and ``pay_short`` are variable pay on what ships without and with the limits, ``lost`` their paired difference.
    ``made_free`` and ``made_short`` are shares of replications in which what ships makes the quota.
    """

    rep: str
    quota: float
    feasible: float
    pay_free: float
    pay_short: float
    lost: PairedDifference
    made_free: float
    made_short: float


def ceilings(demand: Demand, capacity: dict[str, Floats], quota: float, risk: float) -> list[Ceiling]:
    """
    Return the ceilings of every limited family, the year first and then month by month.

    Parameters
    ----------
    demand
        Unconstrained bookings.
    capacity
        Units that can be shipped by limited family, shape (n_months,).
    quota
        Sum of the reps' quotas over the horizon [currency].
    risk
        Share of replications in which bookings may pass supply.
    """
    attainment = float(demand.value.sum(axis=(1, 2, 3)).mean()) / quota
    found = []
    for f, family in enumerate(demand.families):
        if family not in capacity:
            continue
        booked = demand.by_family[:, f]
        found.append(_ceiling(family, 0, capacity[family].sum(), booked.sum(axis=1), (attainment, risk)))
        found += [
            _ceiling(family, m + 1, capacity[family][m], booked[:, m], (attainment, risk))
            for m in range(booked.shape[1])
        ]
    return found


def _ceiling(family: str, month: int, supply: float, booked: Floats, rule: tuple[float, float]) -> Ceiling:
    """Return one ceiling; the quota of a family and month is its mean bookings over the sales force's attainment."""
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


def shippable_shares(found: list[Ceiling]) -> dict[str, float]:
    """Return the share of each limited family's quota of the year that the mean rule lets stand, at most 1."""
    return {one.family: min(1.0, 1.0 / one.over) if one.quota else 1.0 for one in found if one.month == 0}


def earnable(
    demand: Demand, free: pd.DataFrame, short: pd.DataFrame, shares: dict[str, float]
) -> list[Earnable]:
    """Return what supply does to each rep, the largest loss of pay first; frames are of the same replications."""
    mean = demand.value.mean(axis=(0, 3))
    kept = np.array([shares.get(family, 1.0) for family in demand.families])
    total = mean.sum(axis=0)
    cut = np.divide(kept @ mean, total, out=np.ones(len(total)), where=total > 0)
    quota, paid = by_rep(free, "rep_quota"), [by_rep(f, "rep_variable_pay_shipped") for f in (free, short)]
    shipped = [by_rep(f, "rep_shipped") for f in (free, short)]
    made = [(each >= quota).mean() for each in shipped]
    found = []
    for r, rep in enumerate(demand.reps):
        before, after = paid[0][rep].to_numpy(), paid[1][rep].to_numpy()
        dealt = float(quota[rep].mean())
        found.append(
            Earnable(
                rep,
                dealt,
                dealt * float(cut[r]),
                float(before.mean()),
                float(after.mean()),
                paired_difference(before - after),
                float(made[0][rep]),
                float(made[1][rep]),
            )
        )
    return sorted(found, key=lambda one: (-one.lost.mean, one.rep))

"""Quotas held against supply: ceilings by family and month, and what pay cannot be earned when supply binds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenfield.comparison.paired import PairedDifference, paired_difference
from evenfield.report.measures import by_rep
from evenfield.supply.demand import Demand
from optimize.supply.ceiling import Ceiling, family_ceiling

Floats = NDArray[np.float64]


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
        found.append(
            family_ceiling(family, 0, capacity[family].sum(), booked.sum(axis=1), (attainment, risk))
        )
        found += [
            family_ceiling(family, m + 1, capacity[family][m], booked[:, m], (attainment, risk))
            for m in range(booked.shape[1])
        ]
    return found


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

"""Options held against the scenario as it is: simulated under the same luck, their extra cost paid, judged together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenfield.comparison.paired import Judgement, PairedDifference, judge, paired_difference
from evenfield.comparison.values import kpi_values
from evenfield.supply.levers import Lever

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trial:
    """
    One option against the scenario as it is, differences paired by replication [currency].

    ``profit`` is the profit contribution less what the option costs besides; ``extra_cost`` is that cost; ``served`` is
    the share of what is booked that ships in the horizon; ``at_quota`` the share of reps who make quota.
    """

    name: str
    words: str
    profit: PairedDifference
    judgement: Judgement
    extra_cost: float
    shipped: PairedDifference
    pay: PairedDifference
    backlog: PairedDifference
    served: float
    at_quota: float


def trials(first: pd.DataFrame, options: Mapping[str, pd.DataFrame], levers: list[Lever]) -> list[Trial]:
    """Return each option's trial, the most profitable first; all of them are judged together (Holm)."""
    before = kpi_values(first)
    found = []
    for lever in levers:
        frame = options[lever.name]
        after, cost = kpi_values(frame), _extra_cost(first, frame, lever)
        change = after - before
        profit = paired_difference(change["profit_contribution"].to_numpy() - cost)
        shipped, pay, backlog = (
            paired_difference(change[name].to_numpy())
            for name in ("shipped_revenue", "compensation_cost", "backlog")
        )
        shares = tuple(
            float(share.mean())
            for share in (after["shipped_revenue"] / after["bookings"], after["share_at_quota"])
        )
        found.append((lever, profit, float(cost.mean()), (shipped, pay, backlog), shares))
    verdicts = judge([one[1] for one in found], [True] * len(found)) if found else []
    made = [
        Trial(lever.name, lever.words, profit, verdict, cost, *kpis, *shares)
        for (lever, profit, cost, kpis, shares), verdict in zip(found, verdicts, strict=True)
    ]
    return sorted(made, key=lambda trial: -trial.profit.mean)


def between(one: pd.DataFrame, other: pd.DataFrame) -> PairedDifference:
    """Return the paired difference in profit contribution of one scenario's results to another's [currency]."""
    name = "profit_contribution"
    return paired_difference((kpi_values(one)[name] - kpi_values(other)[name]).to_numpy())


def _extra_cost(first: pd.DataFrame, frame: pd.DataFrame, lever: Lever) -> Floats:
    """Return what an option costs besides, replication by replication: its price for each unit it ships more."""
    cost = np.zeros(first["replication"].nunique())
    for family, price in lever.extra_cost.items():
        more = shipped_units(frame, family) - shipped_units(first, family)
        cost += price * np.maximum(more, 0.0)
    return cost


def shipped_units(frame: pd.DataFrame, family: str) -> Floats:
    """Return the units of a family shipped in each replication, shape (n_replications,)."""
    mine = frame[(frame["measure"] == "family_shipped_units") & (frame["entity"] == family)]
    return mine.groupby("replication")["value"].sum().sort_index().to_numpy(np.float64)

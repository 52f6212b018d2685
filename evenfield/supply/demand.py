"""The demand review: what would be booked if all could be shipped, at every level, and how far forecasts are off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenfield.comparison.paired import PairedDifference, paired_difference
from evenfield.supply.orders import BETWEEN

Floats = NDArray[np.float64]
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, eq=False)
class Demand:
    """
    Unconstrained bookings over replications.

    ``units`` has shape (n_replications, n_families, n_reps, n_months); prices are of a unit [currency].
    """

    replications: tuple[int, ...]
    families: tuple[str, ...]
    reps: tuple[str, ...]
    prices: Floats
    units: Floats

    @property
    def by_family(self) -> Floats:
        """Return the units of each family and month, shape (n_replications, n_families, n_months)."""
        total: Floats = self.units.sum(axis=2)
        return total

    @property
    def value(self) -> Floats:
        """Return the value of each family, rep and month [currency], shaped like ``units``."""
        priced: Floats = self.units * self.prices[:, None, None]
        return priced

    def samples(self) -> dict[str, Floats]:
        """Return the sampled demand of each family, shape (n_replications, n_months)."""
        return {family: self.by_family[:, f] for f, family in enumerate(self.families)}


def demand_of(frame: pd.DataFrame, prices: dict[str, float]) -> Demand:
    """Return the demand in the frame of a world without supply limits, worked by :mod:`evenfield.supply.orders`."""
    mine = frame[frame["measure"] == "order_units"].sort_values(["replication", "entity", "month"])
    replications = sorted({int(number) for number in mine["replication"]})
    entities, n_months = sorted(set(mine["entity"].astype(str))), int(mine["month"].max())
    pairs = [entity.split(BETWEEN, 1) for entity in entities]
    families, reps = (sorted({pair[i] for pair in pairs}) for i in (0, 1))
    table = mine["value"].to_numpy(np.float64).reshape(len(replications), len(entities), n_months)
    place = {entity: row for row, entity in enumerate(entities)}
    rows = [[place[f"{family}{BETWEEN}{rep}"] for rep in reps] for family in families]
    return Demand(
        tuple(replications),
        tuple(families),
        tuple(reps),
        np.array([prices[family] for family in families]),
        table[:, rows],
    )


@dataclass(frozen=True)
class Fan:
    """Mean and percentiles at one level, each computed from the replications at that level; ``unit`` says of what."""

    level: str
    family: str
    rep: str
    month: int
    unit: str
    mean: float
    p10: float
    p50: float
    p90: float


def fans(demand: Demand) -> list[Fan]:
    """
    Return mean, P10, P50 and P90 at each level: family by month by territory up to the whole.

    Quantiles are taken of the sums of each replication and never added: P90 of the whole is less than the sum of
    the parts' P90, unless all parts move together.
    """
    found = [_fan("all", demand.value.sum(axis=(1, 2, 3)), "", "", 0, "currency")]
    n_months = demand.units.shape[-1]
    value, units = demand.value, demand.units
    found += [_fan("month", value.sum(axis=(1, 2))[:, m], "", "", m + 1, "currency") for m in range(n_months)]
    found += [
        _fan("territory", value.sum(axis=(1, 3))[:, r], "", rep, 0, "currency")
        for r, rep in enumerate(demand.reps)
    ]
    for f, family in enumerate(demand.families):
        found.append(_fan("family", units[:, f].sum(axis=(1, 2)), family, "", 0, "units"))
        found += [
            _fan("family x month", units[:, f].sum(axis=1)[:, m], family, "", m + 1, "units")
            for m in range(n_months)
        ]
        for r, rep in enumerate(demand.reps):
            found.append(_fan("family x territory", units[:, f, r].sum(axis=1), family, rep, 0, "units"))
            found += [
                _fan("family x month x territory", units[:, f, r, m], family, rep, m + 1, "units")
                for m in range(n_months)
            ]
    return found


def _fan(level: str, values: Floats, family: str, rep: str, month: int, unit: str) -> Fan:  # noqa: PLR0913, PLR0917 - a row
    p10, p50, p90 = np.quantile(values, QUANTILES).tolist()
    return Fan(level, family, rep, month, unit, float(values.mean()), p10, p50, p90)


@dataclass(frozen=True)
class Accuracy:
    """
    How far the forecast of some replications is from what others turned out to be.

    ``bias`` is (forecast - actual) / actual over the horizon, with its interval over the later replications;
    ``wmape`` is the sum of absolute misses by month over the sum of actuals; ``covered`` the share of later months
    between the forecast's P10 and P90 (0.8 is right).
    """

    family: str
    trained_on: int
    held_out: int
    bias: PairedDifference
    wmape: float
    covered: float


def accuracy(demand: Demand) -> list[Accuracy]:
    """
    Return how good a forecast of each family is that the first half of the replications makes of the second.

    Raises
    ------
    ValueError
        When there are fewer than four replications, which leave nothing to learn from or to hold out.
    """
    n = len(demand.replications)
    if n < 4:  # noqa: PLR2004 - two to learn from, two to be held against
        raise ValueError(f"forecast accuracy needs at least 4 replications, got {n}")
    half = n // 2
    return [
        _accuracy(family, demand.by_family[:half, f], demand.by_family[half:, f])
        for f, family in enumerate(demand.families)
    ]


def _accuracy(family: str, before: Floats, after: Floats) -> Accuracy:
    """Return the accuracy of a forecast made of ``before`` against ``after``, both of shape (n, n_months)."""
    forecast, total = before.mean(axis=0), float(after.sum(axis=1).mean())
    # Predictive quantiles: a further draw is below the k-th smallest of n with chance k / (n + 1).
    low, high = np.quantile(before, (0.1, 0.9), axis=0, method="weibull")
    # The halves are independent: set against each other one by one, their differences hold the chance of both.
    n = min(len(before), len(after))
    misses = (before.sum(axis=1)[:n] - after.sum(axis=1)[:n]) / total if total else np.zeros(n)
    return Accuracy(
        family,
        len(before),
        len(after),
        paired_difference(misses),
        float(np.abs(forecast - after).sum() / after.sum()) if total else 0.0,
        float(((after >= low) & (after <= high)).mean()),
    )

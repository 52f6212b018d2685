"""What the planners of a scenario make of supply: the demand they see, late, and the capacity they set by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenfield.comparison.paired import PairedDifference, paired_difference
from evenfield.report.measures import by_month
from evenfield.supply.capacity import BINDS
from optimize.supply.limits import capacities
from optimize.supply.planning import SupplyPlan, plan_supply
from optimize.supply.posing import plan_facts
from optimize.supply.sheet import SupplySheet
from sim.documents.supply import Planner
from sim.scenario import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Seen:
    """
    A family as its planner sees it, by month, means over the replications of the scenario as it is [units].

    ``expected`` is what he expected when he planned the month (``booked`` where he could not plan it yet), ``capacity``
    what he set, ``usual`` what there is when nobody plans. ``bias`` is expected less booked, over booked, with its
    interval over replications; ``wmape`` the sum of absolute misses by month over the sum of bookings. ``price`` is
    what one more unit of capacity is worth in the plan for the demand that he expects, ``true_price`` in the plan for
    the demand there is [currency/unit].
    """

    family: str
    planner: Planner
    booked: Floats
    expected: Floats
    capacity: Floats
    usual: Floats
    bias: PairedDifference
    wmape: float
    price: Floats
    true_price: Floats

    @property
    def binding(self) -> tuple[int, int]:
        """Return in how many months capacity binds, by the demand he sees and by the demand there is."""
        return int((self.price > BINDS).sum()), int((self.true_price > BINDS).sum())


def limits_in_force(scenario: Scenario, as_it_is: pd.DataFrame) -> dict[str, Floats]:
    """Return the units that can be made of each limited family, shape (n_months,): as planners set them, on average."""
    planned = {limit.id for limit in scenario.plan.supply if limit.planner is not None}
    return {
        name: _mean(as_it_is, "family_capacity_units", name) if name in planned else usual
        for name, usual in capacities(scenario).items()
    }


def seen_by_planners(
    scenario: Scenario, as_it_is: pd.DataFrame, sheet: SupplySheet, plan: SupplyPlan
) -> list[Seen]:
    """
    Return each planned family as its planner sees it; none where nobody plans, or not within the run.

    Parameters
    ----------
    scenario, as_it_is
        The scenario reviewed, and its results.
    sheet
        What it does not say of supply.
    plan
        The plan with own capacity for the demand there is.

    Raises
    ------
    InfeasibleError
        When what a planner expects has no plan.
    """
    planners = {
        limit.id: limit.planner
        for limit in scenario.plan.supply
        if limit.planner is not None and not by_month(as_it_is, "family_forecast_units", limit.id).empty
    }
    if not planners:
        return []
    limits, usual = limits_in_force(scenario, as_it_is), capacities(scenario)
    demand = {family.id: np.array(family.demand) for family in plan.facts.families}
    expected = {name: _expected(as_it_is, name) for name in planners}
    means = {name: np.mean(values, axis=0) for name, (values, _) in expected.items()}
    blind = plan_supply(plan_facts(scenario, demand | means, sheet, relief=False, limits=limits))
    return [
        Seen(
            name,
            planner,
            expected[name][1].mean(axis=0),
            means[name],
            limits[name],
            usual[name],
            *_misses(*expected[name]),
            blind.limit_price["capacity"][name],
            plan.limit_price["capacity"][name],
        )
        for name, planner in planners.items()
    ]


def _expected(frame: pd.DataFrame, family: str) -> tuple[Floats, Floats]:
    """Return what was expected and what was booked, each of shape (n_replications, n_months)."""
    booked = by_month(frame, "family_booked_units", family)
    seen = by_month(frame, "family_forecast_units", family).reindex_like(booked)
    return seen.fillna(booked).to_numpy(np.float64), booked.to_numpy(np.float64)


def _misses(expected: Floats, booked: Floats) -> tuple[PairedDifference, float]:
    """Return bias and WMAPE of what was expected in planned months, both of shape (n_replications, n_months)."""
    planned = (expected != booked).any(axis=0)
    expected, booked = expected[:, planned], booked[:, planned]
    total = float(booked.sum(axis=1).mean())
    bias = (expected.sum(axis=1) - booked.sum(axis=1)) / total if total else np.zeros(len(booked))
    return paired_difference(bias), float(np.abs(expected - booked).sum() / booked.sum()) if total else 0.0


def _mean(frame: pd.DataFrame, measure: str, family: str) -> Floats:
    return by_month(frame, measure, family).mean(axis=0).to_numpy(np.float64)

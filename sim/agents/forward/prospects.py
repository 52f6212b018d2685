"""What a year at full effort would bring each rep, in closed form: what reps who plan ahead go by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR, timeline
from sim.market import mean_order_units
from sim.territory import Alignment
from sim.territory.workload import by_rep, expected

if TYPE_CHECKING:
    from sim.scenario import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Prospects:
    """
    What a year holds for each rep; arrays of shape (n_reps,).

    ``full`` are the bookings that all selling hours could bring if there were leads enough, ``repeat`` those that come
    without being worked for [currency/year]; ``most_effort`` is the effort beyond which there are no leads left.
    """

    full: Floats
    repeat: Floats
    most_effort: Floats


def prospects(scenario: Scenario) -> Prospects:
    """
    Return what a year holds for each rep under the plan.

    Leads x share that is won x mean order, by the hours that they take (:mod:`sim.territory.workload`); ramp, skill and
    leads that lose patience are left out.
    """
    alignment = Alignment.of(scenario)
    order = _mean_order(scenario)
    won = alignment.by_rep(expected(scenario).leads) * _win_share(scenario) * order
    wanted = by_rep(scenario, alignment)
    line = timeline(scenario.run, scenario.calendar)
    available = float(line.working.mean()) * DAYS_PER_YEAR * line.full_hours
    reorders = 0.0
    if scenario.customers.reorder_mean_days is not None:
        reorders = scenario.customers.opening * DAYS_PER_YEAR / scenario.customers.reorder_mean_days * order
    potential: Floats = scenario.tables.units["potential"]
    most = np.minimum(wanted / available, 1.0)
    return Prospects(
        won * available / np.maximum(wanted, 1e-9),
        alignment.by_rep(potential / potential.sum() * reorders),
        np.maximum(most, 1e-3),
    )


def season_index(scenario: Scenario) -> Floats:
    """Return the relative size of each fiscal month, mean 1, shape (12,)."""
    seasonality = scenario.market.seasonality
    if seasonality is None:
        return np.ones(MONTHS_PER_YEAR)
    index = np.array(seasonality.index) ** seasonality.strength
    shares: Floats = index / index.mean()
    return shares


def _win_share(scenario: Scenario) -> float:
    """Return the share of all inquiries that are won, on their first way or a later one."""
    pipeline = scenario.pipeline
    win = float(np.prod([stage.advance_share for stage in pipeline.stages]))
    again = pipeline.nurture.share * (1.0 - win)
    rounds = sum(again**loop for loop in range(pipeline.nurture.loops + 1))
    return pipeline.screening.valid_share * pipeline.screening.sensitivity * rounds * win


def _mean_order(scenario: Scenario) -> float:
    """Return the mean value of an order [currency]."""
    families = scenario.market.families
    return sum(family.share * float(family.price) * mean_order_units(family) for family in families)

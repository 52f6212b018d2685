"""What a territory's rep can be expected to sell, relative to others: potential x ramp x skill."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.calendar import add_months
from sim.people.ramp import Ramps
from sim.people.skill import segment_of_unit, segments, skill_by_cell

if TYPE_CHECKING:
    from sim.scenario import Scenario

Floats = NDArray[np.float64]
_MONTHS = 12


def capability(scenario: Scenario, potential: Floats, rep_of_unit: NDArray[np.int64]) -> Floats:
    """
    Return what each rep can be expected to sell in the first fiscal year, on any scale, shape (n_reps,).

    The sum over his units of potential x his win rate there over the mean rep's, times the mean of his ramp over the
    year. Hours are not looked at: who has more leads than time is expected to find it.

    Parameters
    ----------
    scenario
        The world and the plan.
    potential
        Of each basic unit, shape (n_units,).
    rep_of_unit
        Row of the rep who covers each basic unit, shape (n_units,).
    """
    win = _win_ratio(scenario)[rep_of_unit, segment_of_unit(scenario)]
    n_reps = len(scenario.tables.reps)
    sold = np.bincount(rep_of_unit, weights=potential * win, minlength=n_reps)
    expected: Floats = sold * mean_ramp(scenario)
    return expected


def mean_ramp(scenario: Scenario) -> Floats:
    """Return the mean share of full speed over the first fiscal year, 0 before the first day, shape (n_reps,)."""
    people, reps, start = scenario.people, scenario.tables.reps, scenario.run.start
    ramps = Ramps(people.development.ramps, people.ramp, people.development.onboarding)
    words = zip(reps["role"].tolist(), reps["experience"].tolist(), strict=True)
    curve = np.array([ramps.curve_of(role, experience) for role, experience in words])
    days = [
        np.datetime64(start + timedelta(days=i), "D")
        for i in range((add_months(start, _MONTHS) - start).days)
    ]
    total = np.zeros(len(reps))
    for day in days:
        tenure = (day - reps["hired"]).astype(np.float64)
        total += np.where(tenure >= 0, ramps.share(curve, np.maximum(tenure, 0.0)), 0.0)
    return total / len(days)


def _win_ratio(scenario: Scenario) -> Floats:
    """Return each rep's win rate by segment over that of skill 1, shape (n_reps, n_segments)."""
    stages = scenario.pipeline.stages
    n_reps, n_segments = len(scenario.tables.reps), len(segments(scenario))
    odds = scenario.tables.reps["skill"][:, None] * skill_by_cell(scenario)
    ratio = np.ones_like(odds)
    for stage in stages:
        # sim.pipeline.chance_to_advance of the mean lead, over its share
        ratio *= odds / (1.0 - stage.advance_share + stage.advance_share * odds)
    shares = np.array([family.share for family in scenario.market.families])
    by_segment: Floats = (ratio.reshape(n_reps, len(shares), n_segments) * shares[:, None]).sum(axis=1)
    return by_segment

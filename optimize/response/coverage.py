"""
What territories bring by how well their leads are covered with hours: the response that a map for profit needs.

A rep's hours are set to several levels; his territory's coverage is hours there are over hours that all its leads would
take, travel included. What he brings is compared with what his leads would bring in closed form if all were worked; the
share s(coverage) is common to all territories, up to a factor of each territory's own (two-way fit):

    margin_j(level) = k_j contribution_j s(hours level / needed_j)

Where leads run out s is flat, which an elasticity never is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimize.experiment.factors import FACTORS
from optimize.experiment.running import Observed, run_experiment
from optimize.experiment.yields import MARGIN
from optimize.profit.scenario import contributions, yearly_hours
from optimize.program import Floats
from optimize.response.curve import ResponseCurve
from optimize.response.pooling import fitted_types
from sim.quota import rep_of_unit
from sim.runner import Runner
from sim.scenario import Scenario
from sim.territory.alignment import Alignment
from sim.territory.workload import by_rep

OF = "share of the contribution in closed form with all leads worked"
_POINTS, _TURNS = 9, 20
_TYPES = ("fewest leads", "middle", "most leads")


def measure_coverage(
    scenario: Scenario,
    runner: Runner,
    replications: Sequence[int] = range(20),
    levels: Sequence[float] | None = None,
) -> list[ResponseCurve]:
    """
    Return the curve over coverage of all territories, and then those of the thirds with fewest and most leads.

    Raises
    ------
    ValueError
        When a level does not fit the scenario, leads are not worked by territory, or fewer than two have any.
    """
    if scenario.pipeline.routing.kind != "territory":
        raise ValueError(
            "coverage: leads of this scenario go to whoever is free, not to the rep of a territory"
        )
    hours = FACTORS["hours"] if levels is None else FACTORS["hours"].over(levels)
    observed = run_experiment(scenario, hours, runner, replications, MARGIN)
    return coverage_curves(scenario, observed)


def coverage_curves(scenario: Scenario, observed: Observed) -> list[ResponseCurve]:
    """Return the same curves of margins by rep that were observed at several levels of hours."""
    needed = by_rep(scenario, Alignment.of(scenario))
    expected = np.bincount(
        rep_of_unit(scenario), weights=contributions(scenario), minlength=len(scenario.tables.reps)
    )
    used = (needed > 0) & (expected > 0)
    if used.sum() < 2:  # noqa: PLR2004 - one territory is no sample
        raise ValueError("coverage: two territories with leads are wanted")
    cover = observed.levels[:, None] * yearly_hours(scenario) / needed[used]
    share = observed.values[:, :, used] / expected[used]
    least, most = np.quantile(cover, (0.02, 0.98)).tolist()
    grid: Floats = np.geomspace(least, most, _POINTS)
    scale, on_grid = _two_way(grid, cover, share)
    thirds = np.argsort(np.argsort(expected[used])) * len(_TYPES) // int(used.sum())
    weight = expected[used] * scale
    pooled = _mean(on_grid, weight)
    known = np.isfinite(pooled).all(axis=1)
    grid, on_grid, pooled = grid[known], on_grid[known], pooled[known]
    mine = np.stack([_mean(on_grid, weight * (thirds == third)) for third in range(len(_TYPES))])
    mine = np.where(np.isfinite(mine), mine, pooled)  # a type has no territory at every coverage
    return fitted_types(grid, (mine, pooled), _TYPES, ("coverage", OF), "rising")


def _two_way(grid: Floats, cover: Floats, share: Floats) -> tuple[Floats, Floats]:
    """
    Return each territory's factor, and its shares over the grid without it, (n_grid, n_replications, n_territories).

    NaN where the grid is outside what the territory was simulated at.
    """
    n_territories = cover.shape[1]
    on_grid = np.stack(
        [_interpolated(grid, cover[:, j], share[:, :, j]) for j in range(n_territories)], axis=2
    )
    mean, scale = share.mean(axis=1), np.ones(n_territories)
    there = np.isfinite(on_grid[:, 0])
    at_grid = np.where(there, np.nan_to_num(on_grid).mean(axis=1), 0.0)
    known = there.any(axis=1)
    for _ in range(_TURNS):
        common = (at_grid / scale).sum(axis=1)[known] / there.sum(axis=1)[known]
        fitted = np.interp(cover, grid[known], common)
        scale = np.maximum((mean * fitted).sum(axis=0) / np.square(fitted).sum(axis=0), 1e-9)
    return scale, on_grid / scale


def _interpolated(grid: Floats, cover: Floats, share: Floats) -> Floats:
    """Return one territory's shares over the grid, shape (n_grid, n_replications)."""
    found = np.stack([np.interp(grid, cover, mine) for mine in share.T], axis=1)
    found[(grid < cover[0] - 1e-12) | (grid > cover[-1] + 1e-12)] = np.nan
    return found


def _mean(on_grid: Floats, weight: Floats) -> Floats:
    """Return the weighted mean over the territories that were simulated there, shape (n_grid, n_replications)."""
    there = np.isfinite(on_grid) * weight
    total = there.sum(axis=2)
    sums = (np.nan_to_num(on_grid) * there).sum(axis=2)
    found: Floats = np.where(total > 0, sums / np.where(total > 0, total, 1.0), np.nan)
    return found

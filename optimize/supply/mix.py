"""What each basic unit buys: the families that its leads want, where a market does not want all of them everywhere."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from optimize.program import Floats
from sim.documents.shortfalls import Shortfall
from sim.market import mean_order_units
from sim.scenario import Scenario


def wanted_mix(scenario: Scenario) -> Floats:
    """
    Return the units that leads of each basic unit are expected to want, for one of potential and up to a factor.

    Shape (n_units, n_families). A family's share of leads, its win ratio and the mean size of its orders are the same
    everywhere; what differs are leads that do not come (``market.shortfalls``), in the mean over months and grades.
    Shortfalls of single reps' territories are left out: they go with the rep, not with the land.
    """
    families = scenario.market.families
    wants = np.array([one.share * one.win_ratio * mean_order_units(one) for one in families])
    mix: Floats = wants * _coming(scenario)
    return mix


def differs(mix: Floats) -> bool:
    """Return whether some basic units buy another mix than others."""
    share = mix / np.maximum(mix.sum(axis=1, keepdims=True), 1e-300)
    return bool(
        np.ptp(share, axis=0).max(initial=0.0) > _ALIKE or np.ptp(mix.sum(axis=1)) > _ALIKE * mix.sum()
    )


_ALIKE = 1e-9


def _coming(scenario: Scenario) -> Floats:
    """Return the share of leads that come, shape (n_units, n_families)."""
    shortfalls = [one for one in scenario.market.shortfalls if not one.reps]
    shape = (len(scenario.tables.units), len(scenario.market.families))
    if not shortfalls:
        return np.ones(shape)
    coming, months = np.zeros(shape), range(1, scenario.run.months + 1)
    for month, grade in itertools.product(months, scenario.pipeline.grades):
        stays = np.ones(shape)
        for one in shortfalls:
            if (not one.months or month in one.months) and (not one.grades or grade.id in one.grades):
                stays *= 1.0 - one.share * _named(scenario, one)
        coming += grade.share * stays
    return coming / len(months)


def _named(scenario: Scenario, one: Shortfall) -> NDArray[np.bool_]:
    """Return where a shortfall holds, shape (n_units, n_families)."""
    units, ids = scenario.tables.units, [family.id for family in scenario.market.families]
    here = np.isin(units["region"], one.regions) if one.regions else np.ones(len(units), np.bool_)
    these = np.isin(ids, one.families) if one.families else np.ones(len(ids), np.bool_)
    both: NDArray[np.bool_] = here[:, None] & these
    return both

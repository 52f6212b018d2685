"""What the demand of each basic unit is worth when supply is short: what territories balance in place of potential."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimize.design.supplying import own_plan
from optimize.design.turning import Task
from optimize.program import Floats
from optimize.supply.mix import differs, wanted_mix
from optimize.supply.scarcity import unit_worth, worth_of_sales
from sim.quota import rep_of_unit
from sim.scenario import Scenario


@dataclass(frozen=True, eq=False)
class ScarceWorth:
    """
    Worth of each basic unit's demand at margins less scarcity, shape (n_units,), scaled to the potential of them all.

    ``scarcity`` is the price of each family that is short [currency/unit].
    """

    by_unit: Floats
    scarcity: Mapping[str, float]

    def by_rep(self, scenario: Scenario) -> Floats:
        """Return the worth of each rep's territory under a scenario's plan, shape (n_reps,)."""
        reps = len(scenario.tables.reps)
        return np.bincount(rep_of_unit(scenario), weights=self.by_unit, minlength=reps).astype(np.float64)


def scarce_worth(task: Task) -> ScarceWorth | None:
    """
    Return what the units' demand is worth; ``None`` where potential says the same.

    That is where nothing is limited, where nothing is short, and where every unit buys the same mix: scarcity then
    scales them all alike, and no border moves. Only where the mix differs is the supply plan made.

    Raises
    ------
    InfeasibleError
        When no supply plan keeps all limits of the sheet.
    """
    scenario = task.draft.scenario
    if not scenario.plan.supply:
        return None
    mix = wanted_mix(scenario)
    if not differs(mix):
        return None
    worth = worth_of_sales(own_plan(task))
    scarcity = {one.family: one.scarcity for one in worth if one.scarcity > 0}
    potential = scenario.tables.units["potential"]
    by_unit = unit_worth(potential, np.ones(len(potential)), mix, np.array([one.net for one in worth]))
    if not scarcity or not by_unit.sum() > 0:
        return None
    return ScarceWorth(by_unit * float(potential.sum() / by_unit.sum()), scarcity)

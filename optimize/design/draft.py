"""A design under way: a scenario, and what it costs that the simulation does not charge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from optimize.experiment.reading import by_month, whole
from optimize.program import Floats
from optimize.supply.limits import capacities
from sim.plan import Plan
from sim.scenario import Scenario


@dataclass(frozen=True)
class Charges:
    """
    What a design costs besides, that no simulation knows of.

    ``once`` by what it is for [currency]; ``per_unit`` by family, for each unit that ships in a month beyond the
    input's capacity, and beyond what the input ships with the same luck [currency/unit].
    """

    once: Mapping[str, float] = field(default_factory=dict)
    per_unit: Mapping[str, float] = field(default_factory=dict)

    def cost(self, given: Scenario, before: pd.DataFrame, after: pd.DataFrame) -> Floats:
        """
        Return the cost in each replication [currency], shape (n_replications,).

        Parameters
        ----------
        given
            The input of the design; its capacity is what is there without further cost.
        before, after
            Results of the input and of the design, of the same replications.
        """
        cost = np.full(after["replication"].nunique(), float(sum(self.once.values())))
        there = capacities(given)
        for family, price in self.per_unit.items():
            shipped, usual = (
                by_month(frame, "family_shipped_units", family, given.run.months) for frame in (after, before)
            )
            # What a month leaves over ships later, so that the input too may pass a month's capacity.
            cost += price * np.maximum(shipped - np.maximum(usual, there[family]), 0.0).sum(axis=1)
        return cost


@dataclass(frozen=True, eq=False)
class Draft:
    """The scenario as designed so far: the world, the plan of the moment, and what it costs besides."""

    scenario: Scenario
    charges: Charges = Charges()

    def with_plan(self, plan: Plan) -> Draft:
        """Return the same under another plan."""
        return replace(self, scenario=self.scenario.with_plan(plan))

    def state(self) -> tuple[str, str]:
        """Return what tells two drafts apart: all that can change a result, and the charges."""
        once, per_unit = sorted(self.charges.once.items()), sorted(self.charges.per_unit.items())
        return self.scenario.fingerprint(), f"{once} {per_unit}"


def profits(given: Scenario, before: pd.DataFrame, after: pd.DataFrame, draft: Draft) -> Floats:
    """
    Return profit contribution less what a draft costs besides [currency], shape (n_replications,).

    ``before`` and ``after`` are the results of the input and of the draft, of the same replications.
    """
    profit: Floats = whole(after, "profit_contribution")
    return profit - draft.charges.cost(given, before, after)

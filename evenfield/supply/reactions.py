"""How buyers react to price, measured: every price raised a little, under the same luck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenfield.comparison.paired import PairedDifference, paired_difference
from evenfield.supply.demand import Demand
from sim.documents.competition import Price
from sim.scenario import Scenario

PRICE_STEP = 0.05
"""How far prices are raised to see how buyers react [share]."""


@dataclass(frozen=True)
class Reaction:
    """How a family's bookings react to price: share they fall by for 1 % (elasticity), with its interval."""

    family: str
    elasticity: PairedDifference


def dearer(scenario: Scenario) -> Scenario:
    """Return the world with every price raised by the step."""
    now = {price.id: price.of_list for price in scenario.plan.prices}
    prices = tuple(
        Price(id=family.id, of_list=now.get(family.id, 1.0) * (1 + PRICE_STEP))
        for family in scenario.market.families
    )
    return scenario.with_plan(
        scenario.plan.model_copy(update={"prices": prices}), f"{scenario.name[:72]}-dearer"
    )


def reactions(demand: Demand, at_step: Demand) -> list[Reaction]:
    """Return each family's elasticity, paired by replication (ratio of means, its spread by the delta method)."""
    found = []
    for f, family in enumerate(demand.families):
        before, after = (one.by_family[:, f].sum(axis=1) for one in (demand, at_step))
        ratio = after.mean() / before.mean() if before.mean() else 1.0
        step = np.log(1 + PRICE_STEP)
        spread = (
            after / after.mean() - before / before.mean() if after.mean() and before.mean() else 0 * after
        )
        found.append(Reaction(family, paired_difference(-(np.log(max(ratio, 1e-9)) + spread) / step)))
    return found

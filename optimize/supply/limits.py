"""A scenario's supply: what can be shipped of each family, what a unit is sold for, and the world without limits."""

from __future__ import annotations

import numpy as np

from optimize.program import Floats
from sim.calendar import MONTHS_PER_YEAR
from sim.engine.run import CENTS
from sim.prices import asked_cents
from sim.scenario import Scenario


def without_limits(scenario: Scenario) -> Scenario:
    """Return the same world in which nothing is ever short."""
    plan = scenario.plan.model_copy(update={"supply": ()})
    return scenario.with_plan(plan, f"{scenario.name[:70]}-unlimited")


def capacities(scenario: Scenario) -> dict[str, Floats]:
    """Return the units that can be shipped of each limited family, shape (n_months,)."""
    month = np.arange(scenario.run.months) % MONTHS_PER_YEAR
    return {limit.id: np.array(limit.by_fiscal_month())[month] for limit in scenario.plan.supply}


def asked_prices(scenario: Scenario) -> dict[str, float]:
    """Return what a unit of each family costs under the plan [currency]."""
    asked = zip(scenario.market.families, asked_cents(scenario), strict=True)
    return {family.id: cents / CENTS for family, cents in asked}

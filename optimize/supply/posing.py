"""The supply plan of a scenario: its demand, limits and margins with a supply sheet, as facts to plan on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimize.supply.facts import SupplyFacts
from optimize.supply.limits import asked_prices, capacities
from optimize.supply.sheet import FamilySheet, SupplySheet, crew_facts, family_facts
from sim.prices import margin_shares
from sim.scenario import Scenario

Floats = NDArray[np.float64]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def month_names(scenario: Scenario) -> tuple[str, ...]:
    """Return each month of the horizon by name, with its year."""
    start = scenario.run.start
    numbers = range(start.month - 1, start.month - 1 + scenario.run.months)
    return tuple(f"{_MONTHS[n % 12]} {start.year + n // 12}" for n in numbers)


def plan_facts(
    scenario: Scenario,
    demand: Mapping[str, Floats],
    sheet: SupplySheet,
    *,
    relief: bool,
    limits: Mapping[str, Floats] | None = None,
) -> SupplyFacts:
    """
    Return the facts of a scenario's supply plan.

    Parameters
    ----------
    scenario
        Prices, margins and limits.
    demand
        Units of each family by month, shape (n_months,).
    sheet
        What the scenario does not say.
    relief
        Whether overtime and suppliers may help.
    limits
        Units that can be made of each limited family by month, shape (n_months,); ``None``: as the scenario gives them,
        before anybody plans.
    """
    known = {family.id: family for family in sheet.families}
    limits, n = capacities(scenario) if limits is None else limits, scenario.run.months
    prices, margins = asked_prices(scenario), margin_shares(scenario)
    families = tuple(
        family_facts(
            known.get(family.id, FamilySheet(id=family.id)),
            demand[family.id],
            (prices[family.id], margin),
            limits.get(family.id, np.full(n, np.inf)),
            relief=relief,
        )
        for family, margin in zip(scenario.market.families, margins, strict=True)
    )
    crew = crew_facts(sheet.workforce)
    facts = SupplyFacts(month_names(scenario), families, crew)
    return facts if sheet.storage is None else replace(facts, storage=sheet.storage)


def without_capacity_limits(facts: SupplyFacts) -> SupplyFacts:
    """Return the facts with no limit on any family: what a list by margin alone believes."""
    free = float("inf")
    families = tuple(replace(family, regular_limit=free, most_units=free) for family in facts.families)
    return replace(facts, families=families)


def relief_costs(scenario: Scenario, sheet: SupplySheet) -> dict[str, tuple[float, float]]:
    """Return what a unit of each family costs more in overtime, and when it is bought [currency/unit]."""
    nothing = {family.id: np.zeros(scenario.run.months) for family in scenario.market.families}
    facts = plan_facts(scenario, nothing, sheet, relief=True)
    return {
        family.id: (
            (family.overtime_material or 0.0) - family.material,
            (family.subcontract or 0.0) - family.material,
        )
        for family in facts.families
    }

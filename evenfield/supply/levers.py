"""Ways to close the gap between demand and supply, each a scenario of its own that extends the one reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import scenarios
from evenfield.supply.ceilings import Earnable
from evenfield.variant import plan_changes
from optimize.supply.sheet import FamilySheet, SupplySheet
from sim.calendar import MONTHS_PER_YEAR
from sim.documents.supply import AllocationRule
from sim.plan import QUOTAS, TableQuotas
from sim.scenario import Scenario
from sim.table import Table

_RULES: dict[AllocationRule, str] = {
    "fair-share": "all wants scaled alike",
    "max-min": "the smallest want first",
    "priority": "class by class",
}
SMALLEST_PRICE_CHANGE = 0.002
"""Below this a price is left as it is [share]."""


@dataclass(frozen=True)
class Lever:
    """
    An option: what it does in words, what it changes in the scenario file, and what it costs besides.

    ``extra_cost`` is paid for each unit of a family that is shipped more than without it [currency/unit].
    """

    name: str
    words: str
    changes: Mapping[str, Any]
    tables: Mapping[str, Table] = field(default_factory=dict)
    extra_cost: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """
    What the plan says of a scenario that its levers are made of.

    ``short`` are the families whose capacity binds, ``slack`` those limited ones that have room; price lists are over
    the price now, with the limits of the plan and without any; ``quotas`` [cents over the horizon] are those of the
    quota program within the ceilings; ``discount`` is what a promotion takes off; ``first`` are the reps who are served
    before the others where supply is shared out by priority.
    """

    short: tuple[str, ...]
    slack: tuple[str, ...]
    with_scarcity: Mapping[str, float]
    without_scarcity: Mapping[str, float]
    relief: Mapping[str, tuple[float, float]]
    reps: tuple[Earnable, ...]
    quotas: Mapping[str, int]
    discount: float
    first: tuple[str, ...] = ()


def levers(scenario: Scenario, sheet: SupplySheet, found: Found) -> list[Lever]:
    """Return the options there are for a scenario; where nothing is short, only that planners know at once."""
    if not found.short:
        return [lever for lever in [_informed(scenario)] if lever is not None]
    made = [
        _informed(scenario),
        _more(scenario, sheet, found, overtime=True),
        _more(scenario, sheet, found, overtime=False),
        _cut_quota(scenario, found),
        _fair_quota(scenario, found),
        _at_shipment(scenario),
        *_allocations(scenario, found),
    ]
    if found.with_scarcity:
        made += _price_levers(scenario, found)
    return [lever for lever in made if lever is not None]


def _price_levers(scenario: Scenario, found: Found) -> list[Lever | None]:
    cheaper = dict.fromkeys(found.slack, 1 - found.discount)
    dearer = {name: found.with_scarcity[name] for name in found.short}
    cut = f"{100 * found.discount:g} % off"
    told = ", ".join(found.short)
    return [
        _priced(scenario, "promote", f"{cut} what has room: {', '.join(found.slack)}", cheaper),
        _priced(scenario, "price", f"{told} at the price that holds demand to supply", dearer),
        _priced(scenario, "shift-mix", f"both: {told} dearer, the rest {cut}", cheaper | dearer),
        _priced(
            scenario,
            "margin-design",
            "price list by margin alone, credit at shipment",
            found.without_scarcity,
            ships=True,
        ),
        _priced(
            scenario,
            "scarcity-design",
            "price list by margin less scarcity price, credit at shipment",
            found.with_scarcity,
            ships=True,
        ),
    ]


def _more(scenario: Scenario, sheet: SupplySheet, found: Found, *, overtime: bool) -> Lever | None:
    known = {family.id: family for family in sheet.families}
    limits = {limit.id: limit.units_per_month for limit in scenario.plan.supply}
    supply, cost = [], {}
    for name in found.short:
        about = known.get(name, FamilySheet(id=name))
        share = about.overtime_share if overtime else about.subcontract_share
        if share:
            supply.append({"id": name, "units_per_month": round(limits[name] * (1 + share), 6)})
            cost[name] = found.relief[name][0 if overtime else 1]
    if not supply:
        return None
    told = ", ".join(f"{name} at {extra:,.2f} a unit more" for name, extra in cost.items())
    words = f"{'overtime' if overtime else 'buy from suppliers'}: {told}"
    return Lever(
        "overtime" if overtime else "subcontract", words, {"plan": {"supply": supply}}, extra_cost=cost
    )


def _informed(scenario: Scenario) -> Lever | None:
    """Return planners who know of every order at once, ``None`` when nobody plans, or all know already."""
    late = [
        limit.id
        for limit in scenario.plan.supply
        if limit.planner is not None and limit.planner.information_lag_days
    ]
    changes = {"plan": {"supply": [{"id": name, "planner": {"information_lag_days": 0}} for name in late]}}
    return (
        Lever("know-at-once", f"the planner of {', '.join(late)} knows orders at once", changes)
        if late
        else None
    )


def _cut_quota(scenario: Scenario, found: Found) -> Lever | None:
    """Return quotas cut to what can be shipped."""
    if all(one.feasible >= one.quota * (1 - 1e-9) for one in found.reps):
        return None
    cents = {one.rep: round(one.feasible * 100) for one in found.reps}
    return _quota(scenario, "shift-quota", "each quota cut to what of it can be shipped", cents)


def _fair_quota(scenario: Scenario, found: Found) -> Lever | None:
    """Return the quotas of the quota program."""
    words = "quotas within the ceilings, fair over expected sales at margin less scarcity"
    return _quota(scenario, "fair-quota", words, found.quotas) if found.quotas else None


def _quota(scenario: Scenario, name: str, words: str, cents: Mapping[str, int]) -> Lever | None:
    """Return other quotas, ``None`` when the run is no whole number of years; a quota keeps at least a cent."""
    if scenario.run.months % MONTHS_PER_YEAR:
        return None
    years = scenario.run.months // MONTHS_PER_YEAR
    reps = sorted(cents)
    quota = [Decimal(max(round(cents[rep] / years), 1)).scaleb(-2) for rep in reps]
    table = Table.of(QUOTAS, {"rep": reps, "quota": quota})
    quotas = TableQuotas(method="table", table=table, next_year=scenario.plan.quotas.next_year)
    changes, tables = plan_changes(scenario.plan, scenario.plan.model_copy(update={"quotas": quotas}))
    return Lever(name, words, changes, tables)


def _at_shipment(scenario: Scenario) -> Lever | None:
    if scenario.plan.pay.credit_at == "shipment":
        return None
    changes = {"plan": {"pay": {"credit_at": "shipment"}}}
    return Lever("pay-at-shipment", "credit when an order ships, not when it is booked", changes)


def _allocations(scenario: Scenario, found: Found) -> list[Lever]:
    """Return the rules by which short supply may be shared out among territories each month, but for those in force."""
    rules: list[AllocationRule] = ["fair-share", "max-min"]
    if found.first:
        rules.append("priority")
    return [lever for rule in rules if (lever := _allocation(scenario, found, rule)) is not None]


def _allocation(scenario: Scenario, found: Found, rule: AllocationRule) -> Lever | None:
    """Return short families shared out by a rule, ``None`` when they are already."""
    now = {limit.id: limit.allocation for limit in scenario.plan.supply}
    changed = [name for name in found.short if (held := now[name]) is None or held.rule != rule]
    if not changed:
        return None
    shared: dict[str, Any] = {"rule": rule, "by": "territory"}
    if rule == "priority":
        shared["claims"] = [{"id": rep, "priority": 0} for rep in found.first]
    words = f"{', '.join(changed)} shared out to the territories each month: {_RULES[rule]}"
    if rule == "priority":
        words += f", {', '.join(found.first)} first"
    return Lever(
        f"share-{rule}", words, {"plan": {"supply": [{"id": n, "allocation": shared} for n in changed]}}
    )


def _priced(
    scenario: Scenario, name: str, words: str, ratios: Mapping[str, float], *, ships: bool = False
) -> Lever | None:
    """Return a price list over the prices now, ``None`` when it would leave everything as it is."""
    now = {price.id: price.of_list for price in scenario.plan.prices}
    prices = [
        {"id": family, "of_list": Decimal(f"{now.get(family, 1.0) * ratio:.4f}")}
        for family, ratio in ratios.items()
        if abs(ratio - 1) >= SMALLEST_PRICE_CHANGE
    ]
    plan: dict[str, Any] = {"prices": prices} if prices else {}
    if ships:
        plan |= {"pay": {"credit_at": "shipment"}}
    return Lever(name, words, {"plan": plan}) if plan else None


def write_levers(folder: Path, given: str, found: list[Lever], made_by: str) -> dict[str, Path]:
    """Write each option as a scenario that extends the one reviewed; return the files by option."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for lever in found:
        files[lever.name] = scenarios.write_variant(
            folder / f"{lever.name}.yaml",
            given,
            name=lever.name,
            title=lever.words,
            changes=lever.changes,
            tables=lever.tables,
            header=f"Made by `{made_by}`.",
        )
    return files

"""Restructures that give reps roles: vertical, hunters and farmers, an acquired sales force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from evenfield.restructure.draft import Draft, known_reps
from evenfield.restructure.people import handed_over, spread, spread_groups
from scenarios.faults import Fault, ScenarioError, did_you_mean
from sim.quota import deal as in_parts
from sim.scenario import Scenario


def vertical(scenario: Scenario, verticals: Sequence[Sequence[str]]) -> Draft:
    """
    Return a geographic sales force made vertical: each group of product families has reps of its own all over the map.

    Raises
    ------
    ScenarioError
        When a family is unknown, in two groups or in none, or there are fewer reps than groups.
    """
    _check_verticals(scenario, verticals)
    draft, reps = Draft.of(scenario), scenario.tables.reps["id"].tolist()
    worth = [sum(_value(scenario, family) for family in group) for group in verticals]
    # One rep each, and the others by what the families bring.
    sizes = 1 + in_parts(len(reps) - len(verticals), worth)
    groups = spread_groups(scenario, [int(size) for size in sizes])
    names = [str(unit) for unit in scenario.tables.units["id"]]
    coverage: dict[str, list[Any]] = {"unit": [], "role": [], "rep": []}
    roles: list[dict[str, Any]] = []
    for number, (group, members) in enumerate(zip(verticals, groups, strict=True), 1):
        role = f"vertical-{number}"
        roles.append({"id": role, "works": "new", "families": list(group)})
        for unit, rep in draft.deal(names, members).items():
            _add(coverage, unit, role, rep)
    largest = f"vertical-{1 + int(np.argmax(sizes))}"
    owner = {u: rep for u, role, rep in zip(*coverage.values(), strict=True) if role == largest}
    _with_roles(draft, coverage, roles)
    draft.align(owner)
    draft.same_quota("equal")
    draft.assumptions += [
        f"{len(reps)} reps become {', '.join(map(str, sizes))} for {', '.join('+'.join(g) for g in verticals)}, by "
        "expected value of the families; homes stay, so travel grows.",
        f"Repeat orders stay with {largest}; nobody gains skill by specialising unless tables.skills says so.",
        "The same total quota is dealt equally.",
    ]
    return handed_over(draft, ())


def hunters(scenario: Scenario, share: float, farmers: Sequence[str] = ()) -> Draft:
    """
    Return a force split in hunters, who win new customers, and farmers, who serve those there are.

    Farmers are named, or that share of the reps, spread over the map; the hunters' territories cover all units.

    Raises
    ------
    ScenarioError
        When a rep is unknown, or nobody would be left to hunt or to farm.
    """
    reps = [str(rep) for rep in scenario.tables.reps["id"]]
    wanted = max(1, round(share * len(reps)))
    chosen = known_reps(scenario, farmers, "--farmers") if farmers else spread(scenario, wanted)
    if not 0 < len(chosen) < len(reps):
        raise ScenarioError(
            [Fault("--farmers", message="some hunt and some farm", got=f"{len(chosen)} of {len(reps)}")]
        )
    draft, units = Draft.of(scenario), [str(unit) for unit in scenario.tables.units["id"]]
    alignment = scenario.plan.alignment
    orphans = {str(u) for u, rep in zip(alignment["unit"], alignment["rep"], strict=True) if rep in chosen}
    hunting = [rep for rep in reps if rep not in chosen]
    coverage: dict[str, list[Any]] = {"unit": [], "role": [], "rep": []}
    for unit, rep in draft.deal(units, chosen).items():
        _add(coverage, unit, "farmer", rep)
    _with_roles(draft, coverage, [{"id": "farmer", "works": "existing"}])
    draft.align(draft.deal(units, hunting))
    draft.same_quota("equal")
    draft.assumptions += [
        f"{len(chosen)} farmers take all repeat orders, {len(hunting)} hunters all new leads; the farmers' "
        f"{len(orphans):,} units and the others are dealt anew by nearness and balance.",
        "Skill and pay are the same in both jobs; the same total quota is dealt equally.",
    ]
    return handed_over(draft, ())


def acquisition(scenario: Scenario, count: int, families: Sequence[str], growth: float) -> Draft:
    """
    Return the force after an acquisition: ``count`` more reps on the same units, selling these families.

    Raises
    ------
    ScenarioError
        When a family is unknown or given twice, or there are fewer than one or more reps than units.
    """
    _check_families(scenario, families, "--families")
    units, n_units = scenario.tables.units, len(scenario.tables.units)
    if not 1 <= count <= n_units:
        raise ScenarioError([Fault("--count", message=f"from 1 rep to {n_units}", got=str(count))])
    draft = Draft.of(scenario)
    heavy = np.argsort(-units["potential"], kind="stable")[:count]
    new = [f"A{number:02d}" for number in range(1, count + 1)]
    taken = set(draft.reps) & set(new)
    if taken:
        new = [f"acquired-{number:02d}" for number in range(1, count + 1)]
    for rep, home in zip(new, units["id"][heavy].tolist(), strict=True):
        _add_rep(draft, rep, home)
    coverage: dict[str, list[Any]] = {"unit": [], "role": [], "rep": []}
    for unit, rep in draft.deal([str(u) for u in units["id"]], new).items():
        _add(coverage, unit, "acquired", rep)
    _with_roles(draft, coverage, [{"id": "acquired", "works": "new", "families": list(families)}])
    leads = scenario.market.leads_per_year * (1 + growth)
    draft.say("market.leads_per_year", leads, f"the acquired firm's leads: {growth:.0%} more")
    draft.same_quota("equal", (1 + growth))
    draft.assumptions += [
        f"{count} acquired reps live in the units of most potential, average in skill, and take all new leads of "
        f"{', '.join(families)}; today's reps keep the rest and all repeat orders: two people call on every unit.",
        f"The market brings {growth:.0%} more leads, of today's mix of families; no customer minds two callers.",
        f"The total quota grows by {growth:.0%} and is dealt equally.",
    ]
    return draft


def _check_verticals(scenario: Scenario, verticals: Sequence[Sequence[str]]) -> None:
    families = [family for group in verticals for family in group]
    _check_families(scenario, families, "--verticals")
    missing = [family.id for family in scenario.market.families if family.id not in families]
    faults = [Fault("--verticals", message="this family is in no vertical", got=repr(one)) for one in missing]
    if len(verticals) > len(scenario.tables.reps):
        faults.append(Fault("--verticals", message="more verticals than reps", got=str(len(verticals))))
    if faults:
        raise ScenarioError(faults)


def _check_families(scenario: Scenario, families: Sequence[str], place: str) -> None:
    known = [family.id for family in scenario.market.families]
    faults = [
        Fault(place, message="no such product family", got=repr(one), hint=did_you_mean(one, known))
        for one in families
        if one not in known
    ]
    faults += [Fault(place, message="named twice", got=repr(f)) for f in known if list(families).count(f) > 1]
    if faults:
        raise ScenarioError(faults)


def _value(scenario: Scenario, family_id: str) -> float:
    """Return what a lead's order is worth over all leads: share times price times expected units [currency]."""
    family = next(one for one in scenario.market.families if one.id == family_id)
    order = family.order_units
    return float(family.share * float(family.price) * np.exp(order.log_mean + order.log_sd**2 / 2))


def _with_roles(draft: Draft, coverage: dict[str, list[Any]], roles: list[dict[str, Any]]) -> None:
    """Add roles and who has them; the roles there are stay."""
    there = draft.tables.get("plan.coverage", {"unit": [], "role": [], "rep": []})
    draft.put("plan.coverage", {name: [*there[name], *coverage[name]] for name in coverage})
    draft.changes.setdefault("people", {})["roles"] = roles


def _add(coverage: dict[str, list[Any]], unit: str, role: str, rep: str) -> None:
    for name, value in (("unit", unit), ("role", role), ("rep", rep)):
        coverage[name].append(value)


def _add_rep(draft: Draft, rep: str, home: str) -> None:
    """Add an average rep who has been there long."""
    reps = draft.tables["tables.reps"]
    defaults = {"id": rep, "home": home, "hired": min(reps["hired"]), "skill": 1.0}
    for name, values in reps.items():
        values.append(defaults.get(name, ""))

"""Restructures of the ground: close a region, add one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evenfield.restructure.draft import Draft
from evenfield.restructure.people import after_leavers, orphans_dealt
from scenarios.faults import Fault, ScenarioError, did_you_mean
from sim.scenario import Scenario
from sim.table import Table
from sim.territory.travel import distance_km


def close_region(scenario: Scenario, regions: Sequence[str], *, keep_reps: bool = False) -> Draft:
    """
    Return the force without the units of some regions; who lives there leaves, or with ``keep_reps`` moves house.

    Raises
    ------
    ScenarioError
        When a region is unknown, or no unit or nobody would be left.
    """
    units, gone = scenario.tables.units, _units_of(scenario, regions)
    left = [row for row in range(len(units)) if str(units["id"][row]) not in gone]
    reps = scenario.tables.reps
    inside = [str(rep) for rep, home in zip(reps["id"], reps["home"], strict=True) if home in gone]
    if not left or (len(inside) == len(reps) and not keep_reps):
        raise ScenarioError(
            [Fault("--region", message="nothing would be left", got=repr(", ".join(regions)))]
        )
    if keep_reps and len(reps) > len(left):
        many = f"{len(reps)} reps on {len(left)} units"
        raise ScenarioError([Fault("--keep-reps", message="everybody needs a unit of his own", got=many)])
    draft = Draft.of(scenario)
    if keep_reps:
        _move_house(draft, inside, [str(units["id"][row]) for row in left])
    else:
        after_leavers(draft, inside)
    draft.drop_units(gone)
    draft.align(orphans_dealt(draft))
    share = float(units["potential"][left].sum() / units["potential"].sum())
    _scale(draft, share, "the closed region's share of potential is gone")
    draft.assumptions += [
        f"{', '.join(regions)}: {len(gone):,} units with {1 - share:.1%} of potential are given up; their leads and "
        "opening customers are lost, not served from elsewhere.",
        f"{len(inside)} reps who live there {'move to the nearest unit that is left' if keep_reps else 'leave'}; "
        "units that lost their rep go to the nearest who stay.",
        "The total quota shrinks with potential and is dealt by it; supply and other costs stay.",
    ]
    return draft


def add_region(scenario: Scenario, units: Table, reps: Table, neighbours: Table | None = None) -> Draft:
    """
    Return the force with a region more: its units, its reps who live there, its borders.

    Raises
    ------
    ScenarioError
        When an id is there already, or a new rep lives in none of the new units.
    """
    _check_new(scenario, units, reps)
    draft = Draft.of(scenario)
    for path, table in (("tables.units", units), ("tables.reps", reps), ("tables.neighbours", neighbours)):
        if table is not None:
            old = draft.tables.get(path, {column.name: [] for column in table.spec.columns})
            draft.put(path, {name: [*values, *table[name].tolist()] for name, values in old.items()})
    names = [str(unit) for unit in units["id"]]
    draft.align(draft.deal(names, [str(rep) for rep in reps["id"]]))
    growth = float(units["potential"].sum() / scenario.tables.units["potential"].sum())
    leads = scenario.market.leads_per_year * (1 + growth)
    draft.say("market.leads_per_year", leads, "as many leads for each unit of potential as elsewhere")
    draft.same_quota("potential", 1 + growth)
    if "tables.former_alignment" in draft.tables:
        draft.put("tables.former_alignment", {"unit": [], "rep": []})
    if draft.tables.get("plan.coverage"):
        raise ScenarioError(
            [Fault("--units", message="the plan has roles; say in plan.coverage who has them there")]
        )
    draft.assumptions += [
        f"{len(names):,} units with {growth:.1%} of today's potential are added; they bring leads like any "
        "other, from the warm-up on, and have no opening customers beyond their share of today's.",
        f"{len(reps)} reps who live there share them by nearness and balance; the total quota grows with potential.",
    ]
    return draft


def _check_new(scenario: Scenario, units: Table, reps: Table) -> None:
    faults = []
    for kind, new, old in (("unit", units, scenario.tables.units), ("rep", reps, scenario.tables.reps)):
        there = set(old["id"].tolist())
        faults += [
            Fault(f"--{kind}s", message=f"this {kind} is there already", got=repr(str(one)))
            for one in new["id"]
            if one in there
        ]
    homes = set(units["id"].tolist())
    faults += [
        Fault("--reps", message=f"{rep} lives in no new unit", got=repr(str(home)))
        for rep, home in zip(reps["id"], reps["home"], strict=True)
        if home not in homes
    ]
    if faults:
        raise ScenarioError(faults)


def _units_of(scenario: Scenario, regions: Sequence[str]) -> set[str]:
    units = scenario.tables.units
    known = sorted({str(region) for region in units["region"] if region})
    faults = [
        Fault("--region", message="no such region", got=repr(one), hint=did_you_mean(one, known))
        for one in regions
        if one not in known
    ]
    if faults:
        raise ScenarioError(faults)
    return {str(unit) for unit, region in zip(units["id"], units["region"], strict=True) if region in regions}


def _move_house(draft: Draft, reps: Sequence[str], left: Sequence[str]) -> None:
    """Let reps live in the nearest unit that is left; each in another one."""
    ids, lng, lat, _ = draft.unit_arrays()
    place = {unit: row for row, unit in enumerate(ids)}
    rows = np.array([place[unit] for unit in left])
    homes = draft.tables["tables.reps"]["home"]
    taken = set(homes)
    for number, rep in enumerate(draft.reps):
        if rep in reps:
            here = place[homes[number]]
            order = np.argsort(distance_km(lng[rows], lat[rows], lng[here], lat[here]), kind="stable")
            free = [left[q] for q in order.tolist() if left[q] not in taken] or [left[int(order[0])]]
            homes[number] = free[0]
            taken.add(free[0])


def _scale(draft: Draft, share: float, why: str) -> None:
    """Shrink leads, opening customers and quota with the potential."""
    scenario = draft.scenario
    draft.say("market.leads_per_year", scenario.market.leads_per_year * share, why)
    draft.say("customers.opening", round(scenario.customers.opening * share), why)
    draft.same_quota("potential", share)

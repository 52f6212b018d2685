"""What restructures do with people: leavers, handovers, groups spread over the map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evenfield.restructure.draft import Draft
from scenarios.faults import Fault, ScenarioError
from sim.scenario import Scenario
from sim.territory.travel import distance_km

HANDOVER = "The warm-up runs under today's alignment, so leads and customers change hands on the first day."


def after_leavers(draft: Draft, gone: Sequence[str]) -> None:
    """Take leavers out; coverage that they had goes to nobody, so it must have been none."""
    coverage = draft.tables.get("plan.coverage")
    if coverage is not None and set(coverage["rep"]) & set(gone):
        raise ScenarioError(
            [Fault("plan.coverage", message="a rep who leaves has a role; give it to another first")]
        )
    draft.drop_reps(set(gone))


def handed_over(draft: Draft, gone: Sequence[str]) -> Draft:
    """Let the warm-up run under today's alignment when everybody in it is still there."""
    if gone or "tables.former_alignment" in draft.tables:
        return draft
    table = draft.scenario.plan.alignment
    draft.put("tables.former_alignment", {"unit": table["unit"].tolist(), "rep": table["rep"].tolist()})
    draft.assumptions.append(HANDOVER)
    return draft


def orphans_dealt(draft: Draft) -> dict[str, str]:
    """Return the nearest rep for each unit without one, and, where a rep has lost all, his home or the nearest unit."""
    ids, lng, lat, _ = draft.unit_arrays()
    place = {unit: row for row, unit in enumerate(ids)}
    alignment = draft.tables["plan.alignment"]
    covered = dict(zip(alignment["unit"], alignment["rep"], strict=True))
    homes = np.array([place[home] for home in draft.tables["tables.reps"]["home"]])
    found = {}
    for unit in ids:
        if unit not in covered:
            km = distance_km(lng[place[unit]], lat[place[unit]], lng[homes], lat[homes])
            found[unit] = draft.reps[int(np.argmin(km))]
    both = {**covered, **found}
    with_role = set(draft.tables.get("plan.coverage", {}).get("rep", []))
    for rep, home in zip(draft.reps, homes.tolist(), strict=True):
        if rep not in both.values() and rep not in with_role:
            km = distance_km(lng, lat, lng[home], lat[home])
            held = list(both.values())
            spare = next(
                ids[row] for row in np.argsort(km, kind="stable").tolist() if held.count(both[ids[row]]) > 1
            )
            both[spare] = found[spare] = rep
    return found


def spread(scenario: Scenario, count: int) -> list[str]:
    """
    Return reps spread over the market: each next one shortens the way to the nearest of them most, by potential.

    The greedy heuristic for the p-median problem (Cornuejols, Fisher and Nemhauser 1977).
    """
    units, reps = scenario.tables.units, scenario.tables.reps
    row = units.index()
    homes = np.array([row[str(home)] for home in reps["home"]])
    km = distance_km(units["lng"][:, None], units["lat"][:, None], units["lng"][homes], units["lat"][homes])
    nearest, chosen = np.full(len(km), np.inf), list[int]()
    while len(chosen) < min(count, len(homes)):
        ways = units["potential"] @ np.minimum(km, nearest[:, None])
        ways[chosen] = np.inf
        chosen.append(int(np.argmin(ways)))
        nearest = np.minimum(nearest, km[:, chosen[-1]])
    return [str(reps["id"][one]) for one in chosen]


def spread_groups(scenario: Scenario, sizes: Sequence[int]) -> list[list[str]]:
    """Return the reps in groups of these sizes, each spread over the map, the smallest chosen first."""
    left = [str(rep) for rep in scenario.tables.reps["id"]]
    groups: dict[int, list[str]] = {}
    for number in sorted(range(len(sizes)), key=lambda n: (sizes[n], n))[:-1]:
        order = [rep for rep in spread(scenario, len(scenario.tables.reps)) if rep in left]
        step = len(order) / sizes[number]
        groups[number] = [order[int(place * step)] for place in range(sizes[number])]
        left = [rep for rep in left if rep not in groups[number]]
    groups[next(n for n in range(len(sizes)) if n not in groups)] = left
    return [groups[number] for number in range(len(sizes))]

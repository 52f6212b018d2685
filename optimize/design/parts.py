"""
A design taken apart: plans that hold only some of its parts.

What belongs together stays together. A quota belongs to a territory: the input's quotas on the design's map are its
total dealt by potential, the design's quotas on the input's map are its total in the proportions of the input's. A map
belongs to those who work it: with other reps on the input's map, leavers' units go to neighbours and newcomers get half
of a territory; the design's map with the input's reps does not exist, so that *size and territory* are then one part.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimize.attribution import Subset, subsets
from optimize.design.draft import Charges, Draft
from optimize.design.quotas import by_potential
from optimize.quota.table import quota_table
from sim.plan import DealtQuotas, Plan, TableQuotas
from sim.quota import deal, quotas_cents
from sim.scenario import Scenario
from sim.table import Table

TOGETHER = "size and territory"
_MAPS = frozenset({"territory", TOGETHER})
_MAP = ("alignment", "bases", "coverage")
_PLAIN: Mapping[str, tuple[str, ...]] = {
    "pay": ("pay",),
    "supply": ("supply", "prices"),
    "care": ("personal_time", "care"),
    "terms": ("terms", "floors"),
}
"""Parts that are fields of the plan and nothing else."""
_PEOPLE = ("reps", "skills", "competencies", "former_alignment")
AnyQuotas = TableQuotas | DealtQuotas


def parts_of(before: Scenario, after: Scenario) -> tuple[str, ...]:
    """
    Return the parts in which two scenarios of one world differ, in the order in which they are designed.

    Raises
    ------
    ValueError
        When the worlds differ in more than who works there.
    """
    _refuse_other_worlds(before, after)
    one, other = before.plan, after.plan
    found = [TOGETHER] if _reps(before) != _reps(after) else []
    if not found and _differs(one, other, *_MAP):
        found.append("territory")
    kept = _quotas_kept(before, after, mapped=bool(found))
    as_kept = after.model_copy(update={"plan": other.model_copy(update={"quotas": kept})})
    anew = (quotas_cents(as_kept) != quotas_cents(after)).any()
    found += ["quota"] if anew or one.quotas.next_year != other.quotas.next_year else []
    found += [part for part, names in _PLAIN.items() if _differs(one, other, *names)]
    return tuple(found)


def composed(before: Draft, after: Draft) -> dict[Subset, Draft]:
    """
    Return the draft of every subset of the parts.

    Raises
    ------
    ValueError
        When the worlds differ in more than who works there.
    """
    parts = parts_of(before.scenario, after.scenario)
    return {some: _with_parts(before, after, some, frozenset(parts)) for some in subsets(parts)}


def _with_parts(before: Draft, after: Draft, some: Subset, everything: Subset) -> Draft:
    """Return the draft that holds only some parts of a design."""
    if some == everything:
        return after
    if not some:
        return before
    mapped = bool(some & _MAPS)
    ground = after.scenario if TOGETHER in some else before.scenario
    changes = {name: getattr((after if mapped else before).scenario.plan, name) for name in _MAP}
    for part, names in _PLAIN.items():
        side = (after if part in some else before).scenario.plan
        changes |= {name: getattr(side, name) for name in names}
    on_map = ground.model_copy(update={"plan": ground.plan.model_copy(update=changes)})
    if "quota" in some:
        own_map = mapped or not everything & _MAPS
        quotas = _quotas_designed(before.scenario, after.scenario, own_map=own_map)
    else:
        quotas = _quotas_kept(before.scenario, on_map, mapped=mapped)
    plan = on_map.plan.model_copy(update={"quotas": quotas})
    return Draft(on_map.with_plan(plan), _charges(after.charges, some))


def _quotas_kept(before: Scenario, on_map: Scenario, *, mapped: bool) -> AnyQuotas:
    """Return the input's quotas on a map: as they are on its own, or where a method deals them; else by potential."""
    quotas = before.plan.quotas
    if not mapped or not isinstance(quotas, TableQuotas):
        return quotas
    whole = int(quotas_cents(before).sum())
    kept = on_map.model_copy(update={"plan": on_map.plan.model_copy(update={"quotas": quotas})})
    return by_potential(kept, whole)


def _quotas_designed(before: Scenario, after: Scenario, *, own_map: bool) -> AnyQuotas:
    """Return the design's quotas: as they are on their own map; on the input's, their total as it was dealt there."""
    quotas = after.plan.quotas
    if own_map or not isinstance(quotas, TableQuotas):
        return quotas
    reps = [str(rep) for rep in before.tables.reps["id"]]
    today = quotas_cents(before).astype(np.float64)
    cents = deal(int(quotas_cents(after).sum()), today)
    return quotas.model_copy(update={"table": quota_table(reps, cents.tolist())})


def _charges(charges: Charges, some: Subset) -> Charges:
    """Return what some parts cost besides: once for people, by the unit for supply."""
    return Charges(charges.once if TOGETHER in some else {}, charges.per_unit if "supply" in some else {})


def _differs(one: Plan, other: Plan, *names: str) -> bool:
    """Return whether two plans differ in some fields."""
    return any(not _same(getattr(one, name), getattr(other, name)) for name in names)


def _same(one: object, other: object) -> bool:
    """Return whether two fields of a plan hold the same; rows of tables stand in order of their key."""
    if not (isinstance(one, Table) and isinstance(other, Table)):
        return one == other
    return len(one) == len(other) and all(
        np.array_equal(column, other[name]) for name, column in one.columns.items()
    )


def _reps(scenario: Scenario) -> list[str]:
    return [str(rep) for rep in scenario.tables.reps["id"]]


def _refuse_other_worlds(before: Scenario, after: Scenario) -> None:
    """Raise ValueError when two scenarios differ in more than plan and reps."""
    people = {name: getattr(before.tables, name) for name in _PEOPLE}
    tables = after.tables.model_copy(update=people)
    same_plan = after.model_copy(update={"plan": before.plan, "tables": tables})
    if same_plan.fingerprint() != before.fingerprint():
        raise ValueError(
            f"{after.name} is not {before.name} under another plan: their worlds differ, so what a part of the plan "
            "contributed cannot be told"
        )

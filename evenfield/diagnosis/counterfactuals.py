"""The same world without one cause: average skill, average leads, an average territory, an average product."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.documents.roles import EVERY, SKILLS
from sim.people.skill import segments, skill_by_cell
from sim.quota import rep_of_unit
from sim.scenario import Scenario
from sim.table import Table

Counterfactual = Callable[[Scenario, frozenset[str]], Scenario | None]
"""Takes the accused away from one cause; ``None`` when the cause does not apply to any of them."""


def average_skill(scenario: Scenario, accused: frozenset[str]) -> Scenario | None:
    """Give the accused reps the others' median skill, by product family and customer segment where these matter."""
    reps = scenario.tables.reps
    mine = np.isin(reps["id"], sorted(accused))
    if mine.all() or not mine.any():
        return None
    skill = reps["skill"].copy()
    skill[mine] = np.median(reps["skill"][~mine])
    changed = _with_tables(scenario, {"reps": _changed(reps, "skill", skill)})
    by_cell = skill_by_cell(scenario)
    if (by_cell == 1.0).all():
        return changed
    by_cell[mine] = np.median(by_cell[~mine], axis=0)
    return _with_skills(changed, by_cell)


def average_leads(scenario: Scenario, accused: frozenset[str]) -> Scenario | None:
    """Give the accused reps' basic units leads as good as the mean lead of the other units."""
    units = scenario.tables.units
    mine = _units_of(scenario, accused)
    weight = units["potential"]
    if mine.all() or not weight[~mine].sum() > 0:
        return None
    ratio = units["win_ratio"].copy()
    ratio[mine] = np.average(ratio[~mine], weights=weight[~mine])
    return _with_tables(scenario, {"units": _changed(units, "win_ratio", ratio)})


def average_territory(scenario: Scenario, accused: frozenset[str]) -> Scenario | None:
    """Shrink the accused reps' territories to the others' median potential; smaller ones are not touched."""
    units, reps = scenario.tables.units, scenario.tables.reps
    rep = rep_of_unit(scenario)
    load = np.bincount(rep, weights=units["potential"], minlength=len(reps))
    mine = np.isin(reps["id"], sorted(accused))
    if mine.all():
        return None
    usual = np.median(load[~mine])
    shrink = np.where(mine & (load > usual), usual / np.where(load > 0, load, 1.0), 1.0)
    if (shrink == 1.0).all():
        return None
    potential = units["potential"] * shrink[rep]
    # The other units keep their number of leads: the market shrinks by what is taken away.
    leads = scenario.market.leads_per_year * float(potential.sum() / units["potential"].sum())
    smaller = _with_tables(scenario, {"units": _changed(units, "potential", potential)})
    market = smaller.market.model_copy(update={"leads_per_year": leads})
    return smaller.model_copy(update={"market": market})


def average_product(scenario: Scenario, accused: frozenset[str]) -> Scenario | None:
    """Give the accused product families the mean win ratio of the others."""
    families = scenario.market.families
    others = [family for family in families if family.id not in accused and family.share > 0]
    if not others or len(others) == len(families):
        return None
    usual = sum(f.share * f.win_ratio for f in others) / sum(f.share for f in others)
    changed = tuple(
        family.model_copy(update={"win_ratio": usual}) if family.id in accused else family
        for family in families
    )
    return scenario.model_copy(update={"market": scenario.market.model_copy(update={"families": changed})})


CAUSES: Mapping[str, Mapping[str, Counterfactual]] = {
    "rep": {
        "skill": average_skill,
        "lead allocation": average_leads,
        "oversized territory": average_territory,
    },
    "family": {"product": average_product},
    "region": {
        "skill": average_skill,
        "lead allocation": average_leads,
        "oversized territory": average_territory,
    },
}
"""The causes that are looked into on each level, and the world without each."""


def reps_of_regions(scenario: Scenario, regions: frozenset[str]) -> frozenset[str]:
    """Return the reps who cover a basic unit of these regions."""
    inside = np.isin(scenario.tables.units["region"], sorted(regions))
    rows = np.unique(rep_of_unit(scenario)[inside])
    return frozenset(scenario.tables.reps["id"][rows].tolist())


def _units_of(scenario: Scenario, reps: frozenset[str]) -> NDArray[np.bool_]:
    """Return whether each basic unit is covered by one of the reps, shape (n_units,)."""
    mine: NDArray[np.bool_] = np.isin(scenario.tables.reps["id"], sorted(reps))[rep_of_unit(scenario)]
    return mine


def _changed(table: Table, column: str, values: NDArray[Any]) -> Table:
    columns: dict[str, Any] = {**table.columns, column: values}
    return Table.of(table.spec, columns)


def _with_skills(scenario: Scenario, by_cell: NDArray[np.float64]) -> Scenario:
    """Return the scenario with these factors on the odds, shape (n_reps, n_families * n_segments), and no others."""
    others = segments(scenario)[1:]
    reps, families = scenario.tables.reps["id"].tolist(), [family.id for family in scenario.market.families]
    factor = by_cell.reshape(len(reps), len(families), 1 + len(others))
    rows: list[tuple[str, str, str, float]] = []
    for i, rep in enumerate(reps):
        for j, family in enumerate(families):
            # The first segment may have no name: its factor stands for every segment, the others' for what differs.
            usual = float(factor[i, j, 0])
            rows.append((rep, family, EVERY, usual))
            rows += [(rep, family, name, float(factor[i, j, k]) / usual) for k, name in enumerate(others, 1)]
    columns = dict(zip(("rep", "family", "segment", "skill"), zip(*rows, strict=True), strict=True))
    people = scenario.people.model_copy(update={"profile": None})
    return _with_tables(
        scenario.model_copy(update={"people": people}),
        {"skills": Table.of(SKILLS, columns), "competencies": None},
    )


def _with_tables(scenario: Scenario, tables: Mapping[str, Table | None]) -> Scenario:
    return scenario.model_copy(update={"tables": scenario.tables.model_copy(update=dict(tables))})

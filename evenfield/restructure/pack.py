"""The before/after pack of a restructure: comparison, report, who moves, maps, assumptions, in one folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from evenfield.study.files import write_atomically
from evenfield.study.written import csv
from sim.plan import ALIGNMENT
from sim.scenario import Scenario
from sim.table import Table
from sim.territory.workload import expected

MOVES, ASSUMPTIONS = "who-moves.csv", "assumptions.md"


def who_moves(before: Scenario, after: Scenario) -> pd.DataFrame:
    """
    Return one row for each basic unit whose rep, in a role or as its owner, is another than before.

    Columns: unit, name, role (empty: the owner), before, after (empty: none), potential, leads_per_year.
    """
    rows = []
    one, other = _covered(before), _covered(after)
    facts = {**_facts(before), **_facts(after)}
    for unit, role in sorted({*one, *other}):
        was, now = one.get((unit, role), ""), other.get((unit, role), "")
        if was != now:
            rows.append((unit, facts[unit][0], role, was, now, *facts[unit][1:]))
    names = ["unit", "name", "role", "before", "after", "potential", "leads_per_year"]
    return pd.DataFrame(rows, columns=names)


def _covered(scenario: Scenario) -> dict[tuple[str, str], str]:
    """Return the rep of each unit and role."""
    plan = scenario.plan
    found = {
        (str(u), ""): str(rep) for u, rep in zip(plan.alignment["unit"], plan.alignment["rep"], strict=True)
    }
    if plan.coverage is not None:
        rows = zip(plan.coverage["unit"], plan.coverage["role"], plan.coverage["rep"], strict=True)
        found |= {(str(unit), str(role)): str(rep) for unit, role, rep in rows}
    return found


def _facts(scenario: Scenario) -> dict[str, tuple[str, float, float]]:
    """Return name, potential and expected leads of each unit."""
    units, leads = scenario.tables.units, expected(scenario).leads
    rows = zip(units["id"], units["name"], units["potential"], leads, strict=True)
    return {str(unit): (str(name), float(potential), float(lead)) for unit, name, potential, lead in rows}


def write_pack(folder: Path, before: Scenario, after: Scenario, assumptions: Sequence[str]) -> list[Path]:
    """Write who moves, the maps and the assumptions, and return the files; comparison and report are the study's."""
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / MOVES, csv(who_moves(before, after)))
    lines = [
        f"# {after.title or after.name}",
        "",
        "What it assumes:",
        "",
        *(f"- {one}" for one in assumptions),
        "",
    ]
    write_atomically(folder / ASSUMPTIONS, "\n".join(lines).encode())
    return [folder / MOVES, folder / ASSUMPTIONS, *_maps(folder, before, after)]


def _maps(folder: Path, before: Scenario, after: Scenario) -> list[Path]:
    """Draw the territories before and after, and those of each role; a world without geography has none."""
    from evenfield.report.alignment_map import (  # noqa: PLC0415 - Matplotlib is loaded only when pictures are drawn
        picture_bytes,
        territory_map,
    )

    units = after.tables.units
    if not (np.any(units["lng"] != 0) or np.any(units["lat"] != 0)):
        return []
    same = np.array_equal(before.tables.units["id"], units["id"])
    figures = {
        "map-before.png": territory_map(before),
        "map-after.png": territory_map(after, before if same else None),
    }
    for role in after.people.roles:
        figures[f"map-{role.id}.png"] = territory_map(_in_role(after, role.id))
    for name, figure in figures.items():
        write_atomically(folder / name, picture_bytes(figure, "png"))
    return [folder / name for name in figures]


def _in_role(scenario: Scenario, role: str) -> Scenario:
    """Return a scenario whose alignment is who has a role where; for a map only."""
    rows = [row for (unit, of), rep in _covered(scenario).items() if of == role for row in [(unit, rep)]]
    table = Table.of(ALIGNMENT, {"unit": [unit for unit, _ in rows], "rep": [rep for _, rep in rows]})
    plan = scenario.plan.model_copy(update={"alignment": table})
    return scenario.model_copy(update={"plan": plan, "title": f"{scenario.title or scenario.name}: {role}"})

"""How well a rep fits a product family and a customer segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.documents.roles import EVERY, Profile

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.table import Table

Floats = NDArray[np.float64]


def segments(scenario: Scenario) -> list[str]:
    """Return the customer segments of the world's basic units, in order of name."""
    return sorted(set(scenario.tables.units["segment"].tolist()))


def segment_of_unit(scenario: Scenario) -> NDArray[np.int64]:
    """Return the place of each basic unit's segment in :func:`segments`, shape (n_units,)."""
    place = {name: number for number, name in enumerate(segments(scenario))}
    return np.array([place[name] for name in scenario.tables.units["segment"].tolist()], dtype=np.int64)


def match_share(levels: Floats, needs: Floats, weights: Floats) -> Floats:
    """
    Return how far people meet what is needed, 0 to 1, shape (n_people,).

    match = 1 - sum(w * max(need - level, 0)) / sum(w * need): 1 when every need is met, 0 when nothing of it is there.

    Parameters
    ----------
    levels
        How much of each competency a person has, 0 to 1, shape (n_people, n_needs).
    needs, weights
        The level that is needed and what it counts, shape (n_needs,).
    """
    missing = (weights * np.maximum(needs - levels, 0.0)).sum(axis=1)
    whole = float((weights * needs).sum())
    match: Floats = 1.0 - missing / whole if whole > 0 else np.ones(len(levels))
    return match


def skill_by_cell(scenario: Scenario) -> Floats:
    """
    Return the factor on a rep's odds by family and segment, shape (n_reps, n_families * n_segments).

    Cell ``family * n_segments + segment``. It is the product of what the table of skills says and of the
    match of the rep's competencies with the profile; all ones when a scenario has neither.
    """
    families = [family.id for family in scenario.market.families]
    names = segments(scenario)
    cells = [(family, segment) for family in families for segment in names]
    factor = np.ones((len(scenario.tables.reps), len(cells)))
    reps = scenario.tables.reps.index()
    if scenario.tables.skills is not None:
        _apply_table(factor, cells, reps, scenario.tables.skills)
    profile = scenario.people.profile
    if profile is not None:
        for number, cell in enumerate(cells):
            factor[:, number] *= _match_factor(profile, cell, reps, scenario.tables.competencies)
    return factor


def _fits(name: str, wanted: str) -> bool:
    return wanted in {EVERY, name}


def _apply_table(factor: Floats, cells: list[tuple[str, str]], reps: dict[str, int], skills: Table) -> None:
    """Multiply in what the table of skills says; every row that fits a cell counts."""
    columns = (skills[name].tolist() for name in ("rep", "family", "segment", "skill"))
    for rep, family, segment, skill in zip(*columns, strict=True):
        for number, (of_family, of_segment) in enumerate(cells):
            if _fits(of_family, family) and _fits(of_segment, segment):
                factor[reps[rep], number] *= skill


def _match_factor(
    profile: Profile, cell: tuple[str, str], reps: dict[str, int], competencies: Table | None
) -> Floats:
    """Return the factor on the odds that each rep's match with a cell's needs gives, shape (n_reps,)."""
    family, segment = cell
    needs = [n for n in profile.needs if _fits(family, n.family) and _fits(segment, n.segment)]
    if not needs:
        return np.ones(len(reps))
    place = {(need.competency): number for number, need in enumerate(needs)}
    levels = np.zeros((len(reps), len(needs)))
    if competencies is not None:
        columns = (competencies[name].tolist() for name in ("rep", "competency", "level"))
        for rep, competency, level in zip(*columns, strict=True):
            if competency in place:
                levels[reps[rep], place[competency]] = level
    match = match_share(levels, np.array([n.level for n in needs]), np.array([n.weight for n in needs]))
    return profile.lowest + (1.0 - profile.lowest) * match

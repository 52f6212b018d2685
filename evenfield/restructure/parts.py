"""Basic units taken apart, so that several reps cover one: each part a unit of its own at the same place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evenfield.restructure.draft import Columns, Draft
from scenarios.faults import Fault, ScenarioError

Shares = Mapping[str, Mapping[str, float]]
"""The share of each unit that each rep gets, by unit and rep."""


def take_apart(draft: Draft, shares: Shares) -> dict[str, dict[str, str]]:
    """
    Give each unit to several reps, a part for each; return the part of each rep, by unit and rep.

    A part has its share of potential and area, the unit's place and neighbours, and the other parts as neighbours. Who
    lives or works in the unit does so in his own part, else in the first. Who covered the unit before covers its parts.

    Raises
    ------
    ScenarioError
        When a part would have the id of another unit.
    """
    parts = {
        unit: {rep: f"{unit}/{number}" for number, rep in enumerate(of, 1)} for unit, of in shares.items()
    }
    known = set(draft.tables["tables.units"]["id"])
    taken = [part for of in parts.values() for part in of.values() if part in known]
    if taken:
        raise ScenarioError([Fault("units", message="there is a unit of this id", got=repr(taken[0]))])
    _units(draft.tables["tables.units"], shares, parts)
    if "tables.neighbours" in draft.tables:
        draft.put("tables.neighbours", _borders(draft.tables["tables.neighbours"], parts))
    for path in ("tables.former_alignment", "plan.coverage"):
        if draft.tables.get(path):
            draft.put(path, _repeated(draft.tables[path], parts))
    alignment = _repeated(draft.tables["plan.alignment"], parts)
    rep_of = {part: rep for of in parts.values() for rep, part in of.items()}
    alignment["rep"] = [
        rep_of.get(unit, rep) for unit, rep in zip(alignment["unit"], alignment["rep"], strict=True)
    ]
    draft.put("plan.alignment", alignment)
    for path, rep, place in (("tables.reps", "id", "home"), ("plan.bases", "rep", "unit")):
        if draft.tables.get(path):
            columns = draft.tables[path]
            pairs = zip(columns[rep], columns[place], strict=True)
            columns[place] = [_own_part(parts, unit, str(one)) for one, unit in pairs]
    return parts


def _own_part(parts: Mapping[str, Mapping[str, str]], unit: str, rep: str) -> str:
    """Return a rep's part of a unit, the first where he has none; the unit itself when it is whole."""
    of = parts.get(unit)
    return unit if of is None else of.get(rep, next(iter(of.values())))


def _units(units: Columns, shares: Shares, parts: Mapping[str, Mapping[str, str]]) -> None:
    """Put the parts in the place of the units."""
    rows: list[dict[str, Any]] = []
    for cells in zip(*units.values(), strict=True):
        row = dict(zip(units, cells, strict=True))
        for rep, part in parts.get(row["id"], {"": row["id"]}).items():
            share = shares[row["id"]][rep] if row["id"] in shares else 1.0
            rows.append(
                {
                    **row,
                    "id": part,
                    "potential": row["potential"] * share,
                    "area_km2": row["area_km2"] * share,
                }
            )
    for name in units:
        units[name] = [row[name] for row in rows]


def _borders(neighbours: Columns, parts: Mapping[str, Mapping[str, str]]) -> Columns:
    """Return the borders with those of parts: as those of the unit, and among themselves; both ways where all are."""
    pairs = list(zip(neighbours["unit"], neighbours["neighbour"], strict=True))
    both = len({*pairs} & {pair[::-1] for pair in pairs}) > 0
    found = [
        (one, other)
        for unit, near in pairs
        for one in _parts_of(parts, unit)
        for other in _parts_of(parts, near)
    ]
    for of in parts.values():
        names = list(of.values())
        found += [
            (one, other)
            for number, one in enumerate(names)
            for other in (names if both else names[number + 1 :])
            if one != other
        ]
    return {"unit": [pair[0] for pair in found], "neighbour": [pair[1] for pair in found]}


def _repeated(columns: Columns, parts: Mapping[str, Mapping[str, str]]) -> Columns:
    """Return a table by units with the row of a unit once for each of its parts."""
    rows = [
        {**row, "unit": part}
        for row in (dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True))
        for part in _parts_of(parts, row["unit"])
    ]
    return {name: [row[name] for row in rows] for name in columns}


def _parts_of(parts: Mapping[str, Mapping[str, str]], unit: str) -> Sequence[str]:
    return list(parts[unit].values()) if unit in parts else [unit]

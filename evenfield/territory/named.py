"""Basic units and reps by the names that a user writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from optimize.program import Ints
from scenarios.faults import Fault, ScenarioError, did_you_mean
from sim.scenario import Scenario


def rows_of(scenario: Scenario, kind: str, names: Sequence[str], place: str) -> list[int]:
    """
    Return the rows of units or reps (``kind`` is "unit" or "rep"); a unit may go by its own name too.

    Raises
    ------
    ScenarioError
        With a fault for each name that there is not, or that several units have; ``place`` says where it was written.
    """
    table = scenario.tables.units if kind == "unit" else scenario.tables.reps
    by_id = table.index()
    by_name: dict[str, list[int]] = {}
    if kind == "unit":
        for row, name in enumerate(table["name"].tolist()):
            by_name.setdefault(name.lower(), []).append(row)
    rows, faults = [], []
    for name in names:
        found = [by_id[name]] if name in by_id else by_name.get(name.lower(), [])
        if len(found) == 1:
            rows.append(found[0])
        else:
            faults.append(
                _fault(kind, name, place, [str(table["id"][row]) for row in found], [*by_id, *by_name])
            )
    if faults:
        raise ScenarioError(faults)
    return rows


def _fault(kind: str, name: str, place: str, several: list[str], known: list[str]) -> Fault:
    """Return what is wrong with a name."""
    if several:
        return Fault(
            place, message=f"several units are called {name!r}: {', '.join(several[:5])}; give the id"
        )
    noun = "basic unit" if kind == "unit" else "rep"
    return Fault(
        place,
        message=f"no such {noun}",
        got=repr(name),
        hint=did_you_mean(name, [one for one in known if one]),
    )


def locked_rows(scenario: Scenario, given: Sequence[str]) -> Ints:
    """
    Return the rows of the units that a user locks: names, or a text file with one name a line.

    Raises
    ------
    ScenarioError
        With the line of each name that there is not.
    """
    names: list[tuple[str, str]] = []
    for one in given:
        file = Path(one)
        if file.suffix in {".txt", ".csv"}:
            names += _lines(file)
        else:
            names.append((one, "--lock"))
    rows, faults = [], []
    for name, place in names:
        try:
            rows += rows_of(scenario, "unit", [name], place)
        except ScenarioError as error:
            faults += list(error.faults)
    if faults:
        raise ScenarioError(faults)
    return np.array(sorted(set(rows)), dtype=np.int64)


def _lines(file: Path) -> list[tuple[str, str]]:
    """Return the names in a file, each with file and line; a heading ``unit`` is none."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError([Fault(str(file), message=f"cannot be read: {error}")]) from error
    named = [
        (line.split(",")[0].strip().strip('"'), f"{file}:{number}") for number, line in enumerate(lines, 1)
    ]
    return [(name, place) for name, place in named if name and name != "unit"]

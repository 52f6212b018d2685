"""A file of response curves: ``response.json``, written whole or not at all, read with every fault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from evenfield.study.files import write_atomically
from evenfield.study.written import csv, write_data
from optimize.response.curve import ResponseCurve
from scenarios.faults import Fault, ScenarioError
from sim.scenario import Scenario

FILE = "response.json"
_WHAT = "evenfield response"


def curve_table(curves: Sequence[ResponseCurve]) -> pd.DataFrame:
    """Return a row for each level of each curve: what was seen, its error, the concave curve and its band."""
    return pd.DataFrame(
        [
            (c.factor, c.group, *row, c.own_weight)
            for c in curves
            for row in zip(c.level, c.seen, c.error, c.paired, c.value, c.low, c.high, strict=True)
        ],
        columns=["factor", "group", "level", "seen", "error", "paired", "value", "low", "high", "own_weight"],
    )


def write_curves(folder: Path, scenario: Scenario, curves: Sequence[ResponseCurve]) -> None:
    """
    Write ``response.json``, which other commands read, and ``response.csv``.

    Raises
    ------
    OSError
        When the disk refuses.
    """
    content = {
        "what": _WHAT,
        "scenario": scenario.name,
        "fingerprint": scenario.fingerprint(),
        "curves": [curve.as_data() for curve in curves],
    }
    write_data(folder / FILE, content)
    write_atomically(folder / "response.csv", csv(curve_table(curves)))


def read_curve(path: Path, factor: str, scenario: Scenario) -> tuple[ResponseCurve, tuple[str, ...]]:
    """
    Return the curve of all territories for a factor, and what is to be said of it.

    Parameters
    ----------
    path
        A ``response.json``, or its folder.
    scenario
        That the curve is used for; one measured in another world is said.

    Raises
    ------
    ScenarioError
        With every fault of the file, or when it holds no such curve.
    """
    path = path / FILE if path.is_dir() else path
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ScenarioError([Fault(str(path), message=f"cannot be read: {error}")]) from None
    if not isinstance(data, dict) or data.get("what") != _WHAT or not isinstance(data.get("curves"), list):
        raise ScenarioError([Fault(str(path), message="no file of `evenfield response`")])
    curves, faults = [], []
    for number, one in enumerate(data["curves"]):
        try:
            if not isinstance(one, dict):
                raise ValueError(f"curves[{number}]: a curve is wanted, got {one!r:.40}")
            curves.append(ResponseCurve.of_data(one, f"curves[{number}]"))
        except ValueError as error:
            faults += [Fault(str(path), message=line) for line in str(error).splitlines()]
    if faults:
        raise ScenarioError(faults)
    mine = [curve for curve in curves if curve.factor == factor and not curve.group]
    if not mine:
        there = ", ".join(sorted({curve.factor for curve in curves})) or "none"
        told = f"no curve of {factor}; there are {there}. Measure it: evenfield response --factors {factor}"
        raise ScenarioError([Fault(str(path), message=told)])
    told = f"the response was measured by {mine[0].replications} replications a level ({path.name})"
    notes: tuple[str, ...] = (told,)
    if data.get("fingerprint") != scenario.fingerprint():
        notes += (f"it was measured in {data.get('scenario')!r}, which is not this scenario as it is now",)
    return mine[0], notes

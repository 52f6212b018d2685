"""``evenfield check``: reads scenarios and reports every fault of every one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import typer

from evenfield.cli.exits import BAD_INPUT, complain_all, fault_lines
from evenfield.cli.options import AsJson, ScenarioNames
from evenfield.cli.show import show, show_json

if TYPE_CHECKING:
    from sim.scenario import Scenario


def check(given: ScenarioNames, as_json: AsJson = False) -> None:
    """
    Check scenarios, and report every fault at once.

    Example:  evenfield check us-field-force/today mine.yaml
    """
    import scenarios  # noqa: PLC0415 - keeps `evenfield --help` fast

    faulty, told = False, []
    for name in given:
        try:
            about, faults = _about(scenarios.load(name)), []
        except scenarios.ScenarioError as error:
            about, faults = "", fault_lines(error)
        faulty = faulty or bool(faults)
        told.append({"scenario": name, "ok": not faults, "about": about, "faults": faults})
        if not as_json:
            complain_all(faults) if faults else show(f"{name}: in order ({about})")
    if as_json:
        show_json(told)
    if faulty:
        raise typer.Exit(BAD_INPUT)


def _about(scenario: Scenario) -> str:
    """Return a scenario's size, and what its values rest on."""
    grades = Counter(assumption.grade for assumption in scenario.assumptions)
    rests = ", ".join(f"{count} {grade}" for grade, count in sorted(grades.items())) or "none"
    return (
        f"{len(scenario.tables.reps):,} reps, {len(scenario.tables.units):,} basic units, "
        f"{scenario.market.leads_per_year:,.0f} leads a year; values with a source: {rests}"
    )

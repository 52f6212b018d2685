"""``evenfield check``: reads scenarios and reports every fault of every one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import typer

from evenfield.cli.exits import BAD_INPUT, complain_all
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

    faulty = False
    told: list[dict[str, object]] = []
    for name in scenarios.expand(given):
        try:
            about = _about(scenarios.load(name))
            told.append({"scenario": name, "ok": True, "about": about, "faults": []})
            if not as_json:
                show(f"{name}: in order ({about})")
        except scenarios.ScenarioError as error:
            faulty = True
            told.append(
                {"scenario": name, "ok": False, "about": "", "faults": [str(one) for one in error.faults]}
            )
            complain_all(str(error).splitlines())
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

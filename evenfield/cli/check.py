"""``evenfield check``: reads scenarios, reports every fault of every one, and what became of every row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenfield.cli.exits import BAD_INPUT, complain_all
from evenfield.cli.options import AsJson, OwnRules, ScenarioNames
from evenfield.cli.show import nearby, show, show_json, tell

if TYPE_CHECKING:
    from scenarios import Audit
    from sim.scenario import Scenario


def check(
    given: ScenarioNames,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            metavar="FILE",
            help="Write what became of every row: Markdown, or JSON for FILE.json.",
        ),
    ] = None,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Leave out faulty rows of table files; every one is listed.")
    ] = False,
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Check scenarios, and report every fault at once; settings that change nothing are named as warnings.

    Example:  evenfield check us-field-force/today mine.yaml --report repair.md
    """
    import scenarios  # noqa: PLC0415 - keeps `evenfield --help` fast

    audits: dict[str, Audit] = {}
    faults: dict[str, tuple[scenarios.Fault, ...]] = {}
    warnings: dict[str, list[str]] = {}
    for name in scenarios.expand(given):
        try:
            audits[name] = scenarios.audit(name, lenient=lenient)
            faults[name] = audits[name].reading.faults
        except scenarios.ScenarioError as error:
            faults[name] = error.faults
    for name, found in faults.items():
        if lenient and name in audits:
            complain_all([f"left out: {one}" for table in audits[name].tables for one in table.rejects])
        complain_all(str(scenarios.ScenarioError(found)).splitlines() if found else [])
        warnings[name] = [] if found else [str(one) for one in scenarios.idle_settings(audits[name].reading)]
        for warning in warnings[name]:
            tell(f"warning: {warning}")
    if as_json:
        told = [_as_data(name, found, audits.get(name)) for name, found in faults.items()]
        show_json([one | {"warnings": warnings[str(one["scenario"])]} for one in told])
    else:
        for name, found in faults.items():
            _tell(name, None if found else audits[name])
    if report is not None:
        scenarios.write_report(report, audits, lenient=lenient)
        tell(f"report: {nearby(report)}")
    if any(faults.values()):
        raise typer.Exit(BAD_INPUT)


def _tell(name: str, audit: Audit | None) -> None:
    """Print that a scenario is in order, how large it is, and how each of its tables was read."""
    if audit is None or audit.reading.scenario is None:
        return
    rejected = sum(table.rejected for table in audit.tables)
    order = f"in order without {rejected:,} rejected rows" if rejected else "in order"
    show(f"{name}: {order} ({_about(audit.reading.scenario)})")
    for table in audit.tables:
        show(f"  {table.path}: {table.kept:,} rows of {table.file}, {table.said}")


def _as_data(name: str, faults: tuple[Any, ...], audit: Audit | None) -> dict[str, object]:
    import scenarios  # noqa: PLC0415

    scenario = audit.reading.scenario if audit else None
    return {
        "scenario": name,
        "ok": not faults,
        "about": _about(scenario) if scenario else "",
        "faults": [str(one) for one in faults],
        "tables": scenarios.repair_data(audit)["tables"] if audit else [],
    }


def _about(scenario: Scenario) -> str:
    """Return a scenario's size, and what its values rest on."""
    grades = Counter(assumption.grade for assumption in scenario.assumptions)
    rests = ", ".join(f"{count} {grade}" for grade, count in sorted(grades.items())) or "none"
    return (
        f"{len(scenario.tables.reps):,} reps, {len(scenario.tables.units):,} basic units, "
        f"{scenario.market.leads_per_year:,.0f} leads a year; values with a source: {rests}"
    )

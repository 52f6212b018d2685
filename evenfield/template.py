"""A scenario's tables as one Excel file, to be filled in with one's own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from evenfield.pay.workbook import Sheet, workbook
from scenarios.faults import Fault, ScenarioError
from sim.scenario import Scenario
from sim.table import Table

_MADE_BY = "evenfield new"
_CENTS = 100


def write_template(path: Path, scenario: Scenario) -> tuple[str, ...]:
    """
    Write basic units, their borders, reps and alignment of a scenario into an Excel file, each in a sheet of its name.

    Returns the dotted paths of the tables that it holds.

    Raises
    ------
    ScenarioError
        When the file is there already, or the package that writes Excel files is not.
    """
    tables = {
        "tables.units": scenario.tables.units,
        "tables.neighbours": scenario.tables.neighbours,
        "tables.reps": scenario.tables.reps,
        "plan.alignment": scenario.plan.alignment,
    }
    given = {path: table for path, table in tables.items() if table is not None}
    sheets = {name.rpartition(".")[2]: _sheet(table) for name, table in given.items()}
    content = workbook(sheets, _MADE_BY)
    try:
        with path.open("xb") as stream:  # looks and makes in one step
            stream.write(content)
    except FileExistsError:
        raise ScenarioError(
            [Fault(str(path), message="this file is there already and stays as it is")]
        ) from None
    return tuple(given)


def _sheet(table: Table) -> Sheet:
    """Return a table's headings and rows."""
    names = [column.name for column in table.spec.columns]
    cells = [_cells(table, column.name, column.kind) for column in table.spec.columns]
    return names, [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def _cells(table: Table, name: str, kind: str) -> list[Any]:
    values: list[Any] = table[name].tolist()
    return [Decimal(value) / _CENTS for value in values] if kind == "cents" else values

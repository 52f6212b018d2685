"""Tables that a restructure is given as CSV files."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from scenarios.faults import Fault, ScenarioError
from sim.table import Table, TableSpec, build


def read_table(wanted: Sequence[tuple[Path, TableSpec]]) -> list[Table]:
    """
    Return the tables of CSV files with a heading, commas between cells, in UTF-8.

    Raises
    ------
    ScenarioError
        With every fault of every file, each with its row.
    """
    tables, faults = [], []
    for path, spec in wanted:
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file, strict=True))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            faults.append(Fault(str(path), message=f"cannot be read: {error}"))
            continue
        names = list(rows[0]) if rows else []
        columns = {str(name): [row[name] or "" for row in rows] for name in names}
        table, issues = build(spec, columns)
        faults += [
            Fault(
                str(path),
                path=one.column,
                message=one.message,
                got=repr(one.value),
                code=one.code,
                row=one.row,
            )
            for one in issues
        ]
        if table is not None:
            tables.append(table)
    if faults:
        raise ScenarioError(faults)
    return tables

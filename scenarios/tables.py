"""CSV, Parquet and Excel files as tables; every faulty row by file, row and code."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from scenarios.conversions import conversion
from scenarios.csv_files import read_csv
from scenarios.dialects import Dialect
from scenarios.faults import Fault, did_you_mean
from scenarios.parquet_files import read_parquet
from scenarios.spreadsheets import read_spreadsheet
from scenarios.table_issues import TableFileError
from sim.table import RowIssue, Table, TableSpec, build

LARGEST_BYTES = 256_000_000
ENDINGS = (".csv", ".parquet", ".xlsx")
_STATED = Dialect()
_OTHER_LOCALE = re.compile(
    r"(?=.*[, ]|.*[0-9]'[0-9]|.*[.].*[.])['\"][-+]?[0-9]+([., '][0-9]{3})*([.,][0-9]+)?['\"]"
)


@dataclass(frozen=True)
class RawTable:
    """
    What a table's file holds before it is held against its columns.

    ``columns`` are ``None`` when the file's ``issues`` hide its rows; ``said`` is how the file was read.
    """

    columns: Mapping[str, list[Any]] | None
    issues: tuple[RowIssue, ...] = ()
    said: str = field(default="", compare=False)

    @property
    def n_rows(self) -> int:
        """Rows of the file below its headings."""
        return len(next(iter(self.columns.values()), [])) if self.columns else 0


def read_table(
    path: Path, spec: TableSpec, dialect: Dialect = _STATED
) -> tuple[Table | None, list[RowIssue]]:
    """
    Return the table that a file holds, ``None`` with its faults when it has any.

    An empty cell is absent; all text stays as it is written, so that ``01001`` keeps its zero.
    """
    return built(read_raw(path, spec, dialect), spec)


def read_raw(path: Path, spec: TableSpec, dialect: Dialect = _STATED) -> RawTable:
    """Return what a CSV, Parquet or Excel file holds."""
    ragged: list[RowIssue] = []
    columns: dict[str, list[Any]]
    try:
        if path.suffix == ".parquet":
            columns, said = read_parquet(path, spec), "Parquet"
        elif path.suffix == ".xlsx":
            columns, said = read_spreadsheet(path, spec, dialect.sheet, ragged)
        else:
            columns, said = read_csv(path, spec, dialect, LARGEST_BYTES, ragged)
    except TableFileError as error:
        return RawTable(None, error.issues)
    return RawTable(columns, tuple(ragged), said)


def built(
    raw: RawTable, spec: TableSpec, without: Collection[int] = ()
) -> tuple[Table | None, list[RowIssue]]:
    """Return the table of a file's rows, those ``without`` left out, or ``None`` with the faults of all others."""
    if raw.columns is None:
        return None, list(raw.issues)
    if not without:
        table, issues = build(spec, raw.columns)
        return _torn(table, issues, raw.issues)
    rows = [row for row in range(1, raw.n_rows + 1) if row not in without]
    columns = {name: [cells[row - 1] for row in rows] for name, cells in raw.columns.items()}
    table, issues = build(spec, columns)
    issues = [_at_its_row(issue, rows) for issue in issues]
    if table is not None:
        table = replace(table, source_row=np.array(rows, dtype=np.int64)[table.source_row - 1])
    return _torn(table, issues, [issue for issue in raw.issues if issue.row not in without])


def _at_its_row(issue: RowIssue, rows: Sequence[int]) -> RowIssue:
    """Return an issue of the rows that are left with the numbers these have in the file, in its message too."""
    if not issue.row:
        return issue
    message = re.sub(r"\brow (\d+)", lambda found: f"row {rows[int(found[1]) - 1]}", issue.message)
    return replace(issue, row=rows[issue.row - 1], message=message)


def _torn(
    table: Table | None, issues: list[RowIssue], ragged: Collection[RowIssue]
) -> tuple[Table | None, list[RowIssue]]:
    """Return a table and its issues; of a row with too few or too many cells nothing else is said."""
    if not ragged:
        return table, issues
    torn = {issue.row for issue in ragged}
    others = [issue for issue in issues if issue.row not in torn]
    return None, sorted([*ragged, *others], key=lambda issue: issue.row)


def as_fault(
    issue: RowIssue, file: str, spec: TableSpec, first: Mapping[str, str] = MappingProxyType({})
) -> Fault:
    """Return a table's issue as a fault of its file; ``first`` is what stands in the first row of its columns."""
    known = [column.name for column in spec.columns]
    hint = ""
    if issue.code == "T002":
        text = first.get(issue.column, "")
        hint = conversion(issue.column, text, known) or did_you_mean(issue.column, known)
    elif issue.code == "T006" and _OTHER_LOCALE.fullmatch(issue.value):
        hint = 'state how the file writes numbers, such as {file: …, decimal: ",", thousands: "."}'
    return Fault(
        file,
        path=issue.column,
        message=issue.message,
        got="" if issue.value in {"", "nothing"} else issue.value,
        hint=hint,
        code=issue.code,
        row=issue.row,
    )

"""Read-only tables of basic units, reps, alignment and quotas, in key order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.table_cells import read_column
from sim.table_spec import Column, Kind, RowIssue, TableSpec

__all__ = ["Column", "Kind", "RowIssue", "Table", "TableFaultError", "TableSpec", "build"]


class TableFaultError(ValueError):
    """A table with faults; ``issues`` lists every one."""

    def __init__(self, table: str, issues: Sequence[RowIssue]) -> None:
        self.table, self.issues = table, tuple(issues)
        lines = [f"row {i.row}, {i.column}: {i.message} (got {i.value}) [{i.code}]" for i in self.issues[:20]]
        more = f"\n… and {len(self.issues) - 20} more" if len(self.issues) > 20 else ""  # noqa: PLR2004
        super().__init__(f"table {table} has {len(self.issues)} faults:\n" + "\n".join(lines) + more)


@dataclass(frozen=True, eq=False)
class Table:
    """
    Columns in key order, read-only, so that the order of rows in a file never matters.

    ``source_row[i]`` is the data row of the file, from 1, that row ``i`` came from.
    """

    spec: TableSpec
    columns: Mapping[str, NDArray[Any]]
    source_row: NDArray[np.int64] = field(repr=False)

    @classmethod
    def of(cls, spec: TableSpec, columns: Mapping[str, Sequence[Any]]) -> Table:
        """Return the table of these columns; TableFaultError lists every faulty row."""
        table, issues = build(spec, columns)
        if table is None:
            raise TableFaultError(spec.name, issues)
        return table

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.source_row)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return one column, shape (n_rows,)."""
        return self.columns[name]

    def index(self) -> dict[str, int]:
        """Return the row of each key, for a table with a one-column key."""
        return {str(key): row for row, key in enumerate(self.columns[self.spec.key[0]])}


def build(spec: TableSpec, columns: Mapping[str, Sequence[Any]]) -> tuple[Table | None, list[RowIssue]]:
    """Return the table in key order, or ``None`` with every fault of every row."""
    issues = _headings(spec, columns)
    lengths = {len(values) for values in columns.values()}
    n_rows = max(lengths, default=0)
    if n_rows == 0:
        issues.append(RowIssue("T010", 0, spec.key[0], "nothing", "the table has no rows"))
    if issues:
        return None, issues
    clean: dict[str, NDArray[Any]] = {}
    for column in spec.columns:
        given = columns.get(column.name, [column.default] * n_rows)
        clean[column.name] = read_column(column, given, issues, is_key=column.name in spec.key)
    keys = list(zip(*(clean[name].tolist() for name in spec.key), strict=True))
    issues += _duplicates(spec, keys, clean)
    if issues:
        return None, sorted(issues, key=lambda issue: (issue.row, issue.column, issue.code))
    by: Sequence[Any] = keys if len(spec.key) > 1 else [key for (key,) in keys]
    order = np.array(sorted(range(n_rows), key=by.__getitem__), dtype=np.int64)
    for name, values in clean.items():
        clean[name] = values[order]
        clean[name].setflags(write=False)
    return Table(spec, clean, order + 1), []


def _headings(spec: TableSpec, columns: Mapping[str, Sequence[Any]]) -> list[RowIssue]:
    """Return a fault for each missing and each unknown column."""
    known = {column.name for column in spec.columns}
    missing = [
        RowIssue("T001", 0, c.name, "nothing", f"the column is missing; {c.meaning}")
        for c in spec.columns
        if c.name not in columns and c.default is None
    ]
    allowed = ", ".join(sorted(known))
    unknown = [
        RowIssue("T002", 0, name, name, f"no such column; allowed are {allowed}")
        for name in sorted(set(columns) - known)
    ]
    return missing + unknown


def _duplicates(
    spec: TableSpec, keys: Sequence[tuple[Any, ...]], columns: Mapping[str, NDArray[Any]]
) -> list[RowIssue]:
    """Return a fault for each row whose key stood in an earlier row, and say whether the two are alike."""
    if len({*keys}) == len(keys):
        return []
    first: dict[tuple[Any, ...], int] = {}
    issues = []
    for row, key in enumerate(keys, start=1):
        if "" in key:  # told already: an empty key is no repetition of another one
            continue
        if key in first:
            told = ", ".join(str(part) for part in key)
            alike = all(values[row - 1] == values[first[key] - 1] for values in columns.values())
            message = f"this {' and '.join(spec.key)} already stands in row {first[key]}, "
            message += "with the same values" if alike else "with other values"
            issues.append(RowIssue("T003", row, spec.key[0], told, message))
        first.setdefault(key, row)
    return issues

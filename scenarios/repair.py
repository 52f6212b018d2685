"""
What became of every row of a scenario's table files: read, kept or rejected, with the sums of their numbers.

Strict, nothing is left out and each faulty row is a fault. Lenient, faulty rows are left out, and every one is listed;
what is then missing is a fault all the same. Either way what came in is what is kept plus what is rejected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation, localcontext
from pathlib import Path
from typing import Any

from scenarios.faults import Fault
from scenarios.library import told
from scenarios.reading import Reading, read
from scenarios.table_fields import Source, TableFields
from scenarios.tables import as_fault
from sim.table import Column, RowIssue, Table, TableSpec

_MOST_ROUNDS = 10
_REPEATED = "T003"
_MOST_DIGITS = 30
_EXACT = Context(prec=100)
"""Sums of what has at most 30 digits on either side, without rounding."""


@dataclass(frozen=True)
class Total:
    """A number column's exact sums, and how many of its cells are no numbers."""

    column: str
    given: Decimal
    kept: Decimal
    rejected: Decimal
    unreadable: int

    @property
    def balances(self) -> bool:
        """Whether what came in is what is kept plus what is rejected."""
        return self.given == self.kept + self.rejected


@dataclass(frozen=True)
class TableAudit:
    """One table file: how it was read, what became of its rows, and every reject."""

    path: str
    file: str
    said: str
    rows: int
    kept: int
    rejects: tuple[Fault, ...]
    totals: tuple[Total, ...]

    @property
    def rejected(self) -> int:
        """Rows that are not kept."""
        return self.rows - self.kept


@dataclass(frozen=True)
class Audit:
    """A scenario's reading and its table files; ``reading.faults`` are what stands in its way after the rejects."""

    reading: Reading
    tables: tuple[TableAudit, ...]


def audit(name_or_path: str | Path, *, lenient: bool = False) -> Audit:
    """
    Return what became of every row of a scenario's table files.

    Parameters
    ----------
    name_or_path
        Library name or file of the scenario.
    lenient
        Whether faulty rows are left out, so that the scenario may load without them.

    Raises
    ------
    ScenarioError
        When there is no such name.
    """
    reading = read(name_or_path)
    found = _row_issues(reading.tables)
    if not lenient:
        return Audit(reading, tuple(_audits(reading.tables, found)))
    rejects: dict[str, list[RowIssue]] = {}
    for _ in range(_MOST_ROUNDS):
        if not found:
            break
        for path, issues in found.items():
            rejects.setdefault(path, []).extend(_to_reject(issues))
        # Rows left out may leave others without what they refer to; every round rejects some, so it ends.
        reading = read(name_or_path, {path: {one.row for one in those} for path, those in rejects.items()})
        found = _row_issues(reading.tables)
    return Audit(reading, tuple(_audits(reading.tables, rejects)))


def _to_reject(issues: list[RowIssue]) -> list[RowIssue]:
    """Return what to reject first: a repeated key may be the only good row left when the first one is rejected."""
    return [issue for issue in issues if issue.code != _REPEATED] or issues


def _row_issues(tables: TableFields | None) -> dict[str, list[RowIssue]]:
    """Return, by path, the issues that single rows of table files are to blame for."""
    if tables is None:
        return {}
    found = {
        path: [issue for issue in issues if issue.row and tables.sources[path].raw.columns is not None]
        for path, issues in tables.issues.items()
        if path in tables.sources
    }
    return {path: issues for path, issues in found.items() if issues}


def _audits(tables: TableFields | None, issues: dict[str, list[RowIssue]]) -> Iterator[TableAudit]:
    for path, source in (tables.sources if tables else {}).items():
        spec = tables.origins[path].spec if tables else None
        if spec is None:
            continue
        rejects = sorted(set(issues.get(path, [])), key=lambda issue: (issue.row, issue.column, issue.code))
        out = {issue.row for issue in rejects}
        yield TableAudit(
            path,
            told(source.file),
            source.raw.said,
            source.raw.n_rows,
            source.raw.n_rows - len(out),
            tuple(as_fault(issue, told(source.file), spec) for issue in rejects),
            tuple(_totals(source, spec, out)),
        )


def _totals(source: Source, spec: TableSpec, out: Collection[int]) -> Iterator[Total]:
    """Yield the sums of each number column; what is kept is counted in the table itself when there is one."""
    columns = source.raw.columns or {}
    for column in spec.columns:
        if column.kind in {"real", "cents"} and column.name in columns:
            yield _total(source, column, columns[column.name], out)


def _total(source: Source, column: Column, given: Sequence[Any], out: Collection[int]) -> Total:
    cells = [_number(cell, column) for cell in given]
    known = [(row, cell) for row, cell in enumerate(cells, start=1) if cell is not None]
    with localcontext(_EXACT):
        whole = sum((cell for _, cell in known), Decimal(0))
        rejected = sum((cell for row, cell in known if row in out), Decimal(0))
        kept = _sum(source.table, column) if source.table is not None else whole - rejected
    return Total(column.name, whole, kept, rejected, len(cells) - len(known))


def _sum(table: Table, column: Column) -> Decimal:
    values = table[column.name].tolist()
    if column.kind == "cents":
        return Decimal(sum(values)).scaleb(-2)
    return sum((Decimal(repr(value)) for value in values), Decimal(0))


def _number(cell: Any, column: Column) -> Decimal | None:  # noqa: ANN401 - any cell
    """Return a cell as the table would hold it, ``None`` when it is no number."""
    try:
        number = Decimal(str(cell).strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS or "_" in str(cell):
        return None
    return number if column.kind == "cents" else Decimal(repr(float(number)))

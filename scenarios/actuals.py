"""What came about, as a table in a file: CSV, Excel or Parquet; every fault by its row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from scenarios.faults import ScenarioError
from scenarios.tables import as_fault, read_table
from sim.table import RowIssue, Table, TableSpec


def read_actuals(path: Path, spec: TableSpec, check: Callable[[Table], Sequence[RowIssue]]) -> Table:
    """
    Return the table in a file; ``check`` finds what is wrong with rows that are sound by themselves.

    Raises
    ------
    ScenarioError
        With every fault of the file, each with its row.
    """
    table, issues = read_table(path, spec)
    issues = [*issues, *(check(table) if table is not None else ())]
    if issues or table is None:
        raise ScenarioError(as_fault(issue, str(path), spec) for issue in issues)
    return table

"""Excel files as columns: values only, guarded against packed bombs; a formula counts for the value stored with it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from scenarios.faults import did_you_mean
from scenarios.table_issues import TableFileError, as_columns, require_headings, unreadable
from sim.table import RowIssue, TableSpec

LARGEST_UNPACKED = 100_000_000
MOST_PACKED = 100
"""A file may unpack to more than the limit only when it is packed less tightly than this, as honest ones are."""
_HARD_LIMIT = 1_000_000_000
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 200


def read_spreadsheet(
    path: Path, spec: TableSpec, sheet: str, ragged: list[RowIssue]
) -> tuple[dict[str, list[Any]], str]:
    """
    Return the columns of one sheet of an Excel file, the first when none is named, and how it was read.

    Raises
    ------
    TableFileError
        When the file is no Excel file, is packed like a bomb, has no such sheet, or holds a formula without a value.
    """
    _guard(path, spec)
    try:
        import openpyxl  # noqa: PLC0415 - an extra, and only needed for Excel files
        import openpyxl.xml  # noqa: PLC0415
    except ImportError:
        raise unreadable(
            "Excel files need one more package", 0, spec, "pip install 'evenfield[excel]'"
        ) from None
    if not openpyxl.xml.DEFUSEDXML:
        raise unreadable("Excel files need the package defusedxml", 0, spec, "pip install 'evenfield[excel]'")
    try:
        values, name, others = _cells(openpyxl, path, sheet, spec, stored=True)
        formulas = _formulas(_cells(openpyxl, path, name, spec, stored=False)[0])
    except TableFileError:
        raise
    except Exception as error:  # openpyxl raises whatever its XML makes it stumble over
        raise unreadable("this is no Excel file that can be read", 0, spec) from error
    columns = _columns(values, formulas, spec, ragged)
    said = [f"sheet {name!r}{f' of {others + 1}' if others else ''}{' stated' if sheet else ''}"]
    said += [f"{len(formulas):,} formulas, their stored values taken"] if formulas else []
    return columns, f"Excel ({', '.join(said)})"


def _guard(path: Path, spec: TableSpec) -> None:
    """Refuse a file that unpacks to more than it can honestly hold, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise unreadable("this is no Excel file that can be read", 0, spec) from error
    ratio = unpacked / max(path.stat().st_size, 1)
    if unpacked > _HARD_LIMIT or (unpacked > LARGEST_UNPACKED and ratio > MOST_PACKED):
        message = f"{unpacked / 1e6:,.0f} MB packed {ratio:,.0f} times are no honest table"
        raise unreadable(message, 0, spec)


def _cells(
    openpyxl: Any,  # noqa: ANN401 - the module, an extra
    path: Path,
    sheet: str,
    spec: TableSpec,
    *,
    stored: bool,
) -> tuple[list[list[Any]], str, int]:
    """Return the cells of a sheet row by row, its name, and how many other sheets there are."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=stored, keep_links=False)
    try:
        names = book.sheetnames
        if not names or (sheet and sheet not in names):
            hint = did_you_mean(sheet, names) or f"there are {', '.join(map(repr, names[:10]))}"
            raise unreadable(f"no sheet {sheet!r}", 0, spec, hint)
        page = book[sheet or names[0]]
        page.reset_dimensions()  # a file may lie about how large it is
        rows = page.iter_rows(values_only=True, max_col=_MOST_COLUMNS, max_row=_MOST_ROWS)
        return [list(row) for row in rows], sheet or names[0], len(names) - 1
    finally:
        book.close()


def _formulas(rows: list[list[Any]]) -> set[tuple[int, int]]:
    """Return where formulas stand, by row and column from 0."""
    return {
        (at, place)
        for at, row in enumerate(rows)
        for place, cell in enumerate(row)
        if (isinstance(cell, str) and cell.startswith("=")) or type(cell).__name__ in _FORMULA_TYPES
    }


_FORMULA_TYPES = frozenset({"ArrayFormula", "DataTableFormula"})


def _columns(
    rows: list[list[Any]], formulas: set[tuple[int, int]], spec: TableSpec, ragged: list[RowIssue]
) -> dict[str, list[Any]]:
    """Return the rows below the headings as columns; blank rows, and columns beyond the headings, are none."""
    filled = [(at, row) for at, row in enumerate(rows) if any(cell not in {None, ""} for cell in row)]
    headings = [str(cell or "").strip() for cell in _trimmed(filled[0][1])] if filled else []
    require_headings(headings, spec)
    width, body, issues = len(headings), [], []
    for number, (at, row) in enumerate(filled[1:], start=1):
        body.append([_plain(cell) for cell in _padded(_trimmed(row), width)])
        for place in range(min(width, len(row))):
            if (at, place) in formulas and row[place] is None:
                message = "a formula without a stored value; open the file in Excel and save it"
                issues.append(RowIssue("T006", number, headings[place], "a formula", message))
    if issues:
        raise TableFileError(issues)
    return as_columns(headings, body, ragged)


def _trimmed(row: list[Any]) -> list[Any]:
    """Return a row without the empty cells at its end."""
    return row[: max((at for at, cell in enumerate(row, start=1) if cell not in {None, ""}), default=0)]


def _padded(row: list[Any], width: int) -> list[Any]:
    return [*row, *[None] * (width - len(row))]


def _plain(cell: Any) -> Any:  # noqa: ANN401 - any cell
    """Return a cell as a table is built from it: absent as empty text, a truth value as what no column takes."""
    return "" if cell is None else ("a truth value",) if isinstance(cell, bool) else cell

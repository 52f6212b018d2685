"""CSV files as columns of text: delimiter and encoding stated or sniffed, and what was found said."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scenarios.dialects import DECIMALS, DELIMITERS, THOUSANDS, Dialect
from scenarios.table_issues import as_columns, require_headings, unreadable
from scenarios.text_files import UnreadableError, read_decoded
from sim.table import RowIssue, TableSpec

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_STATE = "save the file as UTF-8, or state how it is written: {file: …, encoding: cp1252}"


def read_csv(
    path: Path, spec: TableSpec, dialect: Dialect, limit: int, ragged: list[RowIssue]
) -> tuple[dict[str, list[Any]], str]:
    """
    Return a CSV file's columns and how it was read, and add an issue for each row with too few or too many cells.

    Raises
    ------
    TableFileError
        When it cannot be read, or has no headings.
    """
    text, encoding = _text(path, spec, dialect, limit)
    delimiter = dialect.delimiter or _sniffed(text, spec)
    headings, *rows = _rows(text, delimiter, spec) or [[]]
    require_headings(headings, spec)
    columns: dict[str, list[Any]] = as_columns(headings, rows, ragged)
    for column in spec.columns:
        if (
            column.name in columns
            and column.kind in {"real", "cents"}
            and (dialect.decimal or dialect.thousands)
        ):
            columns[column.name] = [dialect.number(cell) for cell in columns[column.name]]
    return columns, _said(dialect, delimiter, encoding)


def _said(dialect: Dialect, delimiter: str, encoding: str) -> str:
    """Return how a file was read, and which of it was a guess."""
    parts = [
        f"{DELIMITERS[delimiter]} {'stated' if dialect.delimiter else 'sniffed'}",
        f"{encoding} {'stated' if dialect.encoding else 'sniffed'}",
        f"decimal {DECIMALS[dialect.decimal or '.']}{' stated' if dialect.decimal else ''}",
        *([f"thousands apart by {THOUSANDS[dialect.thousands]}"] if dialect.thousands else []),
    ]
    return f"CSV ({', '.join(parts)})"


def _text(path: Path, spec: TableSpec, dialect: Dialect, limit: int) -> tuple[str, str]:
    try:
        text, encoding = read_decoded(path, limit, dialect.encoding)
    except UnreadableError as error:
        can_state = dialect.in_scenario and not dialect.encoding
        hint = _STATE if error.hint.startswith("save") and can_state else error.hint
        raise unreadable(error.message, max(error.line - 1, 0), spec, hint) from error
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0"))
        raise unreadable("a NUL byte; this is no text file", row, spec)
    return text, encoding


def _sniffed(text: str, spec: TableSpec) -> str:
    """Return the delimiter that finds most of the table's columns in the first line, then most columns."""
    first = text.lstrip("\r\n").partition("\n")[0]
    known = {column.name for column in spec.columns}

    def fit(delimiter: str) -> tuple[int, int]:
        parts = [part.strip().strip('"') for part in first.split(delimiter)]
        return sum(part in known for part in parts), len(parts)

    return max(DELIMITERS, key=fit)


def _rows(text: str, delimiter: str, spec: TableSpec) -> list[list[Any]]:
    """Return the rows that are not blank, the headings first."""
    rows: list[list[Any]] = []
    try:
        # One row after the other, so that those before an error are there to be counted.
        for row in csv.reader(_lines(text), delimiter=delimiter, strict=True):
            if row:
                rows.append(row)  # noqa: PERF401
    except csv.Error as error:
        raise unreadable(f"this is no CSV: {error}", len(rows), spec) from error
    return [[cell.strip() for cell in rows[0]], *rows[1:]] if rows else []


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text with their ends."""
    # Not io.StringIO, which keeps four bytes for each character: a file of 200 MB would take 800.
    return (found[0] for found in _LINE.finditer(text))

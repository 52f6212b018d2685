"""CSV and Parquet files, and rows written inline, as tables; every faulty row by file, row and code."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.faults import Fault, did_you_mean
from scenarios.text_files import UnreadableError, read_text
from sim.table import Column, RowIssue, Table, TableSpec, build

if TYPE_CHECKING:
    import pyarrow as pa

LARGEST_BYTES = 256_000_000
LARGEST_UNPACKED = 1_000_000_000
MOST_ROWS = 5_000_000
ENDINGS = (".csv", ".parquet")
_DELIMITERS = (",", ";", "\t")


class TableFileError(ValueError):
    """A table's file with faults that hide its rows; ``issues`` lists them."""

    def __init__(self, issues: Sequence[RowIssue]) -> None:
        super().__init__("; ".join(issue.message for issue in issues))
        self.issues = tuple(issues)


def read_table(path: Path, spec: TableSpec) -> tuple[Table | None, list[RowIssue]]:
    """
    Return the table that a CSV or Parquet file holds, ``None`` with its faults when it has any.

    In a CSV file fields are parted by comma, semicolon or tab, whichever parts the headings best; an empty cell is
    absent; all text stays as it is written, so that ``01001`` keeps its zero.
    """
    ragged: list[RowIssue] = []
    try:
        columns = _parquet(path, spec) if path.suffix == ".parquet" else _csv(path, spec, ragged)
    except TableFileError as error:
        return None, list(error.issues)
    table, issues = build(spec, columns)
    if not ragged:
        return table, issues
    torn = {issue.row for issue in ragged}
    return None, sorted([*ragged, *(i for i in issues if i.row not in torn)], key=lambda issue: issue.row)


def as_fault(issue: RowIssue, file: str, spec: TableSpec) -> Fault:
    """Return a table's issue as a fault of its file."""
    known = [column.name for column in spec.columns]
    hint = did_you_mean(issue.column, known) if issue.code == "T002" else ""
    return Fault(
        file,
        path=issue.column,
        message=issue.message,
        got="" if issue.value in {"", "nothing"} else issue.value,
        hint=hint,
        code=issue.code,
        row=issue.row,
    )


def _csv(path: Path, spec: TableSpec, ragged: list[RowIssue]) -> dict[str, list[Any]]:
    """Return a CSV file's columns and add an issue for each row with too few or too many cells."""
    text = _text(path, spec)
    rows = _rows(text, _delimiter(text, spec), spec)
    headings = next(rows, [])
    _require_headings(headings, spec)
    width = len(headings)
    body = []
    for number, row in enumerate(rows, start=1):
        if len(row) != width:
            message = f"{width} cells are wanted, one for each heading"
            ragged.append(RowIssue("T011", number, headings[0], f"{len(row)} cells", message))
            row = [*row, *[""] * width][:width]  # noqa: PLW2901 - so that the other rows keep their numbers
        body.append(row)
    cells = [list(column) for column in zip(*body, strict=True)] or [[] for _ in headings]
    return dict(zip(headings, cells, strict=True))


def _text(path: Path, spec: TableSpec) -> str:
    try:
        text = read_text(path, LARGEST_BYTES)
    except UnreadableError as error:
        raise TableFileError([_broken(error.message, max(error.line - 1, 0), spec, error.hint)]) from error
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0"))
        raise TableFileError([_broken("a NUL byte; this is no text file", row, spec)])
    return text


def _broken(message: str, row: int, spec: TableSpec, hint: str = "") -> RowIssue:
    return RowIssue("T012", row, spec.key[0], "", f"{message}; {hint}" if hint else message)


def _delimiter(text: str, spec: TableSpec) -> str:
    """Return the delimiter that finds most of the table's columns in the first line, then most columns."""
    first = text.lstrip("\r\n").partition("\n")[0]
    known = {column.name for column in spec.columns}

    def fit(delimiter: str) -> tuple[int, int]:
        parts = [part.strip().strip('"') for part in first.split(delimiter)]
        return sum(part in known for part in parts), len(parts)

    return max(_DELIMITERS, key=fit)


def _rows(text: str, delimiter: str, spec: TableSpec) -> Iterator[list[str]]:
    """Yield the rows that are not blank, the headings first."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    count = -1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise TableFileError([_broken(f"this is no CSV: {error}", max(count + 1, 0), spec)]) from error
        if row is None:
            return
        if row:
            count += 1
            yield [cell.strip() for cell in row] if count == 0 else row


def _require_headings(headings: Sequence[str], spec: TableSpec) -> None:
    if not headings:
        raise TableFileError([RowIssue("T010", 0, spec.key[0], "", "the file is empty")])
    issues = [
        RowIssue("T013", 0, heading, "", f"this heading stands {headings.count(heading)} times")
        for heading in sorted(set(headings))
        if headings.count(heading) > 1 and heading
    ]
    if "" in headings:
        message = f"the heading of column {headings.index('') + 1} is empty"
        issues.append(RowIssue("T013", 0, spec.key[0], "", message))
    if issues:
        raise TableFileError(issues)


def _parquet(path: Path, spec: TableSpec) -> dict[str, list[Any]]:
    import pyarrow as pa  # noqa: PLC0415 - 0.3 s to import, and a world of CSV files does without
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(path) as file:
            about = file.metadata
            unpacked = sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups))
            if about.num_rows > MOST_ROWS or unpacked > LARGEST_UNPACKED:
                message = f"{about.num_rows:,} rows of {unpacked / 1e6:,.0f} MB are too many"
                raise TableFileError([_broken(message, 0, spec)])
            _require_headings(file.schema_arrow.names, spec)
            data = file.read()
    except (pa.ArrowException, OSError) as error:
        raise TableFileError([_broken("this is no Parquet file that can be read", 0, spec)]) from error
    known = {column.name: column for column in spec.columns}
    return {name: _arrow(data.column(name), known.get(name)) for name in data.column_names}


def _arrow(values: pa.ChunkedArray, column: Column | None) -> list[Any]:
    """Return a column of a Parquet file in the types that a table is built from, absent cells as empty text."""
    import pyarrow as pa  # noqa: PLC0415

    kind = values.type
    if pa.types.is_dictionary(kind):
        values = values.cast(kind.value_type)
        kind = kind.value_type
    if column is None or pa.types.is_null(kind):
        return [""] * len(values)
    if pa.types.is_timestamp(kind) and column.kind == "day":
        values = values.cast(pa.date32(), safe=False)
    elif not _is_plain(kind):
        wanted = {"text": "text is", "day": "days are"}.get(column.kind, "numbers are")
        raise TableFileError([RowIssue("T006", 0, column.name, f"a column of {kind}", f"{wanted} wanted")])
    return ["" if value is None else value for value in values.to_pylist()]


def _is_plain(kind: pa.DataType) -> bool:
    import pyarrow as pa  # noqa: PLC0415

    tests = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_decimal,
        pa.types.is_date,
    )
    return any(test(kind) for test in tests)

"""Parquet files as columns: plain types only, absent cells as empty text, refused unread when they unpack too large."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.table_issues import TableFileError, require_headings, unreadable
from sim.table import Column, RowIssue, TableSpec

if TYPE_CHECKING:
    import pyarrow as pa

LARGEST_UNPACKED = 1_000_000_000
MOST_ROWS = 5_000_000


def read_parquet(path: Path, spec: TableSpec) -> dict[str, list[Any]]:
    """
    Return a Parquet file's columns.

    Raises
    ------
    TableFileError
        When it cannot be read, is too large, or a column is of a kind that no table has.
    """
    import pyarrow as pa  # noqa: PLC0415 - 0.3 s to import, and a world of CSV files does without
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(path) as file:
            about = file.metadata
            unpacked = sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups))
            if about.num_rows > MOST_ROWS or unpacked > LARGEST_UNPACKED:
                message = f"{about.num_rows:,} rows of {unpacked / 1e6:,.0f} MB are too many"
                raise unreadable(message, 0, spec)
            require_headings(file.schema_arrow.names, spec)
            data = file.read()
    except (pa.ArrowException, OSError) as error:
        raise unreadable("this is no Parquet file that can be read", 0, spec) from error
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

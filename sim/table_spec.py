"""What a table looks like: its columns, its key, and a fault that a row can have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "real", "cents", "day"]


@dataclass(frozen=True)
class Column:
    """
    One column of a table.

    Parameters
    ----------
    name
        Heading in the file.
    kind
        ``text``, ``real`` (float64), ``cents`` (an exact amount, kept as int64 cents) or ``day`` (datetime64[D]).
    meaning
        What the column holds, with its unit.
    minimum, maximum
        Allowed range of a number, both ends included.
    default
        Value of an absent column; ``None`` when the column must be there.
    """

    name: str
    kind: Kind
    meaning: str
    minimum: float | None = None
    maximum: float | None = None
    default: Any = None


@dataclass(frozen=True)
class TableSpec:
    """The columns of a table and the key that names a row once."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Return the column of that name; LookupError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise LookupError(f"table {self.name} has no column {name!r}")


@dataclass(frozen=True)
class RowIssue:
    """
    One fault of one row.

    ``code`` is stable (see ``docs/table-issues.md``); ``row`` counts data rows from 1; ``column`` and ``value`` are
    what was found there.
    """

    code: str
    row: int
    column: str
    value: str
    message: str

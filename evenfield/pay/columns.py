"""Tables of text for a terminal: as wide as their content, first column left, numbers right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

WIDTH = 80
"""Columns that a terminal has at least."""


def table(rows: Sequence[Sequence[str]], indent: str = "  ") -> list[str]:
    """
    Return rows as aligned lines, the first column to the left and all others to the right.

    >>> table([("month", "paid"), ("2026-01", "30.00")], indent="")
    ['month     paid', '2026-01  30.00']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [indent + "  ".join(_cells(row, widths)).rstrip() for row in rows]


def _cells(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for at, (cell, width) in enumerate(zip(row, widths, strict=True)):
        yield cell.rjust(width) if at else cell.ljust(width)


def money(cents: int) -> str:
    """
    Return cents as an amount that people read.

    >>> money(123456789), money(-5), money(0)
    ('1,234,567.89', '-0.05', '0.00')
    """
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"

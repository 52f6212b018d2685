"""What each part contributed, as a table for a terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from evenfield.tables import empty_table
from evenfield.wording import difference
from optimize.attribution import Attribution
from optimize.paired import PairedDifference


def attribution_table(found: Attribution, title: str, currency: str) -> Table:
    """Return each part's share of a change in profit, what it does alone, and what it adds to all the others."""
    table = empty_table(f"What each part contributed to profit in {currency}: {title}")
    table.add_column("part")
    for name in ("share [95 % interval]", "alone", "added last"):
        table.add_column(Text(name), justify="right")
    for (part, told), alone, last in zip(
        found.cells(), (*found.alone, None), (*found.last, None), strict=True
    ):
        table.add_row(part, Text(told), Text(_short(alone)), Text(_short(last)))
    return table


def _short(one: PairedDifference | None) -> str:
    return "" if one is None else difference(one.mean, one.low, one.high, "money")

"""What each part contributed, as a table for a terminal."""

from __future__ import annotations

from rich.table import Table

from optimize.attribution import Attribution
from optimize.design.steps import in_words


def attribution_table(found: Attribution, title: str, currency: str) -> Table:
    """Return each part's share of a change in profit, what it does alone, and what it adds to all the others."""
    table = Table(title=f"What each part contributed to profit in {currency}: {title}")
    table.add_column("part")
    for name in ("share [95 % interval]", "alone", "added last"):
        table.add_column(name.replace("[", "\\["), justify="right")
    for (part, told), alone, last in zip(
        found.cells(), (*found.alone, None), (*found.last, None), strict=True
    ):
        rest = ["" if one is None else in_words(one) for one in (alone, last)]
        table.add_row(*(cell.replace("[", "\\[") for cell in (part, told, *rest)))
    return table

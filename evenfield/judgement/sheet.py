"""A table in words: what commands print, pages show and files keep, worked out once."""

from __future__ import annotations

from dataclasses import dataclass

from rich import box
from rich.table import Table


def in_replications(n: int) -> str:
    """Return how many replications there are, in words."""
    return f"{n} replication{'' if n == 1 else 's'}"


@dataclass(frozen=True)
class Sheet:
    """A titled table of texts; ``words`` are the columns that are no numbers, from the left."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    note: str = ""

    def table(self) -> Table:
        """Return the sheet for a terminal."""
        table = Table(title=self.title, title_justify="left", box=box.SIMPLE_HEAD, caption=self.note or None)
        table.caption_justify = "left"
        for number, column in enumerate(self.columns):
            table.add_column(column, justify="left" if number < self.words else "right")
        for row in self.rows:
            table.add_row(*row)
        return table

"""Kept studies as tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from evenfield.cli.show import nearby
from evenfield.study.summary import BlockState, Summary

_LETTERS_OF_A_KEY = 12


def studies_table(summaries: Sequence[Summary]) -> Table:
    """Return one row a study."""
    table = _empty(("study", "scenarios", "replications", "size", "last work (UTC)"), right=(2, 3))
    for one in summaries:
        table.add_row(
            Text(nearby(one.path)),
            Text(", ".join(one.scenarios)),
            f"{one.done}/{one.total}",
            f"{one.bytes / 1000:,.0f} kB",
            one.made[:16].replace("T", " ") or "-",
        )
    return table


def blocks_table(states: Sequence[BlockState]) -> Table:
    """Return one row a block."""
    table = _empty(("block", "scenario", "replications", "kept in", "made (UTC)"), right=(2,))
    for state in states:
        table.add_row(
            state.key[:_LETTERS_OF_A_KEY],
            Text(state.scenario),
            f"{state.first}-{state.last}" if state.replications > 1 else str(state.first),
            state.where,
            state.made[:16].replace("T", " ") or "-",
        )
    return table


def _empty(columns: Sequence[str], right: Sequence[int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for place, name in enumerate(columns):
        table.add_column(name, justify="right" if place in right else "left", overflow="fold")
    return table

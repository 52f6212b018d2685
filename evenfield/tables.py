"""The comparison and a scenario's KPIs as rich tables for a terminal of 100 columns."""

from __future__ import annotations

import pandas as pd
from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from evenfield.comparison import READING, Comparison, Row
from evenfield.comparison.values import Summary, summarize
from evenfield.wording import amount

_STYLES = {
    "better": "bold green",
    "worse": "bold red",
    "same": "dim",
    "cannot tell": "dim",
    "no value": "dim",
}


def comparison_table(comparison: Comparison) -> Group:
    """Return one block per later scenario and the notes; print it with ``console.print``."""
    blocks = [_block(comparison, scenario) for scenario in comparison.scenarios[1:]]
    notes = [Text(note) for note in comparison.notes]
    return Group(*blocks, *notes, Text(READING, style="dim"))


def kpi_table(frame: pd.DataFrame, title: str = "") -> Table:
    """Return one scenario's KPIs over replications: mean, its 95 % interval, and the percentiles."""
    summaries = summarize(frame)
    replications = max((summary.replications for summary in summaries), default=0)
    heading = f"{title}: {replications} replications" if title else f"{replications} replications"
    table = _empty(heading)
    table.add_column("KPI")
    for name in ("mean", "95 % interval", "P10", "P50", "P90"):
        table.add_column(name, justify="right", no_wrap=True)
    for summary in summaries:
        table.add_row(*(Text(cell) for cell in _summary_cells(summary)))
    return table


def _summary_cells(summary: Summary) -> tuple[str, ...]:
    unit = summary.kpi.unit
    mean, low, high, p10, p50, p90 = (
        amount(value, unit)
        for value in (summary.mean, summary.low, summary.high, summary.p10, summary.p50, summary.p90)
    )
    interval = "-" if low == "-" else f"{low} to {high}"
    return summary.kpi.title, mean, interval, p10, p50, p90


def _block(comparison: Comparison, scenario: str) -> Table:
    table = _empty(f"{scenario} against {comparison.first}")
    table.add_column("KPI", no_wrap=True)
    table.add_column("first", justify="right", no_wrap=True)
    table.add_column("this", justify="right", no_wrap=True)
    table.add_column("difference [95 % interval]", justify="right", no_wrap=True)
    table.add_column("verdict")
    for row in comparison.of(scenario):
        table.add_row(*_cells(row))
    return table


def _cells(row: Row) -> list[Text]:
    *told, verdict = row.cells
    return [*(Text(cell) for cell in told), Text(verdict, style=_STYLES[row.verdict])]


def _empty(title: str) -> Table:
    # A Text title: a scenario's name is data, never markup.
    heading = Text(f"\n{title}", style="bold")
    table = Table(
        title=heading, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False
    )
    table.show_edge = False
    return table

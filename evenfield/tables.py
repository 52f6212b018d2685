"""The comparison and a scenario's KPIs as rich tables for a terminal of 80 columns or more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from evenfield.comparison import READING, SHORT_READING, Comparison, Row
from evenfield.comparison.review import Reviewed
from evenfield.comparison.values import Summary, summarize
from evenfield.wording import amount, money
from sim.kpi import KPIS, Kpi

_STYLES = {
    "better": "bold green",
    "worse": "bold red",
    "same": "dim",
    "cannot tell": "dim",
    "no value": "dim",
}
_NARROW = 96  # columns below which a verdict in full would be folded into three lines


@dataclass(frozen=True)
class ComparisonTable:
    """One block per later scenario and the notes below; verdicts are shortened where the console is narrow."""

    comparison: Comparison

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the blocks and the notes for the width there is."""
        narrow = options.max_width < _NARROW
        for scenario in self.comparison.scenarios[1:]:
            yield _block(self.comparison, scenario, narrow=narrow)
        yield from (Text(note) for note in self.comparison.notes)
        if narrow and any(row.verdict == "cannot tell" for row in self.comparison.rows):
            yield Text(SHORT_READING, style="dim")
        yield Text(READING, style="dim")


def comparison_table(comparison: Comparison) -> ComparisonTable:
    """Return the comparison for a terminal; print it with ``console.print``."""
    return ComparisonTable(comparison)


def kpi_table(frame: pd.DataFrame, title: str = "", kpis: Sequence[Kpi] = KPIS) -> Table:
    """Return one scenario's KPIs over replications: mean, its 95 % interval, and the percentiles."""
    summaries = summarize(frame, kpis)
    replications = max((summary.replications for summary in summaries), default=0)
    counted = f"{replications} replication{'' if replications == 1 else 's'}"
    heading = f"{title}: {counted}" if title else counted
    table = empty_table(heading)
    table.add_column("KPI")
    for name in ("mean", "95 % interval", "P10", "P50", "P90"):
        table.add_column(name, justify="right", no_wrap=True)
    for summary in summaries:
        table.add_row(*(Text(cell) for cell in _summary_cells(summary)))
    return table


def review_table(found: Sequence[Reviewed]) -> Table:
    """Return what came about beside its control limits, for a terminal."""
    rate = max((one.limits.alarm_rate for one in found), default=0.0)
    outside = sum(one.verdict != "within" for one in found)
    table = empty_table(
        f"{outside} of {len(found)} outside; by luck alone {rate * len(found):.1f} would be ({100 * rate:.1f} %)"
    )
    for name in ("month", "measure", "entity"):
        table.add_column(name)
    for name in ("actual", "low", "median", "high"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict")
    for one in found:
        numbers = (one.actual, one.limits.low, one.limits.median, one.limits.high)
        cells = (str(one.month), one.measure, one.entity, *map(money, numbers))
        style = "dim" if one.verdict == "within" else "bold red"
        table.add_row(*(Text(cell) for cell in cells), Text(one.verdict, style=style))
    return table


def _summary_cells(summary: Summary) -> tuple[str, ...]:
    unit = summary.kpi.unit
    mean, low, high, p10, p50, p90 = (
        amount(value, unit)
        for value in (summary.mean, summary.low, summary.high, summary.p10, summary.p50, summary.p90)
    )
    interval = "-" if low == "-" else f"{low} to {high}"
    return summary.kpi.title, mean, interval, p10, p50, p90


def _block(comparison: Comparison, scenario: str, *, narrow: bool) -> Table:
    table = empty_table(f"{scenario} against {comparison.first}")
    table.add_column("KPI", no_wrap=True)
    table.add_column("first", justify="right", no_wrap=True)
    table.add_column("this", justify="right", no_wrap=True)
    table.add_column("difference [95 % interval]", justify="right", no_wrap=True)
    table.add_column("verdict")
    for row in comparison.of(scenario):
        table.add_row(*_cells(row, narrow=narrow))
    return table


def _cells(row: Row, *, narrow: bool) -> list[Text]:
    *told, verdict = row.cells
    return [
        *(Text(cell) for cell in told),
        Text(row.short_verdict if narrow else verdict, style=_STYLES[row.verdict]),
    ]


def empty_table(title: str) -> Table:
    """Return a table without columns in the style of the house."""
    # A Text title: a scenario's name is data, never markup.
    heading = Text(f"\n{title}", style="bold")
    table = Table(
        title=heading, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False
    )
    table.show_edge = False
    return table

"""The reasons of a map as a table: a row for each unit."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from optimize.profit.scenario import Reason as ProfitReason
from optimize.realignment.reasons import DEARER, GAINS, Reason

COLUMNS = ("unit", "name", "rep", "second", "second_costs_more", "reason")
HEADING = ",".join(COLUMNS).encode()


def as_csv(found: Sequence[Reason]) -> bytes:
    """Return a CSV file with a heading; ``second_costs_more`` [currency/year] is below zero where a move would gain."""
    rows = [
        (one.unit, one.name, one.rep, one.second, _money(one.costs_more, one.second), "; ".join(one.held_by))
        for one in found
    ]
    return _csv(COLUMNS, rows)


def profit_csv(found: Sequence[ProfitReason]) -> bytes:
    """Return a CSV file with best hours a year, and what giving the unit to the second rep would earn less."""
    rows = [
        (one.unit, one.rep, f"{one.hours:.2f}", one.second, _money(-one.delta, one.second)) for one in found
    ]
    return _csv(("unit", "rep", "hours", "second", "second_earns_less"), rows)


def _money(amount: float, second: str) -> str:
    return f"{amount:.2f}" if second else ""


def _csv(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue().encode()


def summary(found: Sequence[Reason]) -> dict[str, int]:
    """Return how many units are where nobody else is cheaper, are locked, and could gain elsewhere alone."""
    cheapest = sum(one.held_by == (DEARER,) for one in found)
    gains = sum(one.held_by == (GAINS,) for one in found)
    return {
        "cost least where they are": cheapest,
        "locked": len(found) - cheapest - gains,
        "would gain elsewhere": gains,
    }

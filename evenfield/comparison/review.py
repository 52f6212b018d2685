"""The monthly review: what came about, beside what the simulation allows for, measure by measure and month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from evenfield.comparison.control import ControlLimits, control_limits
from sim.near_misses import NearMisses
from sim.table import Column, RowIssue, Table, TableSpec

ACTUALS = TableSpec(
    "actuals",
    ("month", "measure", "entity"),
    (
        Column("month", "real", "fiscal month of the run, from 1", minimum=1.0),
        Column("measure", "text", "monthly measure, such as month_bookings"),
        Column("entity", "text", "product family; empty for the whole", default=""),
        Column("value", "real", "what came about"),
    ),
)
"""What a file of actuals holds."""


@dataclass(frozen=True)
class Reviewed:
    """One value that came about: what it may lie within by luck alone, and whether it does."""

    month: int
    measure: str
    entity: str
    actual: float
    limits: ControlLimits
    verdict: str


def review(frame: pd.DataFrame, actuals: Table, alarm_rate: float) -> list[Reviewed]:
    """
    Return every actual value beside its control limits, in order of month, measure and entity.

    Raises
    ------
    ValueError
        When there are too few replications for the rate; :func:`faults` finds what the results do not have.
    """
    monthly = frame[frame["month"] > 0].astype({"measure": str, "entity": str})
    groups = monthly.groupby(["month", "measure", "entity"], observed=True)["value"]
    found = []
    for month, measure, entity, actual in _rows(actuals):
        limits = control_limits(groups.get_group((month, measure, entity)).to_numpy(), alarm_rate)
        found.append(Reviewed(month, measure, entity, actual, limits, limits.verdict(actual)))
    return found


def faults(frame: pd.DataFrame, actuals: Table) -> list[RowIssue]:
    """Return a fault for each row of actuals that the results have no value of."""
    monthly = frame[frame["month"] > 0].astype({"measure": str, "entity": str})
    known = set(zip(monthly["month"], monthly["measure"], monthly["entity"], strict=True))
    months, measures = int(monthly["month"].max()), sorted(monthly["measure"].unique())
    issues = []
    for (month, measure, entity, _), row in zip(_rows(actuals), actuals.source_row.tolist(), strict=True):
        if (month, measure, entity) in known:
            continue
        issues.append(RowIssue("T051", row, *_what(month, measure, entity, months, measures)))
    return issues


def _what(
    month: int, measure: str, entity: str, months: int, measures: Sequence[str]
) -> tuple[str, str, str]:
    """Return the column that is to blame, its value, and what is wrong with it."""
    if measure not in measures:
        hint = NearMisses(set(measures)).hint(measure)
        return "measure", measure, f"no monthly measure of this study{hint}; there are {', '.join(measures)}"
    if not 1 <= month <= months:
        return "month", str(month), f"the study has the months 1 to {months}"
    return "entity", entity, f"{measure} has no such entity"


def _rows(actuals: Table) -> list[tuple[int, str, str, float]]:
    columns = (actuals[name].tolist() for name in ("month", "measure", "entity", "value"))
    return [
        (int(month), measure, entity, value) for month, measure, entity, value in zip(*columns, strict=True)
    ]

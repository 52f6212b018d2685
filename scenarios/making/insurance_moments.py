"""The moments of an insurer's sales panel, and of simulated replications, by one and the same definition."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.calendar import HOURS_PER_DAY
from sim.engine.log import Kind
from sim.engine.run import CENTS, Run
from sim.streams import Streams

MARCH, APRIL = 11, 0  # months of a fiscal year that begins in April
DAYS_PER_MONTH = 365.25 / 12
SEEN = 6  # months of tenure, and months seen, of those whose differences are looked at
TENURES = ((0, 3), (3, 6), (6, 12), (12, 24), (24, 36), (36, 10_000))


@dataclass(frozen=True)
class Fact:
    """A moment of the panel and the band that the simulation must lie in."""

    name: str
    panel: float
    low: float
    high: float


FACTS: tuple[Fact, ...] = (
    Fact("mean production", 590_025, 530_000, 650_000),
    Fact("zero-month share", 0.326, 0.29, 0.36),
    Fact("sd of log production", 1.001, 0.90, 1.10),
    Fact("intraclass correlation", 0.15, 0.10, 0.20),
    Fact("March over mean", 2.90, 2.5, 3.3),
    Fact("April over mean", 0.46, 0.31, 0.61),
    Fact("ramp at month 0", 0.03, 0.00, 0.08),
    Fact("ramp at month 1", 0.11, 0.05, 0.20),
    Fact("ramp at month 2", 0.30, 0.18, 0.40),
    Fact("ramp at month 3", 0.49, 0.38, 0.60),
    Fact("ramp at month 6", 0.65, 0.52, 0.78),
    Fact("ramp at month 12", 0.81, 0.68, 0.95),
    Fact("survivors' ramp at month 3", 1.0, 0.75, 1.25),
    Fact("leaving a month", 0.082, 0.070, 0.095),
    Fact("leaving, tenure 0-2", 0.069, 0.050, 0.088),
    Fact("leaving, tenure 3-5", 0.160, 0.130, 0.190),
    Fact("leaving, tenure 6-11", 0.117, 0.095, 0.140),
    Fact("leaving, tenure 12-23", 0.079, 0.060, 0.098),
    Fact("leaving, tenure 24-35", 0.054, 0.038, 0.070),
    Fact("leaving, tenure 36+", 0.033, 0.020, 0.046),
    Fact("leaving, lowest decile", 0.32, 0.22, 0.40),
    Fact("leaving, third decile", 0.12, 0.08, 0.20),
    Fact("leaving, fifth decile", 0.03, 0.01, 0.07),
    Fact("leaving, highest decile", 0.00, 0.00, 0.02),
)
"""
Facts fitted from 11,394 rep-months of 1,541 sales people of an insurer, January 2016 to June 2017. The panel has no
licence, so none of its rows is here. March: 2.62 and 3.18 in its two years, April 0.31 and 0.61; the mean is shown.
"""


def panel(run: Run) -> pd.DataFrame:
    """
    Return one row a person and month with the firm: production [currency], tenure [months], whether he left.

    Tenure 0 is the month he joined in, whole or not; production is the value of orders.
    """
    line = run.world.line
    starts = np.flatnonzero(np.diff(line.month, prepend=0) > 0)
    ends = np.append(starts[1:], line.n_days)
    spells = _spells(run)
    ordered = run.log.of(Kind.ORDERED)
    month_of = np.searchsorted(starts, ordered.time // HOURS_PER_DAY, side="right") - 1
    cents = np.zeros((len(run.world.skill), len(starts)))
    inside = month_of >= 0
    np.add.at(cents, (ordered.rep[inside], month_of[inside]), ordered.cents[inside])
    rows = []
    for person, (rep, first, last) in enumerate(spells):
        for month, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
            if first < end and last > start:
                tenure = max(math.ceil((start - first) / DAYS_PER_MONTH), 0)
                rows.append((person, month, tenure, cents[rep, month] / CENTS, last <= end))
    return pd.DataFrame(rows, columns=["person", "month", "tenure", "production", "left"])


def _spells(run: Run) -> list[tuple[int, float, float]]:
    """Return position, first day and last day (infinity: still there) of everybody who held a position."""
    first = {rep: -float(tenure) for rep, tenure in enumerate(run.world.tenure_days.tolist())}
    spells = []
    moves = run.log.of(Kind.LEFT, Kind.HIRED)
    for rep, kind, hour in zip(moves.rep.tolist(), moves.kind.tolist(), moves.time.tolist(), strict=True):
        if kind == Kind.HIRED:
            first[rep] = hour / HOURS_PER_DAY
        else:
            spells.append((rep, first.pop(rep), hour / HOURS_PER_DAY))
    return spells + [(rep, day, np.inf) for rep, day in first.items()]


def moments(runs: Sequence[Run]) -> dict[str, float]:
    """Return every moment of :data:`FACTS` over the person-months of the replications."""
    tables = [panel(run) for run in runs]
    for number, table in enumerate(tables):
        table["person"] += number * 1_000_000
    everybody = pd.concat(tables, ignore_index=True)
    usual = everybody[everybody["month"] % 12 != MARCH]
    return {**_production(everybody), **_ramp(usual), **_leaving(everybody)}


def told(found: dict[str, float]) -> str:
    """Return the moments beside the facts as a table of text."""
    lines = [f"{'moment':28} {'panel':>10} {'world':>10}   band"]
    for fact in FACTS:
        value = found[fact.name]
        mark = "" if fact.low <= value <= fact.high else "   OUTSIDE"
        lines.append(
            f"{fact.name:28} {fact.panel:10,.3f} {value:10,.3f}   {fact.low:,g} to {fact.high:,g}{mark}"
        )
    return "\n".join(lines)


def _production(rows: pd.DataFrame) -> dict[str, float]:
    production = rows["production"]
    by_month = rows.groupby(rows["month"] % 12)["production"].mean() / production.mean()
    settled = rows[rows["tenure"] >= SEEN]
    seen = settled.groupby("person")["production"].transform("size")
    return {
        "mean production": float(production.mean()),
        "zero-month share": float((production <= 0).mean()),
        "sd of log production": float(np.log(production[production > 0]).std()),
        "intraclass correlation": intraclass_correlation(settled[seen >= SEEN]),
        "March over mean": float(by_month[MARCH]),
        "April over mean": float(by_month[APRIL]),
    }


def intraclass_correlation(rows: pd.DataFrame) -> float:
    """Return the share of variance that lies between people: one-way analysis of variance with unequal groups."""
    groups = rows.groupby("person")["production"]
    sizes, means = groups.size().to_numpy(), groups.mean().to_numpy()
    total, n = sizes.sum(), len(sizes)
    grand = float((sizes * means).sum() / total)
    between = float((sizes * (means - grand) ** 2).sum()) / (n - 1)
    within = float(((rows["production"] - groups.transform("mean")) ** 2).sum()) / (total - n)
    usual_size = (total - (sizes**2).sum() / total) / (n - 1)
    return float((between - within) / (between + (usual_size - 1) * within))


def _ramp(rows: pd.DataFrame) -> dict[str, float]:
    """Return mean production by month of tenure over that of those with two years and more."""
    old = rows.loc[rows["tenure"] >= 24, "production"].mean()  # noqa: PLR2004 - the panel's own definition
    found = {
        f"ramp at month {month}": float(rows.loc[rows["tenure"] == month, "production"].mean() / old)
        for month in (0, 1, 2, 3, 6, 12)
    }
    longest = rows.groupby("person")["tenure"].transform("max")
    stayed = rows[(longest >= 12) & (rows["tenure"] == 3)]  # noqa: PLR2004 - a year with the firm
    return {**found, "survivors' ramp at month 3": float(stayed["production"].mean() / old)}


def _leaving(rows: pd.DataFrame) -> dict[str, float]:
    found = {"leaving a month": float(rows["left"].mean())}
    for low, high in TENURES:
        name = f"leaving, tenure {low}-{high - 1}" if high < TENURES[-1][1] else f"leaving, tenure {low}+"
        found[name] = float(rows.loc[rows["tenure"].between(low, high - 1), "left"].mean())
    # Only who has been there for three months has a production of three months.
    ordered = rows.sort_values(["person", "month"])
    trailing = ordered.groupby("person")["production"].transform(lambda p: p.rolling(3).sum())
    # Many have sold nothing in three months: equals are told apart by a keyed draw, not by who left first.
    keys = (ordered["person"] * 1000 + ordered["month"]).to_numpy().astype(np.uint64)
    trailing = trailing + 1e-6 * Streams(1, 0).uniforms("equals", keys)
    rank = trailing.groupby(ordered["month"]).rank(pct=True)
    decile = (rank * 10).clip(upper=9).dropna().astype(int)
    share = ordered.loc[decile.index, "left"].groupby(decile).mean()
    names = {0: "lowest", 2: "third", 4: "fifth", 9: "highest"}
    return found | {f"leaving, {word} decile": float(share[place]) for place, word in names.items()}

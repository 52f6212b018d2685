"""What an audit needs of each replication beside the usual measures: credit by rep and month, what could be moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.calendar import HOURS_PER_DAY, MONTHS_PER_YEAR
from sim.engine.choice import run_once
from sim.engine.log import Kind
from sim.engine.run import CENTS, Run
from sim.outcomes import measure
from sim.pipeline import chance_to_advance
from sim.prices import asked_cents, margin_shares, price_factor, win_odds
from sim.scenario import Scenario

TASK = "evenfield.judgement.audit.credits:replicate_credits"
"""The name by which workers find :func:`replicate_credits`."""
LATE_DAYS = 10.0
"""Orders of so many last days of a month can be booked in two halves [calendar days]."""
DISCOUNT = 0.05
"""What a discounting rep gives every new buyer [share of the price]."""
BY_MONTH = ("rep_month_credit", "rep_month_late", "rep_month_sold_new", "rep_month_won_more")
Floats = NDArray[np.float64]
Cents = NDArray[np.int64]


def replicate_credits(scenario: Scenario, replications: Sequence[int]) -> pd.DataFrame:
    """
    Return the usual tidy measures of these replications and those of an audit.

    By rep and month [currency]: ``rep_month_credit``; ``rep_month_late``, orders of its last days;
    ``rep_month_sold_new``, first orders of new customers, and ``rep_month_won_more``, the orders that ``DISCOUNT``
    would have won besides, in the mean over the last stage's luck. ``rep_year_quota`` by rep and fiscal year;
    ``rep_more_margin``, margin on what would be won more, before the cut.
    """
    return pd.concat([_frame(n, run_once(scenario, n)) for n in sorted(replications)], ignore_index=True)


def _frame(number: int, run: Run) -> pd.DataFrame:
    rows = sorted([*measure(run), *_rows(run)])
    name, entity, month, value = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "replication": np.full(len(rows), number, dtype=np.int32),
            "measure": pd.Series(name, dtype="str"),
            "entity": pd.Series(entity, dtype="str"),
            "month": np.array(month, dtype=np.int16),
            "value": np.array(value, dtype=np.float64),
        }
    )


def _rows(run: Run) -> list[tuple[str, str, int, float]]:
    reps = run.world.scenario.tables.reps["id"].tolist()
    new, more, margin = _discounted(run)
    tables = (run.credit_cents[:, 1:] / CENTS, _late(run), new, more)
    rows = [
        (name, rep, m, float(table[r, m - 1]))
        for name, table in zip(BY_MONTH, tables, strict=True)
        for r, rep in enumerate(reps)
        for m in range(1, table.shape[1] + 1)
    ]
    rows += [
        ("rep_year_quota", rep, year + 1, float(run.quota_cents[r, year]) / CENTS)
        for r, rep in enumerate(reps)
        for year in range(run.quota_cents.shape[1])
    ]
    return rows + [("rep_more_margin", rep, 0, float(value)) for rep, value in zip(reps, margin, strict=True)]


def _late(run: Run) -> Floats:
    """Return what each rep books in the last days of each month [currency], shape (n_reps, n_months)."""
    line, orders = run.world.line, run.log.of(Kind.ORDERED)
    day = np.minimum((orders.time // HOURS_PER_DAY).astype(np.int64), line.n_days - 1)
    month = line.month[day]
    ends = np.array([np.flatnonzero(line.month == m)[-1] for m in range(run.world.scenario.run.months + 1)])
    is_late = (month > 0) & (ends[month] - day < LATE_DAYS)
    return _summed(run, orders.rep[is_late], month[is_late], orders.cents[is_late] / CENTS)


def _summed(run: Run, rep: NDArray[np.int32], month: Cents, value: Floats) -> Floats:
    table = np.zeros((len(run.world.skill), run.world.scenario.run.months + 1))
    np.add.at(table, (rep, month), value)
    return table[:, 1:]


@dataclass(frozen=True)
class _Deals:
    """Deals at their end: the row of the lead, the rep, the measured month; each of shape (n_deals,)."""

    row: Cents
    rep: NDArray[np.int32]
    month: Cents


def _discounted(run: Run) -> tuple[Floats, Floats, Floats]:
    """
    Return new business sold, what a discount would win more, and the margin on that.

    A deal lost at the last stage with a chance p would have been won at p' > p with a chance of (p' - p) / (1 - p).
    """
    world, scenario = run.world, run.world.scenario
    leads, stage = world.leads, scenario.pipeline.stages[-1]
    asked = np.array(asked_cents(scenario))
    won, lost = _deals(run)
    value = leads.units * asked[leads.family] / CENTS
    cut = price_factor(1.0 - DISCOUNT, -scenario.market.price_response.win_elasticity)
    odds = world.skill[lost.rep] * np.array(win_odds(scenario))[leads.family[lost.row]]
    quality = leads.quality[lost.row]
    before, after = (
        np.array([chance_to_advance(stage.advance_share, q, o) for q, o in zip(quality, given, strict=True)])
        for given in (odds, odds * cut)
    )
    chance = (after - before) / np.maximum(1.0 - before, 1e-12) if len(lost.row) else np.zeros(0)
    more = value[lost.row] * chance
    margin = more * np.array(margin_shares(scenario))[leads.family[lost.row]]
    in_year = lost.month <= MONTHS_PER_YEAR
    return (
        _summed(run, won.rep, won.month, value[won.row]),
        _summed(run, lost.rep, lost.month, more),
        np.bincount(lost.rep[in_year], weights=margin[in_year], minlength=len(world.skill)).astype(
            np.float64
        ),
    )


def _deals(run: Run) -> tuple[_Deals, _Deals]:
    """Return the deals won, and those lost although the last stage was worked, in the measured months."""
    last = len(run.world.scenario.pipeline.stages) - 1
    log = run.log.of(Kind.BEGUN, Kind.WON, Kind.LOST, Kind.NURTURED, Kind.EXPIRED)
    row = run.world.leads.rows_of(log.entity)
    kept = np.flatnonzero((row >= 0) & ((log.kind != Kind.BEGUN) | (log.stage == last)))
    order = kept[np.lexsort((log.kind[kept], log.time[kept], row[kept]))]
    row, kind, rep = row[order], log.kind[order], log.rep[order]
    begun = np.zeros(len(order), dtype=np.bool_)
    begun[1:] = (kind[:-1] == Kind.BEGUN) & (row[:-1] == row[1:])
    line = run.world.line
    month = line.month[np.minimum((log.time[order] // HOURS_PER_DAY).astype(np.int64), line.n_days - 1)]
    counts = run.world.leads.valid[row] & (month > 0)
    ends = (kind == Kind.WON, begun & np.isin(kind, (Kind.LOST, Kind.NURTURED)))
    won, lost = (_Deals(row[end & counts], rep[end & counts], month[end & counts]) for end in ends)
    return won, lost

"""What a supply review needs of each replication beside the usual measures: who booked what, and who shipped what."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.calendar import HOURS_PER_DAY
from sim.compensation.years import run_payroll_by_year
from sim.engine.choice import run_once
from sim.engine.log import EventLog, Kind
from sim.engine.run import CENTS, Run
from sim.outcomes import measure
from sim.scenario import Scenario

TASK = "evenfield.supply.orders:replicate_orders"
"""The name by which workers find :func:`replicate_orders`."""
BETWEEN = "|"
"""Stands between family and rep in an entity; no family's id can hold it."""
Cents = NDArray[np.int64]


def replicate_orders(scenario: Scenario, replications: Sequence[int]) -> pd.DataFrame:
    """
    Return the usual tidy measures of these replications and those of orders by rep.

    ``order_units``: units booked, entity ``family|rep``, by month. ``rep_shipped``: value shipped over the horizon;
    ``rep_variable_pay_shipped``: variable pay if credit were given at shipment, through the payroll itself.
    """
    frames = [_frame(number, run_once(scenario, number)) for number in sorted(replications)]
    return pd.concat(frames, ignore_index=True)


def _frame(number: int, run: Run) -> pd.DataFrame:
    rows = sorted([*measure(run), *_order_rows(run)])
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


def _order_rows(run: Run) -> list[tuple[str, str, int, float]]:
    scenario, line = run.world.scenario, run.world.line
    reps = scenario.tables.reps["id"].tolist()
    families = [family.id for family in scenario.market.families]
    log = run.log.where(run.log.time >= line.start_hour)
    month = line.month[np.minimum((log.time // HOURS_PER_DAY).astype(np.int64), line.n_days - 1)]
    n_months = scenario.run.months
    units = np.zeros((len(families), len(reps), n_months + 1))
    booked = log.kind == Kind.ORDERED
    np.add.at(units, (log.family[booked], log.rep[booked], month[booked]), log.units[booked])
    shipped = _by_rep(log, Kind.SHIPPED, month, (len(reps), n_months))
    pay = run_payroll_by_year(scenario.plan.pay, shipped, run.quota_cents).variable.sum(axis=1)
    rows = [
        ("order_units", f"{family}{BETWEEN}{rep}", m, float(units[f, r, m]))
        for f, family in enumerate(families)
        for r, rep in enumerate(reps)
        for m in range(1, n_months + 1)
    ]
    rows += [
        ("rep_shipped", rep, 0, float(v) / CENTS) for rep, v in zip(reps, shipped.sum(axis=1), strict=True)
    ]
    return rows + [
        ("rep_variable_pay_shipped", rep, 0, float(v) / CENTS) for rep, v in zip(reps, pay, strict=True)
    ]


def _by_rep(log: EventLog, kind: Kind, month: NDArray[np.int64], shape: tuple[int, int]) -> Cents:
    """Return the value of events of a kind by rep and month [cents], shape (n_reps, n_months)."""
    n_reps, n_months = shape
    cents = np.zeros((n_reps, n_months + 1), dtype=np.int64)
    mine = log.kind == kind
    np.add.at(cents, (log.rep[mine], month[mine]), log.cents[mine])
    return np.ascontiguousarray(cents[:, 1:])

"""The demand that a plant's planner sees: the forecasts that he made, worked out again from the log of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import HOURS_PER_DAY
from sim.planning import expected_units, keep_of, window_of

if TYPE_CHECKING:
    from sim.documents.supply import Planner, SupplyLimit
    from sim.engine.log import EventLog
    from sim.engine.run import Run

Floats = NDArray[np.float64]


def seen_demand(run: Run, limit: SupplyLimit, accepted: EventLog) -> Floats:
    """
    Return the units that a planner expected of each month of the run when he planned it, shape (n_months,).

    NaN where nobody planned: no planner, or a month that began before the first plan could reach it.

    Parameters
    ----------
    run
        The run whose orders he saw.
    limit
        The plant he plans for.
    accepted
        The orders of its family that were accepted, each at the time when they were.
    """
    starts, usual = run.world.line.month_starts(), limit.by_fiscal_month()
    seen = np.full(len(starts), np.nan)
    planner = limit.planner
    if planner is None:
        return seen
    day = (accepted.time // HOURS_PER_DAY).astype(np.int64)
    units: NDArray[Any] = np.bincount(day, weights=accepted.units, minlength=run.world.line.n_days)
    daily = units.tolist()
    for month in range(planner.lead_months, len(starts)):
        begun, _ = starts[month - planner.lead_months]
        _, fiscal_month = starts[month]
        seen[month] = _expected(planner, daily, begun, usual[fiscal_month])
    return seen


def _expected(planner: Planner, daily: list[float], day: int, usual: float) -> float:
    """Return the forecast made at the beginning of a day from the units of every day."""
    rule, n_days = planner.forecast, len(daily)
    known = max(day - planner.information_lag_days, 0)
    return expected_units(daily, n_days, 0, 1, known, window_of(rule, n_days), keep_of(rule), usual)

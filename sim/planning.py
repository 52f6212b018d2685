"""What the plant expects, and how much capacity it plans: the monthly S&OP cycle in plain numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR

if TYPE_CHECKING:
    from sim.documents.supply import Forecast

DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS_PER_YEAR
_PARTS = 1024.0


def keep_of(forecast: Forecast) -> float:
    """Return how much of a day's weight is left a day later."""
    return 1.0 if forecast.kind == "moving_average" else math.exp(-math.log(2.0) / forecast.days)


def window_of(forecast: Forecast, n_days: int) -> int:
    """Return how many days back a forecast looks."""
    return math.ceil(forecast.days) if forecast.kind == "moving_average" else n_days


def expected_units(  # noqa: PLR0913, PLR0917 - whose orders, of which days, and how they count
    ordered: Any,  # noqa: ANN401 - a list, or an array in compiled code
    n_days: int,
    first: int,
    end: int,
    known: int,
    window: int,
    keep: float,
    unknown: float,
) -> float:
    """
    Return what the claimants from ``first`` to ``end`` are expected to want in a month.

    From the orders of the ``window`` days before the day ``known``, each of which counts ``keep`` times what the next
    one does; ``unknown`` before the first day. ``ordered`` are units by claimant and day, shape (n_claimants *
    n_days,).
    """
    total, weight = 0.0, 0.0
    for day in range(max(known - window, 0), known):
        units = 0.0
        for claimant in range(first, end):
            units += ordered[claimant * n_days + day]
        total = total * keep + units
        weight = weight * keep + 1.0
    return total / weight * DAYS_PER_MONTH if weight > 0.0 else unknown


def in_parts(units: float) -> float:
    """
    Return units cut to whole parts of 1/1024.

    Of such parts no rounding is left over: an order that lacks a last 1e-16 of a unit would wait a month for it.
    """
    return math.floor(units * _PARTS) / _PARTS


def planned_units(  # noqa: PLR0913, PLR0917 - all that a plan goes by
    expected: float, backlog: float, stock: float, before: float, step: float, least: float, most: float
) -> float:
    """
    Return the capacity that is planned for a month [units].

    What is expected and is to be worked off, less stock; at most ``step`` away from the month before, and between
    least and most, which count more than the step.
    """
    wanted = in_parts(expected + backlog - stock)
    wanted = min(max(wanted, before - step), before + step)
    return min(max(wanted, least), most)

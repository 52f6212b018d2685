"""The laws of the plants: nothing is made of nothing, and what is made is shipped, begun, stored or lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import HOURS_PER_DAY
from sim.engine.entities import all_differ, among
from sim.engine.log import EventLog, Kind
from sim.supply import CAPACITY, LOST, OPENING, OVERTIME, USED

if TYPE_CHECKING:
    from sim.documents.supply import SupplyLimit
    from sim.engine.run import Run

Demand = Callable[[bool, str], None]
_ROUNDING = 1e-6
"""Units, a unit of supply."""


def check_plants(run: Run, demand: Demand) -> None:
    """Demand that units are conserved in every plant, for every segment, and in the preparation of orders."""
    limits = {limit.id: limit for limit in run.world.scenario.plan.supply}
    for number, family in enumerate(run.world.scenario.market.families):
        if family.id in limits:
            _books(run.books[number], limits[family.id], demand)
            _against_log(run, number, demand)
    _segments(run, demand)
    _preparation(run.log, demand)


def _books(books: NDArray[np.float64], limit: SupplyLimit, demand: Demand) -> None:
    """Demand that a plant's books balance, shape (n_months, n_columns), and keep the bounds of its plan."""
    opening, made = books[:, OPENING], books[:, CAPACITY] + books[:, OVERTIME]
    slack = _ROUNDING * (1.0 + opening + made)
    stored = opening + made - books[:, USED] - books[:, LOST]
    most = limit.stock.room if limit.stock is not None else 0.0
    demand(bool((books[:, [USED, LOST]] >= -slack[:, None]).all()), "units taken and lost are none or some")
    demand(bool((books[:, USED] <= opening + made + slack).all()), "capacity used <= capacity")
    demand(
        bool((np.abs(stored[:-1] - opening[1:]) <= slack[:-1]).all()), "made + in store = taken + lost + kept"
    )
    demand(bool((stored <= most + slack).all() and (stored >= -slack).all()), "0 <= kept <= room in store")
    share = 0.0 if limit.planner is None else limit.planner.overtime_share
    demand(bool((books[:, OVERTIME] <= share * books[:, CAPACITY] + slack).all()), "overtime <= its share")


def _against_log(run: Run, family: int, demand: Demand) -> None:
    """Demand that orders ship from units that were taken by then, and that what was taken belongs to orders."""
    log, line = run.log, run.world.line
    ordered, shipped, cancelled = (
        part.where(part.family == family)
        for part in (log.of(kind) for kind in (Kind.ORDERED, Kind.SHIPPED, Kind.CANCELLED))
    )
    starts = np.array([day for day, _ in line.month_starts()]) * HOURS_PER_DAY
    month = np.searchsorted(starts, shipped.time, side="right") - 1
    gone = np.cumsum(np.bincount(month, weights=shipped.units, minlength=len(starts)))
    taken = np.cumsum(run.books[family][:, USED])
    slack = _ROUNDING * (1.0 + taken)
    demand(bool((gone <= taken + slack).all()), "units shipped <= units taken, by the end of every month")
    backlog = int(ordered.units.sum() - shipped.units.sum() - cancelled.units.sum())
    demand(bool(taken[-1] <= gone[-1] + backlog + slack[-1]), "units taken <= shipped + backlog")


def _segments(run: Run, demand: Demand) -> None:
    """Demand that for every segment units ordered = shipped + cancelled + those of orders that are still waiting."""
    log, n = run.log, run.world.n_segments
    if n == 1:  # the law of orders, family by family, says it already
        return

    def by_segment(part: EventLog) -> NDArray[Any]:
        units: NDArray[Any] = np.bincount(run.world.segment[part.unit], weights=part.units, minlength=n)
        return units

    ended = by_segment(log.of(Kind.SHIPPED)) + by_segment(log.of(Kind.CANCELLED))
    balanced = by_segment(log.of(Kind.ORDERED)) == ended + by_segment(log.waiting)
    demand(bool(balanced.all()), "units ordered = shipped + backlog + cancelled in every segment")


def _preparation(log: EventLog, demand: Demand) -> None:
    """Demand that an order is prepared once, and that nothing ships or is cancelled before it is."""
    prepared, ordered = log.of(Kind.PREPARED), log.of(Kind.ORDERED)
    if not len(prepared) and not len(log.of(Kind.REWORKED)):
        return
    demand(all_differ(prepared.entity), "an order is prepared once")
    again = among(log.of(Kind.REWORKED).entity, ordered.entity)
    demand(bool(among(prepared.entity, ordered.entity).all() and again.all()), "what is prepared was ordered")
    demand(bool(among(log.of(Kind.SHIPPED).entity, prepared.entity).all()), "what ships was prepared")

"""A family's capacity month by month: planned from what is known, shared out, used up, and stocked."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sim.allocation import claimant_of_unit, claims_of, share_out
from sim.calendar import HOURS_PER_DAY
from sim.planning import expected_units, in_parts, keep_of, planned_units, window_of
from sim.supply import CAPACITY, LOST, N_COLUMNS, OPENING, OVERTIME, USED, FamilySupply, Waiting

if TYPE_CHECKING:
    from sim.documents.supply import Forecast, Planner, SupplyLimit
    from sim.engine.world import World


def usual_capacity(world: World, limit: SupplyLimit) -> list[float]:
    """Return the units a month of a limit in every month of the run, warm-up included, shape (n_months,)."""
    units = limit.by_fiscal_month()
    return [units[fiscal_month] for _, fiscal_month in world.line.month_starts()]


class FamilyPlant:
    """
    What makes one limited product family.

    ``books`` has a row a month of the run, columns as in :mod:`sim.supply`; ``ordered`` the units that were ordered on
    each day by each claimant, shape (n_claimants * n_days,), empty when nobody forecasts.
    """

    def __init__(self, world: World, family: int, limit: SupplyLimit) -> None:
        self.limit, self.n_days = limit, world.line.n_days
        self.usual = usual_capacity(world, limit)
        self.books = [[usual, *([0.0] * (N_COLUMNS - 1))] for usual in self.usual]
        rule = limit.allocation
        self.ranks = None if rule is None else claims_of(world.scenario, family, rule)
        self._of_unit = [] if rule is None else claimant_of_unit(world.scenario, rule)
        n_lanes = 1 if self.ranks is None else len(self.ranks.rank)
        self.supply: FamilySupply[int] = FamilySupply(n_lanes)
        self.stock = 0.0 if limit.stock is None else limit.stock.opening
        forecasts = limit.allocation is not None or limit.planner is not None
        self.ordered = [0.0] * (n_lanes * self.n_days) if forecasts else []
        self.month = -1

    @property
    def works_overtime(self) -> bool:
        """Return whether an order may be made in overtime once the plant knows of it."""
        return self.limit.planner is not None and self.limit.planner.overtime_share > 0

    def known_at(self, placed: float) -> float:
        """Return when the plant knows of an order placed at an hour."""
        lag = 0 if self.limit.planner is None else self.limit.planner.information_lag_days
        return placed + lag * HOURS_PER_DAY

    def open_month(self, day: int) -> list[int]:
        """Begin a month: close the books, plan, share out; return the orders that are complete now, in order."""
        self.close_month()
        self.month += 1
        book, planner, now = self.books[self.month], self.limit.planner, day * HOURS_PER_DAY
        overtime = 0.0
        if planner is not None:
            self._plan(planner, day, now)
            overtime = planner.overtime_share * book[CAPACITY]
        book[OPENING] = self.stock
        shares, pool = self._shares(book[CAPACITY] + self.stock, day)
        return self.supply.open_month(shares, pool, overtime, now)

    def close_month(self) -> None:
        """Write the month's books and put into store what is left, as far as there is room."""
        if self.month < 0:
            return
        book, supply, left = self.books[self.month], self.supply, self.supply.left()
        self.stock = 0.0 if self.limit.stock is None else min(left, self.limit.stock.room)
        book[USED], book[OVERTIME], book[LOST] = supply.used, supply.overtime, left - self.stock

    def lane(self, rep: int, unit: int) -> int:
        """Return the claimant whose share an order uses, by who took it and the customer's basic unit."""
        if self.limit.allocation is None:
            return 0
        return self._of_unit[unit] if self._of_unit else rep

    def note(self, day: int, rep: int, unit: int, units: int) -> None:
        """Note what was ordered on a day, for the forecasts."""
        if self.ordered:
            self.ordered[self.lane(rep, unit) * self.n_days + day] += units

    def _plan(self, planner: Planner, day: int, now: float) -> None:
        """Set the capacity of the month that is planned now."""
        month = self.month + planner.lead_months
        if month >= len(self.books):
            return
        usual = self.usual[month]
        known, n_lanes = max(day - planner.information_lag_days, 0), len(self.supply.lanes)
        expected = self._forecast(planner.forecast, 0, n_lanes, known, usual)
        backlog = _lacking(waiting for waiting in self.supply.waiting() if waiting.known_at <= now)
        self.books[month][CAPACITY] = planned_units(
            expected,
            planner.backlog_share * backlog,
            self.stock,
            self.books[max(month - 1, 0)][CAPACITY],
            math.inf if planner.step is None else planner.step * usual,
            planner.least * usual,
            planner.most * usual,
        )

    def _forecast(self, rule: Forecast, first: int, end: int, known: int, unknown: float) -> float:
        """Return what some claimants are expected to want in a month, from the days before ``known``."""
        window, keep = window_of(rule, self.n_days), keep_of(rule)
        return expected_units(self.ordered, self.n_days, first, end, known, window, keep, unknown)

    def _shares(self, supply: float, day: int) -> tuple[list[float], float]:
        """Return each claimant's share of a month's supply, and what nobody is expected to want."""
        rule, by = self.limit.allocation, self.ranks
        if rule is None or by is None:
            return [supply], 0.0
        n = len(self.supply.lanes)
        wants = [
            _lacking(lane.backlog) + self._forecast(rule.forecast, number, number + 1, day, supply / n)
            for number, lane in enumerate(self.supply.lanes)
        ]
        shares = [0.0] * n
        share_out(shares, wants, by.floor, by.rank, 0, n, by.n_classes, supply)
        shares, shared = [in_parts(units) for units in shares], 0.0
        for units in shares:
            shared += units
        return shares, max(supply - shared, 0.0)


def _lacking(backlog: Iterable[Waiting[int]]) -> float:
    """Return the units that orders lack, added up one after the other (Python's sum is more exact than a loop)."""
    total = 0.0
    for waiting in backlog:
        total += waiting.lacking
    return total

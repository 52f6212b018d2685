"""What became of orders between acceptance and delivery: service, backlog, preparation, and what supply costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import HOURS_PER_DAY
from sim.engine.entities import among
from sim.engine.log import EventLog, Kind
from sim.people.skill import segments
from sim.promises import promise_days
from sim.seen_demand import seen_demand
from sim.supply import CAPACITY, LOST, OPENING, OVERTIME, USED

if TYPE_CHECKING:
    from sim.documents.supply import SupplyLimit
    from sim.engine.run import Run

Floats = NDArray[np.float64]
Row = tuple[str, str, int, float]


def supply_values(run: Run, log: EventLog) -> dict[str, float | None]:
    """Return the measures of supply over the horizon; ``None`` where there is nothing to measure."""
    reached = _reached(run, log)
    again, done = len(log.of(Kind.REWORKED)), len(log.of(Kind.PREPARED))
    return {
        "fill_rate": _fill_rate(run, reached),
        "on_time_share": _on_time_share(run, log),
        "backlog_age_days": _backlog_age_days(run),
        "rework_share": again / (again + done) if again + done else None,
        "supply_cost": supply_cost(run),
    }


def supply_rows(run: Run, log: EventLog) -> list[Row]:
    """Return the fill rate of each segment and rep where supply is limited, and each plant's books by month."""
    scenario = run.world.scenario
    if not scenario.plan.supply:
        return []
    reached, names = _reached(run, log), segments(scenario)
    rows: list[Row] = []
    if len(names) > 1:
        rows += _fill_rates(run, reached, "segment_fill_rate", names, run.world.segment[reached.unit])
    reps = scenario.tables.reps["id"].tolist()
    rows += _fill_rates(run, reached, "rep_fill_rate", reps, reached.rep.astype(np.int64))
    families = [family.id for family in scenario.market.families]
    for limit in scenario.plan.supply:
        rows += _book_rows(run, limit, families.index(limit.id))
        if limit.planner is not None:
            rows += _seen_rows(run, limit, families.index(limit.id))
    return rows


def capacity_by_month(run: Run, family: int) -> Floats:
    """Return the capacity of a limited family in each measured month [units], shape (months,)."""
    capacity: Floats = run.books[family][_is_measured(run), CAPACITY]
    return capacity


def supply_cost(run: Run) -> float:
    """Return the cost of overtime, of changing capacity, of idle capacity and of stock, over the horizon [currency]."""
    scenario = run.world.scenario
    families = [family.id for family in scenario.market.families]
    return sum(_cost(run, limit, run.books[families.index(limit.id)]) for limit in scenario.plan.supply)


def _cost(run: Run, limit: SupplyLimit, books: Floats) -> float:
    measured, cost = _is_measured(run), 0.0
    if limit.planner is not None:
        change = np.abs(np.diff(books[:, CAPACITY], prepend=books[0, CAPACITY]))
        cost += limit.planner.overtime_cost * float(books[measured, OVERTIME].sum())
        cost += limit.planner.change_cost * float(change[measured].sum())
        cost += limit.planner.idle_cost * float(books[measured, LOST].sum())
    if limit.stock is not None:
        cost += limit.stock.holding_cost * float(_kept(books)[measured].sum())
    return cost


def _kept(books: Floats) -> Floats:
    """Return the units in store at the end of each month."""
    kept: Floats = (
        books[:, OPENING] + books[:, CAPACITY] + books[:, OVERTIME] - books[:, USED] - books[:, LOST]
    )
    return np.maximum(kept, 0.0)  # rounding must not leave less than nothing


def _book_rows(run: Run, limit: SupplyLimit, family: int) -> list[Row]:
    """Return a plant's books by measured month: what was idle, made in overtime, and in store."""
    books, measured = run.books[family], _is_measured(run)
    columns = {"family_idle_units": books[:, LOST]}
    if limit.planner is not None:
        columns["family_overtime_units"] = books[:, OVERTIME]
    if limit.stock is not None:
        columns["family_stock_units"] = _kept(books)
    return [
        (name, limit.id, month, float(value))
        for name, values in columns.items()
        for month, value in enumerate(values[measured].tolist(), start=1)
    ]


def _seen_rows(run: Run, limit: SupplyLimit, family: int) -> list[Row]:
    """Return what the planner expected of each measured month that he planned."""
    accepted = _accepted(run, run.log)
    seen = seen_demand(run, limit, accepted.where(accepted.family == family))[_is_measured(run)]
    return [
        ("family_forecast_units", limit.id, month, value)
        for month, value in enumerate(seen.tolist(), start=1)
        if not math.isnan(value)
    ]


def _is_measured(run: Run) -> NDArray[np.bool_]:
    """Return which months of the run are measured, shape (n_months,)."""
    line = run.world.line
    return np.array([line.month[day] > 0 for day, _ in line.month_starts()])


def _accepted(run: Run, log: EventLog) -> EventLog:
    """Return the orders of a log that were accepted, each at the time it was: placed, or freed of a hold."""
    ordered, held = log.of(Kind.ORDERED), run.log.of(Kind.CREDIT_HELD)
    if not len(held):
        return ordered
    freed = run.log.of(Kind.CREDIT_FREED).entity
    known = ~among(ordered.entity, held.entity) | among(ordered.entity, freed)
    return _at(ordered, known, accepted_at(run.log, ordered))


def _reached(run: Run, log: EventLog) -> EventLog:
    """Return the orders of a log that have reached the plant, each at the time it did."""
    accepted = _accepted(run, log)
    if run.world.scenario.fulfilment.preparation is None:
        return accepted
    prepared = run.log.of(Kind.PREPARED)
    return _at(
        accepted, among(accepted.entity, prepared.entity), _time_in(prepared, accepted.entity, accepted.time)
    )


def _at(orders: EventLog, known: NDArray[np.bool_], time: Floats) -> EventLog:
    """Return the orders that are known, each at another time."""
    columns: dict[str, Any] = {name: getattr(orders, name)[known] for name in _COLUMNS}
    return EventLog(**{**columns, "time": time[known]})


_COLUMNS = ("time", "kind", "entity", "rep", "unit", "family", "stage", "units", "cents")


def accepted_at(log: EventLog, ordered: EventLog) -> Floats:
    """Return when each order was accepted [hours]: when it was placed, or freed of a hold on the customer's credit."""
    return _time_in(log.of(Kind.CREDIT_FREED), ordered.entity, ordered.time)


def _time_in(part: EventLog, entity: NDArray[np.uint64], otherwise: Floats) -> Floats:
    """Return the times at which entities stand in a part of a log, ``otherwise`` where they do not."""
    if not len(part):
        return otherwise
    last = slice(len(part) - len(entity), None)
    if len(part) >= len(entity) and np.array_equal(part.entity[last], entity):
        return part.time[last]  # nobody waited: one event followed upon the other
    order = np.argsort(part.entity)  # an entity stands in a part once
    place = np.minimum(np.searchsorted(part.entity, entity, sorter=order), len(part) - 1)
    found = order[place]
    times: Floats = np.where(part.entity[found] == entity, part.time[found], otherwise)
    return times


def _at_once(run: Run, reached: EventLog) -> NDArray[np.bool_]:
    """Return which orders shipped the moment they reached the plant."""
    never = np.full(len(reached), np.inf)
    at_once: NDArray[np.bool_] = _time_in(run.log.of(Kind.SHIPPED), reached.entity, never) == reached.time
    return at_once


def _fill_rate(run: Run, reached: EventLog) -> float | None:
    """Return the share of units that did not wait for capacity."""
    units = int(reached.units.sum())
    return float(reached.units[_at_once(run, reached)].sum()) / units if units else None


def _fill_rates(
    run: Run, reached: EventLog, measure: str, names: list[str], whose: NDArray[np.int64]
) -> list[Row]:
    """Return the fill rate of each who ordered anything."""
    wanted = np.bincount(whose, weights=reached.units, minlength=len(names))
    served = np.bincount(whose, weights=reached.units * _at_once(run, reached), minlength=len(names))
    return [
        (measure, name, 0, float(served[row] / wanted[row]))
        for row, name in enumerate(names)
        if wanted[row] > 0
    ]


def _on_time_share(run: Run, log: EventLog) -> float | None:
    """Return the share of orders delivered or cancelled in a log that came by the day they were promised."""
    delivered, cancelled = log.of(Kind.DELIVERED), log.of(Kind.CANCELLED)
    if not len(delivered) + len(cancelled):
        return None
    ordered = run.log.of(Kind.ORDERED)
    placed = _time_in(ordered, delivered.entity, delivered.time)
    accepted = _time_in(run.log.of(Kind.CREDIT_FREED), delivered.entity, placed)
    promise = np.array(promise_days(run.world.scenario))[delivered.family, run.world.segment[delivered.unit]]
    on_time = (delivered.time - accepted) / HOURS_PER_DAY <= promise
    return float(on_time.sum()) / (len(delivered) + len(cancelled))


def _backlog_age_days(run: Run) -> float | None:
    """Return the mean age of the orders that wait at the end, since they were placed [days]; none when nobody does."""
    ages = run.world.line.end_hour - run.log.waiting.time
    return float(ages.mean()) / HOURS_PER_DAY if len(ages) else None

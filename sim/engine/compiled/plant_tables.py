"""The tables and numbers of the plants: how orders are prepared and promised, and what capacity they use."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.allocation import Ranks, claimant_of_unit, claims_of
from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled.state import BOOK, COUNT, LANE, NUMBER, PLANT, Table, empty
from sim.engine.once import once_per_scenario
from sim.engine.plant import usual_capacity
from sim.planning import keep_of, window_of
from sim.promises import promise_days

if TYPE_CHECKING:
    from sim.documents.supply import SupplyLimit
    from sim.engine.world import World
    from sim.scenario import Scenario

ALL_ALIKE, BY_REP, BY_UNIT = range(3)
COLUMNS = ("capacity", "overtime", "opening", "used", "lost")
"""Of the books, in the order of :mod:`sim.supply`."""
_ONE = Ranks((0,), (0.0,), 1)


def plant_rules(world: World) -> dict[str, Any]:
    """Return what the scenario says of orders in the plant in single numbers."""
    rules = {"month": -1, "n_run_months": len(world.line.month_starts())}
    preparation = world.scenario.fulfilment.preparation
    if preparation is None:
        return rules
    return rules | {
        "preparation_days": preparation.days,
        "preparation_varies": preparation.work == "exponential",
        "error_share": preparation.error_share,
    }


def plant_tables(world: World) -> dict[str, Table]:
    """Return the tables of the plants before the first month, by name; a family without limit has no claimants."""
    scenario = world.scenario
    limits, ranks = _limits(scenario), _ranks(scenario)
    plants, n_days = _plants(limits, ranks, world.line.n_days), world.line.n_days
    n_lanes = sum(len(each.rank) for each in ranks)
    return {
        "plant": plants,
        "lane": _lanes(n_lanes),
        "book": _books(world, limits),
        "promise": _numbers([days for family in promise_days(scenario) for days in family]),
        "ordered": empty(NUMBER, n_lanes * n_days if plants["forecasts"].any() else 1),
        "claimant": _claimants(scenario, limits, len(world.segment)),
        "wants": empty(NUMBER, n_lanes),
        "share": empty(NUMBER, n_lanes),
        "floor": _numbers([floor for claims in ranks for floor in claims.floor]),
        "rank": _numbers([float(rank) for claims in ranks for rank in claims.rank]),
    }


def books_of(table: Table, n_families: int) -> NDArray[np.float64]:
    """Return the books as one array, shape (n_families, n_months, n_columns)."""
    return np.stack([table[name] for name in COLUMNS], axis=-1).reshape(n_families, -1, len(COLUMNS))


def _limits(scenario: Scenario) -> list[SupplyLimit | None]:
    """Return the limit of each family."""
    limits = {limit.id: limit for limit in scenario.plan.supply}
    return [limits.get(family.id) for family in scenario.market.families]


@once_per_scenario
def _ranks(scenario: Scenario) -> list[Ranks]:
    """Return the claimants of each family."""
    return [
        Ranks((), (), 1)
        if limit is None
        else _ONE
        if limit.allocation is None
        else claims_of(scenario, number, limit.allocation)
        for number, limit in enumerate(_limits(scenario))
    ]


def _plants(limits: list[SupplyLimit | None], ranks: list[Ranks], n_days: int) -> Table:
    table, lane = empty(PLANT, len(limits)), 0
    for row, (limit, claims) in enumerate(zip(limits, ranks, strict=True)):
        table["lane"][row], table["n_lanes"][row] = lane, len(claims.rank)
        table["n_classes"][row] = claims.n_classes
        lane += len(claims.rank)
        if limit is not None:
            for name, value in {**_shared(limit, n_days), **_planned(limit, n_days)}.items():
                table[name][row] = value
    return table


def _shared(limit: SupplyLimit, n_days: int) -> dict[str, Any]:
    """Return how a limit is shared out and stocked."""
    rule, stock = limit.allocation, limit.stock
    numbers: dict[str, Any] = {"forecasts": rule is not None or limit.planner is not None}
    if stock is not None:
        numbers |= {"stock": stock.opening, "stock_room": stock.room}
    if rule is not None:
        numbers |= {
            "by": BY_REP if rule.by == "territory" else BY_UNIT,
            "release_hours": rule.release_after_days * HOURS_PER_DAY,
            "keep": keep_of(rule.forecast),
            "window": window_of(rule.forecast, n_days),
        }
    return numbers


def _planned(limit: SupplyLimit, n_days: int) -> dict[str, Any]:
    """Return how a limit is planned."""
    planner = limit.planner
    if planner is None:
        return {}
    return {
        "plans": True,
        "plan_keep": keep_of(planner.forecast),
        "plan_window": window_of(planner.forecast, n_days),
        "lag_days": planner.information_lag_days,
        "lead_months": planner.lead_months,
        "least": planner.least,
        "most": planner.most,
        "step": math.inf if planner.step is None else planner.step,
        "backlog_share": planner.backlog_share,
        "overtime_share": planner.overtime_share,
    }


def _claimants(scenario: Scenario, limits: list[SupplyLimit | None], n_units: int) -> Table:
    """Return whose share each basic unit's orders of each family use; one row where no region or segment claims."""
    rules = [None if limit is None or limit.allocation is None else limit.allocation for limit in limits]
    if all(rule is None or rule.by == "territory" for rule in rules):
        return empty(COUNT, 1)
    table = empty(COUNT, len(rules) * n_units)
    for row, rule in enumerate(rules):
        if rule is not None and rule.by != "territory":
            table["value"][row * n_units : (row + 1) * n_units] = claimant_of_unit(scenario, rule)
    return table


def _lanes(n_lanes: int) -> Table:
    table = empty(LANE, n_lanes)
    table["first"] = table["last"] = -1
    return table


def _numbers(values: Sequence[float]) -> Table:
    table = empty(NUMBER, len(values))
    table["value"] = values
    return table


def _books(world: World, limits: list[SupplyLimit | None]) -> Table:
    n_months = len(world.line.month_starts())
    table = empty(BOOK, len(limits) * n_months)
    for row, limit in enumerate(limits):
        if limit is not None:
            usual = usual_capacity(world, limit)
            table["usual"][row * n_months : (row + 1) * n_months] = usual
            table["capacity"][row * n_months : (row + 1) * n_months] = usual
    return table

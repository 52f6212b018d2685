"""The tables of a run as it begins: what the scenario and the world say, in records."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.behaviour import times_deals
from sim.engine.compiled import luck
from sim.engine.compiled.cash_tables import cash_rules, cash_tables
from sim.engine.compiled.customer_tables import customer_rules, customer_tables
from sim.engine.compiled.events import CHUNK_ROWS
from sim.engine.compiled.lead_tables import lead_rules, lead_tables, mark, passages
from sim.engine.compiled.plant_tables import plant_rules, plant_tables
from sim.engine.compiled.role_tables import Ints, role_tables, sellers_of
from sim.engine.compiled.state import (
    BOND,
    CHUNK,
    COUNT,
    CUSTOMER,
    DAY,
    DEAL,
    DEMAND,
    DESK,
    EVENT,
    FAMILY,
    KEY,
    LEAD,
    ORDER,
    STAGE,
    STATE,
    TASK,
    TIE,
    TOLD,
    UNIT,
    Table,
    empty,
    place,
)
from sim.payable import credit_signs
from sim.personal import stage_hours
from sim.prices import asked_cents, gap_factors, win_odds
from sim.quoting import floors_cents

if TYPE_CHECKING:
    from sim.engine.boundary import SalesDays
    from sim.engine.compiled.still import Accounts
    from sim.engine.world import World
    from sim.market import Leads
    from sim.scenario import Scenario

PIECE = 1 << 16
"""Lines in a piece of the log."""
_SOME = 1024


def tables(world: World, model: SalesDays | Accounts) -> dict[str, Table]:
    """Return the tables of a run before its first event, by name."""
    scenario = world.scenario
    n_opening, n_leads = len(world.customers[0]), len(world.leads)
    n_customers = n_opening + n_leads // 8 + _SOME
    n_events = n_opening * (3 + len(scenario.customers.adoption)) + n_leads // 8
    n_chunks = n_events // CHUNK_ROWS + world.line.n_days + _SOME
    desks, units = _desks(len(world.skill)), _units(world)
    mark(desks, units, world)
    return {
        **lead_tables(world),
        **customer_tables(world),
        "stage": _stages(scenario),
        "family": _families(scenario),
        **role_tables(world),
        **tables_of(world.leads, world, _first_reps(world)),
        "customer": empty(CUSTOMER, n_customers),
        "bond": empty(BOND, n_customers),
        "order": empty(ORDER, 2 * n_customers),
        **cash_tables(world, n_customers, 2 * n_customers),
        "desk": desks,
        "unit": units,
        "tie": _ties(len(desks)),
        "day": _days(world),
        "key": np.array(luck.keys(world.streams), dtype=KEY),
        "event": empty(EVENT, n_chunks * CHUNK_ROWS),
        "chunk": empty(CHUNK, n_chunks),
        "due": empty(EVENT, _SOME + n_leads // 100),
        "soon": empty(EVENT, _SOME),
        "following": empty(EVENT, _SOME),
        "slot": empty(COUNT, _SOME + n_leads // 100),
        "task": empty(TASK, _SOME),
        "line": empty(TOLD, PIECE),
        "season": np.array(world.clock.season),
        "odds": np.ascontiguousarray(model.people.standing.odds),
        "sign": np.array(credit_signs(scenario.plan.pay.credit_at)),
        **plant_tables(world),
        # The model's own arrays: what kernels credit, it reads.
        "credit": model.credit_cents,
        "year_credit": model.year_credit,
        "month_credit": model.month_credit,
        "quarter_credit": model.quarter_credit,
    }


def state(world: World, model: SalesDays | Accounts, tables: dict[str, Table]) -> Table:
    """Return the record of single numbers before the first event."""
    state = empty(STATE, 1)
    numbers = {
        **_clock(),
        **_rules(world),
        **lead_rules(world),
        **customer_rules(world),
        **cash_rules(world),
        "has_roles": not world.coverage.is_plain,
        "n_months": model.credit_cents.shape[1],
    }
    for name, value in numbers.items():
        state[name] = value
    for name, table in tables.items():
        place(state, name, table)
    return state


def _clock() -> dict[str, Any]:
    return {"day": -1, "free_chunk": -1, "following": 1, "following_end": 1, "free_task": -1, "broken": -1}


def _first_reps(world: World) -> Ints:
    """Return the rep of each lead under the alignment that the run begins with, shape (n_leads,)."""
    leads = world.leads
    return sellers_of(world, leads.family, leads.unit, world.opening_rep_of_unit[leads.unit])


def _desks(n_reps: int) -> Table:
    desks = empty(DESK, n_reps)
    desks["queue"], desks["idle"], desks["speed"] = -1, 1, 1.0
    for first in ("first_held", "last_held", "first_in_reach", "last_in_reach", "first_early"):
        desks[first] = -1
    return desks


def _units(world: World) -> Table:
    units = empty(UNIT, len(world.opening_rep_of_unit))
    units["rep"], units["visit_hours"] = world.opening_rep_of_unit, world.opening_visit_hours
    units["handed_over"], units["segment"] = math.inf, world.segment
    units["carer"] = world.coverage.carer
    return units


def _ties(n_reps: int) -> Table:
    ties = empty(TIE, n_reps)
    ties["gone"] = ties["came"] = math.inf
    return ties


def _days(world: World) -> Table:
    """Return what each day is, and one beyond the last."""
    line = world.line
    days = empty(DAY, line.n_days + 1)
    days["next_open"] = [line.next_open(day) for day in range(line.n_days + 1)]
    days["month"][: line.n_days] = line.month
    days["chunk"] = -1
    return days


def _rules(world: World) -> dict[str, Any]:
    """Return what the scenario says in single numbers."""
    scenario = world.scenario
    pipeline, customers, fulfilment = scenario.pipeline, scenario.customers, scenario.fulfilment
    satisfaction, churn, transport = customers.satisfaction, customers.churn, fulfilment.lead_time_days
    leaving = scenario.people.leaving
    return {
        "n_days": world.line.n_days,
        "end_hour": world.line.end_hour,
        "n_stages": len(pipeline.stages),
        "n_passes": 1 + pipeline.nurture.loops,
        "n_cells": len(scenario.market.families) * world.n_segments,
        "opens_hour": world.line.opens_hour,
        "full_hours": world.line.full_hours,
        "handover_odds": 1.0 if leaving is None else leaving.handover_odds,
        "nurture_share": pipeline.nurture.share,
        "nurture_mean_days": pipeline.nurture.mean_days,
        "care_hours": customers.care_hours,
        "opening_satisfaction": satisfaction.opening,
        "memory": satisfaction.memory,
        "floor": satisfaction.floor,
        "ceiling": satisfaction.ceiling,
        "midpoint_days": satisfaction.midpoint_days,
        "slope_per_day": satisfaction.slope_per_day,
        "never_delivered": satisfaction.never_delivered,
        "churn_share": churn.share,
        "churn_at_score": churn.at_score,
        "churn_per_point": churn.per_point,
        "has_transport": transport is not None,
        "transport_log_mean": transport.log_mean if transport else 0.0,
        "transport_log_sd": transport.log_sd if transport else 0.0,
        "order_patience_days": fulfilment.patience_days or math.inf,
        "cancel_share": fulfilment.cancel_share,
        "times_deals": times_deals(scenario),
        "stale_share_per_month": scenario.people.closing.stale_share_per_month,
        "longest_days": scenario.people.closing.longest_days,
        "pull_win_ratio": scenario.people.closing.pull_win_ratio,
        **plant_rules(world),
    }


def _stages(scenario: Scenario) -> Table:
    stages = scenario.pipeline.stages
    table = empty(STAGE, len(stages))
    table["work_hours"] = stage_hours(scenario)
    for name in ("advance_share", "gap_share", "visits", "beside_next"):
        table[name] = [getattr(stage, name) for stage in stages]
    table["is_exponential"] = [stage.work == "exponential" for stage in stages]
    return table


def _families(scenario: Scenario) -> Table:
    families = scenario.market.families
    table = empty(FAMILY, len(families))
    table["price_cents"] = asked_cents(scenario)
    table["price_odds"] = win_odds(scenario)
    table["reorder_mean_days"] = [
        (scenario.customers.reorder_mean_days or math.inf) * factor for factor in gap_factors(scenario)
    ]
    table["log_mean"] = [family.order_units.log_mean for family in families]
    table["log_sd"] = [family.order_units.log_sd for family in families]
    table["floor_cents"] = floors_cents(scenario)
    return table


def tables_of(leads: Leads, world: World, rep: NDArray[np.int64]) -> dict[str, Table]:
    """Return the tables that have rows for leads, by name; ``rep`` is who covers the unit of each."""
    n_deals = len(leads) * (1 + world.scenario.pipeline.nurture.loops)
    return {
        "lead": _leads(leads, world, rep),
        "demand": _demand(leads, world),
        "deal": empty(DEAL, n_deals if times_deals(world.scenario) else 0),
        "passage": passages(leads, world.scenario),
    }


def _demand(leads: Leads, world: World) -> Table:
    table = empty(DEMAND, len(leads))
    table["patience"], table["units"] = leads.patience, leads.units
    table["cents"] = leads.units * np.array(asked_cents(world.scenario))[leads.family]
    return table


def _leads(leads: Leads, world: World, rep: NDArray[np.int64]) -> Table:
    table = empty(LEAD, len(leads))
    columns = (
        "id",
        "arrival",
        "quality",
        "cycle",
        "unit",
        "grade",
        "family",
        "valid",
        "passes",
    )
    for name in columns:
        table[name] = getattr(leads, name)
    table["rep"] = rep
    table["cell"] = world.cell_of(leads.family, leads.unit)
    return table

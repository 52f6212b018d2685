"""Worlds of any size with the market, pipeline and people of the shipped one, for what is measured in `benchmarks/`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np

import scenarios
from sim.plan import ALIGNMENT, DealtQuotas, Plan
from sim.scenario import REPS, UNITS, Scenario, Steady, Tables
from sim.table import Table

UNITS_PER_REP = 10
UNITS_PER_ROW = 1000
QUOTA_PER_LEAD = 11_000  # repeat orders included; about what reps book, so that they come to quota on average
NEWCOMERS = 5  # every fifth rep was hired on the first day


def small_world(n_reps: int, leads_per_year: float, customers: float, *, steady: bool = True) -> Scenario:
    """
    A year of n reps with ten equal basic units each, everything else as shipped.

    No warm-up, season or S&OP limit, so that a hand-written model of the same flow stays short; ``steady`` reps
    work 95 % of eight hours, the others (the shipped, myopic ones) what their pay says.
    """
    shipped = scenarios.load("us-field-force/today")
    tables, alignment = _geography(n_reps)
    quota = DealtQuotas(method="equal", total=Decimal(round(leads_per_year * QUOTA_PER_LEAD)))
    people = shipped.people
    if steady:
        people = people.model_copy(update={"behaviour": Steady(kind="steady", effort=0.95)})
    return shipped.model_copy(
        update={
            "name": "small-world",
            "run": shipped.run.model_copy(update={"warmup_days": 0}),
            "calendar": shipped.calendar.model_copy(update={"selling_hours_per_day": 8.0}),
            "tables": tables,
            "market": shipped.market.model_copy(
                update={"leads_per_year": leads_per_year, "seasonality": None}
            ),
            "customers": shipped.customers.model_copy(update={"opening": customers}),
            "people": people,
        }
    ).with_plan(Plan(alignment=alignment, quotas=quota, pay=shipped.plan.pay))


def _geography(n_reps: int) -> tuple[Tables, Table]:
    """Units and reps in rows across the map, and who covers what."""
    n_units = n_reps * UNITS_PER_REP
    unit = [f"unit-{i:04}" for i in range(n_units)]
    rep = [f"rep-{i:03}" for i in range(n_reps)]
    units = {
        "id": unit,
        "potential": [1.0] * n_units,
        "lng": (-120.0 + 0.15 * (np.arange(n_units) % UNITS_PER_ROW)).tolist(),
        "lat": (20.0 + np.arange(n_units) // UNITS_PER_ROW).tolist(),
    }
    reps = {
        "id": rep,
        "home": unit[UNITS_PER_REP // 2 :: UNITS_PER_REP],
        "hired": [date(2026, 1, 1) if i % NEWCOMERS == 0 else date(2015, 1, 1) for i in range(n_reps)],
    }
    alignment = Table.of(ALIGNMENT, {"unit": unit, "rep": np.repeat(rep, UNITS_PER_REP).tolist()})
    return Tables(units=Table.of(UNITS, units), reps=Table.of(REPS, reps)), alignment

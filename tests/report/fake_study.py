"""A made-up study shaped as the simulation returns it: a grid of units, twelve reps, seeded results."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd

from sim.plan import ALIGNMENT, QUOTAS, Plan
from sim.scenario import NEIGHBOURS, REPS, UNITS, Assumption, Scenario, Tables
from sim.table import Table

ACROSS, DOWN, MONTHS = 10, 6, 12
REP_IDS = [f"rep-{number:02d}" for number in range(1, 13)]
OTE, BASE = 120_000.0, 60_000.0
CAPACITY = 2_500.0
SEASON = 1 + 0.25 * np.sin(np.arange(MONTHS) / 2)[:, None]


def unit_ids():
    return [f"u{y}{x}" for y in range(DOWN) for x in range(ACROSS)]


def strips():
    """Return today's alignment: five units to each rep, along the rows."""
    return [REP_IDS[number // 5] for number in range(ACROSS * DOWN)]


def blocks():
    """Return another alignment: as many units to each rep, but the columns are shuffled."""
    return [REP_IDS[(number // 5 + (number % 5 == 0)) % len(REP_IDS)] for number in range(ACROSS * DOWN)]


def tables(*, on_the_map=True):
    ids = unit_ids()
    potential = np.random.default_rng(7).lognormal(3.0, 0.8, len(ids))
    where = {
        "lng": [-100.0 + 2 * (n % ACROSS) for n in range(len(ids))],
        "lat": [40.0 - 1.5 * (n // ACROSS) for n in range(len(ids))],
    }
    units = {"id": ids, "name": ids, "potential": potential.tolist()} | (where if on_the_map else {})
    homes = {rep: unit for unit, rep in zip(ids, strips(), strict=True)}
    return Tables(
        units=Table.of(UNITS, units),
        neighbours=Table.of(NEIGHBOURS, {"unit": ids[:-1], "neighbour": ids[1:]}),
        reps=Table.of(REPS, {"id": REP_IDS, "home": [homes[rep] for rep in REP_IDS]}),
    )


def pay(*, capped=True):
    component = {
        "id": "sales",
        "weight": Decimal(1),
        "measure": {"credit": "sales", "window": "ytd", "against": "full_quota"},
        "payout": {
            "kind": "curve",
            "points": [[Decimal("0.5"), Decimal(0)], [Decimal(1), Decimal(1)]],
            "beyond": {"slope": Decimal("2.0")},
            "threshold": "hinge",
            "knot_rule": "marginal",
        },
        "cap": {"of": "target", "max": Decimal("1.5")} if capped else None,
    }
    return {
        "id": "field",
        "pay": {"base": Decimal("60000.00"), "ote": Decimal("120000.00")},
        "credit_at": "booking",
        "returns": "period_of_return",
        "rounding": {"at": "payout_line", "places": 2, "mode": "half_up", "of": "cumulative"},
        "components": [component],
        "payment": {"negative_carry": "carry_forward"},
    }


def plan(alignment=None, *, capped=True, supply=CAPACITY):
    return Plan.model_validate(
        {
            "alignment": Table.of(ALIGNMENT, {"unit": unit_ids(), "rep": alignment or strips()}),
            "quotas": {
                "method": "table",
                "table": Table.of(QUOTAS, {"rep": REP_IDS, "quota": [500_000.0] * len(REP_IDS)}),
            },
            "pay": pay(capped=capped),
            "supply": [{"id": "core", "units_per_month": supply}],
        }
    )


def scenario(name="today", *, behaviour=None, borders=None, on_the_map=True, **plan_settings):
    world = {
        "name": name,
        "title": f"The plan called {name}",
        "run": {"start": date(2026, 1, 1), "months": MONTHS, "seed": 1},
        "calendar": {"kind": "business"},
        "tables": tables(on_the_map=on_the_map),
        "borders": borders,
        "market": {
            "leads_per_year": 1000.0,
            "sources": [{"id": "web", "share": 1.0}],
            "families": [
                {
                    "id": family,
                    "share": 0.5,
                    "price": Decimal("100.00"),
                    "margin_share": 0.5,
                    "order_units": {"log_mean": 3.0, "log_sd": 0.5},
                }
                for family in ("core", "plus")
            ],
        },
        "pipeline": {
            "grades": [{"id": "a", "share": 1.0}],
            "patience": {"kind": "exponential", "mean_days": 5.0},
            "stages": [{"id": "contact", "work_hours": 1.0, "advance_share": 0.3}],
        },
        "customers": {
            "satisfaction": {
                "floor": 1.0,
                "ceiling": 5.0,
                "midpoint_days": 10.0,
                "slope_per_day": 0.3,
                "never_delivered": 1.0,
            },
            "churn": {"share": 0.1, "at_score": 3.0, "per_point": 0.5},
        },
        "fulfilment": {"promise_days": 10.0},
        "people": {
            "behaviour": behaviour
            or {
                "kind": "myopic",
                "usual": 0.8,
                "usual_rate": 0.24,
                "elasticity": 0.25,
                "least": 0.4,
                "most": 1.0,
            }
        },
        "plan": plan(**plan_settings),
        "assumptions": (
            Assumption(
                path="market.leads_per_year", value="1000", source="chosen for a demo", grade="choice"
            ),
            Assumption(
                path="pipeline.stages.0.work_hours", value="1.0", source="nobody knows", grade="guess"
            ),
            Assumption(path="market.families.0.price", value="100.00", source="price list", grade="fact"),
        ),
    }
    return Scenario.model_validate(world)


def results(effect=0.0, *, replications=20, reps=REP_IDS, capped=True, spread=0.35):
    """Return tidy results; scenarios share their luck, ``effect`` adds to every attainment."""
    luck = np.random.default_rng(3)
    n = len(reps)
    fixed = luck.normal(0.0, 1.0, n)
    rows = []
    for replication in range(replications):
        shared = luck.normal(0.0, 0.10, n)
        own = np.random.default_rng((replication, round(1000 * abs(effect)))).normal(0, 0.03, n)
        attainment = np.clip(0.95 + effect + spread * fixed + shared + (own if effect else 0.0), 0.05, None)
        seasons = luck.normal(1.0, 0.08, (MONTHS, 2)) * SEASON
        rows += _replication(replication, reps, attainment, seasons, capped=capped)
    frame = pd.DataFrame(rows, columns=["replication", "measure", "entity", "month", "value"])
    frame = frame.sort_values(["replication", "measure", "entity", "month"], ignore_index=True)
    return frame.astype({"replication": "int32", "month": "int16", "value": "float64"})


def _replication(replication, reps, attainment, seasons, *, capped):
    quota = 500_000.0
    credit = attainment * quota
    fraction = np.where(attainment < 1, np.clip((attainment - 0.5) * 2, 0, 1), 1 + 2 * (attainment - 1))
    variable = (OTE - BASE) * (np.minimum(fraction, 1.5) if capped else fraction)
    bookings = credit.sum()
    cost = (variable + BASE).sum()
    booked = seasons * bookings / 100.0 / 2 / MONTHS
    shipped = np.column_stack([np.minimum(booked[:, 0], CAPACITY), booked[:, 1]])
    whole = {
        "bookings": bookings,
        "shipped_revenue": shipped.sum() * 100.0,
        "compensation_cost": cost,
        "compensation_share": cost / (shipped.sum() * 100.0),
        "profit_contribution": 0.5 * shipped.sum() * 100.0 - cost,
        "share_at_quota": float(np.mean(attainment >= 1.0)),
        "attainment_spread": float(np.std(attainment)),
        "lead_wait_days": 1.5 + 0.1 * np.sin(replication),
        "win_rate": 0.1 + 0.01 * float(np.mean(attainment)),
        "backlog": (booked - shipped).sum() * 100.0,
        "leads": 1000.0,
    }
    rows = [(replication, name, "", 0, value) for name, value in whole.items()]
    of_rep = {
        "rep_credit": credit,
        "rep_quota": np.full(len(reps), quota),
        "rep_attainment": attainment,
        "rep_variable_pay": variable,
        "rep_pay": variable + BASE,
    }
    rows += [
        (replication, name, rep, 0, value)
        for name, values in of_rep.items()
        for rep, value in zip(reps, values, strict=True)
    ]
    return rows + _months(replication, booked, shipped)


def _months(replication, booked, shipped):
    rows = []
    for month in range(MONTHS):
        rows.append((replication, "month_bookings", "", month + 1, booked[month].sum() * 100.0))
        rows.append((replication, "month_shipped", "", month + 1, shipped[month].sum() * 100.0))
        rows.append((replication, "family_capacity_units", "core", month + 1, CAPACITY))
        for column, family in enumerate(("core", "plus")):
            rows.append((replication, "family_booked_units", family, month + 1, booked[month, column]))
            rows.append((replication, "family_shipped_units", family, month + 1, shipped[month, column]))
    return rows


def grid_borders():
    """Return the outlines of the grid's units as arcs: a straight side each, with the unit on either side."""
    rows = []
    ids = unit_ids()

    def unit(x, y):
        return ids[y * ACROSS + x] if 0 <= x < ACROSS and 0 <= y < DOWN else ""

    def corner(x, y):
        return -101.0 + 2 * x, 40.75 - 1.5 * y

    def add(one, other, left, right):
        arc = len(rows) // 2
        rows.extend((arc, left, right, *point) for point in (one, other))

    for y in range(DOWN + 1):
        for x in range(ACROSS):  # eastward along a parallel: north is left
            add(corner(x, y), corner(x + 1, y), unit(x, y - 1), unit(x, y))
    for x in range(ACROSS + 1):
        for y in range(DOWN):  # southward along a meridian: east is left
            add(corner(x, y), corner(x, y + 1), unit(x, y), unit(x - 1, y))
    frame = pd.DataFrame(rows, columns=["arc", "left", "right", "lng", "lat"])
    return frame.astype({"arc": "int32", "lng": "float32", "lat": "float32"})


def study():
    """Return scenarios and results of three plans by name."""
    scenarios = {
        "today": scenario(),
        "balanced": scenario("balanced", alignment=blocks()),
        "uncapped": scenario("uncapped", capped=False),
    }
    frames = {
        "today": results(),
        "balanced": results(0.06, spread=0.15),
        "uncapped": results(capped=False),
    }
    return scenarios, frames


FACTS = {"engine": "reference", "version": "0.1.0", "seed": 1, "replications": "0 to 19"}

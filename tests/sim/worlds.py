"""Small worlds for the tests of the simulation: one desk that is a textbook queue, and a little sales force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.plan import ALIGNMENT
from sim.scenario import REPS, UNITS, Scenario
from sim.table import Table

PAY = {
    "id": "p",
    "pay": {"base": "60000.00", "ote": "120000.00"},
    "credit_at": "booking",
    "returns": "period_of_return",
    "rounding": {"at": "payout_line", "places": 2, "mode": "half_up", "of": "cumulative"},
    "components": [
        {
            "id": "bookings",
            "weight": "1",
            "measure": {"credit": "sales", "window": "ytd", "against": "full_quota"},
            "payout": {
                "kind": "curve",
                "points": [["0.5", "0"], ["1", "1"]],
                "beyond": {"slope": "3"},
                "threshold": "hinge",
                "knot_rule": "marginal",
            },
            "cap": {"of": "target", "max": "1.5"},
        }
    ],
    "payment": {"negative_carry": "carry_forward"},
}


def table(n_units: int, n_reps: int, segments: Sequence[str] = ("",)) -> dict[str, Table]:
    """
    Return units of equal potential a degree apart, reps who live in their first unit, and equal runs of units.

    The units belong to the segments by turns.
    """
    units = [f"u{i:02d}" for i in range(n_units)]
    rep_of = [f"R{i * n_reps // n_units:02d}" for i in range(n_units)]
    homes = [units[rep_of.index(f"R{r:02d}")] for r in range(n_reps)]
    return {
        "units": Table.of(
            UNITS,
            {
                "id": units,
                "potential": [1.0] * n_units,
                "lng": [-100.0 + i for i in range(n_units)],
                "lat": [40.0] * n_units,
                "segment": [segments[i % len(segments)] for i in range(n_units)],
            },
        ),
        "reps": Table.of(REPS, {"id": [f"R{r:02d}" for r in range(n_reps)], "home": homes}),
        "alignment": Table.of(ALIGNMENT, {"unit": units, "rep": rep_of}),
    }


def sales_force(
    n_units: int = 6, n_reps: int = 3, segments: Sequence[str] = ("",), **changes: Any
) -> Scenario:
    """Return a little world with everything in it: five stages, customers, a supply limit, reps who react to pay."""
    return Scenario.model_validate(merge(_sales_force(table(n_units, n_reps, segments)), changes))


def queue(*, per_hour: float, work_hours: float, months: int = 12, **changes: Any) -> Scenario:
    """Return a world that is one desk, always open: Poisson arrivals and exponential work make it an M/M/1 queue."""
    plain = {
        "calendar": {"kind": "always_open"},
        "run": {"start": "2026-01-01", "months": months, "warmup_days": 10, "seed": 11},
        "market": {"leads_per_year": per_hour * 24 * 365.25, "sources": [{"id": "web", "share": 1.0}]},
        "pipeline": {
            "patience": {"kind": "none"},
            "cycle_days": None,
            "stages": [{"id": "work", "work_hours": work_hours, "advance_share": 1.0}],
            "nurture": {"loops": 0},
            "screening": {"valid_share": 1.0, "sensitivity": 1.0, "specificity": 1.0},
            "grades": [{"id": "A", "share": 1.0}],
        },
        "customers": {"opening": 0, "reorder_mean_days": None, "care_hours": 0},
        "people": {"behaviour": {"kind": "steady"}, "travel": None},
        "plan": {"supply": []},
    }
    return Scenario.model_validate(merge(merge(_sales_force(table(1, 1)), plain), changes))


def merge(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the base with mappings merged deeply and everything else replaced; a behaviour is replaced whole."""
    merged = dict(base)
    for key, value in changes.items():
        deep = isinstance(value, Mapping) and isinstance(base.get(key), Mapping) and key != "behaviour"
        merged[key] = merge(base[key], value) if deep else value
    return merged


def _sales_force(tables: Mapping[str, Table]) -> dict[str, Any]:
    return {
        "name": "little",
        "run": {"start": "2026-01-01", "months": 12, "warmup_days": 30, "seed": 7},
        "calendar": {"kind": "business", "selling_hours_per_day": 6.0},
        "tables": {"units": tables["units"], "reps": tables["reps"]},
        "market": {
            "leads_per_year": 600.0,
            "sources": [
                {"id": "web", "share": 0.7, "win_ratio": 1.1},
                {"id": "fair", "share": 0.3, "win_ratio": 0.7666},
            ],
            "families": [
                {
                    "id": "core",
                    "share": 0.8,
                    "price": "500.00",
                    "margin_share": 0.5,
                    "order_units": {"log_mean": 2.0, "log_sd": 0.5},
                },
                {
                    "id": "plus",
                    "share": 0.2,
                    "price": "2000.00",
                    "margin_share": 0.6,
                    "order_units": {"log_mean": 1.0, "log_sd": 0.5},
                },
            ],
        },
        "pipeline": {
            "screening": {"valid_share": 0.9, "sensitivity": 0.95, "specificity": 0.8},
            "grades": [
                {"id": "A", "share": 0.4, "win_ratio": 1.3},
                {"id": "B", "share": 0.6, "win_ratio": 0.8},
            ],
            "patience": {"kind": "exponential", "mean_days": 5.0},
            "cycle_days": {"log_mean": 2.3, "log_sd": 1.1},
            "stages": [
                {"id": "contact", "work_hours": 1.0, "advance_share": 0.7, "gap_share": 0.2},
                {"id": "qualify", "work_hours": 2.0, "advance_share": 0.6, "gap_share": 0.2},
                {
                    "id": "demonstrate",
                    "work_hours": 4.0,
                    "advance_share": 0.7,
                    "gap_share": 0.2,
                    "visits": 1.0,
                },
                {"id": "propose", "work_hours": 5.0, "advance_share": 0.7, "gap_share": 0.2},
                {
                    "id": "negotiate",
                    "work_hours": 4.0,
                    "advance_share": 0.7,
                    "gap_share": 0.2,
                    "work": "fixed",
                },
            ],
            "nurture": {"share": 0.3, "mean_days": 40.0, "loops": 1},
        },
        "customers": {
            "opening": 40.0,
            "reorder_mean_days": 60.0,
            "care_hours": 1.0,
            "satisfaction": {
                "floor": 1.7,
                "ceiling": 4.3,
                "midpoint_days": 3.0,
                "slope_per_day": 0.69,
                "never_delivered": 1.83,
            },
            "churn": {"share": 0.15, "at_score": 4.0, "per_point": 0.8},
        },
        "fulfilment": {
            "promise_days": 20.0,
            "lead_time_days": {"log_mean": 2.3, "log_sd": 0.68},
            "patience_days": 20.0,
            "cancel_share": 0.5,
        },
        "people": {
            "behaviour": {
                "kind": "myopic",
                "usual": 0.85,
                "usual_rate": 0.2,
                "elasticity": 0.3,
                "least": 0.5,
                "most": 1.0,
            },
            "travel": {"km_per_hour": 80.0, "longest_hours": 8.0, "cost_per_hour": 40.0},
        },
        "plan": {
            "alignment": tables["alignment"],
            "quotas": {"method": "equal", "total": "900000.00"},
            "supply": [{"id": "core", "units_per_month": 130.0}],
            "pay": PAY,
        },
    }

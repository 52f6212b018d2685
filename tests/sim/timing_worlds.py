"""A textbook sales force for what reps do with their time: one stage, even leads, no season, work without end."""

from __future__ import annotations

from typing import Any

from worlds import PAY, merge, table

from sim.scenario import Scenario

FULL_YEAR = 1.51
"""Attainment of a year at effort 1."""
WORK_HOURS = 8.0
FORWARD = {
    "kind": "forward",
    "least": 0.482,
    "usual": 0.595,
    "most": 1.0,
    "usual_rate": 0.1,
    "full_attainment": FULL_YEAR,
}
QUOTA = 600_000.0


def curve(points: list[list[str]], slope: str, cap: str | None = None, **words: Any) -> dict[str, Any]:
    """Return a pay plan with one component on the year's attainment: a curve."""
    payout = {"kind": "curve", "points": points, "beyond": {"slope": slope}, "knot_rule": "marginal"}
    payout["threshold"] = "hinge"
    component = {
        "id": "bookings",
        "weight": "1",
        "measure": {"credit": "sales", "window": "ytd", "against": "full_quota"},
        "payout": {**payout, **words},
        "cap": None if cap is None else {"of": "target", "max": cap},
    }
    return {**PAY, "components": [component]}


def bonus(at: str = "1", amount: str = "60000.00") -> dict[str, Any]:
    """Return a pay plan that pays a lump sum for making so much of quota, and nothing else."""
    component = {
        "id": "bonus",
        "measure": {"credit": "sales", "window": "ytd", "against": "full_quota"},
        "payout": {"kind": "lump", "at": at, "amount": amount, "boundary": "lower_inclusive"},
    }
    return {**PAY, "components": [component]}


def commission(rate: str) -> dict[str, Any]:
    """Return a pay plan that pays the same share of every sale, whatever the quota."""
    component = {
        "id": "commission",
        "measure": {"credit": "sales", "window": "ytd", "against": "full_quota"},
        "payout": {"kind": "commission", "rate": rate},
    }
    return {**PAY, "components": [component]}


LINEAR = curve([["0", "0"], ["1", "1"]], "1")
FLOOR = curve([["0.7", "0"], ["1", "1"]], "3.3333333333333333")
FLOOR_CAP = curve([["0.7", "0"], ["1", "1"]], "3.3333333333333333", "1.6666666666666667")
ACCELERATOR = curve([["0", "0"], ["1", "1"]], "2")
BONUS = bonus()


def textbook(n_reps: int, pay: dict[str, Any], months: int = 36, **changes: Any) -> Scenario:
    """
    Return reps with more leads than they can work, one stage, and customers who think a while about it.

    A lead takes eight hours and is won with even chance: a year at effort 1 brings ``FULL_YEAR`` of quota.
    """
    leads_worked = 8.0 * 365.25 * 5 / 7 / WORK_HOURS
    value = FULL_YEAR * QUOTA / (leads_worked * 0.5)
    world = {
        "name": "textbook",
        "run": {"start": "2026-01-01", "months": months, "warmup_days": 365, "seed": 5},
        "calendar": {"kind": "business", "selling_hours_per_day": 8.0},
        "tables": {name: one for name, one in table(n_reps, n_reps).items() if name != "alignment"},
        "market": {
            "leads_per_year": 1.2 * leads_worked * n_reps,
            "arrivals": "regular",
            "sources": [{"id": "web", "share": 1.0}],
            "families": [
                {
                    "id": "core",
                    "share": 1.0,
                    "price": f"{value:.2f}",
                    "margin_share": 0.5,
                    "order_units": {"log_mean": 0.0, "log_sd": 0.0},
                }
            ],
        },
        "pipeline": {
            "patience": {"kind": "fixed", "mean_days": 3.0},
            "grades": [{"id": "A", "share": 1.0}],
            "cycle_days": {"log_mean": 3.0, "log_sd": 0.3},
            "stages": [
                {
                    "id": "sell",
                    "work_hours": WORK_HOURS,
                    "work": "fixed",
                    "advance_share": 0.5,
                    "gap_share": 1.0,
                }
            ],
        },
        "customers": {
            "satisfaction": {
                "floor": 1.7,
                "ceiling": 4.3,
                "midpoint_days": 3.0,
                "slope_per_day": 0.69,
                "never_delivered": 1.83,
            },
            "churn": {"share": 1.0, "at_score": 4.0, "per_point": 0.0},
        },
        "fulfilment": {"promise_days": 20.0},
        "people": {"behaviour": FORWARD},
        "plan": {
            "alignment": table(n_reps, n_reps)["alignment"],
            "quotas": {"method": "equal", "total": f"{QUOTA * n_reps:.2f}"},
            "supply": [],
            "pay": pay,
        },
    }
    return Scenario.model_validate(merge(world, changes))

"""A small firm with everything from quote to cash switched on, and toys that can be worked out by hand."""

from __future__ import annotations

from typing import Any

from worlds import merge, sales_force

from sim.scenario import Scenario

EVERYTHING: dict[str, Any] = {
    "run": {"months": 6, "warmup_days": 60},
    "market": {"leads_per_year": 900.0},
    "customers": {"opening": 60.0, "reorder_mean_days": 25.0},
    "order_to_cash": {
        "quotes": {
            "valid_days": 10.0,
            "answer_days": {"log_mean": 1.2, "log_sd": 0.8},
            "accepted_share": 0.8,
        },
        "discounts": {"share": 0.5, "least": 0.02, "most": 0.25, "walk_share": 0.3},
        "payers": [
            {"id": "prompt", "share": 0.7, "late_days": {"log_mean": 1.0, "log_sd": 0.5}},
            {
                "id": "slow",
                "share": 0.3,
                "default_share": 0.15,
                "late_days": {"log_mean": 3.0, "log_sd": 0.5},
            },
        ],
        "returns": {"share": 0.15, "mean_days": 12.0, "part": 0.5, "resale_share": 0.8},
        "disputes": {"share": 0.1, "mean_days": 10.0, "settled_days": 15.0, "reversed_share": 0.5},
        "contracts": {"share": 0.4, "term_months": 3, "leave_share": 0.2, "per_point": 0.5},
    },
    "plan": {
        "floors": {
            "families": [{"id": "core", "of_list": 0.9}, {"id": "plus", "of_list": 0.85}],
            "approval": {"days": 1.0, "approved_share": 0.5},
        },
        "terms": {
            "payment_days": 30.0,
            "deposit_share": 0.2,
            "write_off_days": 40.0,
            "credit": {
                "limit": "9000.00",
                "classes": [{"id": "slow", "limit": "6000.00"}],
                "hold_days": 25.0,
            },
        },
    },
}


def cash_world(**changes: Any) -> Scenario:
    """Return a sales force with everything from quote to cash."""
    return sales_force(6, 3, **merge(EVERYTHING, changes))


def toy(**changes: Any) -> Scenario:
    """Return one rep who wins a regular stream of leads at once: one unit of 500.00 each, delivered when ordered."""
    plain: dict[str, Any] = {
        "calendar": {"kind": "always_open"},
        "run": {"start": "2026-01-01", "months": 12, "warmup_days": 120, "seed": 3},
        "market": {
            "leads_per_year": 730.5,
            "arrivals": "regular",
            "sources": [{"id": "web", "share": 1.0}],
            "families": [
                {
                    "id": "core",
                    "share": 1.0,
                    "price": "500.00",
                    "margin_share": 0.5,
                    "order_units": {"log_mean": -1.0, "log_sd": 0.0},
                }
            ],
        },
        "pipeline": {
            "patience": {"kind": "none"},
            "cycle_days": None,
            "stages": [{"id": "work", "work_hours": 0.01, "work": "fixed", "advance_share": 1.0}],
            "nurture": {"loops": 0},
            "screening": {"valid_share": 1.0, "sensitivity": 1.0, "specificity": 1.0},
            "grades": [{"id": "A", "share": 1.0}],
        },
        "customers": {"opening": 0.0, "reorder_mean_days": None, "care_hours": 0.0},
        "fulfilment": {"lead_time_days": None, "patience_days": None, "cancel_share": 0.0},
        "people": {"behaviour": {"kind": "steady"}, "travel": None},
        "plan": {"supply": [], "terms": {"payment_days": 30.0}},
    }
    return sales_force(1, 1, **merge(plain, changes))

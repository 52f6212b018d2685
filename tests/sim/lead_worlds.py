"""Worlds in which everything that leads may go through is switched on, and desks that are textbook queues."""

from __future__ import annotations

from typing import Any

from worlds import merge, queue, sales_force, table

from sim.scenario import Scenario

EVERYTHING: dict[str, Any] = {
    "market": {
        "campaigns": [
            {
                "kind": "spend",
                "id": "search",
                "source": "web",
                "spend": [2000.0, 0.0, 4000.0] * 4,
                "reach": 400.0,
                "half_spend": 3000.0,
                "response_share": 0.1,
            },
            {
                "kind": "burst",
                "id": "show",
                "source": "fair",
                "on": "2026-03-10",
                "days": 3,
                "inquiries": 40,
                "cost": 5000.0,
            },
        ],
        "brand": {"half_life_days": 60.0, "half_stock": 8000.0, "lift": 0.5, "organic_lift": 0.2},
    },
    "pipeline": {
        "screening": {"cost_per_lead": 3.0},
        "capture": {"lost_share": 0.1, "duplicate_share": 0.1},
        "scoring": {
            "signals": [
                {"id": "price-list", "share": 0.4, "points": 50.0, "win_ratio": 1.2},
                {"id": "unsubscribed", "share": 0.2, "points": -30.0, "win_ratio": 0.8},
            ],
            "half_life_days": 10.0,
            "tiers": [30.0, 0.0],
        },
        "contact": {"success": [0.6, 0.4], "attempts": 4, "attempt_hours": 0.2, "gap_hours": 20.0},
        "response_curve": {"kind": "exponential", "half_life_hours": 200.0, "source": "made up for a test"},
        "rejection": {"share": 0.1, "reasons": [{"id": "budget", "share": 0.7}, {"id": "fit", "share": 0.3}]},
        "nurture": {"pitch": "personal", "pitch_hours": 0.5, "pitch_cost": 2.0},
        "routing": {"kind": "round_robin", "sla_hours": 8.0, "reroute": True},
        "crm": {"admin_share": 0.1},
    },
}


def busy(kind: str = "round_robin", **changes: Any) -> Scenario:
    """Return a little sales force with everything about leads switched on."""
    routing: dict[str, Any] = {"kind": kind, "reroute": kind != "pool"}
    if kind == "score_tiered":
        routing["best"] = ["R00"]
    return sales_force(**merge(merge(EVERYTHING, {"pipeline": {"routing": routing}}), changes))


def desks(n_reps: int, kind: str, **changes: Any) -> Scenario:
    """Return the desks of the routing cases: 20 leads an hour, 8 minutes each, one unit a rep, always open."""
    tables = table(n_reps, n_reps)
    setting = {
        "tables": {"units": tables["units"], "reps": tables["reps"]},
        "pipeline": {"routing": {"kind": kind}},
        "plan": {"alignment": tables["alignment"]},
    }
    return queue(per_hour=20.0, work_hours=8 / 60, **merge(setting, changes))

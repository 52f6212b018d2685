"""The small world with everything on that people, leads and customers may have, to see what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from small_world import small_world

from sim.document import Document
from sim.scenario import Scenario

EFFORT = {"usual": 0.8, "usual_rate": 0.04, "least": 0.5, "most": 1.0}
PEOPLE = {
    "behaviour": {
        "kind": "mixture",
        "parts": [
            {"id": "ahead", "weight": 0.7, "rule": {"kind": "forward", "spread": 0.3, **EFFORT}},
            {"id": "thumb", "weight": 0.3, "rule": {"kind": "bounded", **EFFORT}},
        ],
    },
    "development": {
        "learning": {"log_odds": 0.3, "scale_hours": 500.0},
        "courses": [{"id": "course", "months": [1, 7], "hours": 8.0, "log_odds": 0.1}],
    },
    "motivation": {
        "morale": {"climate": 0.1, "equity": 0.3, "success": 0.3, "effort": 0.2, "log_odds": 0.2},
        "spot_bonus": {"amount": 200.0, "chance": 0.1},
        "goals": {"gain": 0.1, "spread": 0.2},
    },
    "leaving": {"hazard": [{"from_month": 0, "monthly": 0.02}], "attainment": 1.0},
    "hiring": {
        "applicants_per_month": 30.0,
        "search_days": 20.0,
        "notice_days": 10.0,
        "accuracy": 0.5,
        "log_skill_sd": 0.3,
    },
}  # fmt: skip
PIPELINE = {
    "capture": {"lost_share": 0.05, "duplicate_share": 0.05},
    "scoring": {
        "signals": [{"id": "list", "share": 0.4, "points": 30.0}, {"id": "gone", "share": 0.2, "points": -10.0}],
        "half_life_days": 10.0,
        "tiers": [20.0],
        "order": "score_then_grade",
    },
    "routing": {"kind": "least_loaded", "among": "region", "sla_hours": 30.0, "reroute": True},
    "contact": {"success": [0.6, 0.5, 0.4], "attempts": 3, "attempt_hours": 0.1, "gap_hours": 4.0},
    "response_curve": {"kind": "exponential", "half_life_hours": 100.0, "source": "made up"},
    "rejection": {"share": 0.05, "reasons": [{"id": "fit", "share": 1.0}]},
}  # fmt: skip
CUSTOMERS = {
    "retention": {"leave_per_year": 0.2, "visit_effect": 0.5, "visit_holds_days": 60.0},
    "adoption": [
        {
            "id": "plus",
            "potential_share": 0.5,
            "innovation_per_year": 0.2,
            "imitation_per_year": 0.5,
            "offer_hours": 1.0,
            "win_share": 0.4,
            "reorder_mean_days": 200.0,
        }
    ],
    "referral": {"share": 0.05, "from_score": 3.0, "mean_days": 15.0},
    "poll": {"asked_share": 0.3, "response_share": 0.3, "noise_sd": 0.5},
    "relationship": {"win_odds": 0.8, "leave_odds": 1.5, "half_life_days": 60.0},
}


def full_world(n_reps: int, leads_per_year: float, customers: float) -> Scenario:
    """The small world with all of it: a fifth of the leads come by campaigns, units lie in the regions of ten reps."""
    world = small_world(n_reps, leads_per_year, customers)
    spend = [10_000.0] * 12
    market = {
        "campaigns": [
            {
                "kind": "spend",
                "id": "search",
                "source": world.market.sources[0].id,
                "spend": spend,
                "reach": leads_per_year / 3.0,
                "half_spend": 10_000.0,
                "response_share": 0.1,
            }
        ],
        "brand": {"half_life_days": 60.0, "half_stock": 10_000.0, "lift": 0.2, "organic_lift": 0.1},
        "competition": {"rivals": [{"id": "rival", "share": 0.4}]},
    }
    adoption = [{**CUSTOMERS["adoption"][0], "id": world.market.families[-1].id}]
    changes = {
        "people": PEOPLE,
        "pipeline": PIPELINE,
        "customers": {**CUSTOMERS, "adoption": adoption},
        "market": market,
    }
    parts = {name: _changed(getattr(world, name), change) for name, change in changes.items()}
    return world.model_copy(update=parts)


def _changed(document: Document, changes: Mapping[str, Any]) -> Document:
    """A document with some fields set, checked as if it had been read."""
    given = {name: getattr(document, name) for name in document.model_fields_set}
    return type(document).model_validate({**given, **changes})

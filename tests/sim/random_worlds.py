"""Small random worlds, seeded: every feature that both engines hold is on in a good part of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from cash_worlds import CASH
from customer_worlds import CUSTOMERS, handed_over
from people_worlds import PEOPLE
from plant_worlds import PLANT
from random_leads import LEADS, with_regions, with_steps
from worlds import merge, sales_force

from sim.agents.registry import behaviour
from sim.agents.view import Decision, RepView
from sim.scenario import Scenario

Changes = dict[str, Any]


def random_world(number: int) -> tuple[Scenario, set[str]]:
    """Return world number so-and-so, and the names of the features that are on in it."""
    luck = Random(number)
    changes = _frame(luck)
    features = {name for name in FEATURES if luck.random() < 0.4}
    for name in sorted(features):
        changes = merge(changes, FEATURES[name](luck))
    n_reps = luck.randint(1, 4)
    n_units = n_reps * luck.randint(1, 3)
    world = sales_force(n_units, n_reps, ["s0", "s1"][:n_units], **changes)
    for name, change in AFTERWARDS.items():
        world = change(world) if name in features else world
    return world, features


def _frame(luck: Random) -> Changes:
    """Return a short run of a small market with nothing but leads, an even calendar and whole orders."""
    n_stages = luck.randint(1, 4)
    stages = [
        {
            "id": f"stage-{i}",
            "work_hours": luck.uniform(0.2, 5.0),
            "work": luck.choice(["fixed", "exponential"]),
            "advance_share": luck.uniform(0.3, 0.7),
            "gap_share": 1.0 / n_stages,
        }
        for i in range(n_stages)
    ]
    return {
        "run": {
            "start": luck.choice(["2026-01-01", "2026-04-01"]),
            "months": luck.randint(1, 2),
            "warmup_days": luck.choice([0, 10, 25]),
            "seed": luck.randrange(1000),
        },
        "market": {"leads_per_year": luck.uniform(200.0, 1000.0)},
        "pipeline": {
            "stages": stages,
            "patience": {"kind": "none"},
            "cycle_days": None,
            "nurture": {"loops": 0},
            "screening": {"valid_share": 1.0, "sensitivity": 1.0, "specificity": 1.0},
        },
        "customers": {"opening": 0.0, "reorder_mean_days": None, "care_hours": 0.0},
        "fulfilment": {"lead_time_days": None, "patience_days": None},
        "people": {"behaviour": {"kind": "steady", "effort": luck.uniform(0.5, 1.0)}, "travel": None},
        "plan": {"supply": []},
    }


def _patience(luck: Random) -> Changes:
    kind = luck.choice(["fixed", "exponential"])
    return {"pipeline": {"patience": {"kind": kind, "mean_days": luck.uniform(0.1, 6.0)}}}


def _supply(luck: Random) -> Changes:
    profile = [luck.choice([0.5, 1.0, 2.0]) for _ in range(12)]
    limit = {"id": "core", "units_per_month": luck.choice([0.0, 20.0, 60.5]), "profile": profile}
    return {
        "plan": {"supply": [limit]},
        "fulfilment": {"patience_days": luck.choice([None, 10.0]), "cancel_share": luck.uniform(0.0, 1.0)},
    }


def _repeat_orders(luck: Random) -> Changes:
    hours = luck.choice([0.0, 1.5])
    return {"customers": {"opening": 20.0, "reorder_mean_days": luck.uniform(5.0, 60.0), "care_hours": hours}}


def _behaviour(luck: Random) -> Changes:
    spec = {"kind": "myopic", "usual": 0.8, "usual_rate": 0.2, "elasticity": 0.4, "least": 0.3, "most": 1.0}
    return {"people": {"behaviour": spec}}


@dataclass(frozen=True)
class Fickle:
    """Holds, lets go and pulls by turns, so that every path of a deal at its end is taken."""

    days: float = 7.0

    def act(self, reps: RepView) -> Decision:
        phase = np.floor(reps.month_elapsed * 30.0 / self.days) + np.arange(len(reps.quota))
        return Decision(
            np.full(len(reps.quota), 0.9),
            hold=np.array([0.6, 1.0, 0.3, 0.0])[phase.astype(int) % 4],
            pull=np.array([0.0, 0.0, 0.0, 0.5])[phase.astype(int) % 4],
            discount=0.15,
        )


behaviour("fickle")(Fickle)


def _timed_deals(luck: Random) -> Changes:
    closing = {
        "stale_share_per_month": luck.choice([0.0, 0.95]),
        "longest_days": luck.uniform(3.0, 30.0),
        "pull_win_ratio": luck.uniform(0.3, 1.0),
    }
    rule = {"kind": "own", "name": "fickle", "days": luck.uniform(2.0, 9.0)}
    cycle = {"log_mean": luck.uniform(1.5, 3.0), "log_sd": 0.5}
    return {"people": {"behaviour": rule, "closing": closing}, "pipeline": {"cycle_days": cycle}}


def _mixed_reps(luck: Random) -> Changes:
    bounded = {"kind": "bounded", "usual": 0.7, "usual_rate": 0.2, "least": 0.3, "most": 1.0}
    rules = [
        {"kind": "steady", "effort": 0.8},
        {**bounded, "goal_gradient": luck.random(), "gives_up_at": 2.0},
        {"kind": "forward", "usual": 0.6, "usual_rate": 0.2, "least": 0.4, "most": 1.0, "spread": 0.3},
    ]
    parts = [
        {"id": f"part-{n}", "weight": luck.uniform(0.5, 2.0), "rule": rule} for n, rule in enumerate(rules)
    ]
    return {"people": {"behaviour": {"kind": "mixture", "parts": parts}}}


def _season(luck: Random) -> Changes:
    return {
        "market": {"seasonality": {"index": [luck.uniform(0.3, 2.0) for _ in range(12)], "strength": 0.7}}
    }


AFTERWARDS: dict[str, Callable[[Scenario], Scenario]] = {
    "regions": with_regions,
    "steps": with_steps,
    "changing hands": handed_over,
}
"""Features that change a world when it is made, in this order."""
FEATURES: dict[str, Callable[[Random], Changes]] = {
    "patience": _patience,
    "cycle": lambda luck: {"pipeline": {"cycle_days": {"log_mean": luck.uniform(0.0, 2.5), "log_sd": 1.0}}},
    "nurture": lambda luck: {
        "pipeline": {
            "nurture": {"share": luck.uniform(0.2, 1.0), "mean_days": 20.0, "loops": luck.randint(1, 3)}
        }
    },
    "screening": lambda luck: {
        "pipeline": {"screening": {"valid_share": 0.8, "sensitivity": 0.9, "specificity": luck.random()}}
    },
    "opening customers": lambda luck: {"customers": {"opening": luck.uniform(5.0, 60.0)}},
    "repeat orders": lambda luck: {
        "customers": {
            "opening": 20.0,
            "reorder_mean_days": luck.uniform(5.0, 60.0),
            "care_hours": luck.choice([0.0, 1.5]),
        }
    },
    "transport": lambda luck: {
        "fulfilment": {"lead_time_days": {"log_mean": luck.uniform(0.0, 3.0), "log_sd": 0.5}}
    },
    "supply": _supply,
    **PLANT,
    "travel": lambda luck: {
        "people": {"travel": {"km_per_hour": 80.0, "longest_hours": 5.0}},
    },
    "myopic reps": _behaviour,
    "season": _season,
    "timed deals": _timed_deals,
    "mixed reps": _mixed_reps,
    "regular arrivals": lambda luck: {"market": {"arrivals": "regular"}},
    "always open": lambda luck: {"calendar": {"kind": "always_open"}},
    "credit at shipment": lambda luck: {"plan": {"pay": {"credit_at": "shipment"}}},
    "ramp": lambda luck: {"people": {"ramp": [0.2, 0.6]}},
    "admin": lambda luck: {"pipeline": {"crm": {"admin_share": luck.uniform(0.05, 0.3)}}},
    **CUSTOMERS,
    **CASH,
    **LEADS,
    **PEOPLE,
    "personal time": lambda luck: {
        "pipeline": {"personal": {"log_odds": luck.uniform(0.0, 1.0), "scale": luck.uniform(0.1, 1.0)}},
        "plan": {"personal_time": luck.uniform(0.05, 1.0)},
    },
}
"""Each feature by name: what it changes in a scenario."""

"""What happens to orders before and in the plant, for the random worlds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

Changes = dict[str, Any]


def _preparation(luck: Random) -> Changes:
    rule = {
        "days": luck.choice([0.2, 1.0, 15.0]),
        "work": luck.choice(["fixed", "exponential"]),
        "error_share": luck.choice([0.0, 0.3, 0.8]),
    }
    return {"fulfilment": {"preparation": rule}}


def _promises(luck: Random) -> Changes:
    given = [
        {"id": "rush", "segment": "s0", "days": luck.choice([0.0, 3.0])},
        {"id": "core", "family": "core", "days": luck.uniform(1.0, 40.0)},
        {"id": "rest", "days": luck.uniform(1.0, 40.0)},
    ]
    return {"fulfilment": {"promises": given[: luck.randint(1, 3)]}, "plan": {"supply": [_limit(luck)]}}


def _limit(luck: Random) -> Changes:
    return {"id": luck.choice(["core", "plus"]), "units_per_month": luck.choice([7.3, 20.0, 60.5])}


def _forecast(luck: Random) -> Changes:
    return {"kind": luck.choice(["moving_average", "smoothing"]), "days": luck.uniform(1.0, 60.0)}


def allocation(luck: Random) -> Changes:
    """Return a rule of allocation among the reps or segments of a small world."""
    by, name = luck.choice([("territory", "R00"), ("segment", "s0"), ("region", "")])
    claim = {"id": name, "priority": luck.choice([0, 1, 2]), "worth": luck.uniform(0.0, 900.0)}
    return {
        "rule": luck.choice(["fair-share", "priority", "margin", "max-min"]),
        "by": by,
        "claims": [claim | {"floor": luck.random()}] if name and luck.random() < 0.7 else [],
        "forecast": _forecast(luck),
        "release_after_days": luck.choice([0.0, 5.5, 20.0]),
    }


def planner(luck: Random) -> Changes:
    """Return a monthly cycle that plans by what is known."""
    return {
        "forecast": _forecast(luck),
        "information_lag_days": luck.choice([0, 3, 20]),
        "lead_months": luck.choice([0, 1]),
        "least": luck.uniform(0.0, 0.5),
        "most": luck.uniform(0.5, 2.0),
        "step": luck.choice([None, 0.2]),
        "backlog_share": luck.random(),
        "overtime_share": luck.choice([0.0, 0.1, 2.0]),
    }


def _stock(luck: Random) -> Changes:
    return {"room": luck.choice([0.5, 30.0, 500.0]), "opening": luck.choice([0.0, 0.5])}


def _plant(luck: Random) -> Changes:
    parts = {"allocation": allocation, "planner": planner, "stock": _stock}
    limits = []
    for family in ("core", "plus"):
        chosen = {name: part(luck) for name, part in parts.items() if luck.random() < 0.6}
        limits.append(_limit(luck) | {"id": family, "hours_ratio": luck.choice([1.0, 0.7])} | chosen)
    patience = luck.choice([None, 8.0])
    return {"plan": {"supply": limits}, "fulfilment": {"patience_days": patience, "cancel_share": 0.6}}


PLANT: dict[str, Callable[[Random], Changes]] = {
    "preparation": _preparation,
    "promises": _promises,
    "plants": _plant,
}
"""Each feature by name: what it changes in a scenario."""

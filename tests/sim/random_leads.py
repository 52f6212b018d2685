"""What leads may go through beside the stages, for the random worlds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from sim.scenario import UNITS, Scenario
from sim.table import Table

Changes = dict[str, Any]
KINDS = (
    "pool",
    "round_robin",
    "weighted",
    "skill",
    "owner",
    "least_loaded",
    "score_tiered",
    "random",
    "territory",
)


def routing(luck: Random, kind: str) -> Changes:
    """Return a routing of a kind, with or without a fallback and a promise that is kept by giving leads away."""
    rule: Changes = {"kind": kind, "among": luck.choice(["all", "region"])}
    if luck.random() < 0.5:
        rule["fallback"] = "R00"
    if luck.random() < 0.6:
        rule |= {"sla_hours": luck.choice([0.5, 4.0, 30.0]), "reroute": kind != "pool"}
    if kind == "weighted":
        rule["weights"] = [{"id": "R00", "weight": luck.uniform(0.3, 4.0)}]
    if kind == "score_tiered":
        rule |= {"best": ["R00"], "best_ranks": luck.randint(1, 2)}
    if kind == "owner":
        rule["accounts_per_unit"] = luck.randint(1, 30)
    if kind == "skill":
        rule["skill_within"] = luck.choice([1.0, 0.8])
    return {"pipeline": {"routing": rule}}


def _campaigns(luck: Random) -> Changes:
    spend = [luck.choice([0.0, 1000.0, 5000.0]) for _ in range(12)]
    search = {"kind": "spend", "id": "search", "source": "web", "spend": spend, "reach": 500.0}
    show = {"kind": "burst", "id": "show", "source": "fair", "on": "2026-01-20", "days": luck.randint(1, 40)}
    return {
        "market": {
            "campaigns": [
                search | {"half_spend": 2000.0, "response_share": luck.uniform(0.01, 0.2)},
                show | {"inquiries": luck.randint(0, 30)},
            ]
        }
    }


def _brand(luck: Random) -> Changes:
    rule = {"half_life_days": 30.0, "half_stock": 4000.0, "opening": 3000.0}
    return {
        "market": {"brand": rule | {"lift": luck.uniform(0.0, 2.0), "organic_lift": luck.uniform(0.0, 0.5)}}
    }


def _scoring(luck: Random) -> Changes:
    signals = [
        {"id": "list", "share": 0.4, "points": 50.0},
        {"id": "gone", "share": 0.2, "points": -30.0},
    ]
    tiers = luck.choice([[20.0], [40.0, 5.0, -5.0]])
    order = luck.choice(["score_then_grade", "grade_then_score"])
    scoring = {"signals": signals, "half_life_days": luck.uniform(1.0, 20.0), "tiers": tiers, "order": order}
    return {"pipeline": {"scoring": scoring}}


def _contact(luck: Random) -> Changes:
    success = [luck.uniform(0.0, 0.9) for _ in range(luck.randint(1, 3))]
    rule = {"success": success, "attempts": luck.randint(1, 5), "attempt_hours": luck.uniform(0.05, 1.0)}
    return {"pipeline": {"contact": rule | {"gap_hours": luck.choice([0.0, 3.0, 24.0])}}}


def _curve(luck: Random) -> Changes:
    shape: Changes = luck.choice(
        [
            {"kind": "exponential", "half_life_hours": luck.uniform(1.0, 100.0)},
            {"kind": "power", "scale_hours": luck.uniform(0.1, 20.0), "exponent": luck.uniform(0.0, 1.5)},
            {"kind": "table", "points": [[0.0, 1.0], [luck.uniform(1.0, 9.0), 0.7], [50.0, 0.2]]},
        ]
    )
    if luck.random() < 0.5:
        return {"pipeline": {"response_curve": shape | {"source": "made up"}}}
    on_contact = {"response_curve": shape | {"source": "made up", "acts_on": "contact"}}
    return {"pipeline": on_contact | _contact(luck)["pipeline"]}


def _rejection(luck: Random) -> Changes:
    reasons = [{"id": "fit", "share": 0.5}, {"id": "budget", "share": 0.25}, {"id": "none", "share": 0.25}]
    return {"pipeline": {"rejection": {"share": luck.uniform(0.0, 0.5), "reasons": reasons}}}


def _pitch(luck: Random) -> Changes:
    pitch = {"pitch": "personal", "pitch_hours": luck.uniform(0.1, 2.0)}
    return {"pipeline": {"nurture": pitch | {"share": 0.7, "mean_days": 10.0, "loops": luck.randint(1, 2)}}}


def with_steps(world: Scenario) -> Scenario:
    """Return a world whose first stage runs beside the next, and whose later ones take a journey each."""
    first, *later = world.pipeline.stages
    stages = (
        first.model_copy(update={"beside_next": bool(later)}),
        *(stage.model_copy(update={"visits": 1.0}) for stage in later),
    )
    return world.model_copy(update={"pipeline": world.pipeline.model_copy(update={"stages": stages})})


def with_regions(world: Scenario) -> Scenario:
    """Return a world whose units lie in two regions by turns."""
    units = world.tables.units
    columns = {column.name: units[column.name] for column in UNITS.columns}
    columns["region"] = [("north", "south")[i % 2] for i in range(len(units))]
    tables = world.tables.model_copy(update={"units": Table.of(UNITS, columns)})
    return world.model_copy(update={"tables": tables})


LEADS: dict[str, Callable[[Random], Changes]] = {
    "campaigns": _campaigns,
    "brand": _brand,
    "capture": lambda luck: {
        "pipeline": {
            "capture": {"lost_share": luck.uniform(0.0, 0.4), "duplicate_share": luck.uniform(0.0, 0.4)}
        }
    },
    "scoring": _scoring,
    "routing": lambda luck: routing(luck, luck.choice(KINDS)),
    "contact attempts": _contact,
    "response curve": _curve,
    "rejection": _rejection,
    "personal pitch": _pitch,
    "steps": lambda luck: {},
    "regions": lambda luck: {},
}
"""Each feature by name: what it changes in a scenario."""

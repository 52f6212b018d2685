"""What may be on about people in a random world."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from sim.documents.roles import SKILLS, Role
from sim.plan import COVERAGE
from sim.scenario import Scenario
from sim.table import Table

Changes = dict[str, Any]


def _growth(luck: Random) -> Changes:
    course = {"id": "c", "months": [1, 2, 3, 12], "hours": luck.uniform(0.0, 40.0), "log_odds": 0.3}
    learning = {"log_odds": luck.uniform(0.0, 1.0), "scale_hours": 100.0}
    return {"people": {"development": {"learning": learning, "courses": [course]}}}


def _morale(luck: Random) -> Changes:
    morale = {
        "climate": luck.uniform(-0.5, 0.5),
        "equity": 0.5,
        "success": 0.5,
        "effort": 0.3,
        "log_odds": 0.3,
    }
    spot = {"amount": 200.0, "chance": luck.choice([0.2, 1.0]), "risk_aversion": 0.001}
    goals = {"gain": 0.13, "spread": 0.2}
    return {
        "people": {"motivation": {"morale": {**morale, "reward": 0.3}, "spot_bonus": spot, "goals": goals}}
    }


def _turnover(luck: Random) -> Changes:
    leaving = {
        "hazard": [{"from_month": 0, "monthly": luck.uniform(0.3, 0.8)}],
        "handover_odds": luck.choice([0.0, 0.5, 1.0]),
        "attainment": 1.0,
    }
    hiring = {
        "applicants_per_month": 60.0,
        "search_days": luck.uniform(1.0, 10.0),
        "notice_days": luck.choice([0.0, 4.5]),
        "accuracy": luck.random(),
        "log_skill_sd": 0.5,
    }
    return {"people": {"leaving": leaving, "hiring": luck.choice([None, hiring, hiring])}}


def _skill(luck: Random) -> Changes:
    families = luck.choice([["plus"], ["core", "plus"]])
    rows = {
        "rep": ["R00"] * len(families),
        "family": families,
        "skill": [luck.uniform(0.3, 3.0) for _ in families],
    }
    return {"tables": {"skills": Table.of(SKILLS, rows)}}


PEOPLE: dict[str, Callable[[Random], Changes]] = {
    "growth": _growth,
    "morale": _morale,
    "turnover": _turnover,
    "skill by family": _skill,
}
"""Each feature by name: what it changes in a scenario."""


def with_roles(world: Scenario, luck: Random) -> Scenario:
    """Return a world in which reps have roles in each other's units: a farmer, a hunter or specialist, an overlay."""
    stage = luck.choice([stage.id for stage in world.pipeline.stages])
    families = luck.choice([(), ("plus",), ("core",)])
    roles = (
        Role(id="farmer", works="existing"),
        Role(id="hunter", works="new", families=families),
        Role(id="overlay", works="support", stages=(stage,), log_odds=0.5, hours=luck.uniform(0.5, 20.0)),
    )
    roles = tuple(sorted(luck.sample(roles, luck.randint(1, 3)), key=lambda role: role.id))
    reps, units = world.tables.reps["id"].tolist(), world.tables.units["id"].tolist()
    rows = [(unit, role.id, luck.choice(reps)) for role in roles for unit in units]
    unit, role, rep = zip(*rows, strict=True)
    coverage = Table.of(COVERAGE, {"unit": unit, "role": role, "rep": rep})
    return world.model_copy(
        update={
            "people": world.people.model_copy(update={"roles": roles}),
            "plan": world.plan.model_copy(update={"coverage": coverage}),
        }
    )

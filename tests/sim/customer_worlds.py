"""What customers, prices and rivals add to the random worlds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from sim.plan import ALIGNMENT
from sim.scenario import Scenario
from sim.table import Table

Changes = dict[str, Any]


def _retention(luck: Random) -> Changes:
    rule = {
        "leave_per_year": luck.uniform(0.2, 6.0),
        "visit_effect": luck.uniform(0.0, 2.0),
        "visit_holds_days": luck.uniform(2.0, 60.0),
    }
    return {"customers": {"opening": 25.0, "retention": rule}}


def _care(luck: Random) -> Changes:
    hours = luck.choice([0.0, 1.5])
    return {
        "plan": {"care": {"per_year": luck.uniform(2.0, 40.0), "hours": hours, "first": luck.random() < 0.5}}
    }


def _adoption(luck: Random) -> Changes:
    rules = [
        {
            "id": family,
            "potential_share": luck.uniform(0.3, 1.0),
            "innovation_per_year": luck.uniform(0.0, 6.0),
            "imitation_per_year": luck.uniform(0.1, 6.0),
            "offer_hours": luck.choice([0.0, 2.0]),
            "win_share": luck.uniform(0.2, 1.0),
            "reorder_mean_days": luck.choice([None, 12.0]),
        }
        for family in ("core", "plus")
    ]
    return {"customers": {"opening": 25.0, "adoption": rules[: luck.randint(1, 2)]}}


def _referral(luck: Random) -> Changes:
    rule = {
        "share": luck.uniform(0.3, 1.0),
        "from_score": luck.uniform(1.0, 4.0),
        "mean_days": luck.choice([0.0, 0.5, 15.0]),
        "source": luck.choice([None, "fair"]),
    }
    return {"customers": {"reorder_mean_days": 15.0, "opening": 15.0, "referral": rule}}


def _poll(luck: Random) -> Changes:
    rule = {
        "asked_share": luck.uniform(0.3, 1.0),
        "response_share": luck.choice([0.0, 0.4, 1.0]),
        "response_bias": luck.uniform(-1.0, 1.0),
        "answer_bias": luck.uniform(-0.5, 0.5),
        "noise_sd": luck.uniform(0.0, 1.0),
    }
    return {"customers": {"reorder_mean_days": 20.0, "opening": 15.0, "poll": rule}}


def _ties(luck: Random) -> Changes:
    rule = {
        "win_odds": luck.uniform(0.1, 1.0),
        "leave_odds": luck.uniform(1.0, 5.0),
        "half_life_days": luck.uniform(5.0, 100.0),
        "newcomers": luck.random() < 0.3,
    }
    return {"customers": {"relationship": rule}}


def _prices(luck: Random) -> Changes:
    response = {"win_elasticity": luck.uniform(0.0, 3.0), "repeat_elasticity": luck.uniform(0.0, 1.0)}
    price = {"id": luck.choice(["core", "plus"]), "of_list": luck.uniform(0.6, 1.4)}
    return {"market": {"price_response": response}, "plan": {"prices": [price]}}


def _rivals(luck: Random) -> Changes:
    rivals = [
        {"id": "acme", "share": luck.uniform(0.0, 0.5), "price_ratio": luck.choice([1.0, 0.8])},
        {"id": "zeta", "share": luck.uniform(0.0, 0.5)},
    ]
    return {"market": {"competition": {"rivals": rivals[: luck.randint(1, 2)]}}}


CUSTOMERS: dict[str, Callable[[Random], Changes]] = {
    "loyalty": lambda luck: {
        "customers": {
            "loyalty": {"gain": luck.random(), "loss": luck.random(), "holds": luck.uniform(0.0, 2.0)}
        }
    },
    "retention": _retention,
    "care visits": _care,
    "cross-selling": _adoption,
    "referral": _referral,
    "polls": _poll,
    "changing hands": _ties,
    "prices": _prices,
    "rivals": _rivals,
}
"""Each feature by name: what it changes in a scenario; *changing hands* also wants :func:`handed_over`."""


def handed_over(scenario: Scenario) -> Scenario:
    """Return the scenario with a former alignment, in which the basic units were dealt the other way round."""
    alignment = scenario.plan.alignment
    former = Table.of(ALIGNMENT, {"unit": alignment["unit"], "rep": alignment["rep"][::-1]})
    tables = scenario.tables.model_copy(update={"former_alignment": former})
    return scenario.model_copy(update={"tables": tables})

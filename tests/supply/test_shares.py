"""Rules of allocation among the options of a supply review."""

import scenarios
from evenfield.supply.levers import Found, levers
from optimize.supply.sheet import SupplySheet
from sim.documents.supply import Allocation

TIGHT = scenarios.load("us-field-force/tight-supply")


def shares(scenario=TIGHT, first=()):
    """Return the levers that share equipment out."""
    found = Found(("equipment",), ("systems",), {}, {}, {"equipment": (1.0, 2.0)}, (), {}, 0.05, first)
    return {
        lever.name: lever for lever in levers(scenario, SupplySheet(), found) if lever.name[:6] == "share-"
    }


def held(rule):
    """Return the scenario with equipment shared out by a rule already."""
    supply = tuple(
        limit.model_copy(update={"allocation": Allocation(rule=rule)}) if limit.id == "equipment" else limit
        for limit in TIGHT.plan.supply
    )
    return TIGHT.with_plan(TIGHT.plan.model_copy(update={"supply": supply}))


def test_short_families_are_shared_out_by_each_rule_but_the_one_in_force():
    assert set(shares()) == {"share-fair-share", "share-max-min"}
    assert set(shares(held("max-min"))) == {"share-fair-share"}
    assert shares()["share-max-min"].changes == {
        "plan": {"supply": [{"id": "equipment", "allocation": {"rule": "max-min", "by": "territory"}}]}
    }


def test_those_who_go_first_are_named():
    lever = shares(first=("R01", "R07"))["share-priority"]

    assert lever.words.endswith("class by class, R01, R07 first")
    [limit] = lever.changes["plan"]["supply"]
    assert limit["allocation"]["claims"] == [{"id": "R01", "priority": 0}, {"id": "R07", "priority": 0}]

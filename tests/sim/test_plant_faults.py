"""What is refused of promises, allocations, planners and stocks, in words."""

import pytest
from worlds import sales_force


def supply(**limit):
    return {"plan": {"supply": [{"id": "core", "units_per_month": 10.0, **limit}]}}


def promises(*given):
    return {"fulfilment": {"promises": [{"days": 3.0, **one} for one in given]}}


def claims(*given, by="territory"):
    return supply(allocation={"rule": "priority", "by": by, "claims": list(given)})


REFUSED = {
    "a limit of an unknown family": (supply(id="cor"), "no such product family; did you mean 'core'"),
    "a limit twice": (
        {"plan": {"supply": [{"id": "core", "units_per_month": 1.0}] * 2}},
        "this family has a supply limit already",
    ),
    "a promise for an unknown family": (promises({"id": "a", "family": "plas"}), "did you mean 'plus'"),
    "a promise for an unknown segment": (
        promises({"id": "a", "segment": "keys"}),
        "did you mean 'key'",
    ),
    "a promise twice": (
        promises({"id": "a", "family": "core"}, {"id": "a"}),
        "this promise stands here already",
    ),
    "a promise that no order gets": (
        promises({"id": "all"}, {"id": "core", "family": "core"}),
        "no order gets this promise: 'all' before it fits all of them; put it first",
    ),
    "a claim of an unknown rep": (claims({"id": "R0O"}), "no such rep; did you mean 'R0"),
    "a claim of a rep where segments claim": (claims({"id": "R00"}, by="segment"), "no such segment"),
    "a claim twice": (claims({"id": "R00"}, {"id": "R00"}), "this rep stands here already"),
    "a floor above the ceiling": (
        supply(planner={"least": 1.2, "most": 1.0}),
        "the least capacity lies above the most, 1",
    ),
    "more in store than there is room for": (
        supply(stock={"room": 5.0, "opening": 6.0}),
        "the opening stock is more than there is room for, 5",
    ),
    "an unknown rule": (
        supply(allocation={"rule": "first-come"}),
        "'fair-share', 'priority', 'margin' or 'max-min'",
    ),
    "a release after the month": (
        supply(allocation={"rule": "margin", "release_after_days": 28.0}),
        "less than 28",
    ),
    "orders that are always wrong": (
        {"fulfilment": {"preparation": {"days": 1.0, "error_share": 1.0}}},
        "less than or equal to 0.95",
    ),
    "hours that make everything of nothing": (supply(hours_ratio=0.0), "hours_ratio"),
    "a lag of half a day": (
        supply(planner={"most": 1.0, "information_lag_days": 0.5}),
        "information_lag_days",
    ),
}


@pytest.mark.parametrize(("changes", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_makes_no_sense_is_refused_in_words(changes, message):
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the message is looked at below
        sales_force(6, 3, ["key", "small"], **changes)

    assert message in str(refused.value)


def test_every_fault_is_told_at_once():
    both = {**promises({"id": "a", "family": "x"}), **supply(planner={"least": 2.0, "most": 1.0})}

    with pytest.raises(ValueError, match="product family") as refused:
        sales_force(**both)

    assert "above the most" in str(refused.value)

"""A review of a world that is planned from orders known late: what planners see, set, and would gain by knowing."""

import json

import numpy as np
import pytest

import scenarios
from evenfield.report.supply_page import supply_page
from evenfield.supply.data import as_data
from evenfield.supply.levers import Found, levers
from evenfield.supply.orders import replicate_orders
from evenfield.supply.planner import limits_in_force, seen_by_planners
from evenfield.supply.review import Wishes, review
from evenfield.supply.tables import review_tables
from evenfield.supply.words import notes
from optimize.supply.sheet import SupplySheet
from sim.documents.supply import Forecast, Planner

LATE = Planner(
    forecast=Forecast(days=30.0),
    information_lag_days=20,
    lead_months=1,
    least=0.5,
    most=1.2,
    backlog_share=0.0,
)


def planned(planner):
    """Return a small world of two families, of which a planner sets the capacity of one."""
    small = scenarios.load("tests/commands/small.yaml")
    core = small.market.families[0]
    halves = tuple(core.model_copy(update={"id": name, "share": 0.5}) for name in ("core", "plus"))
    limit = small.plan.supply[0].model_copy(
        update={"id": "core", "units_per_month": 30.0, "planner": planner}
    )
    plan = small.plan.model_copy(update={"supply": (limit,)})
    changes = {
        "run": small.run.model_copy(update={"warmup_days": 100}),
        "market": small.market.model_copy(update={"families": halves}),
        "plan": plan,
    }
    return small.model_copy(update=changes)


@pytest.fixture(scope="module")
def frames():
    return {}


@pytest.fixture(scope="module")
def found(frames):
    def simulate(worlds):
        frames.update({label: replicate_orders(world, range(4)) for label, world in worlds.items()})
        return frames

    return review(planned(LATE), SupplySheet(), Wishes(), simulate)


def test_capacity_is_what_the_planner_sets_on_average(found, frames):
    frame = frames["as-it-is"]
    mine = frame[(frame["measure"] == "family_capacity_units") & (frame["entity"] == "core")]
    expected = mine.groupby("month")["value"].mean().to_numpy()

    np.testing.assert_allclose(found.limits["core"], expected)
    np.testing.assert_allclose(found.plan.facts.families[0].regular_limit, expected)
    assert not np.allclose(found.limits["core"], 30.0)


def test_what_he_expects_and_misses_are_sums_of_the_replications(found, frames):
    frame, [seen] = frames["as-it-is"], found.seen
    wide = {
        name: frame[(frame["measure"] == f"family_{name}_units") & (frame["entity"] == "core")]
        .pivot(index="replication", columns="month", values="value")
        .to_numpy()
        for name in ("forecast", "booked")
    }
    misses = wide["forecast"] - wide["booked"]

    np.testing.assert_allclose(seen.expected, wide["forecast"].mean(axis=0))
    assert seen.wmape == pytest.approx(np.abs(misses).sum() / wide["booked"].sum())
    assert seen.bias.mean == pytest.approx(misses.sum() / wide["booked"].sum())


def test_a_planner_whose_first_plan_comes_after_the_run_sees_nothing(found, frames):
    never = planned(LATE.model_copy(update={"lead_months": 24}))
    frame = replicate_orders(never, range(2))

    assert seen_by_planners(never, frame, SupplySheet(), found.plan) == []
    np.testing.assert_allclose(limits_in_force(never, frame)["core"], 30.0)


def test_capacity_is_priced_by_what_he_sees_and_by_what_there_is(found):
    [seen] = found.seen
    short = found.plan.flows["core"]["lost"] > 1e-6

    np.testing.assert_array_equal(seen.true_price > 1e-6, short)
    assert seen.binding == (int((seen.price > 1e-6).sum()), int(short.sum()))


def test_knowing_at_once_is_an_option_where_orders_are_known_late(found):
    [lever] = [lever for lever in found.levers if lever.name == "know-at-once"]

    assert lever.changes == {"plan": {"supply": [{"id": "core", "planner": {"information_lag_days": 0}}]}}
    at_once = planned(LATE.model_copy(update={"information_lag_days": 0}))
    assert not [lever for lever in levers(at_once, SupplySheet(), nothing_short(found)) if lever]


def nothing_short(found):
    """Return what is found of a world in which capacity binds nowhere."""
    return Found((), ("core",), {}, {}, {}, tuple(found.reps), {}, 0.05)


def test_the_range_is_weighed_from_both_families_down_to_one(found):
    widest, narrowest = found.ranges

    assert set(widest.families) == {"core", "plus"}
    assert widest.profit == pytest.approx(found.plan.profit)
    assert narrowest.profit < widest.profit
    assert widest.dropped not in narrowest.families


def test_all_of_it_is_told(found):
    titles = " ".join(str(table.title) for table in review_tables(found))
    page = supply_page(found).decode()
    told = json.loads(json.dumps(as_data(found)))

    assert "What planners see and set" in titles
    assert "How wide a range pays" in titles
    assert "What planners see" in page
    assert "How wide a range pays" in page
    assert any("sets capacity 1 month ahead by orders 20 days old" in note for note in notes(found))
    assert told["planners"][0]["information_lag_days"] == 20
    assert len(told["ranges"]) == 2

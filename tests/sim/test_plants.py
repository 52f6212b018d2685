"""Plants in small worlds whose orders come like clockwork: promises, shares, plans, stock and their known answers."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from worlds import merge, queue, sales_force

import scenarios
from sim.engine.compiled.run import run_compiled
from sim.engine.laws import LawBrokenError, check_run
from sim.engine.log import Kind
from sim.planning import in_parts
from sim.plant_outcomes import supply_rows, supply_values
from sim.replicate import replicate
from sim.supply import CAPACITY, LOST, OPENING, OVERTIME, USED

PER_DAY = 10.0
FAMILY = {
    "id": "core",
    "share": 1.0,
    "price": "100.00",
    "margin_share": 0.5,
    "order_units": {"log_mean": -20.0, "log_sd": 0.0},
}
"""Whose orders are of one unit."""


def clockwork(per_day=PER_DAY, months=12, **changes):
    """Return a world in which one unit is ordered every 24 / per_day hours, to the hour, all year."""
    steady = {
        "market": {"arrivals": "regular", "families": [FAMILY]},
        "fulfilment": {"lead_time_days": None, "patience_days": None, "promise_days": 2.0},
        "run": {"warmup_days": 31},
    }
    return queue(per_hour=per_day / 24, work_hours=1e-6, months=months, **merge(steady, changes))


def ran(scenario, replication=0):
    """Return a run whose laws hold."""
    run = run_compiled(scenario, replication)
    check_run(run)
    return run


def waits(run):
    """Return the days each order that shipped in the measured months waited."""
    log = run.log
    placed = dict(zip(log.of(Kind.ORDERED).entity.tolist(), log.of(Kind.ORDERED).time.tolist(), strict=True))
    shipped = log.of(Kind.SHIPPED).since(run.world.line.start_hour)
    return (
        np.array([t - placed[e] for e, t in zip(shipped.entity.tolist(), shipped.time.tolist(), strict=True)])
        / 24
    )


def limit(units=400.0, **more):
    return {"plan": {"supply": [{"id": "core", "units_per_month": units, **more}]}}


def planned(lag, units=150.0, **more):
    """Return a plant that is far too small for its orders and plans by what it knows."""
    rule = {"information_lag_days": lag, "lead_months": 0, "most": 4.0, "overtime_share": 2.0, **more}
    return clockwork(**limit(units, planner=rule))


def test_row_51_who_knows_his_orders_at_once_has_no_backlog():
    run = ran(planned(0))

    assert waits(run).max() == 0.0
    assert supply_values(run, run.log)["backlog_age_days"] is None


def test_row_51_the_later_orders_are_known_the_longer_they_wait():
    mean = [waits(ran(planned(lag))).mean() for lag in (0, 10, 20, 40)]

    assert mean[0] == 0.0
    assert all(one < next_one for one, next_one in pairwise(mean))


def test_row_51_an_order_made_in_overtime_waits_as_long_as_it_is_not_known():
    fixed = planned(10, units=150.0, most=1.0, step=0.0, overtime_share=4.0)
    run = ran(fixed)
    late = waits(run)[waits(run) > 0]

    assert late.max() == pytest.approx(10.0)
    assert np.mean(np.isclose(late, 10.0)) > 0.5


def test_a_plan_follows_a_moving_average_and_keeps_its_bounds():
    rule = {"forecast": {"days": 30.0}, "lead_months": 2, "most": 1.5, "least": 0.5, "step": 0.25}
    books = ran(clockwork(**limit(400.0, planner=rule))).books[0]

    # The first plan is made when nothing is known, for the third month; from then on 304 a month, 100 down at most.
    assert books[:3, CAPACITY].tolist() == [400.0] * 3
    assert books[3:, CAPACITY] == pytest.approx(np.full(10, 304.0), abs=12)
    slow = ran(clockwork(**limit(400.0, planner=rule | {"step": 0.05}))).books[0]
    assert np.abs(np.diff(slow[:, CAPACITY])).max() <= 20.0
    tight = ran(clockwork(**limit(1000.0, planner=rule | {"step": None}))).books[0]
    assert tight[3:, CAPACITY].tolist() == [500.0] * 10


@pytest.mark.parametrize("kind", ["moving_average", "smoothing"])
def test_row_51_the_demand_a_planner_sees_is_what_he_planned_by(kind):
    """Bound by nothing and with no backlog in it, a month's plan is the forecast, to the part of a unit."""
    forecast = {"kind": kind, "days": 20.0}
    rule = {
        "forecast": forecast,
        "information_lag_days": 15,
        "lead_months": 1,
        "most": 9.0,
        "backlog_share": 0.0,
    }
    run = ran(clockwork(**limit(300.0, planner=rule), market={"arrivals": "poisson"}))
    seen = {row[2]: row[3] for row in supply_rows(run, run.log) if row[0] == "family_forecast_units"}

    assert list(seen) == list(range(1, 13))
    assert [in_parts(units) for units in seen.values()] == run.books[0][1:, CAPACITY].tolist()
    assert len(set(seen.values())) > 6


def test_smoothing_forgets_by_half_lives():
    rule = {
        "forecast": {"kind": "smoothing", "days": 5.0},
        "lead_months": 0,
        "most": 4.0,
        "backlog_share": 0.0,
    }
    books = ran(clockwork(**limit(400.0, planner=rule))).books[0]

    assert books[1:, CAPACITY] == pytest.approx(np.full(12, 304.375), abs=2.0)


def test_row_50_fewer_hours_a_unit_make_more_units():
    usual, faster = ran(clockwork(**limit(200.0))), ran(clockwork(**limit(200.0, hours_ratio=0.8)))

    assert (faster.books[0, :, CAPACITY] == 250.0).all()
    assert len(faster.log.of(Kind.SHIPPED)) == pytest.approx(1.25 * len(usual.log.of(Kind.SHIPPED)), rel=1e-3)


def test_row_52_stock_is_conserved_and_helps_the_months_that_follow():
    profile = [2.0, 0.5] * 6
    store = {"room": 120.0, "opening": 50.0, "holding_cost": 3.0}
    run = ran(clockwork(**limit(300.0, profile=profile, stock=store)))
    without = ran(clockwork(**limit(300.0, profile=profile)))
    books = run.books[0]
    kept = books[:, OPENING] + books[:, CAPACITY] + books[:, OVERTIME] - books[:, USED] - books[:, LOST]

    assert books[0, OPENING] == 50.0
    assert books[1:, OPENING] == pytest.approx(kept[:-1])
    assert kept.max() == pytest.approx(120.0)
    assert waits(run).mean() < waits(without).mean()
    assert supply_values(run, run.log)["supply_cost"] == pytest.approx(3.0 * kept[1:].sum())
    assert math.fsum(books[:, USED]) <= math.fsum(books[:, CAPACITY]) + 50.0


def test_units_out_of_nowhere_break_a_law():
    run = run_compiled(clockwork(months=2, **limit(200.0)), 0)
    for column, by in ((USED, 5.0), (LOST, 3.0), (OPENING, 2.0), (OVERTIME, 4.0)):
        books = run.books.copy()
        books[0, 1, column] += by
        with pytest.raises(LawBrokenError, match="law broken"):
            check_run(replace(run, books=books))


def test_row_53_the_fill_rate_is_the_newsvendors():
    # One unit an order, Poisson orders of 100 a month, 105 a month made to order, no backlog to carry: all cancel.
    mean, made = 100.0, 105
    world = queue(
        per_hour=mean * 12 / 365.25 / 24,
        work_hours=1e-6,
        months=120,
        market={"families": [FAMILY]},
        fulfilment={"lead_time_days": None, "patience_days": 1e-6, "cancel_share": 1.0},
        **limit(float(made)),
    )
    month_days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    expected = np.mean([newsvendor_fill(mean * 12 / 365.25 * days, made) * days for days in month_days])
    expected /= month_days.mean()
    found = np.array([replicate_value(world, r, "fill_rate") for r in range(24)])
    error = found.std(ddof=1) / np.sqrt(len(found))

    assert 1.96 * error < 0.005
    assert abs(found.mean() - expected) < 3 * error + 1e-4
    assert abs(found.mean() - newsvendor_fill(mean, round(made * 0.95))) > 3 * error


def test_row_53_who_waited_at_all_was_not_filled():
    """Months of 304 orders and 290 units: each month's last wait some days for the next, and longer every month."""
    run = ran(clockwork(**limit(290.0)))
    log = run.log.since(run.world.line.start_hour)
    shipped = dict(zip(log.of(Kind.SHIPPED).entity.tolist(), log.of(Kind.SHIPPED).time.tolist(), strict=True))
    ordered = log.of(Kind.ORDERED)
    at_once = [
        shipped.get(e) == t for e, t in zip(ordered.entity.tolist(), ordered.time.tolist(), strict=True)
    ]

    assert 0.5 < np.mean(at_once) < 0.99
    assert supply_values(run, log)["fill_rate"] == np.mean(at_once)


def newsvendor_fill(mean, made):
    """Return E[min(D, made)] / E[D] for Poisson demand."""
    chance, met = math.exp(-mean), 0.0
    tail = 1.0
    for demand in range(made):
        tail -= chance
        met += tail  # P(D > demand), summed up to made
        chance *= mean / (demand + 1)
    return met / mean


def replicate_value(world, replication, name):
    run = run_compiled(world, replication)
    return supply_values(run, run.log.since(run.world.line.start_hour))[name]


def test_orders_promised_sooner_come_first():
    supply = {
        "plan": {"supply": [{"id": "core", "units_per_month": 50.0}]},
        "fulfilment": {"patience_days": None},
    }
    promises = [{"id": "key", "segment": "s0", "days": 3.0}, {"id": "rest", "days": 400.0}]
    plain = sales_force(4, 2, ["s0", "s1"], **supply)
    promised = sales_force(4, 2, ["s0", "s1"], **merge(supply, {"fulfilment": {"promises": promises}}))

    def days(scenario, segment):
        run = ran(scenario)
        log, world = run.log, run.world
        placed = dict(
            zip(log.of(Kind.ORDERED).entity.tolist(), log.of(Kind.ORDERED).time.tolist(), strict=True)
        )
        shipped = log.of(Kind.SHIPPED).where(log.of(Kind.SHIPPED).family == 0)
        mine = shipped.where(world.segment[shipped.unit] == segment)
        mean = np.mean([t - placed[e] for e, t in zip(mine.entity.tolist(), mine.time.tolist(), strict=True)])
        return mean, len(mine)

    assert days(promised, 0)[0] < 0.6 * days(plain, 0)[0]
    assert days(promised, 1)[1] < 0.6 * days(plain, 1)[1]  # most of them still wait


def test_one_promise_for_all_is_the_promise_for_all():
    given = sales_force(fulfilment={"promises": [{"id": "all", "days": 20.0}]})

    assert run_compiled(given, 0).log.same_as(run_compiled(sales_force(), 0).log)


@pytest.mark.parametrize(
    "more",
    [
        {"allocation": {"rule": "fair-share"}},
        {"planner": {"most": 1.0, "least": 1.0}},
        {"stock": {"room": 1e-9}},
        {"hours_ratio": 1.0},
        {"allocation": {"rule": "max-min", "by": "region"}},
    ],
)
def test_where_nothing_is_short_no_rule_changes_anything(more):
    slack = [{"id": "core", "units_per_month": 1e6, **more}]

    assert run_compiled(sales_force(plan={"supply": slack}), 0).log.same_as(
        run_compiled(sales_force(plan={"supply": []}), 0).log
    )


@pytest.mark.parametrize(
    "more",
    [
        {"planner": {"most": 1.0, "least": 1.0, "information_lag_days": 40}},
        {"allocation": {"rule": "priority"}},
        {"allocation": {"rule": "fair-share", "by": "segment", "release_after_days": 3.0}},
        {"allocation": {"rule": "margin", "by": "region"}},
    ],
)
def test_a_plan_without_room_and_shares_of_one_claimant_change_nothing(more):
    tight = {"id": "core", "units_per_month": 50.0, "profile": [0.7, 1.1, 0.9, 1.3] * 3}
    plain = run_compiled(sales_force(3, 1, plan={"supply": [tight]}), 0)

    assert run_compiled(sales_force(3, 1, plan={"supply": [tight | more]}), 0).log.same_as(plain.log)
    assert len(plain.log.of(Kind.SHIPPED)) < len(plain.log.of(Kind.ORDERED)) - 5  # it is tight


def allocated(rule, **more):
    claims = [
        {"id": "s0", "priority": 0, "worth": 900.0, "floor": 0.1},
        {"id": "s1", "worth": 100.0, "floor": 0.1},
    ]
    allocation = {"rule": rule, "by": "segment", "claims": claims, **more}
    patience = {"patience_days": 20.0, "cancel_share": 0.5}
    world = sales_force(
        4,
        2,
        ["s0", "s1"],
        plan={"supply": [{"id": "core", "units_per_month": 100.0, "allocation": allocation}]},
        fulfilment=patience,
    )
    frame = replicate(world, range(3))
    mine = frame[frame.measure == "segment_fill_rate"].groupby("entity").value.mean()
    return mine["s0"], mine["s1"]


def test_the_first_in_priority_waits_less_and_fair_shares_are_alike():
    first, second = allocated("priority")
    fair = allocated("fair-share")
    by_worth = allocated("margin")

    assert first > 2 * second
    assert by_worth[0] > 2 * by_worth[1]
    assert abs(fair[0] - fair[1]) < 0.5 * (first - second)


def test_what_is_not_used_goes_to_the_others_when_it_is_released():
    late, soon = allocated("priority", release_after_days=27.0), allocated("priority", release_after_days=0.0)

    assert soon[0] < late[0]  # what was kept for the first is given away before he comes


@pytest.mark.parametrize("field", ["floor", "ceiling", "midpoint_days", "slope_per_day"])
def test_late_orders_lower_satisfaction_by_the_curve_of_olist(field):
    expected = {"floor": 1.70, "ceiling": 4.30, "midpoint_days": 3.0, "slope_per_day": 0.69}

    assert (
        getattr(scenarios.load("us-field-force/tight-supply").customers.satisfaction, field)
        == expected[field]
    )


def test_late_orders_cost_customers():
    scarce = clockwork(
        customers={
            "opening": 50.0,
            "reorder_mean_days": 30.0,
            "churn": {"share": 0.1, "at_score": 4.0, "per_point": 0.8},
        },
        **limit(150.0),
    )
    free = scarce.with_plan(scarce.plan.model_copy(update={"supply": ()}))
    left = [len(run_compiled(world, 0).log.of(Kind.CHURNED)) for world in (scarce, free)]
    orders = [len(run_compiled(world, 0).log.of(Kind.SHIPPED)) for world in (scarce, free)]

    assert left[0] / orders[0] > 1.5 * left[1] / orders[1]

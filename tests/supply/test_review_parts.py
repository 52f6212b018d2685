"""The parts of a supply review: laws of sums and quantiles, closed forms, and what the engine says itself."""

import numpy as np
import pandas as pd
import pytest

import scenarios
from evenfield.supply.ceilings import ceilings, earnable, shippable_shares
from evenfield.supply.demand import Demand, accuracy, demand_of, fans
from evenfield.supply.levers import Lever
from evenfield.supply.orders import replicate_orders
from evenfield.supply.pointing import pointed_pay
from evenfield.supply.quotas import scarce_quotas
from evenfield.supply.trials import trials
from optimize.supply.limits import without_limits
from optimize.supply.posing import plan_facts
from optimize.supply.scarcity import Worth
from optimize.supply.sheet import SupplySheet
from sim.documents.competition import Price
from sim.engine.choice import run_once
from sim.engine.log import COLUMNS
from sim.replicate import replicate

SMALL = "tests/commands/small.yaml"


def made_up(units, prices=(1.0,)):
    """Return a demand of so many units, shape (n_replications, n_families, n_reps, n_months)."""
    n, families, reps, _ = units.shape
    ids = tuple(f"f{i}" for i in range(families))
    return Demand(tuple(range(n)), ids, tuple(f"r{i}" for i in range(reps)), np.array(prices), units)


@pytest.fixture(scope="module")
def small():
    return scenarios.load(SMALL)


@pytest.fixture(scope="module")
def frames(small):
    return replicate_orders(without_limits(small), range(6)), replicate_orders(small, range(6))


def test_orders_by_rep_add_up_to_the_bookings_of_the_usual_measures(small, frames):
    demand = demand_of(frames[0], {"core": 1000.0})
    usual = replicate(without_limits(small), range(6))
    booked = usual[usual["measure"] == "family_booked_units"]["value"].to_numpy().reshape(6, 2)
    np.testing.assert_array_equal(demand.by_family[:, 0], booked)


def test_when_nothing_is_short_pay_on_what_ships_is_pay_on_what_is_booked(frames):
    """Without a limit an order ships the moment it is booked, so both credits are the same cents."""
    free = frames[0]
    pay = {
        name: free[free["measure"] == name]["value"].to_numpy()
        for name in ("rep_variable_pay", "rep_variable_pay_shipped")
    }
    np.testing.assert_array_equal(*pay.values())


def test_slack_supply_costs_nobody_any_pay(small, frames):
    demand = demand_of(frames[0], {"core": 1000.0})
    found = earnable(demand, frames[0], frames[0], {"core": 1.0})
    assert all(one.lost.same for one in found)
    assert all(one.feasible == pytest.approx(one.quota) for one in found)


def test_short_supply_costs_pay_and_cuts_quotas_to_their_ceiling(small, frames):
    demand = demand_of(frames[0], {"core": 1000.0})
    quota = frames[0].query("measure == 'rep_quota'")["value"].sum() / 6
    found = ceilings(demand, {"core": np.array([30.0, 30.0])}, quota, 0.1)
    reps = earnable(demand, *frames, shippable_shares(found))
    cut = 60.0 / demand.by_family.sum(axis=2).mean()
    assert sum(one.feasible for one in reps) == pytest.approx(cut * quota, rel=1e-9)
    assert all(one.made_short <= one.made_free for one in reps)


def test_quantiles_are_taken_at_each_level_and_never_added():
    """Independent families: the sum's P90 is below the sum of P90s, 3 (400 + 1.28 sd) against 1200 + 1.28 sd sqrt 3."""
    draw = np.random.default_rng(1).normal(400, 80, (20_000, 3, 1, 1))
    found = {(fan.level, fan.family): fan for fan in fans(made_up(draw, (1.0, 1.0, 1.0)))}
    parts = sum(found["family", f"f{i}"].p90 for i in range(3))
    assert parts == pytest.approx(1200 + 3 * 1.2816 * 80, rel=5e-3)
    assert found["all", ""].p90 == pytest.approx(1200 + 1.2816 * 80 * 3**0.5, rel=5e-3)
    assert found["all", ""].mean == pytest.approx(sum(found["family", f"f{i}"].mean for i in range(3)))


def test_the_ceiling_of_the_mean_rule_is_the_known_answer():
    """Quota 1,000, bookings 920 in the mean: attainment 0.92, supply 800, so 800 / 0.92 = 869.6 (operations.md)."""
    units = np.full((10, 1, 2, 1), 460.0)
    [year, month] = ceilings(made_up(units), {"f0": np.array([800.0])}, 1000.0, 0.1)
    assert year.by_mean == pytest.approx(869.565, abs=1e-3)
    assert year.by_risk == pytest.approx(869.565, abs=1e-3)
    assert year.over == pytest.approx(1000 / 869.565, rel=1e-5)
    assert (month.family, month.month) == ("f0", 1)


def test_accuracy_of_a_hand_made_forecast():
    """Forecast 10, actual 8 and 12 in one month: bias 0, WMAPE (2 + 2) / 20."""
    units = np.array([9.0, 11.0, 8.0, 12.0]).reshape(4, 1, 1, 1)
    [found] = accuracy(made_up(units))
    assert found.bias.mean == pytest.approx(0.0)
    assert found.wmape == pytest.approx(0.2)
    with pytest.raises(ValueError, match="at least 4"):
        accuracy(made_up(units[:3]))


def test_the_bias_of_an_unbiased_forecast_covers_zero_and_its_band_eighty_percent():
    draw = np.random.default_rng(2).gamma(20.0, 5.0, (400, 1, 1, 12))
    [found] = accuracy(made_up(draw))
    assert found.bias.low < 0 < found.bias.high
    assert found.covered == pytest.approx(0.8, abs=0.03)


def test_an_option_pays_for_each_unit_it_ships_more():
    def frame(profit, shipped):
        rows = [(k, "profit_contribution", "", 0, profit[k]) for k in range(3)]
        rows += [(k, "family_shipped_units", "a", 1, shipped[k]) for k in range(3)]
        return pd.DataFrame(rows, columns=["replication", "measure", "entity", "month", "value"])

    first, after = frame([100.0, 90.0, 80.0], [10, 10, 10]), frame([130.0, 120.0, 130.0], [12, 15, 9])
    [trial] = trials(first, {"more": after}, [Lever("more", "", {}, extra_cost={"a": 4.0})])
    # Gains 30, 30, 50 less 4 for each of 2, 5 and no units: 22, 10, 50.
    assert trial.profit.mean == pytest.approx((22 + 10 + 50) / 3)
    assert trial.extra_cost == pytest.approx(28 / 3)


def test_credit_weights_of_one_change_nobodys_pay_and_others_go_through_the_payroll(small):
    year = small.model_copy(update={"run": small.run.model_copy(update={"months": 12})})
    frame = replicate_orders(without_limits(year), range(2))
    same = pointed_pay(without_limits(year), frame, {"core": 1.0})
    engine = frame[frame["measure"] == "rep_variable_pay"].groupby("entity")["value"].mean()
    assert all(one.change.same for one in same)
    assert {one.rep: one.now for one in same} == pytest.approx(engine.to_dict())
    assert all(one.weighted == 0 for one in pointed_pay(without_limits(year), frame, {"core": 0.0}))
    assert pointed_pay(small, frame, {"core": 0.5}) == []


def test_quotas_of_the_program_follow_worth_and_keep_the_scarcest_ceiling():
    """Two families, f1 worthless: quotas go by sales of f0 alone, 1 to 3, and their sum is cut to what f0 can ship."""
    units = np.zeros((5, 2, 2, 1))
    units[:, 0, :, 0], units[:, 1, :, 0] = [100.0, 300.0], [50.0, 150.0]
    demand = made_up(units, (1.0, 2.0))
    found = ceilings(demand, {"f0": np.array([320.0])}, 800.0, 0.1)
    worth = [Worth("f0", 1.0, 0.5, 0.1), Worth("f1", 2.0, 0.5, 0.5)]
    quotas = scarce_quotas(demand, found, worth, 800.0)
    assert quotas == {"r0": 16_000, "r1": 48_000}
    assert scarce_quotas(demand, ceilings(demand, {"f0": np.array([500.0])}, 800.0, 0.1), worth, 800.0) == {}


def test_slack_supply_gives_the_same_event_log_as_no_limit(small):
    roomy = small.plan.supply[0].model_copy(update={"units_per_month": 1e9})
    logs = [
        run_once(small.with_plan(small.plan.model_copy(update={"supply": supply})), 3).log
        for supply in ((roomy,), ())
    ]
    for column, _ in COLUMNS:
        np.testing.assert_array_equal(*(getattr(log, column) for log in logs))


def test_the_plan_counts_with_the_prices_that_are_asked(small):
    """At 1.25 of a list price of 1,000 with a margin of 0.6, material stays 400 and the margin is 850."""
    dearer = small.plan.model_copy(update={"prices": (Price(id="core", of_list=1.25),)})
    facts = plan_facts(small.with_plan(dearer), {"core": np.ones(2)}, SupplySheet(), relief=False)
    [core] = facts.families
    assert (core.price, core.material) == pytest.approx((1250.0, 400.0))

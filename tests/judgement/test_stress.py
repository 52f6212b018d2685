"""Stresses: none at strength 0, harder with more, and the plan that regrets least is found."""

import functools

import numpy as np
import pytest
from judged_worlds import sales_force

from evenfield.judgement.regret import regret
from evenfield.judgement.stress import Simulate, stress_plans, usual_units
from evenfield.judgement.stresses import STANDARD, PriceWar, Stress, SupplyOutage, scaled
from evenfield.judgement.tornado import moved, tornado, tornado_worlds
from evenfield.judgement.worlds import stressed
from evenfield.study.run import simulate_many
from sim.prices import asked_cents, margin_shares, win_odds
from sim.quota import quotas_cents
from sim.replicate import replicate
from sim.scenario import Scenario

WORLD = sales_force(run={"months": 3})
REACTS = {"price_response": {"win_elasticity": 2.0, "repeat_elasticity": 1.0}}
KINDS = [pytest.param(stress, id=stress.kind) for stress in STANDARD.stresses]


def here(n: int) -> Simulate:
    return functools.partial(simulate_many, replications=n, workers=1)


@pytest.mark.parametrize("stress", [*KINDS, PriceWar(kind="price-war", answer="match")])
def test_a_stress_of_no_strength_changes_no_bit(stress: Stress) -> None:
    none = scaled(stress, 0.0)
    world = sales_force(run={"months": 2}, market=REACTS)

    assert replicate(stressed(world, none, {"core": 100.0}, 1), [1]).equals(replicate(world, [1]))


@pytest.mark.parametrize("stress", KINDS)
def test_a_stress_is_harder_at_twice_its_strength(stress: Stress) -> None:
    strength = {"recession": 3.0, "price-war": 3.0, "attrition-wave": 2.0}.get(stress.kind, 1.0)
    worlds = [
        stressed(sales_force(market=REACTS), scaled(stress, f), {"core": 50.0}) for f in (0.0, strength)
    ]

    calm, hard = (replicate(w, range(3)).groupby("measure", observed=True)["value"].sum() for w in worlds)
    if stress.kind == "mis-set-quotas":
        assert hard["attainment_spread"] > calm["attainment_spread"]
    elif stress.kind == "attrition-wave":
        assert hard["leavers"] > calm["leavers"]
    else:
        assert hard["shipped_revenue"] < calm["shipped_revenue"]


def test_more_than_everything_is_refused() -> None:
    with pytest.raises(ValueError, match="leads"):
        scaled(STANDARD.stresses[0], 6.0)


def test_mis_set_quotas_keep_their_total_and_differ_by_replication() -> None:
    off = [quotas_cents(stressed(WORLD, STANDARD.stresses[5], {}, k)) for k in (0, 1)]

    assert off[0].sum() == off[1].sum() == quotas_cents(WORLD).sum()
    assert (off[0] != off[1]).any()


def test_a_price_war_lowers_the_odds_of_who_holds_and_the_margin_of_who_matches() -> None:
    world = sales_force(market=REACTS)
    hold, match = (
        stressed(world, PriceWar(kind="price-war", cut=0.1, answer=a), {}) for a in ("hold", "match")
    )

    assert asked_cents(hold) == asked_cents(world)
    assert margin_shares(hold) == pytest.approx(margin_shares(world))
    assert win_odds(hold) == pytest.approx([0.9**2, 0.9**2])
    assert win_odds(match) == win_odds(world)
    # Cost stays at half of 500: of 450 it leaves 200.
    assert margin_shares(match)[0] == pytest.approx(200 / 450)


def test_a_family_without_a_limit_makes_a_share_of_the_usual_in_an_outage() -> None:
    down = stressed(
        WORLD, SupplyOutage(kind="supply-outage", down=0.75, family="plus", months=(2,)), {"plus": 40}
    )

    limit = next(limit for limit in down.plan.supply if limit.id == "plus")
    assert limit.units_per_month * limit.profile[1] == pytest.approx(10.0)
    assert limit.units_per_month * limit.profile[0] > 1e6


def test_regret_by_hand_and_a_choice_that_cannot_be_told() -> None:
    # Calm and storm: a earns 10 and 2, b 8 and 6. Best 10 and 6: a regrets at most 4, b 2.
    profit = np.array([[[10.0, 10.0], [2.0, 2.0]], [[8.0, 8.0], [6.0, 6.0]]])
    sure = regret(("a", "b"), ("calm", "storm"), profit, 1)
    luck = np.array([[[0.0, 9.0, -9.0]], [[0.1, -9.0, 9.0]]])
    unsure = regret(("a", "b"), ("calm",), luck, 1)

    assert sure.table.tolist() == [[0.0, 4.0], [2.0, 0.0]]
    assert (sure.choice, sure.lead[0], sure.is_told) == ("b", 2.0, True)
    assert (unsure.choice, unsure.is_told) == ("b", False)


def test_plans_are_stressed_under_the_same_luck_and_two_views_may_want_two_plans() -> None:
    def commission(rate: str) -> Scenario:
        payout = {"kind": "commission", "rate": rate}
        measure = {"credit": "sales", "window": "ytd", "against": "full_quota"}
        pay = {"components": [{"id": "c", "measure": measure, "payout": payout}]}
        return sales_force(run={"months": 6}, plan={"pay": pay})

    plans = {"lean": commission("0.05"), "rich": commission("0.45")}
    found = stress_plans(plans, [scaled(STANDARD.stresses[0], 2.0)], 4, here(4))

    assert found.views is not None
    assert (found.views.by_bookings, found.views.by_profit, found.views.conflict) == ("rich", "lean", True)
    assert found.outcome("lean", "recession").change["bookings"].high < 0
    assert found.regret is not None
    assert found.regret.choice == "lean"


def test_the_bars_of_a_linear_toy_add_up_to_all_together() -> None:
    """Row 117: margin and base pay act on profit alone, each by its own sum; together they do what both do."""
    steady = sales_force(
        run={"months": 2}, people={"behaviour": {"kind": "steady"}, "travel": None}, plan={"supply": []}
    )
    levers = ("margin share", "base pay")
    worlds = {"": steady, "both": moved(moved(steady, levers[0], 1.1), levers[1], 1.1)}
    worlds |= {lever: moved(steady, lever, 1.1) for lever in levers}

    frames = {name: replicate(world, [0, 1]) for name, world in worlds.items()}
    profit = {
        name: frame.loc[frame["measure"] == "profit_contribution", "value"].to_numpy()
        for name, frame in frames.items()
    }
    alone = sum(profit[lever] - profit[""] for lever in levers)
    assert profit["both"] - profit[""] == pytest.approx(alone)
    assert (np.abs(alone) > 1.0).all()


def test_a_tornado_is_sorted_and_tells_what_the_levers_do_together() -> None:
    frames = simulate_many(tornado_worlds(sales_force(run={"months": 1}), 0.1), 2, workers=1)
    found = tornado(frames, 0.1)

    swings = [bar.swing for bar in found.bars]
    one_at_a_time = sum(bar.up.mean for bar in found.bars)
    assert swings == sorted(swings, reverse=True)
    assert found.together.mean == pytest.approx(one_at_a_time + found.interaction.mean, abs=0.02)
    assert next(bar for bar in found.bars if bar.lever == "base pay").up.mean < 0


def test_usual_units_are_those_of_a_mean_month() -> None:
    frame = replicate(WORLD, [0])
    booked = frame.loc[(frame["measure"] == "family_booked_units") & (frame["entity"] == "core"), "value"]

    assert usual_units(frame)["core"] == pytest.approx(booked.mean())

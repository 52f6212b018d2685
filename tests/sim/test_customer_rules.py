"""The rules of customers as laws and worked numbers: loyalty, leaving, adoption, referral, price, rivals, polls."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import sales_force

from sim.adoption import refers_now, wants_now
from sim.loyalty import broken_share, leaves_now, loyalty_after, loyalty_odds, odds_times, relationship_odds
from sim.pipeline import chance_to_advance
from sim.polls import chance_to_answer, hundredths
from sim.prices import asked_cents, margin_shares, price_factor, rival_weights, taken_by, win_odds

SHARE, FACTOR = st.floats(0, 1), st.floats(0.01, 100)


@given(chance=SHARE)
def test_odds_times_one_leaves_every_bit(chance):
    assert odds_times(chance, 1.0) == chance
    assert chance_to_advance(0.3, 1.0, 1.7 * relationship_odds(0.4, 0.0)) == chance_to_advance(0.3, 1.0, 1.7)


@given(chance=st.floats(0.01, 0.99), factor=FACTOR)
def test_odds_are_multiplied(chance, factor):
    changed = odds_times(chance, factor)

    assert changed / (1 - changed) == pytest.approx(factor * chance / (1 - chance))


def test_loyalty_after_n_good_deliveries_is_what_is_left_of_disloyalty():
    loyalty = 0.0
    for _ in range(5):
        loyalty = loyalty_after(0.3, 0.5, loyalty, True)

    assert loyalty == pytest.approx(1 - 0.7**5)
    assert loyalty_after(0.3, 0.5, loyalty, False) == pytest.approx(loyalty / 2)
    assert loyalty_odds(0.0, loyalty) == 1.0


@given(before=SHARE, gain=SHARE, loss=SHARE)
def test_loyalty_stays_between_0_and_1(before, gain, loss):
    after = [loyalty_after(gain, loss, before, pleased) for pleased in (True, False)]

    assert 0 <= after[1] <= before <= after[0] <= 1


def test_what_is_broken_halves_every_half_life():
    assert broken_share(0.0, 90.0) == 1.0
    assert broken_share(90.0, 90.0) == pytest.approx(0.5)
    assert broken_share(270.0, 90.0) == pytest.approx(0.125)
    assert relationship_odds(0.4, 0.5) == pytest.approx(0.7)


@given(odds=st.floats(0, 8), effect=st.floats(0, 5))
def test_thinning_never_asks_for_more_than_the_dominating_rate(odds, effect):
    assert 0 <= leaves_now(effect, True, odds, 8.0) <= leaves_now(effect, False, odds, 8.0) <= 1
    assert leaves_now(0.0, True, odds, 8.0) == leaves_now(0.0, False, odds, 8.0)


def test_bass_rises_from_innovation_alone_to_both():
    assert wants_now(0.1, 0.4, 0, 100) == pytest.approx(0.2)
    assert wants_now(0.1, 0.4, 50, 100) == pytest.approx(0.6)
    assert wants_now(0.1, 0.4, 100, 100) == pytest.approx(1.0)
    assert wants_now(0.1, 0.4, 0, 0) == 0


@given(score=st.floats(-10, 20))
def test_only_the_content_refer(score):
    chance = refers_now(0.6, 3.0, score)

    assert 0 <= chance <= 0.6
    assert (chance > 0) == (score > 3)


def test_price_and_elasticity():
    assert price_factor(1.0, -2.5) == 1.0
    assert price_factor(0.9, 0.0) == 1.0
    assert price_factor(0.5, -2.0) == pytest.approx(4.0)


COMPETITION = {
    "price_response": {"win_elasticity": 2.0},
    "competition": {"rivals": [{"id": "acme", "share": 0.5}, {"id": "zeta", "share": 0.2}]},
}


def test_prices_are_whole_cents_and_cost_is_what_the_list_price_leaves():
    world = sales_force(plan={"prices": [{"id": "core", "of_list": 0.8}]})

    assert asked_cents(world) == [40_000, 200_000]
    # Core costs 50 % of the list price of 500, which is 62.5 % of 400: the margin falls to 37.5 %.
    assert margin_shares(world) == pytest.approx([0.375, 0.6])


def test_rivals_at_list_price_leave_our_odds_alone():
    world = sales_force(market=COMPETITION)

    assert rival_weights(world) == pytest.approx([0.5, 0.2, 0.3])
    assert win_odds(world) == [1.0, 1.0]


def test_a_cheaper_rival_takes_more_and_lowers_our_odds():
    rivals = [{"id": "acme", "share": 0.5, "price_ratio": 0.5}, {"id": "zeta", "share": 0.2}]
    world = sales_force(market=COMPETITION | {"competition": {"rivals": rivals}})

    # 0.5 x 0.5^-2 = 2; 0.2; 0.3 for nobody: our odds are divided by 2.5.
    assert rival_weights(world) == pytest.approx([2.0, 0.2, 0.3])
    assert win_odds(world) == pytest.approx([0.4, 0.4])


@given(luck=st.integers(0, 99).map(lambda hundredth: (hundredth + 0.5) / 100))
def test_a_lost_deal_goes_to_one_rival_or_to_nobody(luck):
    taken = taken_by([0.5, 0.2, 0.3], 1.0, luck)

    assert taken == (0 if luck < 0.5 else 1 if luck < 0.7 else -1)


def test_the_content_answer_more_when_the_bias_is_above_zero():
    assert chance_to_answer(0.3, 4.0, 0.5, 4.0) == pytest.approx(0.3)
    assert chance_to_answer(0.3, 4.0, 0.0, 1.0) == pytest.approx(0.3)
    odds = 0.3 / 0.7 * math.exp(0.5)
    assert chance_to_answer(0.3, 4.0, 0.5, 5.0) == pytest.approx(odds / (1 + odds))


def test_scores_are_kept_in_hundredths():
    assert [hundredths(score) for score in (4.0, 3.996, -0.3)] == [400, 400, -30]

"""Morale, goals, rewards, appraisal, shocks and risk: in closed form, and in the whole simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from staffed import STEADY, force, merge
from worlds import sales_force

from sim.engine.log import Kind
from sim.engine.model import run_reference
from sim.people.learning import kept
from sim.people.motivation import (
    certainty_equivalent,
    chance_of_quota,
    deferral_value,
    goal_factor,
    grown_used_to,
    lottery_equivalent,
    morale_after,
    perceived_pay,
)

AT_START = {"run": {"warmup_days": 0}}


def run_of(replication=0, n_reps=3, **motivation):
    return run_reference(
        sales_force(6, n_reps, **AT_START, people=merge(STEADY, {"motivation": motivation})), replication
    )


# Morale


def test_row_82_the_linear_case_settles_at_what_is_experienced():
    morale = np.zeros(1)
    for _ in range(200):
        morale = morale_after(0.7, morale, np.array([0.35]))

    assert morale == pytest.approx(0.35)


def test_row_82_under_a_constant_climate_morale_follows_the_closed_form():
    # Eleven month ends within the year: climate x (1 - memory ** 11), on the way to the steady state, the climate.
    run = run_of(morale={"climate": 0.4, "memory": 0.8})

    assert run.people.morale == pytest.approx(0.4 * (1 - 0.8**11))


def test_morale_without_weights_is_the_baseline_bit_for_bit():
    plain = run_reference(sales_force(**AT_START, people=STEADY), 0).log

    assert run_of(morale={"climate": 0.4, "equity": 0.5, "success": 0.5}).log.same_as(plain)


def test_better_morale_sells_more():
    def won(climate):
        runs = [run_of(r, morale={"climate": climate, "memory": 0.0, "log_odds": 0.5}) for r in range(2)]
        return sum((run.log.kind == Kind.WON).sum() for run in runs)

    assert won(1.0) > won(0.0) > won(-1.0)


def test_equal_pay_leaves_equity_neutral():
    # Nobody sells and everybody has the same base: no gap to the peers.
    world = sales_force(
        **AT_START,
        market={"leads_per_year": 0.001},
        customers={"opening": 0.0},
        people=merge(STEADY, {"motivation": {"morale": {"equity": 1.0}}}),
    )

    assert run_reference(world, 0).people.morale.tolist() == [0.0, 0.0, 0.0]


def test_peers_are_those_of_the_same_role():
    rule = merge(STEADY, {"motivation": {"morale": {"equity": 1.0}}})
    alone = force(reps={"role": ["a", "b", "c"]}, people=rule)

    assert run_reference(alone, 0).people.morale == pytest.approx([0.0, 0.0, 0.0])


# Goals


def test_row_81_effort_is_highest_for_a_goal_made_every_second_time():
    chances = np.linspace(0.0, 1.0, 101)
    factor = goal_factor(0.13, chances)

    assert chances[np.argmax(factor)] == 0.5
    assert factor.max() == pytest.approx(1.13)


def test_row_81_sure_and_hopeless_goals_move_nobody():
    far = goal_factor(0.13, chance_of_quota([-50.0, 50.0], 0.2))

    assert far.tolist() == [1.0, 1.0]


def test_row_81_the_gain_is_recovered_from_noisy_effort():
    # Least squares of effort - 1 on 4 p (1 - p), 400 reps, noise of 5 %; standard error 0.05 / sqrt(sum x**2).
    rng = np.random.Generator(np.random.Philox(81))
    heading = rng.uniform(0.4, 1.6, 400)
    p = chance_of_quota(heading, 0.2)
    effort = goal_factor(0.13, p) + rng.normal(0.0, 0.05, 400)
    x = 4 * p * (1 - p)

    gain, error = (x @ (effort - 1)) / (x @ x), 0.05 / math.sqrt(x @ x)
    assert abs(gain - 0.13) < 3 * error
    assert error < 0.13 / 20


@given(st.floats(-3, 5), st.floats(0.05, 1))
def test_row_81_the_factor_stays_between_one_and_its_peak(heading, spread):
    assert 1.0 <= goal_factor(0.2, chance_of_quota(heading, spread)) <= 1.2


# Rewards


@pytest.mark.parametrize("half_life", [1.0, 6.0, 24.0])
def test_row_86_the_effect_of_a_raise_halves_at_the_half_life(half_life):
    reference, raised = np.array([10.0]), np.array([10.2])
    months = int(half_life)
    for _ in range(months):
        reference = grown_used_to(reference, raised, kept(half_life))

    assert raised - reference == pytest.approx(0.2 / 2)


def test_row_85_a_lottery_of_the_same_mean_is_the_same_to_who_does_not_mind_risk():
    def run(chance, aversion):
        return run_of(
            n_reps=6,
            spot_bonus={"amount": 500.0, "chance": chance, "risk_aversion": aversion},
            morale={"reward": 0.5, "effort": 0.5, "reward_half_life_months": 240.0},
        )

    rule, lottery = run(1.0, 0.0), run(0.1, 0.0)

    assert rule.log.same_as(lottery.log)
    assert np.ptp(rule.people.spot_bonus) == 0
    assert np.ptp(lottery.people.spot_bonus) > 0


def test_row_85_the_mean_paid_is_the_same():
    # 8 runs x 6 reps x 11 months of 500 at chance 0.25: standard error 500 sqrt(3 / 528).
    paid = [
        run_of(r, 6, spot_bonus={"amount": 500.0, "chance": 0.25}).people.spot_bonus.sum() for r in range(8)
    ]

    assert sum(paid) / 528 == pytest.approx(500.0, abs=3 * 500 * math.sqrt(3 / 528))


def test_row_85_who_minds_risk_values_the_lottery_less():
    assert lottery_equivalent(500.0, 0.1, 0.0) == lottery_equivalent(500.0, 1.0, 0.01) == 500.0
    # r = 0.001: -1000 ln(1 - 0.1 + 0.1 exp(-5)) = 104.61
    assert lottery_equivalent(500.0, 0.1, 0.001) == pytest.approx(104.61, abs=0.01)


# Pay first or later


def test_row_84_the_certainty_equivalent_is_that_of_a_normal_amount():
    # E[-exp(-r x)] of a normal x is -exp(-r (mean - r variance / 2)).
    mean, sd, r = 60_000.0, 20_000.0, 4e-5
    at = np.linspace(mean - 12 * sd, mean + 12 * sd, 20_001)
    density = np.exp(-(((at - mean) / sd) ** 2) / 2)
    utility = (density * np.exp(-r * at)).sum() / density.sum()

    assert certainty_equivalent(mean, sd * sd, r) == pytest.approx(-math.log(utility) / r, rel=1e-6)


def test_row_84_a_bonus_that_comes_later_is_worth_less():
    # A year at 1 % a month and a chance to leave of 4 % a month: (0.99 x 0.96) ** 12 = 0.543.
    assert deferral_value(12.0, 0.99, 0.04) == pytest.approx(0.5431, abs=1e-4)
    assert deferral_value(0.0, 0.9) == 1.0


def test_row_84_base_is_worth_its_amount_and_variable_pay_less():
    worth = perceived_pay(60_000.0, np.array([60_000.0]), 0.5, 1e-5, 0.99, 12.0)

    # 60,000 - 0.00001 / 2 x 30,000 ** 2 = 55,500; times 0.99 ** 12.
    assert worth == pytest.approx(60_000 + 55_500 * 0.99**12)


# Appraisal and crisis


def test_row_87_appraisal_of_no_intensity_is_the_same_run():
    morale = {"support": 0.5, "effort": 0.3}
    off = run_of(morale=morale, appraisal={"intensity": 0.0, "effort": 0.1, "warmth": 0.5})

    assert off.log.same_as(run_of(morale=morale).log)


def test_row_87_appraisal_trades_warmth_for_effort():
    strict = run_of(morale={"support": 1.0}, appraisal={"intensity": 0.5, "effort": 0.1, "warmth": 0.6})

    # Effort 0.9 x 1.05; support is lower by 0.3, which morale has gone eleven months towards.
    assert strict.effort == pytest.approx(0.945)
    assert strict.people.morale == pytest.approx(-0.3 * (1 - 0.7**11))


def test_row_94_a_shock_of_no_size_is_the_baseline():
    morale = {"climate": 0.2, "effort": 0.3}
    nothing = {"first_month": 3, "months": 3, "size": 0.0, "support_share": 1.0}

    assert run_of(morale=morale, shock=nothing).log.same_as(run_of(morale=morale).log)


def test_row_94_managers_who_turn_to_support_soften_a_shock():
    def morale(share):
        shock = {"first_month": 10, "months": 2, "size": 1.0, "support_share": share}
        return run_of(morale={"memory": 0.5}, shock=shock).people.morale[0]

    assert morale(0.0) == pytest.approx(-0.75)  # two months at -1: -0.5, then -0.75
    assert morale(0.6) == pytest.approx(0.4 * -0.75)


def test_row_94_the_support_is_taken_from_coaching():
    manager = {
        "managers": [{"id": "M", "hours_per_month": 30.0}],
        "coaching": {"log_odds": 0.2, "scale_hours": 5.0},
    }

    def hours(share):
        shock = {"first_month": 4, "months": 2, "size": 1.0, "support_share": share}
        people = merge(STEADY, {"development": manager, "motivation": {"shock": shock}})
        world = force(reps={"manager": ["M"] * 3}, people=people)
        return run_reference(world, 0).people.given_hours[0]

    assert hours(0.0) == pytest.approx(12 * 30)
    assert hours(1.0) == pytest.approx(10 * 30)

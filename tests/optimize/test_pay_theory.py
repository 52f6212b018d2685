"""Incentive theory as known answers, continued: T8, T10, T11, T13, lotteries, and risky pay (concepts 84 and 85)."""

import numpy as np
import pytest
from scipy.stats import norm

from optimize.elastic import InfeasibleError
from optimize.incentive import Agent, best_contract
from optimize.incentive.forecast import (
    TwoTypes,
    answer_to_gonik,
    best_menu,
    best_single_line,
    menu_over_single_line,
)
from optimize.incentive.gamma import GammaRep, answers, best_plan, best_simple_plan
from optimize.incentive.lottery import best_lottery
from optimize.incentive.worth import deferred_worth, lottery_equivalent, normal_equivalent

QUOTAS = np.concatenate([[0.0], np.linspace(0.2, 1.3, 23)])


def test_t8_the_closed_form_of_the_best_plan():
    """t* .4261, A .5614, B .1278, E s 1.3507, profit 1.7476, salary share A^2 / E s .233."""
    told = best_plan(GammaRep(), np.linspace(0.4, 0.45, 2001))

    assert told.effort == pytest.approx(0.4261, abs=1e-4)
    assert told.terms == pytest.approx((0.5614, 0.1278), abs=1e-4)
    assert (told.expected_pay, told.profit) == pytest.approx((1.3507, 1.7476), abs=1e-4)
    assert told.terms[0] ** 2 / told.expected_pay == pytest.approx(0.233, abs=1e-3)


def loss(rep, quotas=QUOTAS):
    """Return the share of profit that the best simple plan loses."""
    best = best_plan(rep)
    efforts = np.linspace(max(0.6 * best.effort, 0.005), 1.3 * best.effort + 0.02, 21)
    return 1.0 - best_simple_plan(rep, quotas, efforts).profit / best.profit


@pytest.mark.parametrize("shape", [2.0, 8.0])
@pytest.mark.parametrize("outside", [1.8, 3.0])
def test_t10_a_salary_and_a_commission_above_a_quota_lose_little(shape, outside):
    # Raju and Srinivasan 1996: about 1 % in all; benchmarks/theory.py has the 108 cases
    assert 0.0 <= loss(GammaRep(shape=shape, outside=outside)) <= 0.02


def test_t10_the_rep_does_what_the_simple_plan_wants():
    rep = GammaRep()
    told = best_simple_plan(rep, QUOTAS, np.linspace(0.2, 0.6, 41))

    seen = answers(rep, np.array([told.terms]), np.linspace(0.0, 1.5, 151))

    assert seen.effort[0] == pytest.approx(told.effort, abs=0.03)
    assert seen.profit[0] == pytest.approx(told.profit, rel=0.005)


def test_t11_a_linear_plan_loses_more_the_surer_sales_are():
    losses = [loss(GammaRep(shape=cv**-2), np.array([0.0])) for cv in (1.0, 0.5, 0.25)]

    assert losses[0] < losses[1] < losses[2]


def test_t13_gonik_makes_reps_tell_what_they_know():
    told = [answer_to_gonik(known, (0.3, 0.6, 0.9), 1.0, 0.5) for known in (0.0, 0.5, 2.0)]

    assert np.ptp([one.forecast_over_known for one in told]) < 1e-6
    assert [one.effort for one in told] == pytest.approx([0.6] * 3, abs=1e-6)
    # With w halfway between u and v the forecast lies r sd^2 w below what effort and territory bring.
    assert told[0].forecast_over_known == pytest.approx(0.6 - 0.25 * 0.6, abs=1e-6)


@pytest.mark.parametrize(
    ("high", "gap", "gain"),
    [(0.5, 0.3, 0.009), (0.5, 0.6, 0.036), (0.3, 1.0, 0.0154286), (0.7, 0.3, 0.04116)],
)
def test_t13_what_a_menu_gains_over_one_line(high, gap, gain):
    types = TwoTypes(high, gap)

    assert best_menu(types) - best_single_line(types) == pytest.approx(gain, abs=1e-6)
    assert menu_over_single_line(types) == pytest.approx(gain, abs=1e-6)


def test_rates_of_gonik_out_of_order_are_refused():
    with pytest.raises(ValueError, match="rates go up"):
        answer_to_gonik(0.0, (0.6, 0.3, 0.9), 1.0, 0.5)


TWO_BY_TWO = Agent(np.array([[0.6, 0.4], [0.2, 0.8]]), np.array([0.0, 0.5]), outside=2.0, utility="root")
REVENUE = np.array([0.0, 20.0])


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_lotteries_come_to_the_best_contract_as_amounts_grow_finer(solver):
    costs = [best_lottery(TWO_BY_TWO, REVENUE, np.linspace(0, 12, n), solver).expected_pay for n in (20, 400)]
    exact = best_contract(TWO_BY_TWO, REVENUE)

    assert costs[0] > costs[1] >= exact.expected_pay - 1e-6
    assert costs[1] == pytest.approx(exact.expected_pay, abs=1e-4)


def test_a_lottery_over_the_contracts_own_amounts_is_the_contract():
    # T3: wages 1.5^2 and 2.75^2, expected 6.5
    told = best_lottery(TWO_BY_TWO, REVENUE, np.array([0.0, 2.25, 7.5625, 12.0]))

    assert told.expected_pay == pytest.approx(6.5, abs=1e-6)
    assert told.action == pytest.approx([0.0, 1.0], abs=1e-9)


def test_amounts_that_keep_nobody_are_refused():
    with pytest.raises(InfeasibleError, match="keeps the agent"):
        best_lottery(TWO_BY_TWO, REVENUE, np.array([0.0, 1.0]))
    with pytest.raises(ValueError, match="possible"):
        best_lottery(Agent(np.array([[1.0, 0.0]]), np.zeros(1), 0.0), REVENUE, np.ones(1))


def test_row_84_risky_pay_is_worth_its_mean_less_half_r_times_its_variance():
    """CARA utility of normal pay, against stratified draws."""
    mean, sd, r = 100.0, 20.0, 0.01
    pay = mean + sd * norm.ppf((np.arange(200_000) + 0.5) / 200_000)

    worth = -np.log(np.mean(np.exp(-r * (pay - mean)))) / r + mean

    assert normal_equivalent(mean, sd, r) == pytest.approx(worth, abs=1e-3)


def test_row_84_pay_a_year_later_is_worth_little_more_than_half():
    # (0.98 / 1.03) ^ 12 = 0.55 at 3 % a month and 2 % a month who leave and forfeit it
    assert deferred_worth(12, 0.03, 0.02) == pytest.approx(0.55, abs=0.001)
    assert deferred_worth(0, 0.03, 0.02) == 1.0
    with pytest.raises(ValueError, match="a rate and a chance"):
        deferred_worth(-1, 0.03)


def test_row_85_a_lottery_with_the_same_mean_only_matters_to_who_fears_risk():
    sure = 0.25 * 4000.0

    assert lottery_equivalent(4000.0, 0.25, 0.0) == sure
    assert lottery_equivalent(4000.0, 0.25, 1e-9) == pytest.approx(sure, rel=1e-5)
    # by hand: -ln(0.75 + 0.25 e^-4) / 0.001 = 281.6
    assert lottery_equivalent(4000.0, 0.25, 0.001) == pytest.approx(281.6, abs=0.1)

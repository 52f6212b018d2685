"""
Incentive theory as known answers, by number of the target: T1, T3 to T9.

T4's numbers are printed in lecture notes on moral hazard (wages 13 and 8, expected 12; with biased beliefs 14 and 22/3,
expected 12.6667); the others are derived from the papers' own formulas.
"""

import numpy as np
import pytest
from scipy.stats import gamma, lognorm, norm

from optimize.elastic import InfeasibleError
from optimize.incentive import (
    Agent,
    best_contract,
    best_linear_plan,
    first_best_bonus,
    least_cost_bonus,
    least_cost_contract,
)

RNG = np.random.default_rng(20260101)


@pytest.mark.parametrize(
    ("r", "d", "variance", "rate"),
    [(1, 1, 1, 0.5000), (2, 1, 0.25, 0.6667), (1, 1, 0.25, 0.8000), (4, 1, 1, 0.2000)],
)
def test_t1_a_blind_search_finds_the_linear_rate(r, d, variance, rate):
    # One draw in each of 20,000 equally likely strata: no two of them are near each other, so n need not be larger.
    shocks = norm.ppf((np.arange(20_000) + RNG.random(20_000)) / 20_000)
    plan = best_linear_plan(np.sqrt(variance) * shocks, risk_aversion=r, effort_cost=d)
    assert plan.rate == pytest.approx(rate, abs=0.005)
    assert plan.effort == pytest.approx(plan.rate / d, abs=1e-3)


def two_by_two(solver="highs"):
    agent = Agent(np.array([[0.6, 0.4], [0.2, 0.8]]), np.array([0.0, 0.5]), outside=2.0, utility="root")
    return least_cost_contract(agent, 1, solver=solver)


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_t3_grossman_and_hart_two_by_two(solver):
    contract = two_by_two(solver)
    assert contract.expected_pay == pytest.approx(6.5, abs=1e-6)
    np.testing.assert_allclose(contract.utility, [1.5, 2.75], atol=1e-4)
    assert 0 <= contract.gap < 1e-8


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_t4_the_published_wages(solver):
    # Action 0 is shirking: outcome (high, low) with chances (.4, .6); action 1 works at a cost of 2: (.8, .2).
    true, cost = np.array([[0.4, 0.6], [0.8, 0.2]]), np.array([0.0, 2.0])
    contract = least_cost_contract(Agent(true, cost, outside=10.0), 1, solver=solver)
    assert contract.expected_pay == pytest.approx(12.0)
    believed = np.array([[0.4, 0.6], [0.7, 0.3]])
    biased = least_cost_contract(Agent(true, cost, outside=10.0, belief=believed), 1, solver=solver)
    np.testing.assert_allclose(biased.pay, [14, 22 / 3])
    assert biased.expected_pay == pytest.approx(12 + 2 / 3)


def test_t5_limited_liability_pays_in_the_state_of_the_largest_likelihood_ratio():
    for _ in range(200):
        low, high = RNG.dirichlet(np.ones(5), 2)
        cost = float(RNG.uniform(0.1, 2.0))
        agent = Agent(np.array([low, high]), np.array([0.0, cost]), outside=-10.0, least_pay=0.0)
        contract = least_cost_contract(agent, 1)
        ratio = (high - low) / high
        assert contract.expected_pay == pytest.approx(cost / ratio.max(), rel=1e-6)
        assert np.flatnonzero(contract.pay > 1e-7).tolist() == [int(ratio.argmax())]


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_t6_the_quota_is_where_the_hazard_is_largest(solver):
    grid = np.linspace(0.01, 4.0, 4000)
    shock = lognorm(1.0)
    found = least_cost_bonus(shock.pdf(grid), shock.sf(grid), grid, solver)
    assert found.quota == pytest.approx(0.618, abs=0.002)
    assert found.attained == pytest.approx(0.685, abs=0.001)
    assert found.per_pay == pytest.approx(1.460, abs=0.002)
    assert found.quotas_used == 1


def test_t6_an_increasing_hazard_has_no_interior_quota():
    grid = np.linspace(-3, 3, 601)
    assert least_cost_bonus(norm.pdf(grid), norm.sf(grid), grid).quota == grid[-1]


def test_t7_a_quota_bonus_reaches_the_first_best():
    found = first_best_bonus(1.0, lambda e: e * e / 2, lambda e: e, outside=0.2, sd=0.5)
    assert found.quota == pytest.approx(0.9328, abs=1e-4)
    assert found.bonus == pytest.approx(1.2647, abs=1e-4)
    assert found.attained == pytest.approx(0.553, abs=1e-3)
    assert 1.0 - found.bonus * found.attained == pytest.approx(0.3000, abs=1e-9)


def gamma_agent(c, d=0.3, step=0.005, bins=60):
    """Basu, Lal, Srinivasan and Staelin: gamma sales with mean h + k t and shape c, utility 2 sqrt(s), cost d t^2."""
    m, h, k = 2.2, 4.0, 1.0
    efforts = np.arange(0.0, 0.8 + step / 2, step)
    edges = gamma(c, scale=(h + k * 0.4) / c).ppf(np.linspace(0, 1, bins + 1))
    chance = np.array([np.diff(gamma(c, scale=(h + k * t) / c).cdf(edges)) for t in efforts])
    # u = 2 sqrt(s): in the units of sqrt(s), costs and the outside option are half.
    return efforts, edges, Agent(chance, d * efforts**2 / 2, outside=m / 2, utility="root")


def mean_in_bins(edges, c, mean):
    """Mean sales in each bin, from the gamma's partial expectation."""
    upper = gamma(c + 1, scale=mean / c).cdf(edges)
    chance = np.diff(gamma(c, scale=mean / c).cdf(edges))
    return mean * np.diff(upper) / chance


def test_t8_the_blss_contract():
    """Closed form at delta one half: t* .4261, A .5614, B .1278, E s 1.3507, profit 1.7476, salary share .233."""
    efforts, edges, agent = gamma_agent(c=4.0)
    target = int(np.argmin(np.abs(efforts - 0.425)))
    contract = least_cost_contract(agent, target)
    t, c = float(efforts[target]), 4.0
    mean = 4.0 + t
    # The closed form at this effort: s = (A + B x)^2 with lambda = (m + V)/2, nu = V'/(2 I), I = c k^2 / mean^2.
    lam, information = (2.2 + 0.3 * t * t) / 2, c / mean**2
    nu = 0.6 * t / (2 * information)
    assert contract.expected_pay == pytest.approx(lam**2 + nu**2 * information, rel=1e-3)
    x = mean_in_bins(edges, c, mean)
    slope, level = np.polyfit(x, contract.utility, 1)
    assert slope == pytest.approx(nu * c / mean**2, abs=0.004)
    assert level == pytest.approx(lam - nu * c / mean, abs=0.02)


def test_t8_the_best_effort_of_the_firm():
    efforts, edges, agent = gamma_agent(c=4.0, step=0.1, bins=24)
    revenue = 0.7 * mean_in_bins(edges, 4.0, 4.4)
    best = best_contract(agent, revenue)
    assert efforts[best.action] == pytest.approx(0.4261, abs=0.05)


@pytest.mark.parametrize(
    ("less", "more"),
    [({"c": 8.0}, {"c": 3.0}), ({"c": 4.0, "d": 0.2}, {"c": 4.0, "d": 0.5})],
    ids=["less certain sales", "dearer effort"],
)
def test_t9_signs_of_the_least_cost(less, more):
    """At one effort, less certain sales and dearer effort both cost the firm more."""
    costs = []
    for facts in (less, more):
        efforts, _, agent = gamma_agent(**facts, step=0.1)
        costs.append(least_cost_contract(agent, int(np.argmin(np.abs(efforts - 0.4)))).expected_pay)
    assert costs[0] < costs[1]


def test_an_action_that_no_pay_brings_about_is_told_with_its_rows():
    same = np.array([[0.5, 0.5], [0.5, 0.5]])
    with pytest.raises(InfeasibleError) as told:
        least_cost_contract(Agent(same, np.array([0.0, 1.0]), outside=0.0), 1)
    assert "incentive against action 0" in told.value.relaxation.clashing


@pytest.mark.parametrize("chance", [np.array([[0.5, 0.6]]), np.array([0.5, 0.5])])
def test_chances_that_are_none_are_refused(chance):
    with pytest.raises(ValueError, match="chance"):
        Agent(chance, np.array([0.0]), outside=0.0)

"""Capacity under uncertainty, short supply shared out, and quota ceilings: closed forms and laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimize.elastic import InfeasibleError
from optimize.supply.allocation import by_priority, fair_share, max_min, most_margin
from optimize.supply.ceiling import chance_ceiling, sampled_ceiling
from optimize.supply.uncertain import capacity_now

RNG = np.random.default_rng(20260101)


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_row_53_one_family_is_the_newsvendor(solver):
    """Ratio 0.6 over 101 samples: the answer is the sample quantile, the 61st of them."""
    demand = RNG.normal(1000, 200, 101)
    found = capacity_now(demand[:, None], np.array([10.0]), np.array([1.0]), 4.0, solver=solver)
    assert found.hours == pytest.approx(np.sort(demand)[60])
    assert found.value_of_information >= 0
    assert found.value_of_stochastic >= 0
    assert (found.regret >= -1e-9).all()


def test_profit_by_sample_is_what_the_program_says_with_several_families():
    demand = RNG.gamma(4.0, 25.0, (60, 4))
    margin, hours = np.array([9.0, 8.0, 3.0, 1.0]), np.array([2.0, 1.0, 1.0, 2.0])
    found = capacity_now(demand, margin, hours, 2.0, most_hours=500.0)
    assert found.profit == pytest.approx(found.solution.objective, rel=1e-9)
    for hours_bought in (found.hours - 5, found.hours + 5):
        other = capacity_now(demand, margin, hours, 2.0, most_hours=hours_bought)
        assert other.profit <= found.profit + 1e-9


def test_demand_that_is_known_leaves_nothing_to_know():
    demand = np.tile(np.array([[50.0, 20.0]]), (7, 1))
    found = capacity_now(demand, np.array([5.0, 3.0]), np.array([1.0, 1.0]), 1.0)
    assert found.hours == pytest.approx(70.0)
    assert found.value_of_information == pytest.approx(0.0, abs=1e-9)
    assert found.value_of_stochastic == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("demand", "margin", "word"),
    [
        (np.zeros((0, 1)), [1.0], "sample"),
        (np.array([[-1.0]]), [1.0], "demand"),
        (np.ones((2, 1)), [1.0, 2.0], "shape"),
    ],
)
def test_what_is_no_problem_is_refused_in_words(demand, margin, word):
    with pytest.raises(ValueError, match=word):
        capacity_now(demand, np.array(margin), np.ones(len(margin)), 1.0)


def test_fair_share_scales_all_alike():
    np.testing.assert_allclose(fair_share(80.0, np.array([50.0, 30.0, 20.0])).units, [40, 24, 16])


def test_priority_serves_the_first_class_whole():
    units = by_priority(60.0, np.array([50.0, 30.0, 20.0]), [2, 1, 2]).units
    np.testing.assert_allclose(units, [30 * 50 / 70, 30, 30 * 20 / 70])


def test_max_min_lifts_the_smallest_first():
    np.testing.assert_allclose(max_min(60.0, np.array([50.0, 10.0, 40.0])).units, [25, 10, 25])


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_most_margin_is_greedy_and_its_price_is_the_marginal_claimants_margin(solver):
    found = most_margin(70.0, np.array([50.0, 30.0, 20.0]), np.array([12.0, 10.0, 7.0]), solver=solver)
    np.testing.assert_allclose(found.units, [50, 20, 0], atol=1e-9)
    assert found.price == pytest.approx(10.0)


def test_floors_that_cannot_be_kept_are_named():
    with pytest.raises(InfeasibleError) as told:
        most_margin(30.0, np.array([50.0, 30.0]), np.array([2.0, 1.0]), floors=np.array([20.0, 15.0]))
    assert "floor of claimant 0" in told.value.relaxation.clashing
    by = told.value.relaxation.by
    assert sum(by.values()) == pytest.approx(5.0)
    lower = np.array([20.0, 15.0]) - [by.get(f"floor of claimant {i}", 0.0) for i in range(2)]
    supply = 30.0 + by.get("supply", 0.0)
    assert (
        most_margin(supply, np.array([50.0, 30.0]), np.array([2.0, 1.0]), floors=lower).units.sum()
        <= supply + 1e-9
    )


@given(st.floats(0, 500), st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_no_rule_gives_more_than_there_is_or_than_is_wanted(supply, wants):
    wanted = np.array(wants)
    for rule in (fair_share, max_min, lambda s, w: by_priority(s, w, [i % 3 for i in range(len(w))])):
        units = rule(supply, wanted).units
        assert (units <= wanted + 1e-9).all()
        assert units.sum() == pytest.approx(min(supply, wanted.sum()), abs=1e-6)


def test_the_sampled_ceiling_is_the_closed_form_for_independent_reps():
    attainment = RNG.normal(0.92, 0.28, (200_000, 20)).mean(axis=1)
    assert sampled_ceiling(800.0, attainment, 0.10) == pytest.approx(
        chance_ceiling(800.0, 0.92, 0.28, 20, 0.10), rel=2e-3
    )


@given(st.lists(st.floats(0.1, 3.0), min_size=1, max_size=50), st.floats(0, 0.99))
def test_at_the_ceiling_no_more_replications_than_allowed_pass_supply(attainment, risk):
    values = np.array(attainment)
    quota = sampled_ceiling(100.0, values, risk)
    assert (quota * values > 100.0 * (1 + 1e-12)).mean() <= risk

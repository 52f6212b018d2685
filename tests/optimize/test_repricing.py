"""The accelerator that costs the same without a cap."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimize.incentive import reprice_accelerator


def capped(attainment):
    """Pay one for one to quota, double above, at most 1.5."""
    return np.minimum(np.where(attainment > 1, 1 + 2 * (attainment - 1), attainment), 1.5)


def uncapped(attainment, slope):
    return np.where(attainment > 1, 1 + slope * (attainment - 1), attainment)


def test_the_slope_by_hand():
    # above quota 0.2 and 1.0 pay 0.4 and 0.5 (capped): 0.9 over 1.2 is 0.75
    assert reprice_accelerator([0.8, 1.0, 1.2, 2.0], capped, uncapped) == pytest.approx(0.75, abs=1e-12)


@given(st.lists(st.floats(0.0, 3.0), min_size=1, max_size=50).filter(lambda draws: max(draws) > 1.001))
def test_both_plans_cost_the_same_at_the_slope(draws):
    attainment = np.array(draws)

    slope = reprice_accelerator(attainment, capped, uncapped)

    assert uncapped(attainment, slope).mean() == pytest.approx(capped(attainment).mean(), abs=1e-9)
    assert 0.0 <= slope <= 2.0 + 1e-6


def test_a_curve_that_is_not_straight_in_the_slope_is_bisected():
    # pay x ** slope for one draw of 2: 2 ** slope = 1.5 at log2(1.5)
    slope = reprice_accelerator([2.0], capped, lambda x, s: x**s)

    assert slope == pytest.approx(np.log2(1.5), abs=1e-8)


def test_a_cap_that_never_bites_leaves_the_slope():
    assert reprice_accelerator([0.5, 1.1, 1.2], capped, uncapped) == pytest.approx(2.0, abs=1e-9)


def test_nobody_above_quota_and_pay_to_make_up_is_refused():
    with pytest.raises(ValueError, match="no draw is above quota"):
        reprice_accelerator([0.5, 0.9], lambda x: x + 0.1, uncapped)


def test_a_curve_that_pays_more_from_the_start_is_refused():
    with pytest.raises(ValueError, match="without any accelerator the new curve already pays"):
        reprice_accelerator([0.5, 1.2], capped, lambda x, slope: uncapped(x, slope) + 1.0)


@pytest.mark.parametrize("draws", [[], [float("nan")]])
def test_draws_that_are_none_or_no_number_are_refused(draws):
    with pytest.raises(ValueError, match="at least one draw"):
        reprice_accelerator(draws, capped, uncapped)

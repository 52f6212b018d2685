"""Row 106 of the concepts: a monthly review whose false alarms are as many as was said."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenfield.comparison.control import control_limits


def test_row_106_limits_are_the_kth_values_from_either_end():
    # 39 values and 10 %: k = floor(0.1 x 40 / 2) = 2, the second smallest and largest; the rate is 4 / 40.
    limits = control_limits(np.arange(1.0, 40.0), 0.1)

    assert (limits.low, limits.median, limits.high, limits.alarm_rate) == (2.0, 20.0, 38.0, 0.1)
    assert [limits.verdict(x) for x in (1.9, 2.0, 38.0, 38.1)] == ["below", "within", "within", "above"]


@settings(max_examples=30, deadline=None)
@given(n=st.integers(1, 400), rate=st.floats(0.001, 0.999))
def test_row_106_no_more_alarms_than_asked_for(n, rate):
    if math.floor(rate * (n + 1) / 2 + 1e-9) < 1:
        with pytest.raises(ValueError, match=f"at least {math.ceil(2 / rate) - 1} are wanted"):
            control_limits(np.arange(float(n)), rate)
    else:
        assert 0 < control_limits(np.arange(float(n)), rate).alarm_rate <= rate + 1e-9


@pytest.mark.parametrize("draw", ["normal", "exponential", "standard_cauchy"])
def test_row_106_false_alarms_are_as_many_as_set_whatever_the_distribution(draw):
    rng = np.random.Generator(np.random.Philox(106))
    values = getattr(rng, draw)(size=(4_000, 60))
    alarms = [control_limits(row[:-1], 0.1).verdict(row[-1]) != "within" for row in values]
    error = math.sqrt(0.1 * 0.9 / len(alarms))

    assert abs(np.mean(alarms) - 0.1) < 3 * error


def test_a_rate_that_is_none_is_refused():
    for rate in (0.0, 1.0, math.nan):
        with pytest.raises(ValueError, match="lies between 0 and 1"):
            control_limits(np.arange(100.0), rate)

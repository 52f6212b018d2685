"""The engine pays what publishers print for their own examples."""

from decimal import Decimal

import numpy as np
import pytest
from pay_making import YTD, cents, component, plan_of
from published_pay import EXAMPLES

from sim.compensation import estimate_variable_pay, explain, run_payroll


def plan_for(example):
    """The example's rule as a plan, paid on top of a base of 10,000."""
    measure = YTD | {"window": example.window}
    level = {"base": "10000.00", "ote": Decimal("10000.00") + Decimal(example.target)}
    return plan_of(component(example.payout, measure=measure, cap=example.cap), pay=level)


def quota_for(example):
    return np.array([int(Decimal(example.quota) * 100)])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_the_payroll_pays_the_published_amounts(example):
    payroll = run_payroll(plan_for(example), cents(*example.credit), quota_for(example))

    assert payroll.variable.tolist() == cents(*example.paid).tolist()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_the_trace_of_the_last_month_works_out_to_the_published_amount(example):
    credit = cents(*example.credit)[0].tolist()

    trace = explain(plan_for(example), credit, int(quota_for(example)[0]), month=len(credit))

    assert trace.paid == cents(example.paid[-1])[0, 0]


# An estimate deals the year's credit to the months, which whole tiers pay apart: it is another example then.
ONE_YEAR = [
    example
    for example in EXAMPLES
    if example.window == "ytd" and len(example.credit) == 1 and example.payout.get("knot_rule") != "whole"
]


@pytest.mark.parametrize("example", ONE_YEAR, ids=lambda example: example.id)
def test_the_estimate_is_the_published_amount(example):
    pay = estimate_variable_pay(plan_for(example), float(example.credit[0]), float(example.quota))

    assert pay == pytest.approx(float(example.paid[0]))


def test_the_blended_rate_of_a_split_is_in_the_trace():
    # WE-010: 40.00 on 2,500 is 1.6 %, of which 0.4 % from the first tier and 1.2 % from the second.
    example = next(example for example in EXAMPLES if example.id == "WE-010")

    line = explain(plan_for(example), [2_500_00], 1, month=1).lines[0]

    assert [float(part.amount / 2_500_00) for part in line.slices] == [0.004, 0.012]

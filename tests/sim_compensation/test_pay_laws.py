"""Laws of pay on random plans and years."""

from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pay_making import (
    commissions,
    component,
    curves,
    lumps,
    measures,
    plan_of,
    plans,
    rep_years,
    seasons,
    steps,
    tiers,
)

from sim.compensation import run_payroll, statements

MONOTONE = tiers(knot_rules=("marginal",)) | commissions()
SLOWLY = settings(deadline=None, max_examples=40)


def payroll_of(plan, quota, credit):
    """The payroll of one rep."""
    return run_payroll(plan, np.array([credit]), np.array([quota]))


def from_selling(plan, quota, credit):
    """What the components pay; a guarantee's top-up is no pay for selling and hangs on the month."""
    payroll = payroll_of(plan, quota, credit)
    return (payroll.earned - payroll.top_up).sum()


@pytest.mark.parametrize("payout", [curves(), steps(), tiers(), tiers(("whole",)), lumps()], ids=str)
@settings(deadline=None, max_examples=60)
@given(data=st.data(), measure=measures(), season=seasons(), year=rep_years())
def test_the_kernel_pays_each_kind_of_payout_like_the_exact_reference(payout, data, measure, season, year):
    quota, credit = year
    plan = plan_of(component(data.draw(payout), measure=measure), quota={"seasonality": season})

    assert payroll_of(plan, quota, credit).earned[0].tolist() == [
        t.earned for t in statements(plan, credit, quota)
    ]


@SLOWLY
@given(plans(), rep_years())
def test_the_kernel_pays_every_line_and_every_rep_like_the_exact_reference(plan, year):
    quota, credit = year
    payroll = payroll_of(plan, quota, credit)
    traces = statements(plan, credit, quota)

    assert {name: line[0].tolist() for name, line in payroll.lines.items()} == {
        component.id: [trace.lines[n].amount for trace in traces]
        for n, component in enumerate(plan.components)
    }
    assert payroll.base[0].tolist() == [trace.base for trace in traces]
    assert payroll.variable[0].tolist() == [trace.paid for trace in traces]
    assert payroll.top_up[0].tolist() == [trace.top_up for trace in traces]
    assert payroll.balance[0].tolist() == [trace.owed for trace in traces]


@SLOWLY
@given(plans(), rep_years())
def test_what_is_paid_is_what_is_earned_and_what_is_owed(plan, year):
    payroll = payroll_of(plan, *year)

    assert (payroll.variable.cumsum() == payroll.earned.cumsum() + payroll.balance[0]).all()
    assert (payroll.balance >= 0).all()


@SLOWLY
@given(plans(MONOTONE, of=("cumulative",), linked=False), rep_years(months=12), st.data())
def test_selling_more_never_earns_less(plan, year, data):
    quota, credit = year
    month = data.draw(st.integers(0, len(credit) - 1))
    more = [*credit]
    more[month] += data.draw(st.integers(0, 10**9))

    assert from_selling(plan, quota, more) >= from_selling(plan, quota, credit)


@SLOWLY
@given(plans(MONOTONE, windows=("ytd",), of=("cumulative",), linked=False), rep_years(months=12), st.data())
def test_splitting_a_deal_over_two_months_of_the_window_changes_nothing(plan, year, data):
    quota, credit = year
    whole = [credit[0], sum(credit[1:])]
    part = data.draw(st.integers(-(10**9), 10**9))
    split = [whole[0] + part, whole[1] - part]

    assert from_selling(plan, quota, split) == from_selling(plan, quota, whole)


@SLOWLY
@given(plans(windows=("ytd",), of=("cumulative",), linked=False), rep_years(months=12))
def test_no_component_earns_more_than_its_cap_and_the_rounding(plan, year):
    payroll = payroll_of(plan, *year)

    for part in plan.components:
        if part.cap is not None:
            unit = plan.target_cents(part) if part.cap.of == "target" else 100
            total = max(accumulate(payroll.lines[part.id][0].tolist()))
            assert total <= Fraction(part.cap.max) * unit + Fraction(10 ** (2 - plan.rounding.places), 2)


@SLOWLY
@given(plans(), st.lists(rep_years(months=13), min_size=2, max_size=4))
def test_a_rep_is_paid_the_same_whoever_else_is_on_the_payroll(plan, years):
    months = min(len(credit) for _, credit in years)
    credit = np.array([credit[:months] for _, credit in years])
    together = run_payroll(plan, credit, np.array([quota for quota, _ in years]))
    alone = [payroll_of(plan, quota, credit[:months]).variable[0] for quota, credit in years]

    assert together.variable.tolist() == np.array(alone).tolist()


@SLOWLY
@given(plans(), rep_years(), st.integers(1, 13))
def test_later_months_never_change_what_was_paid(plan, year, months):
    quota, credit = year
    so_far = payroll_of(plan, quota, credit[:months]).variable[0].tolist()

    assert payroll_of(plan, quota, credit).variable[0, :months].tolist() == so_far

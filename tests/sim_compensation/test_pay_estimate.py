"""Estimates in floating point stay close to exact pay, and say when they can not."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from pay_making import CURVE, commissions, component, plan_of, plans, rep_years, tiers

from sim.compensation import (
    estimate_pay_rate,
    estimate_payout,
    estimate_variable_pay,
    payout_fraction,
    statements,
)

CAPPED = plan_of(component(cap={"of": "target", "max": "1.5"}))


def test_the_estimate_follows_the_curve():
    # 0 below 0.5; 80,000 * 2 * (a - 0.5) up to 1; 80,000 * (1 + 1.5 (a - 1)) above; 120,000 from 1 1/3 on.
    pay = estimate_payout(CAPPED, np.array([0.0, 0.5, 0.75, 1.0, 1.2, 2.0]))

    assert pay == pytest.approx([0, 0, 40_000, 80_000, 104_000, 120_000])


def test_the_pay_rate_is_the_slope_in_currency_per_currency_sold():
    # 80,000 * 2 / 1,200,000 below quota and 80,000 * 1.5 / 1,200,000 above it; none below threshold, above cap.
    rate = estimate_pay_rate(CAPPED, np.array([100e3, 900e3, 1.3e6, 2e6]), 1.2e6)

    assert rate == pytest.approx([0, 80_000 * 2 / 1.2e6, 80_000 * 1.5 / 1.2e6, 0])


@settings(deadline=None, max_examples=60)
@given(plans(tiers(("marginal", "whole_trueup")) | commissions(), windows=("ytd",)), rep_years(months=1))
def test_the_estimate_of_a_year_is_the_exact_amount_but_for_floating_point(plan, year):
    quota, credit = year
    # All credit in December, so that the whole year's quota is in play whatever the plan says of unfinished years.
    traces = statements(plan, [0] * 11 + credit, quota)
    exact = sum((line.due for line in traces[-1].lines), Fraction(0))
    assume_no_jump_within_rounding(plan, credit[0], quota)

    estimate = estimate_variable_pay(plan, credit[0] / 100, quota / 100)

    assert float(estimate) == pytest.approx(float(exact) / 100, rel=1e-9, abs=1e-6)


def assume_no_jump_within_rounding(plan, credit, quota):
    """A float can not tell a cliff from a hair below it."""
    for part in plan.components:
        payout = part.payout
        knots = [x for x, _ in getattr(payout, "points", ())]
        knots += [band.starts_at for band in getattr(payout, "bands", ())]
        knots += [x for link in plan.links_of(part) for x, _ in link.staircase()[1]]
        unit = 100 if getattr(payout, "x", "attainment") == "credit" else quota
        assume(all(abs(credit / unit - float(knot)) > 1e-9 * max(1.0, float(knot)) for knot in knots if knot))


def test_months_of_even_credit_are_what_a_monthly_window_is_estimated_by():
    # 10,000 a month: 5 % up to 6,000 and 10 % above: 300 + 400 = 700 a month.
    tiers = {
        "kind": "tiers",
        "x": "credit",
        "knot_rule": "marginal",
        "bands": [{"starts_at": 0, "rate": "0.05"}, {"starts_at": 6000, "rate": "0.10"}],
    }
    monthly = component(tiers, measure={"credit": "sales", "window": "period", "against": "full_quota"})

    assert estimate_variable_pay(plan_of(monthly), 120_000.0, 1.0) == pytest.approx(8_400)


def test_whole_tiers_pay_each_month_of_even_credit_at_the_rate_reached_by_then():
    # 10,000 a month, 5 % until 60,000 is reached in June, then 10 %: 5 * 500 + 7 * 1,000 = 9,500.
    tiers = {
        "kind": "tiers",
        "x": "credit",
        "knot_rule": "whole",
        "boundary": "lower_inclusive",
        "bands": [{"starts_at": 0, "rate": "0.05"}, {"starts_at": 60_000, "rate": "0.10"}],
    }

    assert estimate_variable_pay(plan_of(component(tiers)), 120_000.0, 1.0) == pytest.approx(9_500)


def test_attainment_alone_does_not_say_what_a_commission_pays():
    plan = plan_of(component({"kind": "commission", "rate": "0.05"}))

    with pytest.raises(ValueError, match="sales pays on credit"):
        estimate_payout(plan, 1.0)


def test_the_payout_fraction_is_exact_and_capped():
    # At 1/3 beyond quota the curve pays 1 + 1.5 / 3 = 1.5 exactly; above it the cap holds.
    sales = CAPPED.components[0]

    assert payout_fraction(sales, Fraction(4, 3)) == Fraction(3, 2)
    assert payout_fraction(sales, Fraction(2)) == Fraction(3, 2)
    assert payout_fraction(sales, Fraction(2, 3)) == Fraction(1, 3)


def test_a_commission_has_no_payout_fraction():
    plan = plan_of(component({"kind": "commission", "rate": "0.05"}))

    with pytest.raises(TypeError, match="pays no fraction of target"):
        payout_fraction(plan.components[0], Fraction(1))


def test_a_cap_in_currency_has_no_payout_fraction():
    plan = plan_of(component(CURVE, cap={"of": "amount", "max": "1000.00"}))

    with pytest.raises(TypeError, match="capped at an amount"):
        payout_fraction(plan.components[0], Fraction(1))

"""The trace says why, and adds up to what was paid."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from pay_making import component, plan_of, plans, rep_years

from sim.compensation import explain, statements

QUOTA = 1_200_000_00
TIERS = {
    "kind": "tiers",
    "x": "credit",
    "knot_rule": "marginal",
    "bands": [{"starts_at": 0, "rate": "0.05"}, {"starts_at": 100_000, "rate": "0.07"}],
}


def test_the_trace_of_a_curve_names_each_stretch_of_attainment_its_slope_and_its_pay():
    # 150 % of quota: 2.0 * 0.5 * 80,000 = 80,000 up to quota and 1.5 * 0.5 * 80,000 = 60,000 above it.
    line = explain(plan_of(component()), [1_800_000_00], QUOTA, month=1).lines[0]

    assert [(part.start, part.end, part.rate, part.amount) for part in line.slices] == [
        (Fraction(1, 2), 1, 2, 80_000_00),
        (1, Fraction(3, 2), Fraction(3, 2), 60_000_00),
    ]


def test_the_trace_names_what_the_cap_takes_away():
    # 140,000 uncapped; the cap is 1.5 * 80,000 = 120,000.
    capped = component(cap={"of": "target", "max": "1.5"})

    line = explain(plan_of(capped), [1_800_000_00], QUOTA, month=1).lines[0]

    assert (line.uncapped, line.cut_off, line.amount) == (140_000_00, 20_000_00, 120_000_00)


def test_the_trace_of_tiers_names_each_slice_and_its_rate():
    # 100,000 at 5 % = 5,000 and 80,000 at 7 % = 5,600.
    line = explain(plan_of(component(TIERS)), [180_000_00], QUOTA, month=1).lines[0]

    assert [(part.end - part.start, part.rate, part.amount) for part in line.slices] == [
        (100_000_00, Fraction("0.05"), 5_000_00),
        (80_000_00, Fraction("0.07"), 5_600_00),
    ]


def test_the_trace_shows_what_was_posted_before_and_what_rounding_added():
    # 5 % of 0.10 is half a cent, paid as one in month 1; the exact second month is half a cent too and pays none.
    flat = component({"kind": "commission", "rate": "0.05"})

    line = explain(plan_of(flat), [10, 10], QUOTA, month=2).lines[0]

    assert (line.before, line.due) == ((Fraction(1, 2), 1), 1)
    assert (line.amount, line.rounding_delta) == (0, Fraction(-1, 2))


def test_the_trace_tells_the_attainment_of_each_month():
    # WE-011, Oracle Fusion Incentive Compensation, published: 36,000 a year is 3,000 a month; 3,000 are 100 % and
    # 2,000 are 66.67 %. https://docs.oracle.com/cd/G44591_01/trans/F77870-09/examples-of-calculating-attainment-by-grouped-transactions.html
    monthly = component(measure={"credit": "sales", "window": "period", "against": "full_quota"})

    months = statements(plan_of(monthly), [3_000_00, 2_000_00], 36_000_00)

    assert [month.lines[0].attainment for month in months] == [1, Fraction(2, 3)]


def test_the_trace_shows_what_was_owed():
    flat = component({"kind": "commission", "rate": "0.05"})

    trace = explain(plan_of(flat), [-1_000_00, 3_000_00], QUOTA, month=2)

    assert (trace.owed_before, trace.earned, trace.paid, trace.owed) == (50_00, 150_00, 100_00, 0)


@pytest.mark.parametrize("month", [0, 3])
def test_there_is_no_trace_of_a_month_that_is_not_there(month):
    with pytest.raises(ValueError, match="month is 1 to 2"):
        explain(plan_of(component()), [1, 1], QUOTA, month)


def worked_out(line):
    """A window's pay from what the trace shows: slices, factors, cap."""
    pay = sum((part.amount for part in line.slices), Fraction(0))
    for factor in line.factors:
        pay *= factor.factor if factor.order == "before_cap" else 1
    pay = pay if line.limit is None else min(pay, line.limit)
    for factor in line.factors:
        pay *= factor.factor if factor.order == "after_cap" else 1
    return pay


@settings(deadline=None, max_examples=40)
@given(plans(of=("cumulative",)), rep_years(months=12))
def test_the_slices_of_a_year_that_counts_once_work_out_to_what_was_earned(plan, year):
    quota, credit = year
    traces = statements(plan, credit, quota)

    for n, line in enumerate(traces[-1].lines):
        posted = sum(trace.lines[n].amount for trace in traces)
        paid = line.closed + worked_out(line)
        assert abs(paid - posted) <= Fraction(1, 2) * 10 ** (2 - plan.rounding.places)

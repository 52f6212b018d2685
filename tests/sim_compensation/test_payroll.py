"""Pay worked by hand, to the cent."""

import numpy as np
import pytest
from pay_making import CURVE, STEPS, YTD, cents, component, plan_of

from sim.compensation import run_payroll

QUOTA = np.array([1_200_000_00])
CAP = {"of": "target", "max": "1.5"}
COMMISSION = {"kind": "commission", "rate": "0.05"}
EVEN = ["100000"] * 12


def test_a_year_at_quota_pays_on_target_earnings_to_the_cent():
    payroll = run_payroll(plan_of(component(cap=CAP)), cents(*EVEN), QUOTA)

    assert payroll.base.sum() + payroll.variable.sum() == 160_000_00


def test_nothing_is_paid_up_to_the_threshold_and_then_each_step_pays_its_slope():
    # Half of quota is reached in June; then each 1/12 of quota pays 80,000 * 2 / 12 = 13,333.33 or .34.
    payroll = run_payroll(plan_of(component()), cents(*EVEN), QUOTA)

    assert payroll.variable.tolist() == [[0] * 6 + [1_333_333, 1_333_334, 1_333_333] * 2]


def test_the_accelerator_pays_its_absolute_slope_above_quota():
    # 120 % of quota: 80,000 + 80,000 * 1.5 * 0.2 = 104,000.
    payroll = run_payroll(plan_of(component()), cents("1440000"), QUOTA)

    assert payroll.variable.tolist() == [[104_000_00]]


def test_the_cap_holds_and_what_it_cuts_off_is_lost():
    # 80,000 * 1.5 = 120,000 is reached at 133 1/3 % of quota; the second month adds nothing.
    payroll = run_payroll(plan_of(component(cap=CAP)), cents("1800000", "100000"), QUOTA)

    assert payroll.variable.tolist() == [[120_000_00, 0]]


def test_without_the_cap_the_same_year_pays_on():
    # 80,000 + 80,000 * 1.5 * 0.5 = 140,000, then 100,000 / 1,200,000 * 1.5 * 80,000 = 10,000.
    payroll = run_payroll(plan_of(component(cap=None)), cents("1800000", "100000"), QUOTA)

    assert payroll.variable.tolist() == [[140_000_00, 10_000_00]]


def test_a_cliff_pays_its_jump_at_the_very_threshold():
    # At 50 % of quota the curve jumps to half of 80,000; a cent short of it pays nothing.
    cliff = CURVE | {"points": [["0.5", "0.5"], [1, 1]], "threshold": "cliff"}

    payroll = run_payroll(plan_of(component(cliff)), cents("599999.99", "0.01"), QUOTA)

    assert payroll.variable.tolist() == [[0, 40_000_00]]


@pytest.mark.parametrize(("credit", "pay"), [
    ("1079999.99", 0), ("1080000", 40_000_00), ("1199999.99", 40_000_00), ("1200000", 80_000_00), ("5e6", 104_000_00),
])  # fmt: skip
def test_steps_pay_the_highest_step_reached(credit, pay):
    # Steps at 90, 100 and 110 % of 1,200,000 pay 0.5, 1 and 1.3 times 80,000.
    payroll = run_payroll(plan_of(component(STEPS)), cents(credit), QUOTA)

    assert payroll.variable.tolist() == [[pay]]


def test_a_step_that_belongs_below_needs_a_cent_more():
    stairs = STEPS | {"boundary": "upper_inclusive", "pays_at_quota": "0.5"}

    payroll = run_payroll(plan_of(component(stairs)), cents("1200000", "0.01"), QUOTA)

    assert payroll.variable.tolist() == [[40_000_00, 40_000_00]]


def test_a_flat_commission_pays_from_the_first_unit_of_currency():
    # 5 % of 12,345.67 = 617.2835, which is 617.28.
    payroll = run_payroll(plan_of(component(COMMISSION)), cents("12345.67"), QUOTA)

    assert payroll.variable.tolist() == [[617_28]]


def test_cumulative_rounding_does_not_lose_cents_over_the_year():
    # 5 % of 0.09 a month is 0.0045; of a year's 1.08 it is 0.054, which is 5 cents. Rounded monthly it would be none.
    payroll = run_payroll(plan_of(component(COMMISSION)), cents(*["0.09"] * 12), QUOTA)

    assert payroll.variable.sum() == 5


def test_rounding_each_period_loses_them():
    monthly = {"at": "payout_line", "places": 2, "mode": "half_up", "of": "period"}

    payroll = run_payroll(plan_of(component(COMMISSION), rounding=monthly), cents(*["0.09"] * 12), QUOTA)

    assert payroll.variable.sum() == 0


@pytest.mark.parametrize(("mode", "credit", "expected"), [
    ("half_up", "0.10", 1), ("half_even", "0.10", 0), ("half_up", "0.30", 2), ("half_even", "0.30", 2),
])  # fmt: skip
def test_half_a_cent_goes_where_the_plan_says(mode, credit, expected):
    # 5 % of 0.10 is half a cent, of 0.30 one and a half.
    rounding = {"at": "payout_line", "places": 2, "mode": mode, "of": "cumulative"}

    payroll = run_payroll(plan_of(component(COMMISSION), rounding=rounding), cents(credit), QUOTA)

    assert payroll.variable.tolist() == [[expected]]


def test_half_a_cent_taken_back_rounds_away_from_zero_as_well():
    back = {"negative_carry": "pay_back"}

    payroll = run_payroll(plan_of(component(COMMISSION), payment=back), cents("-0.10"), QUOTA)

    assert payroll.variable.tolist() == [[-1]]


def test_a_cancellation_is_carried_forward_until_later_earnings_cover_it():
    # 5 %: +500, -800, +200, +400 earned; the 300 owed after February are worked off in March and April.
    credit = cents("10000", "-16000", "4000", "8000")

    payroll = run_payroll(plan_of(component(COMMISSION)), credit, QUOTA)

    assert payroll.earned.tolist() == [[500_00, -800_00, 200_00, 400_00]]
    assert payroll.variable.tolist() == [[500_00, 0, 0, 0]]
    assert payroll.balance.tolist() == [[0, 800_00, 600_00, 200_00]]


def test_a_cancellation_is_paid_back_at_once_when_the_plan_says_so():
    back = {"negative_carry": "pay_back"}

    payroll = run_payroll(plan_of(component(COMMISSION), payment=back), cents("10000", "-16000"), QUOTA)

    assert payroll.variable.tolist() == [[500_00, -800_00]]


def test_a_new_fiscal_year_counts_anew_but_keeps_what_is_owed():
    # 5 % of -2,000 leaves 100 owed in December; January earns 50 and pays nothing, 50 stay owed.
    credit = cents(*["0"] * 11, "-2000", "1000")

    payroll = run_payroll(plan_of(component(COMMISSION)), credit, QUOTA)

    assert payroll.balance[0, -2:].tolist() == [100_00, 50_00]


def test_attainment_starts_at_zero_in_each_fiscal_year():
    payroll = run_payroll(plan_of(component()), cents(*EVEN, *EVEN), QUOTA)

    assert payroll.variable[0, :12].tolist() == payroll.variable[0, 12:].tolist()


def test_a_quarterly_window_holds_each_quarter_against_a_quarter_of_the_quota():
    # Quota 300,000 and target 20,000 a quarter. Q1 at quota pays 20,000; Q2 at 0.4 is below the threshold.
    quarterly = component(measure=YTD | {"window": "quarter"})

    payroll = run_payroll(plan_of(quarterly), cents("100000", "100000", "100000", "120000", "0", "0"), QUOTA)

    # January's 1/3 is below the threshold, February's 2/3 earns 1/3 of 20,000, March completes it.
    assert payroll.variable.tolist() == [[0, 666_667, 1_333_333, 0, 0, 0]]


def test_quota_to_date_pays_target_pay_from_the_first_month_on_track():
    # On track every month: 80,000 / 12 = 6,666.67, 6,666.66, 6,666.67, ...
    to_date = component(measure=YTD | {"against": "quota_to_date"})

    payroll = run_payroll(plan_of(to_date), cents(*EVEN[:3]), QUOTA)

    assert payroll.variable.tolist() == [[666_667, 666_666, 666_667]]


def test_whole_tiers_hold_each_month_against_its_own_quota_to_date():
    # Quota 100,000 a month. January at 150 % pays 8 %; February brings the year to 90 % and its 30,000 pay 6 %.
    tiers = {
        "kind": "tiers",
        "x": "attainment",
        "knot_rule": "whole",
        "boundary": "lower_inclusive",
        "bands": [{"starts_at": 0, "rate": "0.06"}, {"starts_at": 1, "rate": "0.08"}],
    }
    to_date = component(tiers, measure=YTD | {"against": "quota_to_date"})

    payroll = run_payroll(plan_of(to_date), cents("150000", "30000"), QUOTA)

    assert payroll.variable.tolist() == [[12_000_00, 1_800_00]]


def test_a_seasonal_quota_deals_quota_and_target_pay_to_the_months():
    # Half of the year's quota and target pay belongs to December: 1/22 to each other month, 11/22 to it.
    # January sells 1/22 of quota and earns 80,000 / 22 = 3,636.36; December's 600,000 earn 40,000.
    seasonal = {"seasonality": [1] * 11 + [11]}
    monthly = component(measure=YTD | {"window": "period"})

    payroll = run_payroll(plan_of(monthly, quota=seasonal), cents("54545.46", *["0"] * 10, "600000"), QUOTA)

    assert payroll.variable[0, [0, 11]].tolist() == [3_636_36, 40_000_00]


def test_a_month_without_quota_pays_nothing_on_attainment_until_there_is_one():
    # January has no quota; what it sold counts in February, when 1/11 of quota and of target pay is in play, all of it
    # reached: 80,000 / 11 = 7,272.73.
    seasonal = {"seasonality": [0] + [1] * 11}
    to_date = component(measure=YTD | {"against": "quota_to_date"})

    payroll = run_payroll(plan_of(to_date, quota=seasonal), cents("109090.91", "0"), QUOTA)

    assert payroll.variable.tolist() == [[0, 7_272_73]]


def test_base_is_dealt_to_the_months_without_losing_a_cent():
    # 80,000.00 / 12 = 6,666.666...
    payroll = run_payroll(plan_of(component()), cents(*EVEN), QUOTA)

    assert payroll.base[0, :3].tolist() == [666_667, 666_666, 666_667]
    assert payroll.base.sum() == 80_000_00


def test_pay_in_whole_units_of_currency_is_rounded_to_them():
    whole = {"at": "payout_line", "places": 0, "mode": "half_up", "of": "cumulative"}

    payroll = run_payroll(plan_of(component(COMMISSION), rounding=whole), cents("12345.67"), QUOTA)

    assert payroll.variable.tolist() == [[617_00]]


def test_two_components_share_the_target_incentive_by_weight():
    # Both at 120 %: 0.75 * 104,000 and 0.25 * 104,000.
    plan = plan_of(component(weight="0.75"), component(weight="0.25", id="other"))

    payroll = run_payroll(plan, cents("1440000"), QUOTA)

    assert {name: line.tolist() for name, line in payroll.lines.items()} == {
        "sales": [[78_000_00]],
        "other": [[26_000_00]],
    }


def test_a_quota_of_zero_is_refused_where_attainment_is_needed():
    with pytest.raises(ValueError, match="attainment needs a quota above zero, rep 0 has 0 cents"):
        run_payroll(plan_of(component()), cents("100"), np.array([0]))


def test_a_commission_needs_no_quota():
    payroll = run_payroll(plan_of(component(COMMISSION)), cents("100"), np.array([0]))

    assert payroll.variable.tolist() == [[500]]


def test_floats_are_kept_off_the_money_path():
    with pytest.raises(ValueError, match="int64 cents, got float64"):
        run_payroll(plan_of(component()), cents("100").astype(float), QUOTA)


def test_arrays_of_different_numbers_of_reps_are_refused():
    with pytest.raises(ValueError, match=r"got \(1, 1\) and \(2,\)"):
        run_payroll(plan_of(component()), cents("100"), np.array([1, 1]))


def test_no_months_give_an_empty_payroll():
    payroll = run_payroll(plan_of(component()), np.zeros((3, 0), dtype=np.int64), np.ones(3, dtype=np.int64))

    assert payroll.variable.shape == (3, 0)


def test_the_payroll_says_when_int64_would_not_do():
    # 10 billion of credit a month against the same quota: the products pass 2**63.
    huge = cents(*["10000000000"] * 12)

    payroll = run_payroll(plan_of(component()), huge, huge.sum(axis=1))

    assert payroll.arithmetic == "python integers"
    assert payroll.variable.sum() == 80_000_00


@pytest.mark.parametrize("credit", ["0", "100"])
def test_a_rate_of_thirty_digits_is_as_exact_as_any_other(credit):
    # Just under half a cent on 100: 0.0049999... is no cent.
    long = {"kind": "commission", "rate": "0.000049999999999999999999999999"}

    payroll = run_payroll(plan_of(component(long)), cents(credit), QUOTA)

    assert payroll.variable.tolist() == [[0]]


def test_a_knot_of_thirty_digits_is_told_from_its_neighbour():
    # The step stands a hair above 1; exactly 1 does not reach it.
    stairs = STEPS | {"points": [["1.000000000000000000000000000001", 1]], "pays_at_quota": 0}

    payroll = run_payroll(plan_of(component(stairs)), cents("0", "1200000", "0.01"), QUOTA)

    assert payroll.variable.tolist() == [[0, 0, 80_000_00]]


def test_a_target_pay_beyond_int64_is_no_trouble_where_nothing_was_sold():
    from_the_first_sale = CURVE | {"points": [[0, 0], [1, 1]], "beyond": {"slope": 1}}
    plan = plan_of(component(from_the_first_sale), pay={"base": 0, "ote": "1" + "0" * 25})

    assert run_payroll(plan, cents("0"), QUOTA).variable.tolist() == [[0]]


def test_ordinary_amounts_stay_in_int64():
    assert run_payroll(plan_of(component(cap=CAP)), cents(*EVEN), QUOTA).arithmetic == "int64"


def test_a_large_sales_force_is_paid_like_its_parts():
    # More reps than are worked out at once; each is paid as if alone.
    plan = plan_of(component())
    credit = np.arange(5000 * 12, dtype=np.int64).reshape(5000, 12) * 5_000
    quota = np.full(5000, 900_000_000, dtype=np.int64)
    some = [0, 2047, 2048, 4095, 4096, 4999]

    together = run_payroll(plan, credit, quota).variable[some]

    assert (together == run_payroll(plan, credit[some], quota[some]).variable).all()
    assert (together > 0).any()

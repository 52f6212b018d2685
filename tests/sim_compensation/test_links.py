"""Gates, multipliers and lump bonuses, worked by hand."""

import numpy as np
import pytest
from pay_making import FLAT, YTD, cents, component, plan_of

from sim.compensation import estimate_variable_pay, explain, run_payroll

QUOTA = np.array([400_000_00])
QUARTER = YTD | {"window": "quarter"}
GATE = {
    "id": "year-first",
    "kind": "gate",
    "component": "accelerator",
    "measure": YTD,
    "opens_at": 1,
    "boundary": "upper_inclusive",
    "while_closed": 0,
    "order": "after_cap",
}
ACCELERATOR = {
    "kind": "tiers",
    "x": "credit",
    "knot_rule": "marginal",
    "bands": [
        {"starts_at": 0, "rate": 0},
        {"starts_at": 100_000, "rate": "0.01"},
        {"starts_at": 125_000, "rate": "0.02"},
    ],
}
GATED = plan_of(
    component(FLAT, id="base", measure=QUARTER),
    component(ACCELERATOR, id="accelerator", measure=QUARTER),
    links=[GATE],
)
BONUS = component(
    {"kind": "lump", "at": 1, "amount": "2500.00", "boundary": "lower_inclusive"}, measure=QUARTER
)


def test_an_accelerator_stays_shut_until_the_year_has_passed_its_quota():
    # WE-044, ExcelForum (the thread of WE-043), derived from the published rule: no accelerator unless the year so far
    # exceeds the annual quota of 400,000. Q1 50,000, Q2 75,000, Q3 200,000 do not, so Q3 pays 5 % of 200,000.
    credit = cents("0", "0", "50000", "0", "0", "75000", "0", "0", "200000")

    payroll = run_payroll(GATED, credit, QUOTA)

    assert payroll.variable[0, 8] == 10_000_00


def test_the_same_quarter_after_a_strong_year_is_accelerated():
    # The year stands at 500,000 after it: 10,000 + 1 % of 25,000 + 2 % of 75,000.
    credit = cents("0", "0", "200000", "0", "0", "100000", "0", "0", "200000")

    payroll = run_payroll(GATED, credit, QUOTA)

    assert payroll.variable[0, 8] == 10_000_00 + 250_00 + 1_500_00


def test_a_gate_that_opens_later_does_not_reopen_a_quarter_that_is_settled():
    # Q1's 200,000 would be worth 1,750 of accelerator; the year passes 400,000 only in Q2, whose own 210,000 are worth
    # 1 % of 25,000 and 2 % of 85,000.
    credit = cents("0", "0", "200000", "0", "0", "210000")

    payroll = run_payroll(GATED, credit, QUOTA)

    assert payroll.lines["accelerator"].tolist() == [[0, 0, 0, 0, 0, 1_950_00]]


def test_the_trace_names_the_gate_and_the_attainment_it_saw():
    trace = explain(GATED, [0, 0, 200_000_00], 400_000_00, month=3)

    factor = trace.lines[1].factors[0]
    assert (factor.link, factor.attainment, factor.factor) == ("year-first", 0.5, 0)
    assert trace.lines[1].uncapped == 1_750_00


@pytest.mark.parametrize(("order", "expected"), [("before_cap", 1_000_00), ("after_cap", 1_200_00)])
def test_a_multiplier_acts_before_or_after_the_cap(order, expected):
    # 5 % of 30,000 is 1,500, capped at 1,000. Times 1.2: 1,800 capped is 1,000; 1,000 times 1.2 is 1,200.
    by = {
        "id": "m",
        "kind": "multiplier",
        "component": "sales",
        "measure": YTD,
        "boundary": "lower_inclusive",
    }
    capped = component(FLAT, cap={"of": "amount", "max": "1000.00"})
    plan = plan_of(capped, links=[by | {"order": order, "below": 1, "points": [["0.05", "1.2"]]}])

    assert run_payroll(plan, cents("30000"), QUOTA).variable.tolist() == [[expected]]
    assert estimate_variable_pay(plan, 30_000.0, 400_000.0) == pytest.approx(expected / 100)


def test_a_quota_bonus_is_paid_in_each_quarter_that_makes_quota():
    # A quarter's quota is 100,000: reached to the cent in Q1, missed by a cent in Q2, passed in Q3.
    credit = cents("40000", "60000", "0", "99999.99", "0", "0", "0", "0", "150000")

    payroll = run_payroll(plan_of(BONUS), credit, QUOTA)

    assert payroll.variable.tolist() == [[0, 2_500_00, 0, 0, 0, 0, 0, 0, 2_500_00]]


def test_a_bonus_that_a_cancellation_undoes_is_taken_back():
    payroll = run_payroll(plan_of(BONUS), cents("100000", "-0.01"), QUOTA)

    assert payroll.earned.tolist() == [[2_500_00, -2_500_00]]
    assert payroll.balance.tolist() == [[0, 2_500_00]]


def test_a_year_of_quarters_at_quota_is_estimated_at_four_bonuses():
    assert estimate_variable_pay(plan_of(BONUS), 400_000.0, 400_000.0) == pytest.approx(10_000)

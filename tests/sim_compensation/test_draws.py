"""Draws: published cases, and what a plan refuses."""

import numpy as np
import pytest
from pay_making import cents, component, plan_of
from pydantic import ValidationError

from sim.compensation import explain, run_payroll

ALL_OF_IT = {"kind": "commission", "rate": 1}  # a month's credit is what it earns
LENT = {
    "id": "ramp",
    "kind": "recoverable",
    "amount": "2000.00",
    "from_month": 1,
    "to_month": None,
    "recover_from_month": 1,
    "recovery_floor": "draw",
}
GIVEN = {"id": "start", "kind": "non_recoverable", "amount": "2000.00", "from_month": 1, "to_month": 3}


def paid(*earnings, draws):
    """The payroll of one rep who earns these amounts [currency]."""
    plan = plan_of(component(ALL_OF_IT), payment={"negative_carry": "carry_forward", "draws": draws})
    return run_payroll(plan, cents(*earnings), np.array([1]))


def test_a_recoverable_draw_is_paid_back_from_what_is_earned_above_it():
    # WE-013, Siebel Incentive Compensation 7.5, published:
    # https://docs.oracle.com/cd/E05553_01/books/InCompAdm/InCompAdmPlanDesign8.html
    # April recovers 375 of the 500 owed, because pay may not fall under the draw; May the last 125.
    payroll = paid("2750", "3000", "1500", "2375", "3000", "2750", draws=[LENT])

    assert payroll.variable.tolist() == cents("2750", "3000", "2000", "2000", "2875", "2750").tolist()


def test_a_recoverable_draw_leaves_a_balance_until_it_is_paid_back():
    # WE-014, Xactly, published: https://www.xactlycorp.com/blog/non-recoverable-draw/
    payroll = paid("500", "3000", draws=[LENT | {"amount": "1500.00"}])

    assert payroll.variable.tolist() == cents("1500", "2000").tolist()
    assert payroll.balance.tolist() == cents("1000", "0").tolist()


def test_a_guarantee_tops_up_for_good():
    # WE-070, MedSales Network, published: 153,600 and three months of top-ups of 3,600 in all; how the source deals
    # them to months it does not say, here three months fall 1,200 short of a twelfth of 153,600.
    # https://www.medsalesnetwork.global/tools/offer-comparison
    guarantee = GIVEN | {"amount": "12800.00"}

    payroll = paid("11600", "11600", "11600", *["13200"] * 8, "13200", draws=[guarantee])

    assert payroll.top_up.sum() == 3_600_00
    assert payroll.variable.sum() == 157_200_00
    assert not payroll.balance.any()


def test_recovery_waits_for_its_month():
    # 1,500 is lent in month 1. Month 2 earns 5,000 and keeps it; month 3 gives the 1,500 back.
    payroll = paid("500", "5000", "5000", draws=[LENT | {"recover_from_month": 3}])

    assert payroll.variable.tolist() == cents("2000", "5000", "3500").tolist()


def test_after_the_draw_a_floor_of_zero_recovers_all_that_is_earned():
    # 2,000 is lent in month 1 and the draw ends. Month 2 earns 1,500 and pays nothing, month 3 the last 500.
    payroll = paid("0", "1500", "1500", draws=[LENT | {"to_month": 1, "recovery_floor": "zero"}])

    assert payroll.variable.tolist() == cents("2000", "0", "1000").tolist()


def test_after_the_draw_a_floor_of_the_draw_leaves_it_to_the_rep():
    # 2,000 is lent in month 1. Months 2 and 3 recover only what they earn above 2,000: 0 and 500.
    payroll = paid("0", "1500", "2500", draws=[LENT | {"to_month": 1}])

    assert payroll.variable.tolist() == cents("2000", "1500", "2000").tolist()
    assert payroll.balance.tolist() == cents("2000", "2000", "1500").tolist()


def test_a_guarantee_does_not_forgive_a_cancellation():
    # Month 2 takes 500 back: 2,000 are topped up and paid, the 500 stay owed and are recovered in month 4.
    payroll = paid("2000", "-500", "2000", "3000", draws=[GIVEN])

    assert payroll.top_up.tolist() == cents("0", "2000", "0", "0").tolist()
    assert payroll.balance.tolist() == cents("0", "500", "500", "0").tolist()
    assert payroll.variable.tolist() == cents("2000", "2000", "2000", "2500").tolist()


def test_the_trace_names_the_floor_and_the_balance():
    plan = plan_of(component(ALL_OF_IT), payment={"negative_carry": "carry_forward", "draws": [LENT]})

    trace = explain(plan, [1_500_00, 2_375_00], 1, month=2)

    assert (trace.terms.floor, trace.owed_before, trace.paid, trace.owed) == (
        2_000_00,
        500_00,
        2_000_00,
        125_00,
    )


@pytest.mark.parametrize(("draws", "told"), [
    ([LENT | {"recovery_floor": None}], "draw ramp is recoverable, it needs recovery_floor"),
    ([GIVEN | {"recover_from_month": 2}], "draw start is not recoverable, leave recover_from_month out"),
    ([LENT | {"to_month": 4}, GIVEN], "draws ramp and start overlap in month 1"),
    ([LENT | {"from_month": 4, "to_month": 3}], "draw ramp ends in month 3, before it begins in 4"),
    ([GIVEN, GIVEN | {"from_month": 9, "to_month": 9}], "each draw id stands once; twice: start"),
])  # fmt: skip
def test_a_draw_that_makes_no_sense_is_refused(draws, told):
    with pytest.raises(ValidationError, match=told):
        paid("1", draws=draws)


def test_a_draw_and_paying_back_at_once_contradict_each_other():
    with pytest.raises(ValidationError, match="pay_back could take it away"):
        plan_of(component(ALL_OF_IT), payment={"negative_carry": "pay_back", "draws": [LENT]})

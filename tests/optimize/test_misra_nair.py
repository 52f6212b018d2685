"""Misra and Nair in the loop, small: the pay lever does at least what removing cap and quotas does (slow)."""

import pytest
from misra_nair_world import misra_nair

from optimize.incentive import PayWishes, equal_pay, pay_turn
from optimize.incentive.judging import simulated
from optimize.selection import paired_mean
from sim.compensation.plan import PayPlan
from sim.runner import run_here


@pytest.mark.slow
def test_the_pay_lever_raises_sales_by_at_least_what_removing_cap_and_quota_does():
    world = misra_nair(10)
    pay = world.plan.pay
    turn = pay_turn(world, run_here, PayWishes(replications=6, rounds=3, most_replications=6))
    judge = simulated(world, run_here, range(6))
    target = float(judge([turn.plan.pay])[0].pay.mean())

    def straight(rate: float) -> PayPlan:
        measure = pay.components[0].measure.model_dump()
        component = {
            "id": "commission",
            "measure": measure,
            "payout": {"kind": "commission", "rate": f"{rate:.5f}"},
        }
        return PayPlan.model_validate({**pay.model_dump(), "components": [component]})

    rate = equal_pay(lambda rate: float(judge([straight(rate)])[0].pay.mean()), target, 0.09, tolerance=2e-3)
    before, designed, free = simulated(world, run_here, range(5000, 5024))(
        [pay, turn.plan.pay, straight(rate)]
    )
    gain, half = paired_mean(designed.sales - before.sales)
    more, _ = paired_mean(designed.sales - free.sales)

    assert gain - half > 0
    assert more >= 0
    assert designed.pay.mean() == pytest.approx(free.pay.mean(), rel=0.01)
    assert designed.pay.mean() <= before.pay.mean() * 1.01

import numpy as np
import pytest
from worlds import PAY, sales_force

from sim.agents.behaviour import MyopicBehaviour, RepView, SteadyBehaviour
from sim.compensation import PayPlan, estimate_variable_pay
from sim.replicate import replicate
from sim.scenario import Myopic, Steady

RULE = Myopic(kind="myopic", usual=0.8, usual_rate=0.2, elasticity=0.5, least=0.3, most=1.0)
QUOTA = 600_000.0
PLAN = PayPlan.model_validate(PAY)


def view(credit, elapsed, plan=PLAN):
    quota = np.full(len(credit), QUOTA)
    return RepView(np.array(credit, float), quota, elapsed, lambda c: estimate_variable_pay(plan, c, quota))


def effort(attainment, elapsed=1.0, plan=PLAN):
    return MyopicBehaviour(RULE).act(view([attainment * QUOTA], elapsed, plan)).effort[0]


def test_steady_reps_do_not_look_at_pay():
    decision = SteadyBehaviour(Steady(kind="steady", effort=0.7)).act(view([0.0, 9e9], 0.5))

    assert decision.effort.tolist() == [0.7, 0.7]


def test_effort_at_the_usual_rate_is_the_usual_effort():
    # Between threshold and quota 2 of target (60,000) for 1 of attainment (600,000): 0.2 on a dollar, the usual rate.
    assert effort(0.75) == pytest.approx(0.8)


def test_the_accelerator_draws_effort_by_the_elasticity():
    # Above quota the slope is 3 x 60,000 / 600,000 = 0.3: 0.8 x (0.3 / 0.2) ** 0.5 = 0.9798.
    assert effort(1.08) == pytest.approx(0.8 * 1.5**0.5)


def test_nothing_to_earn_means_least_effort_below_threshold_and_above_the_cap():
    # The cap of 1.5 is reached at 1 + 0.5 / 3 = 1.167; no pay below 0.5.
    assert effort(0.3) == effort(1.4) == 0.3


def test_a_rep_early_in_the_year_looks_at_where_the_year_is_heading():
    # Nothing sold after one day: at quota pace so far (prior of a quarter), so the year heads for about quota.
    on_pace = effort(0.0, elapsed=0.0)
    # Nothing sold by the middle: (0 + 0.25) / 0.75 of quota a year, half a year left: heading for 0.167, hopeless.
    hopeless = effort(0.0, elapsed=0.5)

    assert on_pace >= 0.8
    assert hopeless == 0.3


def test_a_higher_rate_draws_more_effort_under_the_same_people():
    rich = {**PAY, "pay": {"base": "60000.00", "ote": "180000.00"}}

    assert effort(0.75, plan=PayPlan.model_validate(rich)) > effort(0.75)


def test_no_reaction_is_the_static_run():
    flat = {"kind": "myopic", "usual": 0.85, "usual_rate": 0.2, "elasticity": 0.0, "least": 0.5, "most": 1.0}
    steady = {"kind": "steady", "effort": 0.85}

    one = replicate(sales_force(people={"behaviour": flat}), [0])
    other = replicate(sales_force(people={"behaviour": steady}), [0])

    assert one.equals(other)


def test_usual_effort_lies_between_least_and_most():
    with pytest.raises(ValueError, match="least <= usual <= most"):
        Myopic(kind="myopic", usual=0.2, usual_rate=0.2, elasticity=0.5, least=0.3, most=1.0)

"""The pay lever: one turn on a little world, what it keeps, what it tells, and wishes that clash."""

import json

import pytest
from worlds import sales_force

from optimize.elastic import InfeasibleError
from optimize.incentive import PayWishes, pay_turn
from sim.compensation.plan import PayPlan
from sim.runner import run_here

QUICK = {"replications": 3, "rounds": 1, "most_replications": 3, "types": 2, "knots": (0.5, 1.0)}
SHORT = {**QUICK, "rounds": 0, "commission": False}
MYOPIC = {"kind": "myopic", "usual": 0.7, "usual_rate": 0.1, "elasticity": 0.5, "least": 0.3, "most": 1.0}
CAPPED = {
    "components": [
        {
            "id": "bookings",
            "weight": "1",
            "measure": {"credit": "sales", "window": "ytd", "against": "full_quota"},
            "payout": {
                "kind": "curve",
                "points": [["0.5", "0"], ["1", "1"]],
                "beyond": {"slope": "3"},
                "threshold": "hinge",
                "knot_rule": "marginal",
            },
            "cap": {"of": "target", "max": "1.5"},
        }
    ]
}


def world(**behaviour):
    return sales_force(
        run={"months": 2, "warmup_days": 20, "seed": 4},
        people={"behaviour": behaviour or MYOPIC},
        plan={"pay": CAPPED},
    )


@pytest.fixture(scope="module")
def turned():
    scenario = world()
    return scenario, pay_turn(scenario, run_here, PayWishes(**QUICK))


def test_only_the_pay_plan_changes_and_the_world_accepts_it(turned):
    scenario, turn = turned

    assert turn.lever == "pay"
    assert turn.plan.model_copy(update={"pay": scenario.plan.pay}) == scenario.plan
    assert scenario.with_plan(turn.plan).plan.pay == turn.found.plan


def test_it_is_told_how_sure_the_choice_is_what_it_gains_and_what_simpler_plans_lose(turned):
    _, turn = turned
    told = " ".join(turn.notes)

    assert "selected among" in told
    assert "against the plan in force, on fresh luck" in told
    assert all("at the same expected pay" in str(one) for one in turn.found.simpler)
    assert any("elsewhere" in one for one in turn.assumed)
    assert {proof.status for proof in turn.proofs} <= {"optimal", "feasible"}
    assert turn.proofs[-1].gap <= 1e-5  # the closed form is solved


def test_the_design_is_plain_data_and_its_plan_reads_back(turned):
    _, turn = turned
    told = json.loads(json.dumps(turn.found.to_dict()))

    assert told["chosen"] == turn.found.chosen
    assert PayPlan.model_validate(told["plan"]) == turn.found.plan


def test_reps_who_never_react_give_no_more_sales_and_the_note_says_where_the_gain_is():
    turn = pay_turn(world(kind="steady"), run_here, PayWishes(**SHORT))

    assert abs(turn.found.sales_change) < 1e-9
    assert turn.found.pay_change <= 1e-3
    assert turn.found.pay_change > -0.01 or "sales hardly move: the gain is lower pay" in turn.notes


def test_a_budget_below_what_reps_want_is_refused_and_relaxing_as_told_helps():
    wishes = PayWishes(**SHORT, budget=20_000.0, outside_pay=100_000.0)

    with pytest.raises(InfeasibleError) as refused:
        pay_turn(world(), run_here, wishes)

    assert "budget" in refused.value.relaxation.clashing
    assert "budget by" in str(refused.value)
    assert pay_turn(world(), run_here, wishes.relaxed(refused.value.relaxation.by)).lever == "pay"


def test_slopes_too_flat_for_target_pay_are_refused_before_anything_is_simulated():
    def never(scenarios, replications):
        raise AssertionError("nothing should be simulated")

    wishes = PayWishes(**SHORT, steepest=0.4)
    with pytest.raises(InfeasibleError) as refused:
        pay_turn(world(), never, wishes)

    assert set(refused.value.relaxation.by) == {"steepest"}
    assert wishes.relaxed(refused.value.relaxation.by).steepest >= 1.0

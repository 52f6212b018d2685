"""Pay plans as numbers and back: the plan language says what the numbers say, and pay at target always holds."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimize.elastic import InfeasibleError
from optimize.incentive.climbing import nearest
from optimize.incentive.space import BASE, RATE, SLOPES, pay_space
from optimize.incentive.terms import Terms, readable, write
from optimize.incentive.wishes import PayWishes
from sim.compensation.estimate import estimate_variable_pay
from sim.compensation.plan import PayPlan

QUOTA = 600_000.0


def plan_in_force(points=(("0.5", "0"), ("1", "1")), slope="3", cap="1.5"):
    """Return a plan of 80,000 and 80,000 with a threshold, an accelerator and a cap."""
    measure = {"credit": "sales", "window": "ytd", "against": "quota_to_date"}
    payout = {
        "kind": "curve",
        "points": [list(p) for p in points],
        "beyond": {"slope": slope},
        "threshold": "hinge",
    }
    return PayPlan.model_validate(
        {
            "id": "p",
            "pay": {"base": "80000.00", "ote": "160000.00"},
            "credit_at": "booking",
            "returns": "period_of_return",
            "rounding": {"at": "payout_line", "places": 2, "mode": "half_up", "of": "cumulative"},
            "components": [
                {"id": "bookings", "weight": "1", "measure": measure, "payout": {**payout, "knot_rule": "marginal"},
                 "cap": {"of": "target", "max": cap} if cap else None}
            ],
            "payment": {"negative_carry": "carry_forward"},
        }
    )  # fmt: skip


def variable(plan, attainment):
    return estimate_variable_pay(plan, np.asarray(attainment) * QUOTA, QUOTA)


def test_the_plan_in_force_survives_the_way_there_and_back():
    plan = plan_in_force(cap="1.6")  # reached at 120 %, a whole percent
    space = pay_space(plan, QUOTA, PayWishes())

    again = space.plan(space.of(plan))

    grid = np.linspace(0.0, 3.0, 61)
    np.testing.assert_allclose(variable(again, grid), variable(plan, grid), atol=1.0)
    assert 1.2 in space.starts.tolist()


slopes_of_plans = st.lists(st.floats(0.0, 3.0), min_size=5, max_size=5)


@given(slopes_of_plans, st.floats(0.0, 1.0), st.sampled_from([0.3, 0.5, 0.8]))
@settings(deadline=None, max_examples=40)
def test_every_nearest_plan_pays_target_at_quota_and_what_its_numbers_say(slopes, rate, base):
    space = pay_space(plan_in_force(cap=None), QUOTA, PayWishes(base_share=(base, base)))
    wanted = np.zeros(len(space.low))
    wanted[BASE], wanted[RATE], wanted[SLOPES:][: len(slopes)] = base, rate, slopes

    numbers = nearest(space, wanted)
    plan = space.plan(numbers)

    assert float(plan.pay.base) + float(variable(plan, 1.0)) == pytest.approx(160_000, abs=2.0)
    for attainment in (0.3, 0.9, 1.3, 2.5):
        assert variable(plan, attainment) + float(plan.pay.base) == pytest.approx(
            160_000 * float(space.earned(attainment) @ numbers), abs=5.0
        )
    assert (numbers[SLOPES:] <= 3.0 * (1.0 - base) + 1e-9).all()


@given(slopes_of_plans, st.floats(0.0, 0.6))
@settings(deadline=None, max_examples=40)
def test_a_readable_plan_is_near_and_pays_target_at_quota(slopes, rate):
    space = pay_space(plan_in_force(cap=None), QUOTA, PayWishes())
    wanted = np.zeros(len(space.low))
    wanted[BASE], wanted[RATE], wanted[SLOPES:][: len(slopes)] = 0.5, rate, slopes
    numbers = nearest(space, wanted)

    plan = space.readable(numbers)

    # Rates are rounded to a tenth of a percent, of 600,000: 300; heights to a hundredth of 80,000: 400
    assert float(plan.pay.base + Decimal(float(variable(plan, 1.0)))) == pytest.approx(160_000, abs=1_500)
    grid = np.linspace(0.0, 1.25, 26)
    assert np.abs(variable(plan, grid) - variable(space.plan(numbers), grid)).max() < 5_000
    assert len(plan.components) <= 2


def test_wishes_that_clash_are_told_by_rows():
    space = pay_space(plan_in_force(cap=None), QUOTA, PayWishes(commission=False, steepest=0.5))

    with pytest.raises(InfeasibleError) as refused:
        nearest(space, space.of(plan_in_force(cap=None)))

    assert "pay at target" in refused.value.relaxation.clashing


def test_a_cap_is_kept_and_nothing_is_paid_beyond():
    space = pay_space(plan_in_force(cap=None), QUOTA, PayWishes(most_pay=1.3))
    numbers = nearest(space, space.of(plan_in_force(cap=None)))

    plan = space.plan(numbers)

    assert variable(plan, 5.0) <= 1.3 * 80_000 + 1
    assert variable(plan, 5.0) == pytest.approx(float(variable(plan, 2.0)))


def test_terms_are_rounded_for_people():
    terms = Terms(
        Decimal("80012.31"), Decimal("0.00081"), ((Decimal(0), Decimal(0)), (Decimal("0.5"), Decimal("0.0001")),
        (Decimal(1), Decimal("0.9987")), (Decimal("1.25"), Decimal("1.51"))), Decimal("1.98"), Decimal(0)
    )  # fmt: skip

    told = readable(terms, Decimal(160_000), Decimal(600_000))

    assert (told.base, told.rate, told.beyond) == (Decimal(80_000), Decimal(0), Decimal(2))
    assert told.points[0] == (Decimal("0.5"), Decimal(0))
    assert told.at_quota == 1
    assert write(plan_in_force(), told).components[0].payout.pays_at_quota == 1


@pytest.mark.parametrize(
    "words",
    [{"budget": 0.0}, {"attained": (0.8, 0.2)}, {"steepest": float("inf")}, {"most_pay": 0.5}, {"knots": (-1.0,)},
     {"confidence": 1.0}, {"replications": 1}],
)  # fmt: skip
def test_wishes_that_make_no_sense_are_refused(words):
    with pytest.raises(ValueError, match=next(iter(words))):
        PayWishes(**words)


def test_every_fault_of_the_wishes_is_told_at_once():
    with pytest.raises(ValueError, match=r"budget.*keep_share"):
        PayWishes(keep_share=5.0, budget=-1.0)

"""What a pay plan refuses, and in which words."""

import pytest
from pay_making import CURVE, YTD, component, plan_of
from pydantic import ValidationError

from sim.compensation import PayPlan

TIERS = {"kind": "tiers", "x": "credit", "knot_rule": "marginal", "bands": [{"starts_at": 0, "rate": "0.05"}]}


def refusal(*components, **changes):
    """What the plan says when it refuses."""
    with pytest.raises(ValidationError) as caught:
        plan_of(*components, **changes)
    return str(caught.value)


def test_attainments_of_a_curve_increase():
    told = refusal(component(CURVE | {"points": [["0.5", 0], ["0.5", "0.2"], [1, 1]]}))

    assert "attainment must increase from one entry to the next, 0.5 follows 0.5" in told


def test_a_payout_that_falls_is_refused():
    told = refusal(component(CURVE | {"points": [["0.5", 0], ["0.8", "1.2"], [1, 1]]}))

    assert "payout falls from 1.2 at attainment 0.8 to 1 at 1" in told


def test_a_payout_that_falls_passes_when_it_is_declared():
    plan = plan_of(component(CURVE | {"points": [["0.5", 0], ["0.8", "1.2"], [1, 1]], "may_decrease": True}))

    assert plan.components[0].payout.may_decrease


def test_a_curve_that_misses_target_pay_at_quota_is_refused():
    # From (0.5, 0) to (1.5, 1) the curve is half way up at quota.
    told = refusal(component(CURVE | {"points": [["0.5", 0], ["1.5", 1]]}))

    assert "attainment 1 pays 0.5 of target, not 1" in told


def test_a_curve_may_say_that_it_pays_less_than_target_at_quota():
    plan = plan_of(component(CURVE | {"points": [["0.5", 0], ["1.5", 1]], "pays_at_quota": "0.5"}))

    assert plan.components[0].payout.pays_at_quota * 2 == 1


def test_a_hinge_does_not_jump():
    told = refusal(component(CURVE | {"points": [["0.5", "0.5"], [1, 1]]}))

    assert "a hinge starts at payout 0, the first point (0.5, 0.5) jumps" in told


def test_a_cliff_jumps():
    assert "a cliff jumps at the threshold" in refusal(component(CURVE | {"threshold": "cliff"}))


def test_a_cap_below_target_pay_is_refused():
    told = refusal(component(cap={"of": "target", "max": "0.9"}))

    assert "component sales: the cap (0.9 of target) is below what quota pays (1)" in told


def test_on_target_earnings_contain_the_base():
    told = refusal(component(), pay={"base": "80000.00", "ote": "79999.99"})

    assert "ote 79999.99 is below base 80000.00" in told


def test_weights_add_to_one():
    told = refusal(component(weight="0.5"), component(weight="0.4", id="other"))

    assert "the components' weights must add to 1, they add to 0.9" in told


def test_component_ids_stand_once():
    assert "twice: sales" in refusal(component(weight="0.5"), component(weight="0.5"))


def test_a_curve_without_weight_is_refused():
    assert "curve pays a fraction of target, it needs a weight" in refusal(component(weight=None))


def test_a_commission_with_a_weight_is_refused():
    told = refusal(component({"kind": "commission", "rate": "0.05"}, weight="1"))

    assert "commission pays no share of target, leave weight out" in told


def test_a_commission_can_not_be_capped_at_a_target_it_has_not():
    told = refusal(component({"kind": "commission", "rate": "0.05"}, cap={"of": "target", "max": 2}))

    assert "commission has no target pay, cap it with of: amount" in told


def test_a_rate_is_a_share_and_not_a_percent():
    assert "less than or equal to 1" in refusal(component({"kind": "commission", "rate": "5"}))


def test_a_float_is_no_exact_rate():
    assert "rate" in refusal(component({"kind": "commission", "rate": 0.05}))


def test_money_has_whole_cents():
    assert "2 decimal places" in refusal(component(), pay={"base": "80000.005", "ote": "160000.00"})


def test_an_infinite_slope_is_refused():
    assert "beyond" in refusal(component(CURVE | {"beyond": {"slope": "Infinity"}}))


def test_tiers_start_at_zero():
    told = refusal(component(TIERS | {"bands": [{"starts_at": 100, "rate": "0.05"}]}))

    assert "the first tier starts at 0, this one at 100" in told


def test_whole_tiers_say_which_tier_owns_its_border():
    assert "tiers that pay a whole at one rate need boundary" in refusal(
        component(TIERS | {"knot_rule": "whole"})
    )


def test_marginal_tiers_have_no_border_to_own():
    assert "leave boundary out" in refusal(component(TIERS | {"boundary": "lower_inclusive"}))


def test_a_single_tier_can_not_leave_the_whole_rule():
    bands = [{"starts_at": 0, "rate": "0.05"}, {"starts_at": 9, "rate": "0.06", "knot_rule": "marginal"}]
    told = refusal(component(TIERS | {"knot_rule": "whole", "boundary": "lower_inclusive", "bands": bands}))

    assert "whole tiers pay new credit only" in told


def test_one_tier_that_reaches_back_needs_a_border_rule():
    bands = [{"starts_at": 0, "rate": "0.05"}, {"starts_at": 9, "rate": "0.06", "knot_rule": "whole_trueup"}]

    assert "need boundary" in refusal(component(TIERS | {"bands": bands}))


def test_steps_that_miss_target_pay_at_quota_are_refused():
    steps = {"kind": "steps", "points": [[1, 1]], "boundary": "upper_inclusive"}

    assert "attainment 1 pays 0 of target, not 1" in refusal(component(steps, weight=1))


def test_a_year_without_any_quota_is_refused():
    assert "seasonality is 0 in all twelve months" in refusal(component(), quota={"seasonality": [0] * 12})


def test_seasonality_has_twelve_months():
    assert "at least 12 items" in refusal(component(), quota={"seasonality": [1, 1, 1]})


def test_a_link_names_a_component_of_the_plan():
    gate = {"id": "g", "kind": "gate", "component": "sale", "measure": YTD, "opens_at": 1, "while_closed": 0}
    told = refusal(component(), links=[gate | {"boundary": "lower_inclusive", "order": "after_cap"}])

    assert "link g names component 'sale', there are sales" in told


@pytest.mark.parametrize("word", ["boundary", "order", "measure", "while_closed", "opens_at"])
def test_a_gate_has_no_defaults(word):
    gate = {"id": "g", "kind": "gate", "component": "sales", "measure": YTD, "opens_at": 1, "while_closed": 0}
    gate |= {"boundary": "lower_inclusive", "order": "after_cap"}
    del gate[word]

    assert word in refusal(component(), links=[gate])


def test_a_target_incentive_needs_something_that_pays_it():
    assert "a target incentive of 80000.00 needs a component" in refusal()


@pytest.mark.parametrize("word", ["credit_at", "returns", "rounding", "payment"])
def test_words_that_two_plans_mean_differently_have_no_default(word):
    words = plan_of(component()).model_dump()
    del words[word]

    with pytest.raises(ValidationError, match=word):
        PayPlan.model_validate(words)


@pytest.mark.parametrize("word", ["window", "against", "credit"])
def test_a_measure_says_what_when_and_against_what(word):
    assert word in refusal(component(measure={key: value for key, value in YTD.items() if key != word}))


@pytest.mark.parametrize("word", ["threshold", "knot_rule", "beyond", "points"])
def test_a_curve_says_its_threshold_its_knots_and_what_follows_them(word):
    assert word in refusal(component({key: value for key, value in CURVE.items() if key != word}))

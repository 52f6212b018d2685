"""What is said of plans that are valid and yet worth a second look."""

from pay_making import CURVE, FLAT, STEPS, YTD, component, plan_of

from sim.compensation import remarks


def told(*components, **changes):
    """The remarks as (code, message)."""
    return [(remark.code, remark.message) for remark in remarks(plan_of(*components, **changes))]


def test_a_continuous_accelerated_and_capped_curve_needs_no_remark():
    smooth = CURVE | {"beyond": {"slope": 3}}

    assert told(component(smooth, cap={"of": "target", "max": "1.5"})) == []


def test_a_cliff_is_worth_its_jump_in_currency():
    # The jump to 0.5 of 80,000.
    cliff = CURVE | {"points": [["0.5", "0.5"], [1, 1]], "threshold": "cliff", "beyond": {"slope": 1}}

    assert told(component(cliff)) == [
        ("P001", "a cliff at attainment 0.5: the deal that crosses it is worth 40,000.00 more")
    ]


def test_each_step_is_a_cliff_of_a_quarter_when_quarters_count():
    # Steps of 0.5, 0.5 and 0.3 of 20,000 a quarter.
    remarked = told(component(STEPS, measure=YTD | {"window": "quarter"}))

    assert [message.split("worth ")[1] for _, message in remarked] == [
        "10,000.00 more",
        "10,000.00 more",
        "6,000.00 more",
    ]


def test_a_lower_rate_on_everything_costs_the_rep_who_crosses_into_it():
    # 100,000 at 10 % is 10,000; at 8 % it is 8,000.
    tiers = {"kind": "tiers", "x": "credit", "knot_rule": "whole_trueup", "boundary": "lower_inclusive"}
    bands = [{"starts_at": 0, "rate": "0.10"}, {"starts_at": 100_000, "rate": "0.08"}]

    codes = dict(told(component(tiers | {"bands": bands}), pay={"base": 1, "ote": 1}))

    assert (
        codes["P002"] == "at credit of 100,000.00 pay falls: the deal that crosses it costs the rep 2,000.00"
    )


def test_a_decelerator_is_named_with_its_rates():
    marginal = {"kind": "tiers", "x": "attainment", "knot_rule": "marginal"}
    bands = [{"starts_at": 0, "rate": "0.10"}, {"starts_at": 1, "rate": "0.08"}]

    remarked = told(component(marginal | {"bands": bands}), pay={"base": 1, "ote": 1})

    assert remarked == [("P003", "the rate falls from 0.1 to 0.08 at attainment 1")]


def test_whole_tiers_without_true_up_have_no_cliff_in_what_was_earned():
    whole = {"kind": "tiers", "x": "credit", "knot_rule": "whole", "boundary": "lower_inclusive"}
    bands = [{"starts_at": 0, "rate": "0.05"}, {"starts_at": 100_000, "rate": "0.08"}]

    assert told(component(whole | {"bands": bands}), pay={"base": 1, "ote": 1}) == []


def test_points_that_the_cap_hides_are_named():
    high = CURVE | {"points": [["0.5", 0], [1, 1], ["1.5", 2]], "beyond": {"slope": 2}}

    remarked = told(component(high, cap={"of": "target", "max": "1.5"}))

    assert ("P004", "the cap of 1.5 is below what attainment 1.5 would pay") in remarked


def test_commission_alone_is_not_tied_to_the_target_incentive():
    assert told(component(FLAT)) == [
        ("P005", "nothing ties sales to the target incentive of 80000.00: check what they pay at quota")
    ]


def test_a_draw_above_target_pay_is_named():
    # 80,000 / 12 = 6,666.67.
    draw = {"id": "d", "kind": "non_recoverable", "amount": "7000.00", "from_month": 1, "to_month": 3}
    smooth = component(CURVE | {"beyond": {"slope": 3}})

    remarked = told(smooth, payment={"negative_carry": "carry_forward", "draws": [draw]})

    assert remarked == [("P006", "draw d of 7000.00 a month is above target pay of 6666.67 a month")]

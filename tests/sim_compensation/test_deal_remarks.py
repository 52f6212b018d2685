"""What is said of valid plans on deals: each remark with its component and what it is worth."""

import pytest
from deal_making import FLAT, MEASURE, part
from deal_making import plan_on_deals as plan
from test_deal_awards import GONIK

from sim.compensation.deals.remarks import deal_remarks

TARGET = {"base": "0", "ote": "1200.00"}
PERIOD = MEASURE | {"window": "period"}


def told(*parts, **changes):
    """Remarks as (code, where, message), in a plan with target pay of 1,200 a year unless said."""
    remarks = deal_remarks(plan(*parts, **{"pay": TARGET} | changes))
    return [(remark.code, remark.component, remark.message) for remark in remarks]


def codes(*parts, **changes):
    return [code for code, _, _ in told(*parts, **changes)]


def steps(points, **changes):
    return part({"kind": "steps", "points": points, "boundary": "lower_inclusive", **changes}, weight=1)


CURVE = {
    "kind": "curve",
    "points": [[0, 0], [1, 1]],
    "beyond": {"slope": 1},
    "threshold": "hinge",
    "knot_rule": "marginal",
}
WHOLE = part(CURVE, weight=1)


def test_a_plan_that_pays_in_proportion_needs_no_remark():
    assert told(WHOLE) == []


def test_a_component_whose_days_are_outside_the_plan():
    late = part(FLAT, during={"starts": "2027-03-01", "until": "2027-04-01"})

    assert codes(late, pay={"base": 0, "ote": 0}) == ["P008"]


def test_another_pay_at_quota_than_target():
    assert "P010" in codes(steps([[1, "0.9"]], pays_at_quota="0.9"))


def test_credit_that_no_rule_gives():
    team = part(FLAT, measure=MEASURE | {"credit": "team"})

    assert "P008" in codes(team, streams=[{"id": "team", "of": "amount", "whose": "own", "via": ["rollup"]}])


def test_units_that_pay_less_from_a_tier_on():
    bands = [{"starts_at": 0, "amount": "20.00"}, {"starts_at": 3, "amount": "10.00"}]

    assert "P009" in codes(part({"kind": "unit_tiers", "knot_rule": "marginal", "bands": bands}))


def test_units_that_are_all_rated_anew_make_a_cliff_worth_the_rise_of_those_before():
    # Three units at 10.00 more each.
    bands = [{"starts_at": 0, "amount": "20.00"}, {"starts_at": 3, "amount": "30.00"}]
    spif = part({"kind": "unit_tiers", "knot_rule": "whole_trueup", "bands": bands})

    assert (
        "P001",
        "part",
        "a cliff at more than 3 units: the deal that crosses it is worth 30.00 more",
    ) in told(spif)


@pytest.mark.parametrize(
    ("rates", "code", "words"),
    # A deal of 1,000 at 2 % more or less.
    [(("0.05", "0.07"), "P001", "worth 20.00 more"), (("0.07", "0.05"), "P002", "costs the rep 20.00")],
)
def test_a_rate_by_the_size_of_the_deal_is_a_cliff(rates, code, words):
    bands = [{"starts_at": start, "rate": rate} for start, rate in zip((0, 1000), rates, strict=True)]
    table = {"kind": "rate_table", "x": "amount", "boundary": "lower_inclusive", "bands": bands}

    found = told(part(table, measure=MEASURE | {"window": "per_deal"}))

    assert [message for c, _, message in found if c == code and words in message] != []


def test_a_bonus_that_is_paid_in_part_has_no_cliff():
    bonus = {"kind": "lump", "at": 1, "amount": "50.00", "boundary": "lower_inclusive"}

    assert "P001" in codes(part(bonus | {"if_short": "nothing"}))
    assert "P001" not in codes(part(bonus | {"if_short": "pro_rata"}))


def test_a_matrix_of_steps_tells_its_steepest_side():
    # From half to all of the month's 100.00.
    axis = {"x": "reading", "of": "a", "breaks": [1, 2]}
    matrix = {"kind": "matrix", "rows": axis, "cols": axis | {"of": "b"}, "lookup": "step_floor"}
    cells = {"cells": [["0.5", 1], ["0.5", 1]], "pays": "share_of_target"}

    found = told(part(matrix | cells, weight=1, measure=PERIOD))

    assert found[0][2].endswith("is worth up to 50.00")


def link(kind, **words):
    base = {
        "id": "first",
        "kind": kind,
        "component": "part",
        "measure": MEASURE,
        "boundary": "lower_inclusive",
    }
    return base | words


@pytest.mark.parametrize(
    ("words", "worth"),
    [
        (link("gate", opens_at=1, while_closed="0.25", order="after_cap"), "worth 900.00 more"),
        (link("linkage", opens_at=1, while_closed={"of": "target", "max": "0.5"}), "worth 600.00 more"),
        (link("multiplier", below=1, points=[[1, "1.1"]], order="after_cap"), "worth 120.00 more"),
        (link("multiplier", below=1, points=[[1, "0.9"]], order="after_cap"), "costs the rep 120.00"),
    ],
)
def test_a_link_is_a_cliff_worth_its_part_of_target_pay(words, worth):
    [(_, where, message)] = told(WHOLE, links=[words])

    assert where == "first"
    assert worth in message


def cap(**words):
    base = {"id": "limit", "components": ["part"], "over": "ytd", "of": "amount", "excess": "lost"}
    return base | words


@pytest.mark.parametrize(
    ("words", "is_low"),
    [
        (cap(max=1199), True),
        (cap(max=1200), False),
        (cap(over="quarter", max=299), True),
        (cap(over="period", max=100), False),
        (cap(of="target", max="0.9"), True),
        (cap(over="deal", max=1), False),
    ],
)
def test_a_cap_below_the_target_pay_of_its_window(words, is_low):
    assert (("P007", "limit") in [found[:2] for found in told(WHOLE, caps=[words])]) == is_low


def test_a_cap_of_a_component_below_what_quota_pays():
    assert "P007" in codes(WHOLE | {"cap": {"of": "target", "max": "0.8", "excess": "lost"}})
    assert "P007" in codes(WHOLE | {"cap": {"of": "amount", "max": "1000.00", "excess": "lost"}})


def test_excess_that_is_carried_past_the_end_of_the_plan():
    assert "P011" in codes(WHOLE, caps=[cap(max=2000, excess="carried")])
    assert "P011" not in codes(WHOLE, caps=[cap(max=2000, over="quarter", excess="carried")])


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ({"over": "ytd", "of": "quota", "max": "0.9"}, True),
        ({"over": "ytd", "of": "quota", "max": 1}, False),
        ({"over": "ytd", "of": "amount", "max": 1000}, True),
        ({"over": "ytd", "of": "amount", "max": 1001}, False),
    ],
)
def test_quota_or_a_tier_that_capped_credit_never_reaches(words, is_told):
    bands = [{"starts_at": 0, "rate": "0.05"}, {"starts_at": 1000, "rate": "0.08"}]
    tiers = part({"kind": "tiers", "x": "credit", "knot_rule": "marginal", "bands": bands})
    limit = {"id": "limit", "stream": "sales", "excess": "lost", "applies_to": "commission_and_quota_credit"}

    assert ("P012" in codes(tiers, crediting={"caps": [limit | words]})) == is_told


def test_a_draw_that_is_collected_from_a_leaver():
    draw = {"id": "d", "kind": "recoverable", "amount": 50, "from_month": 1, "to_month": None}
    draw |= {"counts_from": "hire", "paid": "in_arrears", "recover_from_month": 1, "recovery_floor": "draw"}
    draw |= {"recovery_rate": 1, "resets": "never", "on_exit": "collect"}

    assert codes(WHOLE, payment={"negative_carry": "carry_forward", "draws": [draw]}) == ["P013"]


@pytest.mark.parametrize(
    ("menu", "code"),
    [
        ({"exact": 1, "over": {"forecast": 0, "result": 1}, "under": {"forecast": -1, "result": 2}}, "P014"),
        ({"exact": 1, "over": {"forecast": 1, "result": 0}, "under": {"forecast": 0, "result": 1}}, "P014"),
        ({"exact": 1, "over": {"forecast": -1, "result": 2}, "under": {"forecast": 0, "result": 1}}, "P009"),
        ({}, "P010"),  # Gonik's own pays 120 % for a forecast of quota that comes true
    ],
)
def test_a_menu_on_which_the_truth_does_not_pay_best(menu, code):
    assert code in codes(part(GONIK | menu, weight=1))

"""Rules of thumb, mixtures, rules of the user's own, quotas that follow, and how a plan is read by who looks ahead."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from timing_worlds import ACCELERATOR, BONUS, FLOOR_CAP, LINEAR
from worlds import PAY, sales_force

from sim.agents.behaviour import MyopicBehaviour, RepView, rule_of_rep, times_deals
from sim.agents.bounded import BoundedBehaviour
from sim.agents.forward.reading import read
from sim.agents.knots import salient_knots
from sim.agents.registry import own_behaviour
from sim.agents.view import Decision
from sim.compensation import PayPlan, estimate_variable_pay, run_payroll
from sim.compensation.years import run_payroll_by_year
from sim.documents.behaviour import Bounded, Forward, Mixture, Myopic, Own
from sim.plan import NextYear
from sim.quota import next_quotas

QUOTA = 600_000.0
SHARED = {"usual": 0.7, "usual_rate": 0.1, "least": 0.3, "most": 1.0}


def plan(pay):
    return PayPlan.model_validate(pay)


def view(attainment, elapsed, pay=LINEAR):
    quota = np.full(len(attainment), QUOTA)
    return RepView(
        np.array(attainment) * QUOTA, quota, elapsed, lambda c: estimate_variable_pay(plan(pay), c, quota)
    )


def bounded(**words):
    return BoundedBehaviour(Bounded(kind="bounded", **{**SHARED, **words}), plan(LINEAR))


def test_a_bounded_rep_without_goals_is_a_myopic_one_who_sees_less_sharply():
    myopic = MyopicBehaviour(Myopic(kind="myopic", **SHARED, elasticity=0.3), half_step=0.125)
    reps = view([0.3, 0.7, 1.1], 0.6, ACCELERATOR)

    assert bounded().act(reps).effort.tolist() == myopic.act(reps).effort.tolist()


def test_effort_rises_towards_quota_and_falls_back_behind_it():
    far, near, past = bounded(goal_gradient=0.05).act(view([0.5, 0.9, 1.0], 0.8)).effort

    # Distances 0.5, 0.1 and none: 0.05 x 0.1 / distance = 0.01, 0.05 and 0 on top of the usual 0.7.
    assert [far, near, past] == pytest.approx([0.71, 0.75, 0.70])


def test_who_needs_more_than_twice_the_pace_gives_up():
    # At 0.6 of the year 0.4 is left: twice quota pace still makes 0.8.
    lost, open_ = bounded(gives_up_at=2.0).act(view([0.19, 0.21], 0.6)).effort

    assert (lost, open_) == (0.3, pytest.approx(0.7))


def test_knots_are_thresholds_kinks_and_quota():
    assert salient_knots(plan(PAY)).tolist() == [0.5, 1.0]
    assert salient_knots(plan(FLOOR_CAP)).tolist() == [0.7, 1.0]


def test_a_mixture_deals_its_rules_by_weight_whatever_the_replication_or_plan():
    parts = [
        {"id": "one", "weight": 3.0, "rule": {"kind": "steady", "effort": 0.5}},
        {"id": "other", "weight": 1.0, "rule": {"kind": "steady", "effort": 1.0}},
    ]
    force = sales_force(80, 80, people={"behaviour": {"kind": "mixture", "parts": parts}})
    drawn = rule_of_rep(force)
    other_plan = force.with_plan(force.plan.model_copy(update={"pay": plan(BONUS)}))

    assert abs((drawn == 1).mean() - 0.25) < 3 * np.sqrt(0.25 * 0.75 / 80)
    assert rule_of_rep(other_plan).tolist() == drawn.tolist()


def test_parts_of_a_mixture_have_names_of_their_own():
    part = {"id": "one", "weight": 1.0, "rule": {"kind": "steady"}}
    with pytest.raises(ValidationError, match="twice: one"):
        Mixture.model_validate({"kind": "mixture", "parts": [part, part]})


def test_a_forward_rep_needs_room_for_pay_to_draw_effort():
    with pytest.raises(ValidationError, match="least < usual"):
        Forward.model_validate({"kind": "forward", **SHARED, "least": 0.7})


def test_further_words_are_settings_of_an_own_rule():
    own = Own.model_validate({"kind": "own", "name": "mine", "ease_at": 0.9, "bold": True})

    assert own.values() == {"bold": True, "ease_at": 0.9}
    assert Own.model_validate(own.model_dump()) == own


def test_an_unknown_rule_is_refused_with_what_there_is():
    with pytest.raises(LookupError, match=r"no behaviour 'nobody'.*load its file with --with"):
        own_behaviour("nobody", {})


def test_only_rules_that_may_time_deals_switch_closing_on():
    forward = {"kind": "forward", **SHARED}

    assert not times_deals(sales_force())
    assert times_deals(sales_force(people={"behaviour": forward}))
    assert not times_deals(sales_force(people={"behaviour": {**forward, "timing_most": 0.0}}))


def test_a_decision_takes_a_number_for_all():
    decision = Decision(np.array([0.5, 1.0]), hold=0.25)

    assert decision.shares("hold").tolist() == [0.25, 0.25]
    assert decision.shares("pull").tolist() == [0.0, 0.0]


@pytest.mark.parametrize("pay", [PAY, LINEAR, FLOOR_CAP, ACCELERATOR, BONUS])
def test_a_plan_of_one_window_is_read_exactly(pay):
    attainment = np.arange(0.0, 2.0, 0.05)
    reading = read(plan(pay))
    exact = estimate_variable_pay(plan(pay), attainment * QUOTA, QUOTA)

    assert reading.months == 12
    assert reading.notes == ()
    assert reading.pay(attainment, np.array([QUOTA]), np.array([0.9]))[0] == pytest.approx(exact)


def test_what_does_not_fit_the_clock_counts_at_expectation_and_is_named():
    year = {**LINEAR["components"][0], "weight": "0.8"}
    quarter = {**year, "id": "push", "weight": "0.2", "measure": {**year["measure"], "window": "quarter"}}
    reading = read(plan({**PAY, "components": [year, quarter]}))
    pay = reading.pay(np.array([0.5, 1.0]), np.array([QUOTA]), np.array([1.0]))[0]

    assert reading.months == 12
    assert reading.notes == ("component push counts at its expected rate: reps keep one clock, the year",)
    assert pay == pytest.approx([30_000.0, 60_000.0])  # linear too: at its rate it is what it pays


def test_a_quarterly_plan_keeps_the_quarter_as_its_clock():
    quarter = {**FLOOR_CAP["components"][0]}
    quarter["measure"] = {**quarter["measure"], "window": "quarter"}
    reading = read(plan({**PAY, "components": [quarter]}))
    pay = reading.pay(np.array([0.7, 1.0]), np.array([QUOTA]), np.array([1.0]))[0]

    assert reading.months == 3
    assert pay == pytest.approx([0.0, 15_000.0])


def test_quotas_follow_attainment_up_and_down_by_their_own_ratchets():
    rule = NextYear(growth=0.1, ratchet=0.5, ratchet_down=0.2)
    # 100 x 1.1 x (1 + 0.5 x 0.2) = 121; 100 x 1.1 x (1 - 0.2 x 0.5) = 99; made exactly: 110.
    following = next_quotas(np.array([10_000] * 3), np.array([12_000, 5_000, 10_000]), rule)

    assert following.tolist() == [12_100, 9_900, 11_000]


MONTHLY = st.lists(st.integers(-2_000_000, 20_000_000), min_size=24, max_size=24)


@given(MONTHLY, st.integers(30_000_000, 90_000_000), st.integers(30_000_000, 90_000_000))
def test_pay_of_two_years_is_each_years_own_when_nothing_is_owed_between(months, one, other):
    pay = plan(PAY)
    credit = np.abs(np.array([months], dtype=np.int64))
    both = run_payroll_by_year(pay, credit, np.array([[one, other]], dtype=np.int64))
    alone = [
        run_payroll(pay, np.ascontiguousarray(credit[:, part]), np.array([quota], dtype=np.int64)).variable
        for part, quota in ((slice(0, 12), one), (slice(12, 24), other))
    ]

    assert both.variable.tolist() == np.concatenate(alone, axis=1).tolist()


@given(MONTHLY, st.integers(30_000_000, 90_000_000))
def test_equal_quotas_pay_what_one_quota_pays(months, quota):
    pay, credit = plan(PAY), np.array([months], dtype=np.int64)
    by_year = run_payroll_by_year(pay, credit, np.array([[quota, quota]], dtype=np.int64))

    assert by_year.variable.tolist() == run_payroll(pay, credit, np.array([quota])).variable.tolist()


@given(MONTHLY, st.integers(30_000_000, 90_000_000), st.integers(30_000_000, 90_000_000))
def test_what_is_owed_goes_over_the_years_end(months, one, other):
    pay = run_payroll_by_year(plan(PAY), np.array([months]), np.array([[one, other]], dtype=np.int64))

    assert pay.variable.sum() == pay.earned.sum() + pay.balance[0, -1]
    assert (pay.variable >= 0).all()

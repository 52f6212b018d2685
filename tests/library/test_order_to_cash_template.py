"""The template from quote to cash: all of it comes about, and what a teacher shows with it comes out."""

import pytest

import scenarios
from sim.engine.choice import engine_of, run_once
from sim.engine.log import Kind
from sim.replicate import replicate

NAME = "first-steps/order-to-cash"


@pytest.fixture(scope="module")
def template():
    return scenarios.load(NAME)


def paid_at(template, event):
    pay = template.plan.pay.model_copy(update={"credit_at": event})
    return template.with_plan(template.plan.model_copy(update={"pay": pay}), name=f"at-{event}")


@pytest.fixture(scope="module")
def mean(template):
    frame = replicate(template, range(6))
    return frame[frame.entity == ""].groupby("measure").value.mean()


def test_everything_from_quote_to_cash_comes_about_within_some_years(template):
    counts = [run_once(template, replication).log.counts for replication in range(12)]
    kinds = [kind for kind in Kind if Kind.APPROVAL_ASKED <= kind <= Kind.NOT_RENEWED]

    assert engine_of(template) == "compiled"
    assert [kind.name for kind in kinds if not any(one[kind] for one in counts)] == []


def test_its_measures_are_what_a_teacher_would_expect(mean):
    assert 25 < mean["dso_days"] < 45  # thirty days net, a tenth paid in advance, a third of them late
    assert 0.6 < mean["quote_conversion"] < 0.85
    assert 0 < mean["bad_debt"] < 0.03 * mean["invoiced"]
    assert 0.85 * mean["invoiced"] < mean["cash_collected"] < mean["invoiced"]
    assert mean["orders_held"] > 1
    assert mean["unreconciled_orders"] == 0


def test_paying_on_cash_changes_no_deal_but_credits_later_and_less(template):
    booked, cashed = (run_once(paid_at(template, event), 0) for event in ("booking", "cash"))

    assert booked.log.same_as(cashed.log)  # these reps do the same whatever they are paid for
    assert cashed.credit_cents[:, :2].sum() < booked.credit_cents[:, :2].sum()
    assert cashed.credit_cents.sum() < booked.credit_cents.sum()


def test_a_higher_deposit_shortens_what_is_owed(template):
    terms = template.plan.terms.model_copy(update={"deposit_share": 0.5})
    prepaid = template.with_plan(template.plan.model_copy(update={"terms": terms}))
    frames = [replicate(world, range(4)) for world in (template, prepaid)]
    as_is, half = (frame[frame.entity == ""].groupby("measure").value.mean() for frame in frames)

    assert half["dso_days"] < 0.75 * as_is["dso_days"]
    assert half["orders_held"] < as_is["orders_held"]

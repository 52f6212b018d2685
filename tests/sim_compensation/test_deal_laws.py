"""What holds for every plan on deals: conservation, order of rows, splitting, retro changes, and the monthly engine."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from deal_making import EFFECTIVE, TIERS, booked, on_deals
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pay_making import CURVE, STEPS, YTD, component, plan_of, plans, rep_years

from sim.compensation import run_payroll
from sim.compensation.deals import (
    Book,
    DealEvent,
    Entry,
    Person,
    StatedQuota,
    as_data,
    differences,
    run_deals,
)
from sim.compensation.deals.crediting import credit

AMOUNTS = st.lists(st.integers(-50_000, 200_000), min_size=12, max_size=12)
SALES = {"id": "sales", "of": "amount", "whose": "own", "via": ["direct", "overlay"]}
QUOTA = (StatedQuota("ann", "sales", "2026", Decimal(12_000)),)


def year(amounts):
    return tuple(booked(cents, day=date(2026, month, 15)) for month, cents in enumerate(amounts, start=1))


def ends(plan, events, **more):
    return run_deals(plan, Book(events, QUOTA, **more), date(2026, 12, 31)).of_person("ann")


@pytest.mark.parametrize("payout", [CURVE, STEPS, TIERS], ids=lambda payout: payout["kind"])
@pytest.mark.parametrize("window", ["period", "quarter", "ytd"])
@settings(max_examples=12, deadline=None)
@given(amounts=AMOUNTS)
def test_deals_pay_what_the_kernel_pays_for_the_same_months(payout, window, amounts):
    plan = plan_of(component(payout, measure=YTD | {"window": window}))
    kernel = run_payroll(plan, np.array([amounts]), np.array([12_000_00]))

    assert [end.paid for end in ends(on_deals(plan), year(amounts))] == kernel.variable[0].tolist()


@settings(max_examples=40, deadline=None)
@given(plan=plans(), rep=rep_years())
def test_any_plan_of_months_pays_the_same_on_deals(plan, rep):
    quota, credit = rep
    kernel = run_payroll(plan, np.array([credit]), np.array([quota]))
    days = [date(2026 + month // 12, month % 12 + 1, 15) for month in range(len(credit))]
    events = tuple(
        replace(booked(cents, day=day), deal_id=f"D{day}") for day, cents in zip(days, credit, strict=True)
    )
    quotas = tuple(StatedQuota("ann", "sales", year, Decimal(quota) / 100) for year in ("2026", "2027"))
    terms = on_deals(plan, effective=EFFECTIVE | {"until": "2029-01-01"})

    run = run_deals(terms, Book(events, quotas), days[-1])

    assert [end.paid for end in run.of_person("ann")] == kernel.variable[0].tolist()
    assert [end.owed for end in run.of_person("ann")] == kernel.balance[0].tolist()


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(12)))
def test_the_order_of_rows_decides_nothing(order):
    events = year([1000_00 * month for month in range(12)])
    plan = on_deals(plan_of(component(TIERS)))

    assert ends(plan, tuple(events[i] for i in order)) == ends(plan, events)


@settings(max_examples=20, deadline=None)
@given(total=st.integers(0, 500_000), part=st.integers(0, 500_000))
def test_marginal_tiers_pay_the_same_for_a_deal_in_two_parts(total, part):
    plan = on_deals(plan_of(component(TIERS)))
    apart = (booked(min(part, total), "A"), booked(total - min(part, total), "B"))

    assert ends(plan, apart)[-1].earned == ends(plan, (booked(total),))[-1].earned
    assert sum(end.paid for end in ends(plan, apart)) == sum(end.paid for end in ends(plan, (booked(total),)))


def selling_twice(first, second):
    """One entry of the ledger for each of two months."""
    return [Entry("ann", 24312, "sales", first), Entry("ann", 24313, "sales", second)]


def test_a_change_in_the_past_is_the_difference_in_the_open_month_and_only_once():
    posted, due = selling_twice(100, 50), selling_twice(130, 50)

    change = differences(posted, due, 24313)

    assert change == (Entry("ann", 24313, "sales", 30),)
    assert differences([*posted, *change], due, 24313) == ()


RELEASED = {
    "negative_carry": "carry_forward",
    "release": [{"event": "booking", "share": "0.3"}, {"event": "cash", "share": "0.7"}],
    "clawback": {
        "amount": "full",
        "window_months": None,
        "boundary": "lower_inclusive",
        "limit": "paid_only",
        "tier": "original",
    },
}


@settings(max_examples=20, deadline=None)
@given(amounts=AMOUNTS, lost=st.integers(1, 12), paid=st.integers(0, 100_000))
def test_paid_is_earned_less_held_plus_owed_whatever_is_released_and_lost(amounts, lost, paid):
    plan = on_deals(plan_of(component(TIERS)), payment=RELEASED, returns="clawback")
    events = (
        *year([abs(cents) for cents in amounts]),
        DealEvent("D3", "ann", "cash", date(2026, 4, 1), Decimal(paid) / 100),
        DealEvent("X", "ann", "cancel", date(2026, 11, 20), refers_to=f"D{lost}"),
    )

    end = ends(plan, events)

    assert sum(e.paid for e in end) == sum(e.earned for e in end) + end[-1].owed - end[-1].held
    assert all(e.paid == sum(entry.cents for entry in e.entries) for e in end)


def test_what_comes_in_is_what_is_taken_and_what_is_rejected():
    plan = on_deals(plan_of(component(TIERS)))
    events = (
        booked(100_00),
        replace(booked(7_00), person="nobody", row=2),
        booked(5_00, day=date(2027, 3, 1), row=3),
        booked(3_00, currency="GBP", row=4),
        DealEvent("R", "ann", "return", date(2026, 2, 1), refers_to="gone", row=5),
    )

    data = as_data(run_deals(plan, Book(events, QUOTA)))

    codes = [(one["row"], one["code"]) for one in data["rejects"]]
    assert codes == [(2, "unknown-person"), (3, "outside-plan"), (4, "no-rate"), (5, "unknown-deal")]
    assert data["rows"] == {
        "in": {"rows": 5, "amount": None, "amounts": {"": "112", "GBP": "3"}},
        "taken": {"rows": 1, "amount": None, "amounts": {"": "100", "GBP": "0"}},
        "rejected": {"rows": 4, "amount": None, "amounts": {"": "12", "GBP": "3"}},
    }


def test_a_windfall_counts_half_above_its_cap():
    # 10,000 with a cap of 6,000: credit 6,000 + 4,000 / 2 = 8,000, at 10 % 800.
    windfall = {"deal_credit_cap": "6000.00", "above": "0.5", "applies_to": "commission_credit"}
    plan = on_deals(
        plan_of(component({"kind": "commission", "rate": "0.1"})), crediting={"windfall": windfall}
    )

    assert ends(plan, (booked(10_000_00),))[0].paid == 800_00


def test_quota_credit_moves_attainment_and_commission_credit_pays():
    # An overlay of a deal of 12,000: half its commission credit, all of its quota credit; at quota the rate is 8 %.
    tiers = TIERS | {"x": "attainment", "knot_rule": "whole_trueup", "boundary": "lower_inclusive"}
    tiers["bands"] = [{"starts_at": 0, "rate": "0.04"}, {"starts_at": 1, "rate": "0.08"}]
    overlay = {"kind": "overlay", "id": "se", "when": {}}
    overlay["shares"] = [{"person": "ann", "credit": "0.5", "quota_credit": 1}]
    plan = on_deals(plan_of(component(tiers)), crediting={"rules": [overlay]}, streams=[SALES])
    people = (Person("ann"), Person("bob"))
    deal = replace(booked(12_000_00), person="bob")
    quotas = (*QUOTA, StatedQuota("bob", "sales", "2026", Decimal(12_000)))

    run = run_deals(plan, Book((deal,), quotas, people))

    # 6,000 x 8 %
    assert run.of_person("ann")[0].paid == 480_00


@settings(max_examples=20, deadline=None)
@given(
    parts=st.lists(st.integers(0, 40), min_size=1, max_size=5),
    cents=st.integers(1, 9_999_999),
    over=st.sampled_from(["0", "0.25", "1"]),
)
def test_row_109_the_credits_of_a_split_add_up_to_the_deal_and_overlays_to_what_is_stated(parts, cents, over):
    people = [f"p{i}" for i in range(len(parts))]
    shares = [Decimal(part) / 100 for part in parts]
    shares[0] += 1 - sum(shares)  # what nobody else gets: the shares are of the whole deal
    split = {"kind": "split", "id": "team", "when": {}, "must_sum_to": 1, "shares": []}
    split["shares"] = [
        {"person": who, "credit": str(share), "quota_credit": str(share)}
        for who, share in zip(people, shares, strict=True)
        if share >= 0
    ]
    assume(len(split["shares"]) == len(people))
    overlay = {"kind": "overlay", "id": "expert", "when": {}}
    overlay["shares"] = [{"person": "ann", "credit": over, "quota_credit": over}]
    streams = [SALES | {"via": ["split", "overlay"]}]
    plan = on_deals(plan_of(component(TIERS)), crediting={"rules": [split, overlay]}, streams=streams)
    everybody = {who: Person(who) for who in ("ann", *people)}

    credited = credit(plan, [booked(cents)], everybody)

    theirs = [one for ones in credited.credits.values() for one in ones]
    for kind, share in (("split", 1), ("overlay", Fraction(over))):
        assert sum(Fraction(one.commission) for one in theirs if one.kind == kind) == cents * share
        assert sum(Fraction(one.quota) for one in theirs if one.kind == kind) == cents * share


def test_row_109_a_split_that_gives_away_more_than_the_deal_without_saying_so_is_refused():
    split = {"kind": "split", "id": "team", "when": {}, "must_sum_to": 1, "shares": []}
    split["shares"] = [{"person": who, "credit": "0.6", "quota_credit": 1} for who in ("ann", "bob")]

    with pytest.raises(ValueError, match=r"split team shares out 1\.2 of a deal, must_sum_to says 1"):
        on_deals(plan_of(component(TIERS)), crediting={"rules": [split]})

"""Caps on credit: what counts of a deal, month or year, for pay and towards quota, and what is carried."""

from datetime import date
from decimal import Decimal

import pytest
from deal_making import END, FLAT, MEASURE, paid, part, plan_on_deals, selling, sold
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compensation.deals import Book, DealEvent, StatedQuota, run_deals

QUOTA = (StatedQuota("ann", "sales", "2026", Decimal(1200)),)


def cap(**changes):
    base = {"id": "limit", "stream": "sales", "over": "period", "of": "amount", "excess": "lost"}
    return base | {"applies_to": "commission_and_quota_credit"} | changes


def run(crediting, *amounts, window="ytd", until=END):
    terms = plan_on_deals(part(FLAT, measure=MEASURE | {"window": window}), crediting={"caps": [crediting]})
    return run_deals(terms, Book(selling(*amounts), QUOTA), until)


@pytest.mark.parametrize(
    ("over", "excess", "months"),
    # Credit of 1,000, 200, 900 at 10 %, at most 400.
    [
        ("deal", "lost", [40, 20, 40, 0]),
        (
            "deal",
            "carried",
            [40, 20 + 40, 40 + 20, 40],
        ),  # 400 a month of each deal: 400, 400, 200 and 400, 400, 100
        ("period", "lost", [40, 20, 40, 0]),
        ("period", "carried", [40, 40, 40, 40]),  # 600 over, of which 200 and then more wait
        ("quarter", "lost", [40, 0, 0, 0]),
        ("quarter", "carried_in_year", [40, 0, 0, 40]),
        ("ytd", "lost", [40, 0, 0, 0]),
    ],
)
def test_credit_above_the_cap_of_a_window_is_lost_or_counts_later(over, excess, months):
    assert paid(run(cap(over=over, max=400, excess=excess), 1000, 200, 900))[:4] == months


def test_an_attainment_cap_counts_no_more_than_its_multiple_of_the_windows_quota():
    # 1.5 times the year's quota of 1,200 is 1,800 of 3,000 sold.
    found = run(cap(over="ytd", of="quota", max="1.5"), 3000)

    assert paid(found)[0] == 180
    assert found.attainment("ann") == Decimal("1.5")


@pytest.mark.parametrize(
    ("applies_to", "months", "attainment"),
    [("commission_credit", 40, 1), ("quota_credit", 120, Decimal(1) / 3)],
)
def test_credit_for_pay_and_towards_quota_are_capped_apart(applies_to, months, attainment):
    found = run(cap(over="deal", max=400, applies_to=applies_to), 1200)

    assert paid(found)[0] == months
    assert float(found.attainment("ann")) == pytest.approx(float(attainment))


def test_a_return_first_takes_back_what_the_cap_had_cut_off():
    # 1,000 sold, 400 counts; 500 comes back and leaves 500, of which 400 still count.
    back = DealEvent("R", "ann", "return", date(2026, 2, 1), Decimal(500), refers_to="ann2026-01-15")
    terms = plan_on_deals(part(FLAT), crediting={"caps": [cap(over="ytd", max=400)]})

    run = run_deals(terms, Book((sold("ann", 1000), back)))

    assert paid(run) == [40, 0]


def test_credit_brought_along_counts_towards_the_years_cap():
    terms = plan_on_deals(
        part(FLAT),
        crediting={"caps": [cap(over="ytd", max=400)]},
        opening=[{"person": "ann", "measure": "sales", "credit": 300, "owed": 0}],
    )

    # 300 brought along are paid as credit of the plan's first month; of 500 only 100 more count.
    assert paid(run_deals(terms, Book(selling(500)))) == [40]


def test_carried_credit_is_paid_in_the_months_it_reaches_without_being_asked_for():
    run = run_deals(
        plan_on_deals(part(FLAT), crediting={"caps": [cap(max=400, excess="carried")]}), Book(selling(1000))
    )

    assert paid(run) == [40, 40, 20]


@pytest.mark.parametrize(
    ("crediting", "changes", "told"),
    [
        (cap(stream="sails", max=1), {}, "credit cap limit counts 'sails'"),
        (cap(over="deal", of="quota", max=1), {}, "a deal has no quota"),
        (cap(over="ytd", max=1, excess="carried_in_year"), {}, "no later window in the year"),
        (
            cap(max=1, excess="carried"),
            {"window": "per_deal"},
            "belongs to no deal",
        ),
    ],
)
def test_caps_on_credit_that_mean_nothing_are_refused(crediting, changes, told):
    with pytest.raises(ValueError, match=told):
        run(crediting, 1, **changes)


@settings(max_examples=30, deadline=None)
@given(
    amounts=st.lists(st.integers(0, 9), min_size=6, max_size=6),
    limit=st.integers(9, 30),
    over=st.sampled_from(["deal", "period"]),
)
def test_all_carried_credit_counts_in_the_end(amounts, limit, over):
    # Six months of sales, at most 9 each, and six empty ones at 9 or more.
    months = paid(
        run(cap(over=over, max=100 * limit, excess="carried"), *[100 * amount for amount in amounts])
    )

    assert sum(months) == 10 * sum(amounts)

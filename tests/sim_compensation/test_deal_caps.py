"""Caps on pay: of which components, over which window, and what becomes of what they cut off."""

from dataclasses import replace
from datetime import date

import pytest
from deal_making import END, FLAT, MEASURE, TIERS, paid, part, plan_on_deals, selling, sold
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compensation.deals import Book, Person, StatedQuota, run_deals

QUARTER = MEASURE | {"window": "quarter"}
TWO_YEARS = {"starts": "2026-01-01", "until": "2028-01-01", "fiscal_year_starts_in": 1}
SPIF = part(FLAT, id="spif")


def cap(*components, **changes):
    base = {"id": "limit", "components": list(components), "over": "period", "of": "amount", "excess": "lost"}
    return base | changes


def run(terms, *amounts, until=END):
    return run_deals(terms, Book(selling(*amounts), (), (Person("ann"),)), until)


@pytest.mark.parametrize(
    ("excess", "second", "third"),
    # 10 % of 2,000 in the first quarter, 500 in the second, at most 100 a quarter: 100 is over.
    # Carried, the second has 50 + 100 and pays 100, the third the last 50.
    [("lost", 50, 0), ("carried", 100, 50), ("carried_in_year", 100, 50)],
)
def test_what_a_components_cap_cuts_off_is_lost_or_paid_in_later_windows(excess, second, third):
    capped = part(FLAT, measure=QUARTER, cap={"of": "amount", "max": 100, "excess": excess})

    months = paid(run(plan_on_deals(capped), 2000, 0, 0, 500))

    assert [months[0], months[3], months[6], sum(months)] == [100, second, third, 100 + second + third]


@pytest.mark.parametrize(("excess", "january"), [("carried", 100), ("carried_in_year", 0)])
def test_only_what_is_carried_without_end_outlives_the_fiscal_year(excess, january):
    capped = part(FLAT, measure=QUARTER, cap={"of": "amount", "max": 100, "excess": excess})
    terms = plan_on_deals(capped, effective=TWO_YEARS)

    assert paid(run(terms, *[0] * 11, 2000, until=date(2027, 1, 31)))[12] == january


@pytest.mark.parametrize(
    ("over", "excess", "months"),
    # 10 % of 500, 100, 900, 0: 50, 10, 90, 0.
    [
        ("period", "lost", [40, 10, 40, 0]),
        ("period", "carried", [40, 20, 40, 40]),  # 10 over, with February's 10; then 50 over, with April's 0
        ("quarter", "lost", [40, 0, 0, 0]),
        ("quarter", "carried", [40, 0, 0, 40]),
        ("ytd", "lost", [40, 0, 0, 0]),
    ],
)
def test_a_cap_of_the_plan_holds_over_its_window(over, excess, months):
    terms = plan_on_deals(part(FLAT), caps=[cap("part", over=over, max=40, excess=excess)])

    assert paid(run(terms, 500, 100, 900, 0, until=date(2026, 4, 30))) == months


def test_a_narrow_cap_comes_before_a_wide_one_and_each_takes_from_what_is_left():
    # 100 and 100: the SPIF is cut to 30 of 100, both together to 120.
    caps = [cap("spif", id="spif-cap", max=30), cap("part", "spif", max=120)]
    terms = plan_on_deals(part(FLAT), SPIF, caps=caps)

    entries = {entry.component: entry.cents for entry in run(terms, 1000).entries}

    assert entries == {"part": 100_00, "spif": 100_00, "spif-cap": -70_00, "limit": -10_00}


def test_a_deal_of_several_components_is_paid_its_cap_and_no_cent_more():
    # 54,363.85 at 3 % and 0.5 %: 1,630.9155 and 271.81925 are posted as 1,630.92 and 271.82, a cent more than both.
    # 40,000.10 at 3.5 % is 1,400.0035: 900 again.
    parts = [part(FLAT | {"rate": "0.03"}, id="sales"), part(FLAT | {"rate": "0.005"}, id="care")]
    terms = plan_on_deals(*parts, caps=[cap("sales", "care", over="deal", max=900)])

    run = run_deals(terms, Book(selling("54363.85", "40000.10"), (), (Person("ann"),)))

    entries = [(entry.component, entry.cents) for entry in run.of_person("ann")[0].entries]
    assert entries == [("sales", 1_630_92), ("care", 271_82), ("limit", -1_002_74)]
    assert [end.paid for end in run.of_person("ann")] == [900_00, 900_00]


def test_a_wider_cap_on_each_deal_takes_from_what_the_narrower_left():
    # 100 and 100 of one deal: 30 of the SPIF's are left, so that a cap of 120 on both takes 10.
    caps = [cap("spif", id="spif-cap", over="deal", max=30), cap("part", "spif", over="deal", max=120)]

    run = run_deals(plan_on_deals(part(FLAT), SPIF, caps=caps), Book(selling(1000), (), (Person("ann"),)))

    assert {entry.component: entry.cents for entry in run.entries} == {
        "part": 100_00,
        "spif": 100_00,
        "spif-cap": -70_00,
        "limit": -10_00,
    }


@settings(max_examples=30, deadline=None)
@given(
    amounts=st.lists(st.decimals(1, 90_000, places=2), min_size=1, max_size=6),
    of=st.sampled_from(["cumulative", "period"]),
)
def test_no_deal_alone_in_its_month_is_paid_more_than_its_cap(amounts, of):
    parts = [part(FLAT | {"rate": rate}, id=f"c{rate[2:]}") for rate in ("0.0333", "0.0071", "0.0129")]
    terms = plan_on_deals(*parts, caps=[cap(*(one["id"] for one in parts), over="deal", max=900)])
    terms = terms.model_copy(update={"rounding": terms.rounding.model_copy(update={"of": of})})

    ends = run_deals(terms, Book(selling(*amounts), (), (Person("ann"),))).of_person("ann")

    for end, amount in zip(ends, amounts, strict=True):
        line = end.caps[0]
        assert line.amount == sum(entry.cents for entry in end.entries if entry.component == "limit")
        assert not line.deals or end.paid == 900_00
        assert line.deals or amount * 533 <= 900 * 10000


def test_a_line_of_a_cap_works_out_to_its_entry():
    end = run(plan_on_deals(part(FLAT), caps=[cap("part", max=40)]), 1000).of_person("ann")[0]

    line = end.caps[0]
    assert (line.pay, line.limit, line.amount) == (100_00, 40_00, -60_00)


def test_a_deal_is_capped_by_all_that_it_has_added_to_pay():
    # 1,000 at 5 %, then 8 %: deals of 1,500 and 1,000 add 90 and 80, of which 60 and 60 stay.
    terms = plan_on_deals(part(TIERS), caps=[cap("part", over="deal", max=60)])

    found = run(terms, 1500, 1000)

    assert paid(found)[:2] == [60, 60]
    assert [entry.deal_id for entry in found.entries if entry.component == "limit"] == [
        "ann2026-01-15",
        "ann2026-02-15",
    ]


def test_a_cap_in_multiples_of_target_follows_the_target_of_its_window():
    # Target pay of 1,200 a year: 100 a month, twice that is 200; 250 % of the month's quota would pay 250.
    curve = {"kind": "curve", "points": [[0, 0], [1, 1]], "beyond": {"slope": 1}, "threshold": "hinge"}
    period = part(curve | {"knot_rule": "marginal"}, weight=1, measure=MEASURE | {"window": "period"})
    terms = plan_on_deals(
        period, pay={"base": 0, "ote": 1200}, caps=[cap("part", over="period", of="target", max=2)]
    )
    book = Book(selling(250), (StatedQuota("ann", "sales", "2026", 1200),))

    assert paid(run_deals(terms, book)) == [200]


def test_a_cap_takes_from_parts_that_are_paid_later_in_the_same_proportion():
    # 100 capped at 40: half of 40 at booking, half at cash.
    payment = {
        "negative_carry": "pay_back",
        "release": [{"event": "booking", "share": "0.5"}, {"event": "cash", "share": "0.5"}],
    }
    terms = plan_on_deals(part(FLAT), payment=payment, caps=[cap("part", max=40)])
    deal = sold("ann", 1000)
    cash = replace(deal, event="cash", day=date(2026, 3, 1))

    assert paid(run_deals(terms, Book((deal, cash)))) == [20, 0, 20]


def test_a_lost_deal_takes_back_only_what_the_cap_had_left():
    clawback = {"amount": "full", "window_months": None, "boundary": "lower_inclusive"}
    payment = {"negative_carry": "pay_back"}
    payment["clawback"] = clawback | {"limit": "paid_only", "tier": "original"}
    terms = plan_on_deals(part(FLAT), payment=payment, returns="clawback", caps=[cap("part", max=40)])
    deal = sold("ann", 1000)
    lost = replace(deal, deal_id="C", event="cancel", day=date(2026, 2, 1), refers_to=deal.deal_id)

    assert paid(run_deals(terms, Book((deal, lost)))) == [40, -40]


@pytest.mark.parametrize(
    ("caps", "told"),
    [
        ([cap("part", "spif", max=1), cap("part", id="b", max=1)], "a cap on fewer components comes first"),
        ([cap("part", max=1), cap("spif", id="b", over="deal", max=1)], "it comes before limit"),
        ([cap("part", over="deal", excess="carried", max=1)], "no later window"),
        ([cap("part", over="ytd", excess="carried_in_year", max=1)], "no later window in the year"),
        ([cap("other", max=1)], "cap limit names component 'other', there are part, spif"),
        ([cap("part", of="target", max=1)], "none of its components has target pay"),
    ],
)
def test_caps_that_mean_nothing_are_refused(caps, told):
    with pytest.raises(ValueError, match=told):
        plan_on_deals(part(FLAT), SPIF, caps=caps)


AMOUNTS = st.lists(st.integers(0, 9), min_size=12, max_size=12)


@settings(max_examples=30, deadline=None)
@given(amounts=AMOUNTS, limit=st.integers(1, 40), over=st.sampled_from(["period", "quarter", "ytd"]))
def test_no_window_pays_more_than_its_cap(amounts, limit, over):
    terms = plan_on_deals(part(FLAT), caps=[cap("part", over=over, max=limit)])
    size = {"period": 1, "quarter": 3, "ytd": 12}[over]

    months = paid(run(terms, *[100 * amount for amount in amounts]))

    windows = [sum(months[at : at + size]) for at in range(0, 12, size)]
    uncapped = [sum(amounts[at : at + size]) * 10 for at in range(0, 12, size)]
    assert windows == [min(all_of_it, limit) for all_of_it in uncapped]


@settings(max_examples=30, deadline=None)
@given(amounts=AMOUNTS, over=st.sampled_from(["period", "quarter"]))
def test_what_is_carried_is_paid_in_full_when_there_is_time(amounts, over):
    # At most 90 a month come in, 50 a month go out: 480 a year are carried, and an empty year has room for 600.
    limit = {"period": 50, "quarter": 150}[over]
    terms = plan_on_deals(
        part(FLAT), caps=[cap("part", over=over, max=limit, excess="carried")], effective=TWO_YEARS
    )

    months = paid(run(terms, *[100 * amount for amount in amounts], *[0] * 12, until=date(2027, 12, 31)))

    assert sum(months) == 10 * sum(amounts)

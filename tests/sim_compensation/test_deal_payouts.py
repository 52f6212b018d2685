"""Payouts and rules that no published example covers, worked by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from deal_making import MEASURE, TIERS, booked, on_deals, part, sold, total
from deal_making import plan_on_deals as plan
from pay_making import component, plan_of

from sim.compensation.deals import Book, DealEvent, Person, StatedQuota, run_deals

LINKAGE = {
    "id": "revenue-first",
    "kind": "linkage",
    "component": "part",
    "measure": MEASURE,
    "opens_at": 1,
    "boundary": "lower_inclusive",
    "while_closed": {"of": "amount", "max": "60.00"},
}


@pytest.mark.parametrize(("sales", "pay"), [(500, 50_00), (900, 60_00), (1000, 100_00)])
def test_a_linkage_caps_until_the_other_measure_is_reached(sales, pay):
    quotas = (StatedQuota("ann", "sales", "2026", Decimal(1000)),)

    run = run_deals(
        plan(part({"kind": "commission", "rate": "0.1"}), links=[LINKAGE]),
        Book((sold("ann", sales),), quotas),
    )

    assert total(run, "ann") == pay


def test_what_a_linkage_withholds_is_paid_when_it_opens():
    events = (sold("ann", 900), sold("ann", 100, date(2026, 2, 15)))
    quotas = (StatedQuota("ann", "sales", "2026", Decimal(1000)),)

    run = run_deals(plan(part({"kind": "commission", "rate": "0.1"}), links=[LINKAGE]), Book(events, quotas))

    assert [end.paid for end in run.of_person("ann")] == [60_00, 40_00]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ({"payout_rate_date": "plan_start"}, "2026-01-01"),
        ({"payout_rate_date": "period_end"}, "2026-01-31"),
        ({"payout_rate_date": "payment", "payday": {"months_after": 1, "day": 31}}, "2026-02-28"),
    ],
)
def test_the_payees_currency_is_that_of_the_day_the_plan_names(words, day):
    # 122 USD at 1.22 a pound on that day are 100 pounds; on others they are not.
    rates = [{"currency": "GBP", "starts": "2026-01-01", "rate": "1.30"}] * (day != "2026-01-01")
    rates.append({"currency": "GBP", "starts": day, "rate": "1.22"})
    rates.append(
        {"currency": "GBP", "starts": str(date.fromisoformat(day) + timedelta(days=1)), "rate": "1.50"}
    )
    terms = plan(
        part({"kind": "commission", "rate": "0.1"}),
        currency={"plan": "USD", "rate_date": "event", "payout": "payee", "rates": rates} | words,
    )
    run = run_deals(terms, Book((sold("ann", 1220),), (), (Person("ann", currency="GBP"),)))

    assert [run.in_payout_currency(entry) for entry in run.entries] == [100_00]


def test_an_interpolated_amount_is_earned_inside_its_tier():
    # Half of the second tier: 100 + 300 / 2
    bands = [
        {"starts_at": 0, "ends_at": 10, "amount": "100.00"},
        {"starts_at": 10, "ends_at": 20, "amount": "300.00"},
    ]
    run = run_deals(plan(part({"kind": "amount_tiers", "bands": bands})), Book((sold("ann", 15),)))

    assert total(run, "ann") == 250_00


def test_a_rolling_window_pays_each_month_by_the_last_three():
    # Quota 300 in three months; 200, 100, 300 sold: 200, 300, 600 in the window, the last two reach quota.
    rolling = MEASURE | {"window": "rolling", "rolling_months": 3}
    bonus = part(
        {"kind": "lump", "at": 1, "amount": "10.00", "boundary": "lower_inclusive", "if_short": "nothing"},
        measure=rolling,
    )
    quotas = (
        StatedQuota("ann", "sales", "2026", Decimal(1200)),
        StatedQuota("ann", "sales", "2025", Decimal(1200)),
    )
    events = tuple(
        sold("ann", amount, date(2026, month, 5)) for month, amount in enumerate((200, 100, 300), start=1)
    )

    run = run_deals(plan(bonus), Book(events, quotas))

    assert [end.paid for end in run.of_person("ann")] == [0, 10_00, 10_00]


def test_a_cap_holds_for_each_deal_of_its_own():
    per_deal = part(
        {"kind": "commission", "rate": "0.1"},
        measure=MEASURE | {"window": "per_deal"},
        cap={"of": "amount", "max": "50.00", "excess": "lost"},
    )
    run = run_deals(plan(per_deal), Book((sold("ann", 1000), sold("ann", 300, date(2026, 1, 20)))))

    assert total(run, "ann") == 80_00


def test_the_plans_cap_leaves_out_what_is_outside_it():
    inside = part({"kind": "commission", "rate": "0.1"})
    outside = part({"kind": "commission", "rate": "0.1"}, id="spif")
    year = {
        "id": "year",
        "components": ["part"],
        "over": "ytd",
        "of": "amount",
        "max": "60.00",
        "excess": "lost",
    }
    terms = plan(inside, outside, caps=[year])

    assert total(run_deals(terms, Book((sold("ann", 1000),))), "ann") == 160_00


def test_a_return_takes_its_credit_back_in_its_month():
    events = (
        booked(2000_00),
        DealEvent("R", "ann", "return", date(2026, 2, 1), Decimal(500), refers_to="D1"),
    )
    run = run_deals(on_deals(plan_of(component(TIERS))), Book(events))

    # 1,000 at 5 % and 1,000 at 8 %; without the last 500 it is 40 less, which the rep owes.
    assert [end.earned for end in run.of_person("ann")] == [130_00, -40_00]
    assert run.of_person("ann")[-1].owed == 40_00


def test_quota_relief_takes_quota_off():
    bonus = part(
        {"kind": "lump", "at": 1, "amount": "10.00", "boundary": "lower_inclusive", "if_short": "nothing"}
    )
    relief = {
        "person": "ann",
        "measure": "sales",
        "starts": "2026-03-01",
        "until": "2026-05-01",
        "amount": "200.00",
    }
    quotas = (StatedQuota("ann", "sales", "2026", Decimal(1200)),)

    run = run_deals(plan(bonus, quota={"relief": [relief]}), Book((sold("ann", 1000),), quotas))

    assert total(run, "ann") == 10_00


def test_a_split_that_does_not_add_up_is_refused():
    split = {"kind": "split", "id": "s", "when": {}, "must_sum_to": 1}
    split["shares"] = [{"person": "a", "credit": "0.6", "quota_credit": 1}]

    with pytest.raises(ValueError, match=r"split s shares out 0\.6 of a deal, must_sum_to says 1"):
        plan(part({"kind": "commission", "rate": "0.1"}), crediting={"rules": [split]})


def test_somebody_who_is_their_own_manager_is_refused():
    people = (Person("a", manager="b"), Person("b", manager="a"))

    with pytest.raises(ValueError, match="their own manager"):
        run_deals(plan(part({"kind": "commission", "rate": "0.1"})), Book((sold("a", 1),), (), people))


def test_somebody_in_another_plan_is_not_paid_here_and_their_deals_are_rejected():
    people = (Person("ann", plan="field-2026"), Person("bob", plan="inside-2026"))
    book = Book((sold("ann", 100), sold("bob", 100)), (), people)

    run = run_deals(plan(part({"kind": "commission", "rate": "0.1"})), book)

    assert run.persons == ("ann",)
    assert [one.code for one in run.rejects] == ["other-plan"]


def test_a_clawback_without_release_leaves_nothing_held_where_months_are_rounded():
    # 0.5 cents a month round up each: twice 1 cent, and the first comes back.
    rounding = {"at": "payout_line", "places": 2, "mode": "half_up", "of": "period"}
    clawback = {
        "amount": "full",
        "window_months": None,
        "boundary": "lower_inclusive",
        "limit": "paid_only",
        "tier": "original",
    }
    terms = plan(
        part({"kind": "commission", "rate": "0.005"}),
        rounding=rounding,
        returns="clawback",
        payment={"negative_carry": "pay_back", "clawback": clawback},
    )
    events = (booked(100), booked(100, day=date(2026, 2, 15)))
    lost = DealEvent("C", "ann", "cancel", date(2026, 3, 1), refers_to="D1")

    run = run_deals(terms, Book((*events, lost)))

    assert [end.paid for end in run.of_person("ann")] == [1, 1, -1]
    assert run.of_person("ann")[-1].held == 0


@pytest.mark.parametrize(
    ("lost", "back"),
    # Twelve months of 100.00: after 5 months 7 / 12 come back; after 12 nothing.
    [(date(2026, 6, 20), -58_33), (date(2027, 1, 20), 0)],
)
def test_a_pro_rata_clawback_takes_back_what_is_left_of_its_window(lost, back):
    clawback = {
        "amount": "pro_rata",
        "window_months": 12,
        "boundary": "lower_inclusive",
        "limit": "paid_only",
        "tier": "original",
    }
    terms = plan(
        part({"kind": "commission", "rate": "0.1"}),
        returns="clawback",
        payment={"negative_carry": "pay_back", "clawback": clawback},
    )
    run = run_deals(terms, Book((booked(1000_00), DealEvent("C", "ann", "cancel", lost, refers_to="D1"))))

    assert run.of_person("ann")[-1].paid == back


@pytest.mark.parametrize(
    ("count", "pay"),
    # 1 June to 31 December of 2026: 214, 213 of 365 days, 210 of 360, 154 of 261 working days, of 365,000.00.
    [
        ("inclusive", 214_000_00),
        ("exclusive", 213_000_00),
        ("thirty_360", 212_916_67),
        ("working_days", 215_363_98),
    ],
)
def test_the_four_day_counts_prorate_target_pay(count, pay):
    curve = {
        "kind": "curve",
        "points": [[0, 0], [1, 1]],
        "beyond": {"slope": 0},
        "threshold": "hinge",
        "knot_rule": "marginal",
    }
    terms = plan(
        part(curve, weight=1),
        pay={"base": "0", "ote": "365000.00"},
        quota={"proration": {"count": count}},
    )
    quotas = (StatedQuota("ann", "sales", "2026", Decimal(100)),)
    people = (Person("ann", hire_date=date(2026, 6, 1)),)

    run = run_deals(terms, Book((sold("ann", 1000, date(2026, 12, 1)),), quotas, people))

    assert total(run, "ann") == pay


@pytest.mark.parametrize(("second", "told"), [(5, "overlap"), (15, "leave a gap")])
def test_tiers_that_overlap_or_leave_a_gap_are_refused(second, told):
    bands = [{"starts_at": 0, "ends_at": 10, "amount": 1}, {"starts_at": second, "ends_at": 20, "amount": 1}]

    with pytest.raises(ValueError, match=f"tiers {told}"):
        plan(part({"kind": "amount_tiers", "bands": bands}))

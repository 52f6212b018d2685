"""Words of crediting, quotas, currency and clawback whose two choices pay differently, each worked by hand."""

from datetime import date
from decimal import Decimal

import pytest
from deal_making import END, FLAT, MEASURE, TIERS, paid, part, selling, sold, total
from deal_making import plan_on_deals as plan

from sim.compensation.deals import Book, DealEvent, Person, StatedQuota, run_deals

CURVE = {
    "kind": "curve",
    "points": [[0, 0], [1, 1]],
    "beyond": {"slope": 1},
    "threshold": "hinge",
    "knot_rule": "marginal",
}
TARGET = {"base": 0, "ote": 1200}


def sales(*via):
    return [{"id": "sales", "of": "amount", "whose": "own", "via": list(via)}]


EVENTS = ("booking", "delivery", "invoice", "cash", "renewal")


@pytest.mark.parametrize("event", EVENTS)
def test_pay_is_earned_by_the_event_the_plan_names(event):
    events = tuple(
        DealEvent("D", "ann", name, date(2026, month, 5), Decimal(1000 * month))
        for month, name in enumerate(EVENTS, start=1)
    )
    month = EVENTS.index(event) + 1

    run = run_deals(plan(part(FLAT), credit_at=event), Book(events), END)

    assert [(i, pay) for i, pay in enumerate(paid(run), start=1) if pay] == [(month, 100 * month)]


@pytest.mark.parametrize(("levels", "boss"), [("manager", 0), ("all", 100)])
def test_a_roll_up_goes_to_the_manager_or_to_everybody_above(levels, boss):
    rule = {"kind": "rollup", "id": "r", "levels": levels, "credit": 1, "quota_credit": 1}
    people = (Person("ann", manager="mia"), Person("mia", manager="zoe"), Person("zoe"))
    terms = plan(part(FLAT), streams=sales("direct", "rollup"), crediting={"rules": [rule]})

    run = run_deals(terms, Book(selling(1000), (), people))

    assert [paid(run, who)[0] for who in ("ann", "mia", "zoe")] == [100, 100, boss]


def test_row_57_the_lines_of_an_order_are_one_deal_whose_split_credit_sums_to_all_of_it():
    shares = [("ann", "0.7"), ("bob", "0.3")]
    rule = {"kind": "split", "id": "two", "when": {"deals": ["D"]}, "must_sum_to": 1}
    rule["shares"] = [{"person": who, "credit": share, "quota_credit": share} for who, share in shares]
    terms = plan(part(FLAT), streams=sales("direct", "split"), crediting={"rules": [rule]})
    lines = tuple(
        DealEvent("D", "ann", "booking", date(2026, 1, 5), Decimal(line)) for line in (1000, 330, 70)
    )

    run = run_deals(terms, Book(lines, (), (Person("ann"), Person("bob"))), END)

    assert [paid(run, who)[0] for who in ("ann", "bob")] == [98, 42]  # 10 % of 70 % and of 30 % of 1,400


def test_row_57_a_split_that_does_not_share_out_all_of_the_deal_is_refused():
    rule = {"kind": "split", "id": "two", "when": {"deals": ["D"]}, "must_sum_to": 1}
    rule["shares"] = [{"person": "ann", "credit": "0.9", "quota_credit": 1}]

    with pytest.raises(ValueError, match=r"shares out 0\.9 of a deal, must_sum_to says 1"):
        plan(part(FLAT), streams=sales("direct", "split"), crediting={"rules": [rule]})


def test_an_overlay_is_credited_on_top_of_the_deal():
    rule = {"kind": "overlay", "id": "se", "when": {"products": ["X"]}}
    rule["shares"] = [{"person": "sam", "credit": "0.5", "quota_credit": 0}]
    terms = plan(part(FLAT), streams=sales("direct", "overlay"), crediting={"rules": [rule]})
    deals = (
        DealEvent("D1", "ann", "booking", date(2026, 1, 5), Decimal(1000), product="X"),
        DealEvent("D2", "ann", "booking", date(2026, 1, 6), Decimal(1000), product="Y"),
    )

    run = run_deals(terms, Book(deals, (), (Person("ann"), Person("sam"))))

    assert (paid(run), paid(run, "sam")) == ([200], [50])


def test_a_plan_that_credits_in_several_ways_must_say_which_ones_count():
    rule = {"kind": "rollup", "id": "r", "levels": "manager", "credit": 1, "quota_credit": 1}

    with pytest.raises(ValueError, match=r"the plan credits by rollup too: stream sales must say via"):
        plan(part(FLAT), crediting={"rules": [rule]})


@pytest.mark.parametrize(
    ("target_pay", "pay"),
    # 100 a month at quota of 100; the first month asks for half, and 50 are sold.
    [("full", 100), ("ramped", 50)],
)
def test_target_pay_follows_the_ramp_or_not(target_pay, pay):
    terms = plan(
        part(CURVE, weight=1, measure=MEASURE | {"window": "period"}),
        pay=TARGET,
        quota={"ramp": {"counts_from": "plan_start", "shares": ["0.5"], "target_pay": target_pay}},
    )
    quotas = (StatedQuota("ann", "sales", "2026", Decimal(1200)),)

    assert paid(run_deals(terms, Book(selling(50), quotas))) == [pay]


def test_a_season_deals_the_years_quota_and_target_pay_to_its_months():
    # January has 3 of 14 parts of 1,400: 300, and 300 of 1,400 of target pay; half of it is sold.
    terms = plan(
        part(CURVE, weight=1, measure=MEASURE | {"window": "period"}),
        pay={"base": 0, "ote": 1400},
        quota={"seasonality": [3, *[1] * 11]},
    )
    quotas = (StatedQuota("ann", "sales", "2026", Decimal(1400)),)

    assert paid(run_deals(terms, Book(selling(150), quotas))) == [150]


@pytest.mark.parametrize(("rate_date", "pay"), [("plan_start", 100), ("event", 110), ("period_end", 120)])
def test_an_event_is_turned_into_the_plans_currency_at_the_rate_of_the_day_it_names(rate_date, pay):
    days = (("2026-01-01", "1.0"), ("2026-01-10", "1.1"), ("2026-01-20", "1.2"))
    rates = [{"currency": "GBP", "starts": day, "rate": rate} for day, rate in days]
    terms = plan(
        part(FLAT), currency={"plan": "USD", "rate_date": rate_date, "payout": "plan", "rates": rates}
    )
    deal = DealEvent("D", "ann", "booking", date(2026, 1, 15), Decimal(1000), currency="GBP")

    assert paid(run_deals(terms, Book((deal,)))) == [pay]


STAGES = [{"starts_at_month": 0, "share": 1}, {"starts_at_month": 5, "share": "0.25"}]
BACK = {"window_months": 12, "boundary": "lower_inclusive", "limit": "paid_only", "tier": "original"}


def lose(day, payout=FLAT, release=(), events=None, **words):
    """What the loss of ann's deal of January takes back [currency]."""
    payment = {"negative_carry": "pay_back", "clawback": BACK | words}
    if release:
        payment["release"] = list(release)
    terms = plan(part(payout), returns="clawback", payment=payment)
    lost = DealEvent("C", "ann", "cancel", day, refers_to="ann2026-01-15")
    run = run_deals(terms, Book((*(events or selling(1000)), lost)))
    return -sum(entry.cents for entry in run.entries if entry.component == "clawback") / 100


@pytest.mark.parametrize(
    ("words", "back"),
    [
        ({"amount": "full"}, 100),
        ({"amount": "share", "share": "0.4"}, 40),
        ({"amount": "pro_rata"}, 100 * 7 / 12),  # lost after five whole months
        (
            {
                "amount": "schedule",
                "schedule": [{"starts_at_month": 0, "share": 1}, {"starts_at_month": 5, "share": "0.25"}],
            },
            25,
        ),
    ],
)
def test_how_much_of_the_pay_a_lost_deal_takes_back(words, back):
    assert lose(date(2026, 6, 20), **words) == pytest.approx(back, abs=0.005)


@pytest.mark.parametrize(
    ("day", "boundary", "back"),
    [
        (date(2027, 1, 14), "lower_inclusive", 100),
        (date(2027, 1, 15), "lower_inclusive", 0),  # twelve months to the day are outside
        (date(2027, 1, 15), "upper_inclusive", 100),  # or still inside
        (date(2027, 1, 16), "upper_inclusive", 0),
    ],
)
def test_the_day_on_which_the_window_is_full_is_on_the_side_the_plan_says(day, boundary, back):
    assert lose(day, amount="full", boundary=boundary) == back


@pytest.mark.parametrize(
    ("limit", "back"),
    # Half was paid at booking, the other half waits for cash.
    [("paid_only", 50), ("earned", 100)],
)
def test_a_clawback_takes_what_was_paid_or_what_was_earned(limit, back):
    halves = [{"event": "booking", "share": "0.5"}, {"event": "cash", "share": "0.5"}]

    assert lose(date(2026, 6, 20), amount="full", limit=limit, release=halves) == back


@pytest.mark.parametrize(
    ("tier", "back"),
    # 1,000 at 5 %, then 3,000 at 8 %: the first deal was paid 50; at the average of 290 on 4,000 it is 72.50, which
    # is more than was paid for it, so that only limit: earned takes it.
    [("original", 50), ("current", 72.5)],
)
def test_a_clawback_goes_by_the_deals_own_tier_or_by_the_average_of_today(tier, back):
    payouts = selling(1000, 3000)

    assert (
        lose(date(2026, 6, 20), payout=TIERS, events=payouts, amount="full", limit="earned", tier=tier)
        == back
    )


def test_what_comes_back_of_a_part_of_a_deal_is_its_part():
    payment = {"negative_carry": "pay_back", "clawback": BACK | {"amount": "full"}}
    terms = plan(part(FLAT), returns="clawback", payment=payment)
    back = DealEvent("R", "ann", "return", date(2026, 3, 1), Decimal(250), refers_to="ann2026-01-15")

    run = run_deals(terms, Book((sold("ann", 1000), back)))

    assert total(run, "ann") == 75_00

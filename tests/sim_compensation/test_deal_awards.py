"""Forecast menus, pools, clubs and bonuses: what depends on more than one's own sales, worked by hand."""

from datetime import date
from decimal import Decimal

import pytest
from deal_making import END, MEASURE, part, sold, total
from deal_making import plan_on_deals as plan

from sim.compensation.deals import Book, Person, Reading, StatedQuota, as_data, run_deals

GONIK = {
    "kind": "gonik",
    "forecast": "forecast",
    "counts": "last",
    "exact": "1.2",
    "over": {"forecast": "0.6", "result": "0.6"},
    "under": {"forecast": "-0.6", "result": "1.8"},
}


@pytest.mark.parametrize(
    ("forecast", "sales", "percent"),
    # Gonik: A = F = 1 pays 120; A = 1.2 over F = 1 pays 60 x 2.2 = 132; A = 0.8 under F = 1 pays 60 x 1.4 = 84.
    [(1000, 1000, 120), (1000, 1200, 132), (1000, 800, 84)],
)
def test_a_forecast_that_comes_true_pays_most(forecast, sales, percent):
    gonik = part(GONIK, weight=1)
    terms = plan(gonik, pay={"base": "0", "ote": "100.00"})
    book = Book(
        (sold("ann", sales),),
        (StatedQuota("ann", "sales", "2026", Decimal(1000)),),
        None,
        (Reading("ann", "forecast", "2026-01", Decimal(forecast)),),
    )

    assert total(run_deals(terms, book), "ann") == percent * 100


@pytest.mark.parametrize(
    ("counts", "percent"),
    # Named 1,000 in January and 1,200 in July; 1,200 are sold: 60 x 2.2 = 132 and 120 x 1.2 = 144.
    [("first", 132), ("last", 144)],
)
def test_the_plan_says_which_of_two_forecasts_is_the_reps_word(counts, percent):
    terms = plan(part(GONIK | {"counts": counts}, weight=1), pay={"base": "0", "ote": "100.00"})
    named = [
        Reading("ann", "forecast", f"2026-{month}", Decimal(n)) for month, n in (("01", 1000), ("07", 1200))
    ]
    book = Book(
        (sold("ann", 1200, END),), (StatedQuota("ann", "sales", "2026", Decimal(1000)),), None, tuple(named)
    )

    assert total(run_deals(terms, book), "ann") == percent * 100


def test_a_forecast_for_a_quarter_counts_from_its_first_month():
    quarter = part(GONIK, weight=1, measure=MEASURE | {"window": "quarter"})
    named = (Reading("ann", "forecast", "2026-Q1", Decimal(250)),)
    terms = plan(quarter, pay={"base": "0", "ote": "400.00"})
    book = Book((sold("ann", 250),), (StatedQuota("ann", "sales", "2026", Decimal(1000)),), None, named)

    # 120 % of 100.00 a quarter, already in January.
    assert run_deals(terms, book).of_person("ann")[0].paid == 120_00


def test_a_menu_that_jumps_where_the_forecast_comes_true_is_refused():
    with pytest.raises(ValueError, match=r"over pays 1\.3 of it and exact 1\.2"):
        plan(part(GONIK | {"over": {"forecast": "0.6", "result": "0.7"}}, weight=1))


@pytest.mark.parametrize(("shared", "each"), [("by_credit", (600, 300)), ("equally", (450, 450))])
def test_a_pool_is_shared_as_the_plan_says(shared, each):
    pool = part({"kind": "pool", "amount": "900.00", "shared": shared})
    run = run_deals(plan(pool), Book((sold("ann", 200), sold("bob", 100))))

    assert (total(run, "ann"), total(run, "bob")) == (each[0] * 100, each[1] * 100)


@pytest.mark.parametrize(
    ("if_short", "sales", "pay"),
    # 50.00 at 80 % of 1,000: 400 is half of 800.
    [("nothing", 400, 0), ("pro_rata", 400, 25_00), ("pro_rata", 800, 50_00), ("pro_rata", 2000, 50_00)],
)
def test_a_bonus_that_is_missed_pays_nothing_or_its_part(if_short, sales, pay):
    bonus = {"kind": "lump", "at": "0.8", "amount": "50.00", "boundary": "lower_inclusive"}
    quotas = (StatedQuota("ann", "sales", "2026", Decimal(1000)),)

    run = run_deals(plan(part(bonus | {"if_short": if_short})), Book((sold("ann", sales),), quotas))

    assert total(run, "ann") == pay


@pytest.mark.parametrize(("places", "winners"), [("rounded_down", 1), ("rounded_up", 2)])
def test_a_part_of_a_place_is_rounded_as_the_plan_says(places, winners):
    # 40 % of three people are 1.2 places.
    club = {"kind": "rank", "top_share": "0.4", "places": places, "min_attainment": 1, "ties": "all_win"}
    quotas = tuple(StatedQuota(who, "sales", "2026", Decimal(100)) for who in "abc")
    book = Book((sold("a", 130), sold("b", 120), sold("c", 110)), quotas)

    run = run_deals(plan(part(club | {"amount": "500.00", "non_cash_value": 0})), book, END)

    assert sum(total(run, who) > 0 for who in "abc") == winners


@pytest.mark.parametrize(("ties", "winners"), [("all_win", 2), ("none_wins", 0)])
def test_a_shared_last_place_in_the_club_is_decided_by_the_plan(ties, winners):
    club = part(
        {
            "kind": "rank",
            "top_share": "0.34",
            "places": "rounded_down",
            "min_attainment": 1,
            "ties": ties,
            "amount": "500.00",
            "non_cash_value": "6000.00",
        }
    )
    quotas = tuple(StatedQuota(who, "sales", "2026", Decimal(100)) for who in "abc")
    run = run_deals(plan(club), Book((sold("a", 120), sold("b", 120), sold("c", 110)), quotas), END)

    assert sum(total(run, who) > 0 for who in "abc") == winners


@pytest.mark.parametrize("until", [END, date(2026, 11, 30)])
def test_a_club_that_pays_nothing_still_tells_its_members_when_the_year_has_ended(until):
    club = {
        "kind": "rank",
        "top_share": "0.34",
        "places": "rounded_down",
        "min_attainment": 1,
        "ties": "all_win",
    }
    quotas = tuple(StatedQuota(who, "sales", "2026", Decimal(100)) for who in "abc")
    book = Book((sold("a", 110), sold("b", 120), sold("c", 90)), quotas)

    data = as_data(run_deals(plan(part(club | {"amount": 0, "non_cash_value": "6000.00"})), book, until))

    won = {"person": "b", "period": "2026-12", "component": "part", "non_cash_value": "6000.00"}
    assert data["awards"] == ([won] if until == END else [])
    assert data["payouts"] == []


def test_a_team_bonus_looks_at_everybody_with_the_same_manager():
    team = part(
        {"kind": "lump", "at": 1, "amount": "50.00", "boundary": "lower_inclusive", "if_short": "nothing"},
        measure=MEASURE | {"credit": "team"},
    )
    people = (Person("mia"), Person("a", manager="mia"), Person("b", manager="mia"))
    quotas = tuple(StatedQuota(who, "team", "2026", Decimal(100)) for who in "ab")
    terms = plan(team, streams=[{"id": "team", "of": "amount", "whose": "team"}])

    run = run_deals(terms, Book((sold("a", 200),), quotas, people))

    assert [total(run, who) for who in ("a", "b", "mia")] == [50_00, 50_00, 0]

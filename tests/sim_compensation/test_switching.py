"""People who change plan, versions of a plan, and what holds of the fiscal year so far: worked by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from deal_making import END, FLAT, MEASURE, TIERS, part, plan_on_deals, selling, sold
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compensation.deals import (
    Book,
    DealEvent,
    Person,
    StatedQuota,
    differences,
    posted_entries,
    run_plans,
)

JULY = date(2026, 7, 1)
MOVER = (Person("ann", plan="inside", until=JULY), Person("ann", plan="field", starts=JULY))
RESTART = {"quota": "full", "credit_so_far": "restart"}
CONTINUE = {"quota": "full", "credit_so_far": "continue"}
RERATE = {"quota": "full", "credit_so_far": "rerate"}


def inside(*parts, **changes):
    """The plan before: 10 % of everything."""
    return plan_on_deals(*(parts or (part(FLAT),)), **{"id": "inside", "switching": RESTART} | changes)


def field(*parts, **changes):
    """The plan after: 5 % up to 1,000 a year, 8 % above."""
    return plan_on_deals(*(parts or (part(TIERS),)), **{"id": "field", "switching": RESTART} | changes)


def run(*plans, events=(), people=MOVER, until=END, quotas=()):
    return run_plans(plans, Book(tuple(events), quotas, people), until)


def paid(found, person="ann"):
    """Pay by month of 2026 [currency]."""
    return {end.month % 12 + 1: end.paid / 100 for end in found.of_person(person) if end.paid}


BOTH = (sold("ann", 800, date(2026, 3, 15)), sold("ann", 600, date(2026, 8, 15)))


@pytest.mark.parametrize(
    ("words", "months"),
    [
        (RESTART, {3: 80, 8: 30}),  # 600 at 5 %: the year begins anew
        (CONTINUE, {3: 80, 8: 42}),  # from 800 on: 200 at 5 %, 400 at 8 %
        (RERATE, {3: 80, 8: 42 - 40}),  # and 800 at 5 % are 40 instead of the 80 that were paid
    ],
)
def test_what_was_sold_under_the_plan_before_counts_as_the_plan_says(words, months):
    assert paid(run(inside(), field(switching=words), events=BOTH)) == months


def test_rerating_is_an_entry_of_its_own_in_the_month_of_the_change():
    found = run(inside(), field(switching=RERATE), events=BOTH)

    end = next(end for end in found.of_person("ann") if end.month % 12 == 6)
    first = end.entries[0]
    assert (first.component, first.cents) == ("rerated", -40_00)
    assert end.owed == 40_00


CURVE = {
    "kind": "curve",
    "points": [[0, 0], [1, 1]],
    "beyond": {"slope": 1},
    "threshold": "hinge",
    "knot_rule": "marginal",
}


@pytest.mark.parametrize(
    ("words", "pay"),
    # Target pay 3,650, quota 1,000, all of it sold in March; 181 of 365 days are in the plan.
    [({"quota": "full"}, 3650), ({"quota": "prorated"}, 3650)],
)
def test_target_pay_and_quota_are_prorated_together(words, pay):
    # Prorated: 1,000 of 1,000 x 181 / 365 is 365 / 181 of target pay 3,650 x 181 / 365.
    words = RESTART | words
    curve = part(CURVE, weight=1)
    terms = inside(
        curve,
        switching=words,
        pay={"base": 0, "ote": 3650},
        quota={"proration": {"count": "inclusive"}},
    )
    quotas = (StatedQuota("ann", "sales", "2026", Decimal(1000)),)

    found = run(terms, field(), events=(sold("ann", 1000, date(2026, 3, 15)),), quotas=quotas)

    assert paid(found) == {3: pay}
    line = found.of_person("ann")[2].lines[0]
    days = 181 if words["quota"] == "prorated" else 365
    assert line.in_play.target == 3650_00 * days / 365


def test_a_deal_stays_with_the_plan_that_credited_it():
    back = DealEvent("R", "ann", "return", date(2026, 9, 1), Decimal(300), refers_to="ann2026-03-15")

    found = run(inside(), field(), events=(*BOTH, back))

    # 300 come back at the 10 % that were paid, not at 5 %: owed, as September earns nothing.
    assert found.of_person("ann")[8].earned == -30_00
    assert paid(found) == {3: 80, 8: 30}


def test_a_change_within_a_month_goes_by_the_day():
    tenth = date(2026, 7, 10)
    people = (Person("ann", plan="inside", until=tenth), Person("ann", plan="field", starts=tenth))
    events = (sold("ann", 100, date(2026, 7, 9)), sold("ann", 100, tenth))

    assert paid(run(inside(), field(), events=events, people=people)) == {7: 10 + 5}


def test_going_on_needs_the_first_of_a_month():
    tenth = date(2026, 7, 10)
    people = (Person("ann", plan="inside", until=tenth), Person("ann", plan="field", starts=tenth))

    with pytest.raises(ValueError, match="credit_so_far: continue needs the first day of a month"):
        run(inside(), field(switching=CONTINUE), people=people)


def test_a_plan_must_say_what_holds_for_who_comes_within_the_year():
    with pytest.raises(
        ValueError, match=r"ann is in plan field from 2026-07-01 .* the plan needs switching: "
    ):
        run(inside(), field(switching=None))


def test_nobody_is_in_two_plans_on_one_day():
    people = (Person("ann", plan="inside"), Person("ann", plan="field", starts=JULY))

    with pytest.raises(ValueError, match="in plan inside and in plan field on 2026-07-01"):
        run(inside(), field(), people=people)


def test_versions_of_a_plan_follow_each_other_without_a_list_of_people():
    half = {"starts": "2026-01-01", "until": "2026-07-01", "fiscal_year_starts_in": 1}
    first = inside(effective=half)
    second = inside(part(TIERS), effective=half | {"starts": "2026-07-01", "until": "2027-01-01"})

    assert paid(run(first, second, events=BOTH, people=None)) == {3: 80, 8: 30}


def test_what_is_owed_goes_along_and_a_draw_begins_with_the_new_plan():
    draw = {"id": "d", "kind": "non_recoverable", "amount": 50, "from_month": 1, "to_month": None}
    payment = {"negative_carry": "carry_forward"}
    payment["draws"] = [draw | {"counts_from": "plan_start", "paid": "in_arrears"}]
    back = DealEvent("R", "ann", "return", date(2026, 6, 1), Decimal(800), refers_to="ann2026-03-15")

    found = run(inside(), field(payment=payment), events=(*BOTH, back), until=date(2026, 8, 31))

    # 80 are owed from June on; July tops up to 50, August 30 to 50, which are paid in any case.
    assert paid(found) == {3: 80, 7: 50, 8: 50}
    assert found.of_person("ann")[-1].owed == 80_00


def test_parts_that_are_still_to_come_are_paid_under_the_plan_that_released_them():
    payment = {"negative_carry": "carry_forward"}
    payment["release"] = [{"event": "booking", "share": "0.5"}, {"event": "cash", "share": "0.5"}]
    cash = DealEvent("ann2026-03-15", "ann", "cash", date(2026, 9, 1), Decimal(800))

    found = run(inside(payment=payment), field(), events=(*BOTH, cash))

    assert paid(found) == {3: 40, 8: 30, 9: 40}


def test_a_manager_with_a_plan_of_her_own_is_credited_with_the_teams_sales():
    team = {"id": "team", "of": "amount", "whose": "own", "via": ["rollup"]}
    rollup = {"kind": "rollup", "id": "override", "levels": "manager", "credit": 1, "quota_credit": 1}
    managers = plan_on_deals(
        part({**FLAT, "rate": "0.02"}, measure=MEASURE | {"credit": "team"}),
        id="managers",
        streams=[team],
        crediting={"rules": [rollup]},
    )
    people = (Person("ann", plan="inside", manager="mia"), Person("mia", plan="managers"))

    found = run(inside(), managers, events=selling(1000), people=people)

    assert (paid(found), paid(found, "mia")) == ({1: 100}, {1: 20})
    assert found.rejects == ()


def test_a_managers_plan_is_run_without_those_of_her_team():
    team = {"id": "team", "of": "amount", "whose": "own", "via": ["rollup"]}
    rollup = {"kind": "rollup", "id": "override", "levels": "manager", "credit": 1, "quota_credit": 1}
    managers = plan_on_deals(
        part(FLAT, measure=MEASURE | {"credit": "team"}),
        id="managers",
        streams=[team],
        crediting={"rules": [rollup]},
    )
    mover = (Person("ann", plan="inside", manager="mia"), Person("bob", plan="inside", manager="leo"))
    events = (*selling(1000), sold("bob", 500))

    found = run(managers, events=events, people=(*mover, Person("mia", plan="managers")))

    assert (found.persons, paid(found, "mia")) == (("mia",), {1: 100})
    assert [one.person for one in found.rejects] == ["bob"]


def test_cash_before_the_booking_goes_with_the_booking():
    payment = {"negative_carry": "carry_forward", "release": [{"event": "cash", "share": 1}]}
    deal = sold("ann", 800, date(2026, 7, 10))
    early = replace(deal, event="cash", day=date(2026, 6, 20))

    # Credited and paid by the plan of July, at 5 %.
    assert paid(run(inside(), field(payment=payment), events=(deal, early))) == {7: 40}


def test_a_roll_up_goes_to_the_manager_of_the_day():
    team = {"id": "team", "of": "amount", "whose": "own", "via": ["rollup"]}
    rollup = {"kind": "rollup", "id": "override", "levels": "manager", "credit": 1, "quota_credit": 1}
    terms = plan_on_deals(
        part(FLAT, measure=MEASURE | {"credit": "team"}), streams=[team], crediting={"rules": [rollup]}
    )
    people = (
        Person("ann", manager="mia", until=JULY),
        Person("ann", manager="leo", starts=JULY),
        Person("mia"),
        Person("leo"),
    )

    found = run(terms, events=BOTH, people=people)

    assert (paid(found, "mia"), paid(found, "leo")) == ({3: 80}, {8: 60})


def test_who_comes_back_to_a_plan_is_in_it_twice():
    people = (
        Person("ann", plan="inside", until=date(2026, 4, 1)),
        Person("ann", plan="field", starts=date(2026, 4, 1), until=JULY),
        Person("ann", plan="inside", starts=JULY),
    )

    assert paid(run(inside(), field(), events=BOTH, people=people)) == {3: 80, 8: 60}


def test_a_change_of_plan_that_is_told_late_is_a_difference_in_the_open_month():
    stayed = (Person("ann", plan="inside"),)
    posted = posted_entries(run(inside(switching=None), events=BOTH, people=stayed))
    open_month = 2026 * 12 + 8

    due = posted_entries(run(inside(), field(switching=CONTINUE), events=BOTH))
    change = differences(posted, due, open_month)

    # August paid 60 and should have paid 42.
    assert [(entry.component, entry.month, entry.cents) for entry in change] == [("part", open_month, -18_00)]
    assert differences([*posted, *change], due, open_month) == ()


def test_rows_of_nobodys_days_are_rejected_once():
    events = (sold("zoe", 1), sold("ann", 1, date(2027, 1, 1)), *BOTH)

    rows = tuple(replace(event, row=row) for row, event in enumerate(events, start=1))
    found = run(inside(), field(), events=rows, until=None)

    assert [(one.row, one.code) for one in found.rejects] == [(1, "unknown-person"), (2, "outside-plan")]
    assert sum(len(taken) for taken in found.credited.events.values()) == 2


@settings(max_examples=30, deadline=None)
@given(
    amounts=st.lists(st.integers(0, 3000), min_size=12, max_size=12),
    order=st.permutations(range(12)),
    month=st.integers(2, 12),
)
def test_a_change_to_the_same_plan_changes_nothing_and_no_row_order_does(amounts, order, month):
    # A version that goes on from the credit so far pays what one plan for the whole year pays.
    change = f"2026-{month:02d}-01"
    year = {"starts": "2026-01-01", "until": "2027-01-01", "fiscal_year_starts_in": 1}
    versions = [
        field(switching=CONTINUE, effective=year | {"until": change}),
        field(switching=CONTINUE, effective=year | {"starts": change}),
    ]
    events = selling(*amounts)
    shuffled = [events[at] for at in order if at < len(events)]
    people = (Person("ann"),)

    split = run(*versions, events=shuffled, people=people)
    whole = run(field(), events=events, people=people)

    assert [end.paid for end in split.of_person("ann")] == [end.paid for end in whole.of_person("ann")]

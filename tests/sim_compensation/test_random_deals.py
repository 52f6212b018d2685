"""What holds for every plan on deals, whichever of its mechanisms come together."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from random_deals import CURVE, PEOPLE, books, deal_plans

from sim.compensation.deals import as_data, differences, posted_entries, run_deals, run_plans
from sim.compensation.deals.terms import Switching

END = date(2027, 6, 30)
OPEN = 2026 * 12 + 11


def money(run):
    return [(end.person, end.month, end.earned, end.paid, end.owed, end.held) for end in run.ends]


def sold_for(run, person):
    """What a person earns by selling; what is forgiven of a draw is less for who sells more."""
    ends = run.of_person(person)
    forgiven = sum(e.cents for end in ends for e in end.entries if e.component == "draw-forgiven")
    return sum(end.earned for end in ends) - forgiven


@settings(max_examples=40, deadline=None)
@given(plan=deal_plans(), book=books())
def test_all_that_is_paid_is_earned_or_owed_and_all_that_is_earned_is_paid_or_held(plan, book):
    run = run_deals(plan, book, END)

    for person in run.persons:
        ends = run.of_person(person)
        paid, earned = sum(end.paid for end in ends), sum(end.earned for end in ends)
        assert paid == earned + ends[-1].owed - ends[-1].held
    assert sum(entry.cents for entry in run.entries) == sum(end.paid for end in run.ends)
    rows = as_data(run)["rows"]
    assert rows["in"]["rows"] == len(book.events)


@settings(max_examples=15, deadline=None)
@given(plan=deal_plans(), book=books(), shuffled=st.randoms())
def test_the_order_of_rows_decides_nothing(plan, book, shuffled):
    events, people = list(book.events), list(book.people)
    shuffled.shuffle(events)
    shuffled.shuffle(people)

    again = run_deals(plan, replace(book, events=tuple(events), people=tuple(people)), END)

    assert money(again) == money(run_deals(plan, book, END))


@settings(max_examples=15, deadline=None)
@given(plan=deal_plans(), book=books(), late=st.integers(0, 10))
def test_a_change_in_the_past_is_posted_once_and_brings_everybody_to_what_is_due(plan, book, late):
    known = tuple(event for i, event in enumerate(book.events) if i != late)
    posted = posted_entries(run_deals(plan, replace(book, events=known), date(2026, 12, 31)))
    due = posted_entries(run_deals(plan, book, date(2026, 12, 31)))

    change = differences(posted, due, OPEN)

    assert differences([*posted, *change], due, OPEN) == ()
    for person in PEOPLE:
        in_all = sum(entry.cents for entry in [*posted, *change] if entry.person == person)
        assert in_all == sum(entry.cents for entry in due if entry.person == person)


@settings(max_examples=15, deadline=None)
@given(plan=deal_plans(payouts=(CURVE,)), book=books(), more=st.integers(1, 200_000))
def test_a_larger_deal_never_earns_less_where_pay_rises_with_credit(plan, book, more):
    # A cap on a year's credit would leave less of it for later months, whose own windows then pay less.
    plan = plan.model_copy(update={"crediting": plan.crediting.model_copy(update={"caps": ()})})
    only = replace(book, events=tuple(event for event in book.events if event.event == "booking"))
    first = only.events[0]
    larger = replace(first, amount=first.amount + Decimal(more) / 100)

    less = run_deals(plan, only, END)
    greater = run_deals(plan, replace(only, events=(larger, *only.events[1:])), END)

    assert all(sold_for(greater, person) >= sold_for(less, person) for person in less.persons)


def moved(book, month):
    """A book of which ann and bob move from plan a to plan b in a month, and mia stays in a."""
    day = date(2026, month, 1)
    people = [replace(one, plan="a", until=day if one.person != "mia" else None) for one in book.people]
    people += [replace(one, plan="b", until=None, starts=day) for one in people if one.person != "mia"]
    return replace(book, people=tuple(people))


@settings(max_examples=20, deadline=None)
@given(
    plans=st.tuples(deal_plans(), deal_plans()),
    book=books(),
    month=st.integers(2, 12),
    words=st.sampled_from(["restart", "continue"]),
    shuffled=st.randoms(),
)
def test_a_change_of_plan_loses_no_cent_and_no_row(plans, book, month, words, shuffled):
    switching = Switching(quota="full", credit_so_far=words)
    both = [
        plan.model_copy(update={"id": name, "switching": switching})
        for plan, name in zip(plans, "ab", strict=True)
    ]
    events = [replace(event, row=row) for row, event in enumerate(book.events, start=1)]
    shuffled.shuffle(events)

    run = run_plans(both, moved(replace(book, events=tuple(events)), month), END)

    for person in run.persons:
        ends = run.of_person(person)
        paid, earned = sum(end.paid for end in ends), sum(end.earned for end in ends)
        assert paid == earned + ends[-1].owed - ends[-1].held
    taken = [event.row for events in run.credited.events.values() for event in events]
    assert sorted([*taken, *(one.row for one in run.rejects)]) == list(range(1, len(events) + 1))

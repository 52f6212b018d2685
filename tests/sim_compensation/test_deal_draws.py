"""Draws of plans on deals: when they are paid, from when they count, how they are recovered, and how they end."""

from datetime import date

import pytest
from deal_making import END, FLAT, paid, part, plan_on_deals, selling
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compensation.deals import Book, Person, run_deals

DRAW = {
    "id": "draw",
    "kind": "recoverable",
    "amount": 1000,
    "from_month": 1,
    "to_month": None,
    "counts_from": "plan_start",
    "paid": "in_arrears",
    "recover_from_month": 1,
    "recovery_floor": "draw",
    "recovery_rate": 1,
    "resets": "never",
    "on_exit": "net_against_pay",
}


def run(*earned, draw=DRAW, person=None, until=END, **payment):
    """What becomes of so much commission a month."""
    terms = plan_on_deals(
        part({**FLAT, "rate": 1}), payment={"negative_carry": "carry_forward", "draws": [draw]} | payment
    )
    return run_deals(terms, Book(selling(*earned), (), (person or Person("ann"),)), until)


LEAVER = Person("ann", leave_date=date(2026, 3, 20))


@pytest.mark.parametrize(
    ("on_exit", "last", "march", "owed"),
    # 400 and 400 earned against 1,000: 1,200 are owed when March begins, the month of leaving.
    [
        ("forgive", 1500, 1000, 0),  # the draw is spared, 500 are recovered, 700 forgiven
        ("collect", 1500, 300, 0),
        ("collect", 500, -700, 0),
        ("net_against_pay", 1500, 300, 0),
        ("net_against_pay", 500, 0, 700),
    ],
)
def test_a_leavers_draw_ends_as_the_plan_says(on_exit, last, march, owed):
    found = run(400, 400, last, draw=DRAW | {"on_exit": on_exit}, person=LEAVER)

    end = found.of_person("ann")[2]
    assert paid(found)[:3] == [1000, 1000, march]
    assert end.owed == owed * 100


def test_what_is_forgiven_is_earned_and_told_in_the_ledger():
    found = run(400, 400, 1500, draw=DRAW | {"on_exit": "forgive"}, person=LEAVER)

    entries = {entry.component: entry.cents for entry in found.of_person("ann")[2].entries}
    assert entries == {"part": 1500_00, "draw-forgiven": 700_00, "recovery": -1200_00}


def test_nothing_is_drawn_after_leaving_and_later_pay_goes_against_what_is_owed():
    late = run(400, 400, 500, 0, 0, draw=DRAW, person=LEAVER, until=date(2026, 6, 30))

    assert paid(late) == [1000, 1000, 0, 0, 0, 0]
    assert late.of_person("ann")[-1].owed == 700_00


def test_a_draw_may_count_from_the_month_of_hire():
    draw = DRAW | {"counts_from": "hire", "to_month": 2}

    found = run(0, 0, 0, 0, 0, draw=draw, person=Person("ann", hire_date=date(2026, 3, 10)), until=END)

    assert paid(found) == [0, 0, 1000, 1000, *[0] * 8]


def test_a_draw_that_counts_from_the_plans_start_is_not_paid_before_hire():
    found = run(0, draw=DRAW | {"to_month": 4}, person=Person("ann", hire_date=date(2026, 3, 10)))

    assert paid(found) == [0, 0, 1000, 1000, *[0] * 8]


def test_half_of_what_is_above_the_draw_goes_to_recovery():
    # 600 owed; of 2,000 half of what is above 1,000.
    found = run(400, 2000, draw=DRAW | {"recovery_rate": "0.5"})

    assert paid(found)[:2] == [1000, 1500]
    assert found.of_person("ann")[1].owed == 100_00


@pytest.mark.parametrize(("resets", "april"), [("never", 1200), ("each_quarter", 3000), ("each_year", 1200)])
def test_a_reset_forgives_what_is_owed_of_draws(resets, april):
    # 1,800 are owed after three months of 400.
    assert paid(run(400, 400, 400, 3000, draw=DRAW | {"resets": resets}))[3] == april


def test_a_reset_leaves_what_is_owed_for_other_reasons():
    terms = plan_on_deals(
        part({**FLAT, "rate": 1}),
        payment={"negative_carry": "carry_forward", "draws": [DRAW | {"resets": "each_quarter"}]},
        opening=[{"person": "ann", "measure": "sales", "credit": 0, "owed": 500}],
    )

    run = run_deals(terms, Book(selling(400, 400, 400)), END)

    # 500 from before and 1,800 of draws; only those are forgiven.
    assert run.of_person("ann")[2].owed == 500_00


def test_an_advance_is_paid_when_the_month_begins_and_netted_when_it_ends():
    entries = {e.component: e.cents for e in run(1500, draw=DRAW | {"paid": "in_advance"}).entries[:3]}

    assert entries == {"part": 1500_00, "advance": 1000_00, "advance-netted": -1000_00}


@pytest.mark.parametrize("word", ["recovery_rate", "resets", "on_exit"])
def test_a_recoverable_draw_without_a_word_is_told_which_and_what_is_allowed(word):
    with pytest.raises(ValueError, match=f"draw draw is recoverable, it needs {word}: "):
        run(0, draw={key: value for key, value in DRAW.items() if key != word})


@pytest.mark.parametrize("word", ["counts_from", "paid"])
def test_no_draw_has_a_silent_beginning(word):
    with pytest.raises(ValueError, match=word):
        run(0, draw={key: value for key, value in DRAW.items() if key != word})


WORDS = st.fixed_dictionaries(
    {
        "recovery_rate": st.sampled_from(["0.25", "0.5", "1"]),
        "resets": st.sampled_from(["never", "each_quarter", "each_year"]),
        "on_exit": st.sampled_from(["forgive", "collect", "net_against_pay"]),
        "recovery_floor": st.sampled_from(["draw", "zero"]),
    }
)


@settings(max_examples=60, deadline=None)
@given(
    earned=st.lists(st.integers(-500, 3000), min_size=8, max_size=8), words=WORDS, leaves=st.integers(1, 9)
)
def test_paid_is_earned_plus_what_is_owed_whatever_the_draw_says(earned, words, leaves):
    leaver = Person("ann", leave_date=date(2026, leaves, 28))

    ends = run(*earned, draw=DRAW | words, person=leaver).of_person("ann")

    so_far = 0
    for end in ends:
        so_far += end.paid - end.earned
        assert so_far == end.owed
        assert end.owed >= 0

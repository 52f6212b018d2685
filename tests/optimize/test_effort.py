"""Rows 17, 71 and 107 of the concepts: time shared out where its marginal returns are equal, and how many reps pay."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimize.effort import Use, best_headcount, limited, saturating, split, visiting

GRADES = (limited("leads A", 240.0, 400.0), limited("leads B", 150.0, 600.0), limited("leads C", 60.0, 900.0))
KEPT = {"leave_per_year": 0.3, "visit_effect": 1.2, "visit_holds_days": 90.0, "visit_hours": 1.5}
LARGE = visiting("large", customers=60.0, customer_value=6_000.0, **KEPT)
SMALL = visiting("small", customers=300.0, customer_value=900.0, **KEPT)


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_row_17_acquisition_and_retention_share_time_where_their_marginal_values_are_equal(solver):
    uses = (*GRADES, LARGE, SMALL)

    found = split(1_500.0, uses, solver)

    assert found.hours.sum() == pytest.approx(1_500.0)
    for use, hours in zip(uses, found.hours, strict=True):
        # What one hour less loses, and what one more gains, lie on both sides of the one price of time.
        step = 0.5
        if hours > step:
            assert (use.worth(hours) - use.worth(hours - step)) / step >= found.marginal - 1e-6
        assert (use.worth(hours + step) - use.worth(hours)) / step <= found.marginal + 1e-6
    assert (
        LARGE.worth(1e9) > LARGE.worth(found.hours[3]) > 0
    )  # both kinds of work get some, neither all it could take
    assert found.hours[:2].sum() > 0


def test_row_17_no_split_on_a_grid_is_better():
    uses = (GRADES[1], LARGE, SMALL)
    found = split(900.0, uses)
    tenths = [cut for cut in itertools.product(range(41), repeat=2) if sum(cut) <= 40]
    grid = [
        uses[0].worth(a * 22.5) + uses[1].worth(b * 22.5) + uses[2].worth(900.0 - (a + b) * 22.5)
        for a, b in tenths
    ]

    assert max(grid) <= found.value + 1e-6
    assert max(grid) == pytest.approx(
        found.value, rel=0.01
    )  # the grid comes close: it is no lower bound only


def test_row_17_visits_are_worth_what_their_rule_says():
    # 12 visits a year that hold 90 days each cover 1 - exp(-12 * 90 / 365.25) = 0.948 of the time.
    covered = 1 - math.exp(-12 * 90 / 365.25)
    kept = 60 * 0.3 * covered * (1 - math.exp(-1.2))

    assert LARGE.worth(12 * 60 * 1.5) == pytest.approx(kept * 6_000.0, rel=1e-3)


ACTIVITIES = {"call": (60_000.0, 150.0), "visit": (180_000.0, 700.0), "demo": (90_000.0, 300.0)}


def test_row_107_calls_visits_and_demonstrations_have_equal_marginal_returns():
    # a (1 - exp(-h / s)) has the slope a / s exp(-h / s): h = s log(a / (s price)), and the hours add up.
    most, scale = np.array(list(ACTIVITIES.values())).T
    price = math.exp((float((scale * np.log(most / scale)).sum()) - 1_600.0) / scale.sum())
    hours = scale * np.log(most / (scale * price))
    assert (hours > 0).all()

    found = split(1_600.0, [saturating(name, *rule, 4_000.0, 2_000) for name, rule in ACTIVITIES.items()])

    assert found.marginal == pytest.approx(price, rel=0.01)
    assert found.hours == pytest.approx(hours, abs=4.0)  # two pieces


def test_row_107_an_activity_that_brings_too_little_gets_no_time():
    uses = [saturating("visit", 180_000.0, 700.0, 4_000.0), saturating("letters", 100.0, 50.0, 4_000.0)]

    assert split(1_000.0, uses).hours.tolist() == [1_000.0, 0.0]


@settings(max_examples=20, deadline=None)
@given(
    most=st.lists(st.floats(1e3, 1e6), min_size=1, max_size=4),
    cost=st.floats(2e4, 3e5),
    hours=st.floats(200.0, 2_000.0),
)
def test_row_71_the_best_headcount_is_the_best_of_all_and_below_its_bound(most, cost, hours):
    uses = [saturating(f"segment {i}", a, 900.0 * (i + 1), 20_000.0, 50) for i, a in enumerate(most)]

    found = best_headcount(uses, hours, cost)

    every = [split(n * hours, uses).value - n * cost for n in range(found.reps + 4)]
    assert found.status == "optimal"
    assert found.profit == pytest.approx(max(every), rel=1e-6, abs=1e-3)
    assert every[found.reps] == pytest.approx(max(every), rel=1e-6, abs=1e-3)
    assert found.profit <= found.bound + 1e-3
    assert found.hours.sum() <= found.reps * hours + 1e-6


def test_row_71_a_rep_is_added_until_the_last_one_costs_what_he_brings():
    # The marginal value of time at 3 reps x 1,000 hours is 200,000 / 1,000 x exp(-3) = 9.96 an hour; a rep of 1,000
    # hours brings 200,000 (exp(-2) - exp(-3)) = 17,110 as the third and 6,294 as the fourth.
    uses = [saturating("all", 200_000.0, 1_000.0, 20_000.0, 400)]

    assert best_headcount(uses, 1_000.0, 17_000.0).reps == 3
    assert best_headcount(uses, 1_000.0, 17_300.0).reps == 2
    assert best_headcount(uses, 1_000.0, 6_200.0).reps == 4


@pytest.mark.parametrize(
    ("hours", "value", "word"),
    [
        ([0.0, 1.0, 2.0], [0.0, 1.0, 3.0], "slopes must fall"),
        ([1.0, 2.0], [0.0, 1.0], "rise from 0"),
        ([0.0, 0.0], [0.0, 1.0], "rise from 0"),
        ([0.0, math.inf], [0.0, 1.0], "rise from 0"),
        ([0.0], [0.0], "rise from 0"),
    ],
)
def test_a_return_that_is_none_is_refused_by_name(hours, value, word):
    with pytest.raises(ValueError, match=f"mailing: .*{word}"):
        Use("mailing", np.array(hours), np.array(value))


def test_hours_that_are_none_and_reps_that_cost_nothing_are_refused():
    with pytest.raises(ValueError, match="0 or more hours"):
        split(-1.0, GRADES)
    with pytest.raises(ValueError, match="0 or more hours"):
        split(math.nan, GRADES)
    with pytest.raises(ValueError, match="a cost are wanted"):
        best_headcount(GRADES, 1_000.0, 0.0)

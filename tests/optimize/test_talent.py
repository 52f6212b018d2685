"""Row 88 of the concepts: outstanding talent or a solid team, by a program held against every team there is."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimize.elastic import InfeasibleError
from optimize.talent import Talent, mix

STAR = Talent("star", 30.0, 6.0, 2, leaving=0.3)
SOLID = Talent("solid", 10.0, 3.0, 10)
MIDDLING = Talent("middling", 70 / 9, 1.5, 12)


def best_of_all(kinds, *, positions, budget, margin, most_lost_with_one):
    """Return the best profit over all teams that keep the limits; None when there is none."""
    best = None
    for team in itertools.product(*(range(kind.available + 1) for kind in kinds)):
        sales = sum(n * k.sales for n, k in zip(team, kinds, strict=True))
        cost = sum(n * k.cost for n, k in zip(team, kinds, strict=True))
        largest = max((k.sales for n, k in zip(team, kinds, strict=True) if n), default=0.0)
        if sum(team) > positions or cost > budget + 1e-9:
            continue
        if largest > most_lost_with_one * sales + 1e-9:
            continue
        kept = sum(n * k.sales * (1 - k.leaving / 2) for n, k in zip(team, kinds, strict=True))
        best = max(margin * kept - cost, best if best is not None else -1e9)
    return best


@pytest.mark.parametrize("solver", ["highs", "cbc"])
@pytest.mark.parametrize("risk", [1.0, 0.3, 0.2, 0.12])
def test_row_88_the_mix_of_talent_is_the_best_of_all_teams(risk, solver):
    limits = {"positions": 10, "budget": 25.0, "margin": 0.5, "most_lost_with_one": risk}
    kinds = (STAR, SOLID, MIDDLING)

    assert mix(kinds, **limits, solver=solver).profit == pytest.approx(best_of_all(kinds, **limits))


def test_row_88_one_star_among_ten_takes_thirty_percent_and_one_of_ten_equals_ten():
    # 30 + 9 x 70/9 = 100.
    limits = {"positions": 10, "budget": 100.0, "margin": 1.0}
    one_star = (Talent("star", 30.0, 6.0, 1), MIDDLING)

    assert mix(one_star, **limits, most_lost_with_one=0.3).most_lost_with_one == pytest.approx(0.30)
    assert mix(one_star, **limits, most_lost_with_one=0.3).people == {"star": 1, "middling": 9}
    assert mix(one_star, **limits, most_lost_with_one=0.29).people["star"] == 0
    assert mix((SOLID,), **limits).most_lost_with_one == pytest.approx(0.10)


@settings(max_examples=15, deadline=None)
@given(
    kinds=st.lists(
        st.builds(
            Talent,
            st.uuids().map(str),
            st.floats(1.0, 50.0),
            st.floats(0.5, 20.0),
            st.integers(1, 4),
            st.floats(0.0, 1.0),
        ),
        min_size=1,
        max_size=3,
    ),
    budget=st.floats(0.0, 60.0),
    risk=st.floats(0.1, 1.0),
)
def test_row_88_any_mix_is_the_best_of_all_teams(kinds, budget, risk):
    limits = {"positions": 6, "budget": budget, "margin": 0.6, "most_lost_with_one": risk}

    assert mix(kinds, **limits).profit == pytest.approx(best_of_all(kinds, **limits), abs=1e-4)


def test_limits_that_clash_are_named():
    with pytest.raises(InfeasibleError) as told:
        mix((SOLID,), positions=3, budget=100.0, margin=1.0, least_sales=50.0)

    assert {"positions", "least sales"} & set(told.value.relaxation.clashing)


def test_a_talent_that_is_none_is_refused():
    with pytest.raises(ValueError, match="star: sales, cost"):
        Talent("star", 30.0, 6.0, 1, leaving=1.5)

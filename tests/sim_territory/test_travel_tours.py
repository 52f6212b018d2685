"""Tours against exact ones, and what a larger territory costs."""

import itertools

import numpy as np
import pytest
from exact_tours import distances, good_tour, shortest_tour
from hypothesis import given
from hypothesis import strategies as st

from sim.calendar import DAYS_PER_YEAR
from sim.documents.people import Tours
from sim.scenario import Travel
from sim.territory.travel import FROM_CENTRE, round_trip_hours, visit_hours

STOPS, SIDE = 6, 40.0


def travel(stops, round_days=DAYS_PER_YEAR):
    """Return a kilometre an hour on straight roads, so that hours are kilometres."""
    tours = Tours(stops=stops, round_days=round_days)
    return Travel(km_per_hour=1.0, road_factor=1.0, longest_hours=1e9, tours=tours)


def exact_mean(stops, sides_away, tours):
    """Return the mean length of the shortest tours from a base through ``stops`` random places of a square."""
    luck = np.random.default_rng(20)
    lengths = []
    for _ in range(tours):
        angle = luck.random() * 2 * np.pi
        base = 0.5 + sides_away * np.array([[np.cos(angle), np.sin(angle)]])
        lengths.append(shortest_tour(distances(SIDE * np.vstack([base, luck.random((stops, 2))]))))
    return np.mean(lengths)


def approximate(stops, sides_away):
    """Return the length of a tour that serves all visits a year brings to one square zone."""
    per_visit = visit_hours(travel(stops), SIDE * sides_away, SIDE**2, float(stops))
    return stops * float(per_visit)


@pytest.mark.parametrize("stops", [3, 4, 6])
@pytest.mark.parametrize("sides_away", [1.0, 2.0, 4.0])
def test_tours_to_a_zone_at_a_distance_are_within_4_percent_of_exact_ones(stops, sides_away):
    assert approximate(stops, sides_away) == pytest.approx(exact_mean(stops, sides_away, 120), rel=0.04)


@pytest.mark.parametrize(("stops", "tours"), [(3, 120), (6, 120), (8, 40)])
@pytest.mark.parametrize("sides_away", [0.0, 0.25, 0.5])
def test_tours_around_the_base_are_within_16_percent_of_exact_ones(stops, tours, sides_away):
    assert approximate(stops, sides_away) == pytest.approx(exact_mean(stops, sides_away, tours), rel=0.16)


def test_separate_journeys_would_be_far_off():
    journeys = STOPS * float(round_trip_hours(travel(STOPS), SIDE * 2.0))

    assert journeys > 3 * exact_mean(STOPS, 2.0, 30)


def test_one_tour_of_many_places_comes_to_the_constant_of_beardwood_halton_and_hammersley():
    # Two good tours of the same density differ by area alone, which takes the edge of the square out: L = 0.7124
    # sqrt(n A) + c sqrt(A). A tour by 2-opt is about 5 % above the shortest (Johnson and McGeoch 1997, table 1).
    luck = np.random.default_rng(4)
    small = np.mean([good_tour(distances(luck.random((50, 2)))) for _ in range(20)])
    large = np.mean([good_tour(distances(2 * luck.random((200, 2)))) for _ in range(8)])
    per_root = (large - 2 * small) / (np.sqrt(200 * 4) - 2 * np.sqrt(50))

    assert 0.7124 * 0.97 <= per_root <= 0.7124 * 1.15


def test_a_tour_by_two_opt_is_never_shorter_than_the_shortest():
    luck = np.random.default_rng(6)
    tables = [distances(luck.random((8, 2))) for _ in range(20)]

    assert all(good_tour(table) >= shortest_tour(table) - 1e-9 for table in tables)


def test_the_exact_tour_is_the_shortest_of_all_orders():
    table = distances(np.random.default_rng(5).random((7, 2)))
    orders = ((0, *order) for order in itertools.permutations(range(1, 7)))

    shortest = min(sum(table[a, b] for a, b in itertools.pairwise((*order, 0))) for order in orders)

    assert shortest_tour(table) == pytest.approx(shortest)


def test_the_mean_way_from_the_centre_of_a_square():
    grid = (np.arange(400) + 0.5) / 400 - 0.5

    assert pytest.approx(np.hypot(grid[:, None], grid).mean(), rel=1e-4) == FROM_CENTRE


KM, AREA = st.floats(0, 2000), st.floats(0, 1e5)


@given(km=KM, area=AREA, visits=st.floats(0, 1e5), stops=st.floats(1, 50), more=st.floats(1, 10))
def test_a_larger_territory_never_costs_less_time(km, area, visits, stops, more):
    plan = travel(stops, 28.0)
    here = float(visit_hours(plan, km, area, visits))

    assert float(visit_hours(plan, km * more, area, visits)) >= here - 1e-9
    assert float(visit_hours(plan, km, area * more, visits)) >= here - 1e-9
    assert float(visit_hours(plan, km, area, visits * more)) <= here + 1e-9
    assert here <= 2 * max(km, FROM_CENTRE * np.sqrt(area)) + 1e-9


@given(km=KM, visits=st.floats(0, 1e5))
def test_tours_of_one_stop_are_journeys_of_their_own(km, visits):
    assert float(visit_hours(travel(1), km, 0.0, visits)) == pytest.approx(
        float(round_trip_hours(travel(1), km))
    )

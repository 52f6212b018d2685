"""Rules of territories, against numbers worked by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.plan import ALIGNMENT
from sim.scenario import Grade, Nurture, Patience, Pipeline, Screening, Stage, Travel
from sim.table import Table
from sim.territory import (
    Adjacency,
    Alignment,
    distance_km,
    islands,
    pieces,
    pieces_by_rep,
    round_trip_hours,
    with_crossings,
    work_per_inquiry,
)
from sim.territory.metrics import (
    busiest_over_average,
    gini,
    largest_deviation,
    moment_of_inertia,
    share_moved,
    variation,
    weighted_mean,
)
from sim.territory.travel import EARTH_RADIUS_KM

TRAVEL = Travel(km_per_hour=80.0, road_factor=1.25, longest_hours=8.0)
LOADS = st.lists(st.floats(0.0, 1e9), min_size=1, max_size=30).filter(lambda loads: sum(loads) > 1e-3)


def test_a_quarter_of_the_equator_is_a_quarter_of_the_circumference():
    assert distance_km(0.0, 0.0, 90.0, 0.0) == pytest.approx(math.pi / 2 * EARTH_RADIUS_KM)


def test_a_distance_over_the_date_line_is_short():
    assert distance_km(179.5, 0.0, -179.5, 0.0) == pytest.approx(math.radians(1.0) * EARTH_RADIUS_KM)


def test_opposite_places_are_half_the_circumference_apart():
    assert distance_km(0.0, 90.0, 0.0, -90.0) == pytest.approx(math.pi * EARTH_RADIUS_KM)


def test_a_visit_64_km_away_takes_two_hours_on_the_road():
    # 64 * 1.25 / 80 = 1 hour each way
    assert round_trip_hours(TRAVEL, 64.0) == pytest.approx(2.0)


def test_no_visit_takes_longer_than_the_longest_journey():
    assert round_trip_hours(TRAVEL, 5000.0) == 8.0


def test_a_world_without_travel_has_no_hours_on_the_road():
    assert round_trip_hours(None, [10.0, 5000.0]).tolist() == [0.0, 0.0]


def strip():
    """Return units 0 - 1 - 2 - 3 in a row and 4, 5 on an island."""
    return Adjacency.of_pairs(6, [0, 1, 3, 4, 5], [1, 2, 2, 5, 4])


def test_borders_stand_on_both_sides_once():
    graph = strip()

    assert graph.of_unit(1).tolist() == [0, 2]
    assert [pair.tolist() for pair in graph.pairs()] == [[0, 1, 2, 4], [1, 2, 3, 5]]


def test_a_territory_with_a_gap_lies_in_two_pieces():
    # rep 0 has 0, 1 and 3: 2 lies between
    assert pieces(strip(), [0, 0, 1, 0, 1, 1]).tolist() == [0, 0, 1, 2, 3, 3]
    assert pieces_by_rep(strip(), [0, 0, 1, 0, 1, 1], 3).tolist() == [2, 2, 0]


def test_an_island_is_what_the_largest_part_does_not_reach():
    assert [island.tolist() for island in islands(strip())] == [[4, 5]]


def test_an_island_is_joined_where_the_water_is_narrowest():
    joined, crossings = with_crossings(strip(), [0.0, 1.0, 2.0, 3.0, 2.2, 5.0], [0.0] * 4 + [0.5, 0.5])

    assert crossings == [(4, 2)]
    assert islands(joined) == []


def test_a_part_of_the_map_keeps_the_borders_inside_it():
    assert [pair.tolist() for pair in strip().part([1, 2, 5]).pairs()] == [[0], [1]]


def test_a_unit_cannot_border_on_itself():
    with pytest.raises(ValueError, match="row 2 borders on itself"):
        Adjacency.of_pairs(3, [0, 2], [1, 2])


def test_a_border_of_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="outside rows 0 to 2"):
        Adjacency.of_pairs(3, [0], [3])


UNITS, REPS = np.array(["a", "b", "c"], dtype=object), np.array(["r1", "r2"], dtype=object)


def dealt(units, reps):
    return Alignment.read(UNITS, REPS, Table.of(ALIGNMENT, {"unit": units, "rep": reps}))


def test_an_alignment_is_read_whatever_the_order_of_rows_and_written_back():
    alignment = dealt(["c", "a", "b"], ["r2", "r1", "r2"])

    assert alignment.rep_of.tolist() == [0, 1, 1]
    assert alignment.by_rep([1.0, 2.0, 4.0]).tolist() == [1.0, 6.0]
    assert alignment.table()["rep"].tolist() == ["r1", "r2", "r2"]


def test_a_rep_without_units_is_unstaffed():
    assert dealt(["a", "b", "c"], ["r1", "r1", "r1"]).unstaffed() == ["r2"]


def test_every_fault_of_an_alignment_is_told_with_the_near_miss():
    with pytest.raises(ValueError, match=r"not: rep1; did you mean 'r1'.*1 basic units have no rep: c"):
        dealt(["a", "b"], ["r1", "rep1"])


def test_balance_of_90_100_and_120():
    # mean 310/3; 120 / (310/3) - 1 = 50/310; |90 - 310/3| / (310/3) = 40/310
    loads = [90.0, 100.0, 120.0]

    assert busiest_over_average(loads) == pytest.approx(50 / 310)
    assert largest_deviation(loads) == pytest.approx(50 / 310)


def test_a_light_territory_deviates_too():
    assert largest_deviation([10.0, 100.0, 100.0]) == pytest.approx(60 / 70)


def test_variation_of_one_and_three_is_a_half():
    assert variation([1.0, 3.0]) == pytest.approx(0.5)


def test_gini_of_one_who_has_everything():
    assert gini([0.0, 0.0, 0.0, 5.0]) == pytest.approx(3 / 4)


def test_gini_of_one_and_three():
    # mean absolute difference over all ordered pairs (0, 2, 2, 0) = 1; 1 / (2 * 2) = 0.25
    assert gini([3.0, 1.0]) == pytest.approx(0.25)


@given(LOADS)
def test_gini_lies_between_equal_and_all_with_one(loads):
    assert -1e-9 <= gini(loads) <= 1 - 1 / len(loads) + 1e-9


@given(LOADS, st.floats(0.1, 100.0))
def test_balance_does_not_depend_on_the_scale_of_potential(loads, scale):
    scaled = [load * scale for load in loads]

    assert busiest_over_average(scaled) == pytest.approx(busiest_over_average(loads), abs=1e-6)


@pytest.mark.parametrize("loads", [[], [0.0, 0.0], [1.0, -1.0], [1.0, math.nan]])
def test_balance_of_nothing_is_refused(loads):
    with pytest.raises(ValueError, match="at least one territory"):
        variation(loads)


def test_inertia_and_mean_travel():
    assert moment_of_inertia([2.0, 1.0], [3.0, 10.0]) == 118.0
    assert weighted_mean([2.0, 1.0], [3.0, 9.0]) == 5.0


def test_share_moved_counts_units_or_their_weight():
    before, after = dealt(["a", "b", "c"], ["r1", "r1", "r2"]), dealt(["a", "b", "c"], ["r1", "r2", "r2"])

    assert share_moved(before, after) == pytest.approx(1 / 3)
    assert share_moved(before, after, [1.0, 8.0, 1.0]) == pytest.approx(0.8)
    assert share_moved(before, before) == 0.0


def pipeline(**changed):
    stages = (
        Stage(id="meet", work_hours=2.0, advance_share=0.5, visits=1.0),
        Stage(id="close", work_hours=4.0, advance_share=0.4, visits=2.0),
    )
    return Pipeline(
        grades=(Grade(id="a", share=1.0),), patience=Patience(kind="none"), stages=stages, **changed
    )


def test_work_of_an_inquiry_is_summed_over_the_stages_it_reaches():
    # 2 + 0.5 * 4 = 4 hours; 1 + 0.5 * 2 = 2 visits
    work = work_per_inquiry(pipeline())

    assert (work.hours, work.visits) == (pytest.approx(4.0), pytest.approx(2.0))


def test_screening_leaves_valid_leads_and_costs_a_contact_for_those_that_slip_through():
    # 0.5 * 0.8 * 4 + 0.5 * 0.1 * 2 = 1.7 hours; 0.5 * 0.8 * 2 = 0.8 visits
    work = work_per_inquiry(pipeline(screening=Screening(valid_share=0.5, sensitivity=0.8, specificity=0.9)))

    assert (work.hours, work.visits) == (pytest.approx(1.7), pytest.approx(0.8))


def test_nurtured_leads_are_worked_again():
    # lost 0.8, kept 0.5: 1 + 0.4 + 0.16 rounds
    work = work_per_inquiry(pipeline(nurture=Nurture(share=0.5, loops=2)))

    assert work.hours == pytest.approx(4.0 * 1.56)

"""How the shipped world is made: borders from a topology, the closed-form budget, quotas, the price of a cap."""

import json
from decimal import Decimal
from math import exp

import numpy as np
import pandas as pd
import pytest

import scenarios
from scenarios.making import last_year, us_counties
from scenarios.making.load_budget import budget, score_and_churn, wins_per_inquiry, work_per_inquiry
from scenarios.making.us_borders import borders


@pytest.fixture(scope="module")
def today():
    return scenarios.load("us-field-force/today")


@pytest.fixture
def two_squares(tmp_path):
    """Return a folder with a topology of two unit squares, west and east, that share the line at lng 1."""
    topology = {
        "transform": {"scale": [0.5, 0.5], "translate": [0.0, 0.0]},
        # The shared line northwards; the western square's rest; the eastern square's rest; a point of no length.
        "arcs": [
            [[2, 0], [0, 2]],
            [[2, 0], [-2, 0], [0, 2], [2, 0]],
            [[2, 2], [2, 0], [0, -2], [-2, 0]],
            [[2, 0], [0, 0]],
        ],
        "objects": {
            "counties": {
                "geometries": [
                    {"type": "Polygon", "id": "W", "arcs": [[1, -1, 3]]},
                    {"type": "MultiPolygon", "id": "E", "arcs": [[[0, 2, 3]]]},
                    {"type": "Polygon", "id": "far", "arcs": [[3]]},
                ]
            }
        },
    }
    (tmp_path / "geo_us").mkdir()
    (tmp_path / "geo_us" / "us-atlas-counties-10m.topojson").write_text(json.dumps(topology))
    return tmp_path


def test_an_arc_has_a_unit_on_each_side(two_squares):
    table = borders(two_squares, ["W", "E"])
    sides = table.groupby("arc")[["left", "right"]].first().to_numpy().tolist()

    # Northwards along the shared line the west is to the left. The outer arcs run clockwise, their unit to the right.
    assert sides == [["W", "E"], ["", "W"], ["", "E"]]
    assert table.loc[table["arc"] == 0, ["lng", "lat"]].to_numpy().tolist() == [[1.0, 0.0], [1.0, 1.0]]


def test_a_unit_that_is_not_wanted_is_outside(two_squares):
    table = borders(two_squares, ["W"])

    assert set(table["left"]) | set(table["right"]) == {"W", ""}


def test_a_raw_table_without_all_counties_is_refused(tmp_path):
    (tmp_path / "geo_us").mkdir()
    row = {"fips": ["01001"], "CTYNAME": ["Autauga County"], "employed_2019": [float("nan")]}
    pd.DataFrame(row).to_parquet(tmp_path / "geo_us" / "counties.parquet")

    with pytest.raises(
        ValueError, match="3108 counties with employed people are wanted, got 1, 1 of them without"
    ):
        us_counties.units(tmp_path)


def test_neighbours_that_leave_a_unit_alone_are_refused(tmp_path):
    (tmp_path / "geo_us").mkdir()
    pairs = pd.DataFrame(
        {"fips_a": ["1", "3"], "fips_b": ["2", "4"], "census_file": True, "shares_border_topojson": True}
    )
    pairs.to_parquet(tmp_path / "geo_us" / "county_adjacency.parquet")

    with pytest.raises(ValueError, match="no neighbour at all joins these units to the rest: 3, 4"):
        us_counties.neighbours(tmp_path, ["1", "2", "3", "4"])


def test_wins_of_an_inquiry_are_the_funnel_and_those_who_come_back(today):
    # 0.9 * 0.98 = 0.882 are valid and pass; the stages win w = 0.62 * 0.60 * 0.64 * 0.62 * 0.6836 = 0.100906;
    # of the lost 0.899094 * 0.2 come back once: 0.882 * 0.100906 * (1 + 0.179819) = 0.105003.
    assert wins_per_inquiry(today.pipeline) == pytest.approx(0.105003, abs=1e-6)


def test_work_of_an_inquiry_of_one_kind_is_reach_times_hours(today):
    # One source and grade of ratio 1, no nurture: 0.882 * (1 + 0.62 * 1.5 + 0.372 * 4 + 0.23808 * 4.5 + 0.1476096 * 5)
    # = 0.882 * 5.227408 = 4.610574, and the 0.1 * 0.4 invalid who pass cost a contact: 0.04. Visits: half of
    # 0.372 and half of 0.1476096: 0.882 * 0.2598048 = 0.229148.
    source = today.market.sources[0].model_copy(update={"share": 1.0, "win_ratio": 1.0})
    grade = today.pipeline.grades[0].model_copy(update={"share": 1.0, "win_ratio": 1.0})
    nurture = today.pipeline.nurture.model_copy(update={"loops": 0})
    plain = today.model_copy(
        update={
            "market": today.market.model_copy(update={"sources": (source,)}),
            "pipeline": today.pipeline.model_copy(update={"grades": (grade,), "nurture": nurture}),
        }
    )

    assert work_per_inquiry(plain) == pytest.approx((4.650574, 0.229148), abs=1e-6)


def test_a_world_that_delivers_at_once_has_one_score(today):
    # 26 days early: 1.7 + 2.6 / (1 + exp(0.69 * (-26 - 3))) is 4.3 to nine digits.
    # Odds to leave: 0.2 / 0.8 * exp(-0.8 * 0.3).
    at_once = today.fulfilment.model_copy(update={"lead_time_days": None})
    odds = 0.2 / 0.8 * exp(-0.8 * 0.3)

    assert score_and_churn(today.customers, at_once) == pytest.approx((4.3, odds / (1 + odds)), abs=1e-6)


def test_the_world_comes_to_what_its_numbers_were_chosen_for(today):
    # Bookings of five times the on-target earnings of 60 reps, 48 million; the busiest territory is six
    # times over its hours.
    found = budget(today)

    assert found.bookings == pytest.approx(48e6, rel=0.1)
    assert 5 < (found.hours_needed / found.hours_available).max() < 7
    assert "wins a year" in found.told()


def test_evenly_spread_work_keeps_reps_four_fifths_busy(today):
    # Hours are additive: the sum is the same however counties are dealt, but for the road.
    assert 0.75 < budget(today).busy_share < 0.85


def test_quotas_are_rounded_stretched_credit_and_never_below_the_least():
    table = last_year.quota_table(np.array(["R01", "R02"], dtype=object), np.array([812_499.0, 80_000.0]))

    assert last_year.csv_of(table) == "rep,quota\nR01,812000.00\nR02,150000.00\n"


def test_first_quotas_share_out_their_total_as_far_as_time_goes(today):
    quota = last_year.first_quotas(today)["quota"]

    assert quota.sum() / 100 == pytest.approx(48e6, rel=0.03)  # the least quota lifts the smallest
    assert quota.max() == np.sort(quota)[-3]  # the three largest territories have more work than time


def test_the_price_of_a_cap_is_spread_over_the_slope(today):
    # Attainments 1.1 and 1.4, slope 3, cap 1.5: pay 1.3 and 1.5 of target. Uncapped at s: 2 + 0.5 s = 2.8, s = 1.6.
    plan = today.plan.pay

    assert last_year.repriced_slope(plan, np.array([1.1, 1.4])) == pytest.approx(1.6, abs=1e-9)
    assert plan.components[0].payout.beyond.slope == Decimal("3.0")


def test_without_anybody_above_quota_a_cap_has_no_price(today):
    with pytest.raises(ValueError, match="somebody above quota"):
        last_year.repriced_slope(today.plan.pay, np.array([0.7, 0.9]))


def test_demand_is_the_mean_over_months_and_replications():
    # Replications of 10, 30 and 20, 40: means 20 and 30, so 25; sd 7.07, half-width 1.96 * 7.07 / sqrt(2) = 9.8.
    rows = [(0, 1, 10.0), (0, 2, 30.0), (1, 1, 20.0), (1, 2, 40.0)]
    measured = pd.DataFrame(rows, columns=["replication", "month", "value"])
    measured = measured.assign(measure="family_booked_units", entity="core")

    assert last_year.mean_demand(measured).loc["core"].tolist() == pytest.approx([25.0, 9.8])
    assert last_year.demand_season(measured).tolist() == pytest.approx([15 / 25, 35 / 25])

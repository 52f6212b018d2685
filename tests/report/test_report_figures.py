"""What the pictures are made of: projection, outlines, balance, fans, curves, winners, assumptions."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from fake_study import REP_IDS, blocks, grid_borders, results, scenario
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import evenfield.report.pay_changes as charts
from evenfield.report.assumptions import changes, count_by_grade, parameters
from evenfield.report.attainment import attainment_summary, attainments
from evenfield.report.headline import behaviours
from evenfield.report.measures import by_month, percentiles
from evenfield.report.outlines import EARTH_RADIUS_KM, Albers, outlines
from evenfield.report.pay_changes import pay_change_charts, pay_changes, pseudonyms
from evenfield.report.payout import pay_curve, payout_charts
from evenfield.report.supply import supply_rows
from evenfield.report.territories import balance, is_realigned, load_of_reps


class Flat:
    """A projection that changes nothing."""

    @staticmethod
    def project(lng, lat):
        return np.column_stack([lng, lat]).astype(np.float64)


def square(arc, left, right, corners):
    points = [*corners, corners[0]]
    return pd.DataFrame(
        [(arc, left, right, *p) for p in points], columns=["arc", "left", "right", "lng", "lat"]
    )


def test_the_projection_gives_the_published_example():
    # Snyder (1987), worked example, sphere of radius 1: parallels 29.5 and 45.5 N, origin 23 N 96 W, point 35 N 75 W.
    at = Albers(-96.0, 23.0, 29.5, 45.5).project([-75.0], [35.0]) / EARTH_RADIUS_KM

    assert_allclose(at, [[0.2952720, 0.2416774]], atol=5e-8)


@given(lng=st.floats(-124, -67), lat=st.floats(25, 49))
def test_the_projection_keeps_areas(lng, lat):
    # A small cell between two parallels covers R^2 (sin north - sin south) (east - west).
    side = 0.01
    east, up = np.array([0, side, side, 0]) + lng, np.array([0, 0, side, side]) + lat
    x, y = Albers.around([-124, -67], [25, 49]).project(east, up).T
    flat = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
    sphere = (
        EARTH_RADIUS_KM**2 * np.radians(side) * (np.sin(np.radians(lat + side)) - np.sin(np.radians(lat)))
    )

    assert flat == pytest.approx(sphere, rel=1e-4)


def test_a_world_astride_the_equator_and_the_date_line_is_projected():
    at = Albers.around([179.0, -179.0], [-10.0, 10.0]).project([179.0, -179.0], [0.0, 0.0])

    assert at[1, 0] - at[0, 0] == pytest.approx(np.radians(2) * EARTH_RADIUS_KM, rel=0.05)
    assert_allclose(at[:, 1], 0.0, atol=1e-6)


def test_every_unit_of_the_grid_gets_one_closed_ring_of_its_own_area():
    drawn = outlines(grid_borders(), Flat())
    x, y = drawn.rings[0].T

    assert sorted(drawn.unit_of) == sorted(set(drawn.unit_of))
    assert len(drawn.rings) == 60
    assert abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2 == pytest.approx(
        3.0
    )  # 2 by 1.5 degrees


def test_a_unit_inside_another_is_drawn_after_it_and_its_hole_is_not_drawn_at_all():
    around = square(0, "county", "", [(0, 0), (4, 0), (4, 4), (0, 4)])
    inside = square(1, "city", "county", [(1, 1), (2, 1), (2, 2), (1, 2)])

    assert outlines(pd.concat([around, inside]), Flat()).unit_of == ("county", "city")


def test_an_island_of_a_unit_is_a_ring_of_its_own():
    mainland = square(0, "county", "", [(0, 0), (4, 0), (4, 4), (0, 4)])
    island = square(1, "county", "", [(6, 0), (7, 0), (7, 1), (6, 1)])

    assert outlines(pd.concat([mainland, island]), Flat()).unit_of == ("county", "county")


def test_loads_are_over_the_mean_territory():
    load = load_of_reps(scenario())

    assert load.mean() == pytest.approx(1.0)
    assert len(load) == len(REP_IDS)


def test_moved_units_are_counted_and_weighed():
    today, other = scenario(), scenario("other", alignment=blocks())
    told = balance(other, today)

    assert is_realigned(other, today)
    assert not is_realigned(scenario("same"), today)
    assert told.moved_units == 12  # one of the five units of each of 12 reps
    assert 0 < told.moved_share < 1


def test_a_year_of_exactly_quota_made_quota():
    told = attainment_summary("a", np.array([0.5, 1.0, 1.5, 0.99]))

    assert told.at_quota == 0.5
    assert told.mean == pytest.approx(0.9975)


def test_every_rep_year_counts():
    assert len(attainments({"a": results(replications=4)})["a"]) == 4 * len(REP_IDS)


def test_percentiles_are_taken_at_the_level_shown():
    frame = results(replications=20)
    parts = sum(percentiles(by_month(frame, "family_booked_units", family))[2] for family in ("core", "plus"))
    whole = percentiles(by_month(frame, "month_bookings"))[2] / 100.0  # a unit costs 100

    assert np.all(whole <= parts + 1e-9)
    assert np.any(whole < 0.999 * parts)


def test_the_curve_is_base_and_variable_pay():
    # Base 60,000, target 60,000 from 0.5 to 1 of quota, slope 2 beyond, cap 1.5 of target.
    pay = pay_curve(scenario(), np.array([0.0, 0.5, 0.75, 1.0, 1.25, 3.0]))

    assert_allclose(pay, [60_000, 60_000, 90_000, 120_000, 150_000, 150_000])


def test_winners_and_losers_are_told_pair_by_pair():
    def paid(pay):
        rows = [(k, "rep_pay", rep, 0, v) for rep, values in pay.items() for k, v in enumerate(values)]
        return pd.DataFrame(rows, columns=["replication", "measure", "entity", "month", "value"])

    before = paid({"a": [10.0, 20.0, 30.0], "b": [10.0, 20.0, 30.0], "c": [10.0, 20.0, 30.0]})
    after = paid({"a": [15.0, 25.1, 34.9], "b": [10.0, 20.0, 30.0], "c": [9.0, 22.0, 28.0]})
    told = pay_changes("after", before, after)

    assert [(c.rep, c.difference, c.verdict) for c in told.reps] == [
        ("a", pytest.approx(5.0), "better"),
        ("b", 0.0, "same"),
        ("c", pytest.approx(-1 / 3), "cannot tell"),
    ]
    assert told.count("better") == 1


def paid(**pay):
    rows = [(k, "rep_pay", rep, 0, v) for rep, values in pay.items() for k, v in enumerate(values)]
    return pd.DataFrame(rows, columns=["replication", "measure", "entity", "month", "value"])


def test_one_rep_is_no_reps():
    told = pay_changes("after", paid(a=[1.0, 2.0]), paid(a=[1.0, 2.0]))

    assert told.in_words("today") == (
        "of 1 rep 0 earn more than under today for sure, 0 earn less for sure, 1 the same, 0 cannot be told."
    )


def test_the_curve_of_one_rep_is_said_of_one_rep():
    (picture,) = payout_charts({"a": scenario("a")}, {"a": results(replications=2, reps=REP_IDS[:1])})

    assert re.search(r"mean pay of the one rep is [^ ]", picture.alt)


def test_reps_of_one_scenario_only_are_said():
    told = pay_changes(
        "after", paid(a=[1.0, 2.0], b=[1.0, 2.0]), paid(b=[1.0, 2.0], c=[1.0, 2.0], d=[1.0, 2.0])
    )

    assert (told.gone, told.new, [change.rep for change in told.reps]) == (1, 2, ["b"])
    assert told.in_words("today").endswith(" Not compared: 1 rep only in today, 2 reps only in after.")


def test_the_legend_of_winners_and_losers_is_below_the_axis_label(monkeypatch):
    drawn = []
    monkeypatch.setattr(charts, "svg", lambda figure, _alt: drawn.append(figure))
    pay_change_charts([pay_changes("after", paid(a=[1.0, 2.0]), paid(a=[3.0, 9.0]))], "USD")

    axes = drawn[0].axes[0]
    drawn[0].draw_without_rendering()
    legend, label = axes.get_legend().get_window_extent(), axes.xaxis.label.get_window_extent()
    assert 0 <= legend.y0 < legend.y1 <= label.y0
    assert 0 <= legend.x0 < legend.x1 <= drawn[0].bbox.x1


@pytest.mark.parametrize(("scenarios", "width"), [(1, 560), (2, 560), (3, 320)])
def test_letters_of_supply_charts_are_as_large_as_others(scenarios, width):
    # Two abreast are set as wide as every other figure (5.6 inches), so they are drawn as wide.
    names = ["a", "b", "c"][:scenarios]
    rows, _ = supply_rows(
        {name: scenario(name) for name in names}, dict.fromkeys(names, results(replications=2))
    )

    assert {picture.width for row in rows for picture in row.pictures} == {width}
    assert {row.size for row in rows} == {"wide" if width == 560 else "narrow"}


def test_pseudonyms_are_stable_distinct_and_hang_on_the_secret():
    one = pseudonyms(REP_IDS, "secret")

    assert one == pseudonyms(list(reversed(REP_IDS)), "secret")
    assert len(set(one.values())) == len(REP_IDS)
    assert one != pseudonyms(REP_IDS, "other")


def test_parameters_keep_their_source_and_those_without_are_listed_too():
    found = {each.path: each for each in parameters({"today": scenario(), "other": scenario("other")})}

    assert found["pipeline.stages.0.work_hours"].grade == "guess"
    assert found["pipeline.stages.0.work_hours"].where == "all"
    assert "pipeline.stages.contact.work_hours" not in found  # the same number under its other name
    assert found["pipeline.stages.contact.advance_share"].grade == "no source"
    assert "pipeline.screening.valid_share" not in found  # a default: the scenario does not state it


def test_parameters_are_counted_by_grade():
    counts = count_by_grade(parameters({"today": scenario()}))

    assert {grade: counts[grade] for grade in ("fact", "choice", "guess")} == {
        "fact": 1,
        "choice": 1,
        "guess": 1,
    }


def test_what_differs_is_listed_setting_by_setting():
    other = scenario("other", alignment=blocks(), capped=False, supply=400.0)
    told = {each.path: (each.first, each.this) for each in changes(scenario(), other)}

    assert told["plan.alignment"] == ("60 rows", "12 of 60 rows differ")
    assert told["plan.supply.core.units_per_month"] == ("2500", "400")
    assert told["plan.pay.components.sales.cap.max"] == (str(Decimal("1.5")), "none")
    assert changes(scenario(), scenario("same")) == []


def test_how_reps_behave_is_said_in_words():
    steady = scenario("calm", behaviour={"kind": "steady", "effort": 0.9})
    told = dict(behaviours({"today": scenario(), "calm": steady, "again": scenario()}))

    assert told["calm"].startswith("Steady: every rep always puts 90%")
    assert "0.8 times (marginal pay over 0.24" in told["today, again"]

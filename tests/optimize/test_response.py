"""Responses: concave fits, planted curves recovered inside their intervals, pooling, and leads that run out."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scenarios
from evenfield.response.files import read_curve, write_curves
from optimize.experiment.factors import FACTORS, Factor
from optimize.experiment.running import Yield, run_experiment
from optimize.experiment.yields import CONTRIBUTION, CREDIT, MARGIN
from optimize.profit.response import TableResponse
from optimize.response.coverage import coverage_curves, measure_coverage
from optimize.response.curve import ResponseCurve
from optimize.response.fitting import breakpoints, fit_concave, hull
from optimize.response.measuring import curve_of, measure_response
from optimize.response.pooling import curves_by_type, shrink
from optimize.sizing import plan_headcount
from optimize.sizing.scenario import question_of
from scenarios.faults import ScenarioError
from sim.quota import quotas_cents
from sim.runner import run_here

LEVELS = np.array([0.25, 0.5, 0.75, 1.0, 1.5, 2.0])


@pytest.fixture(scope="module")
def two_reps():
    return scenarios.load("first-steps/two-reps")


def toy(planted, noise, seed):
    """A runner that books ``planted(level)`` with a year's luck common to all levels, and some of its own."""

    def run(worlds, replications):
        frames = {}
        for row, name in enumerate(worlds):
            level = float(name.rsplit(" ", 1)[1])
            common = np.random.default_rng([seed, 1]).normal(size=len(replications))
            own = np.random.default_rng([seed, 2, row]).normal(size=len(replications))
            value = planted(level) * (1 + noise * common) + 0.3 * noise * own
            frames[name] = tidy("bookings", value)
        return frames

    return run


def tidy(measure, values):
    n = len(values)
    return pd.DataFrame(
        {"replication": np.arange(n), "measure": measure, "entity": "", "month": 0, "value": values}
    )


BOOKED = Yield("bookings", lambda _, frame: frame["value"].to_numpy()[:, None])
ANY = Factor("any", "whatever", tuple(LEVELS.tolist()), "rising", lambda scenario, level: scenario)


def planted(level):
    """Saturating: leads run out."""
    return 1.0 - np.exp(-2.0 * level)


@settings(max_examples=60)
@given(st.lists(st.floats(-5, 5), min_size=6, max_size=6), st.sampled_from(["rising", "hill"]))
def test_a_fit_is_concave_and_no_worse_than_a_constant(seen, shape):
    y = np.array(seen)

    fitted = fit_concave(LEVELS, y, np.ones(6), shape)

    slope = np.diff(fitted) / np.diff(LEVELS)
    assert (np.diff(slope) <= 1e-6).all()
    assert shape == "hill" or (slope >= -1e-9).all()
    assert np.square(fitted - y).sum() <= np.square(y - y.mean()).sum() + 1e-6


def test_concave_points_are_fitted_to_the_last_digit():
    hill = -np.square(LEVELS - 1.0)

    np.testing.assert_allclose(fit_concave(LEVELS, planted(LEVELS), np.ones(6), "rising"), planted(LEVELS))
    np.testing.assert_allclose(fit_concave(LEVELS, hill, np.ones(6), "hill"), hill, atol=1e-9)
    assert fit_concave(LEVELS, -LEVELS, np.ones(6), "rising") == pytest.approx(-LEVELS.mean())


def test_breakpoints_state_the_error_they_make():
    x = np.linspace(0, 2, 41)
    few, value, lost = breakpoints(x, planted(x), 0.02)

    told = (planted(x) - np.interp(x, few, value)).max() / np.ptp(planted(x))
    assert len(few) < 8
    assert lost == pytest.approx(told)
    assert lost <= 0.02
    assert breakpoints(x, np.ones(41), 0.01)[2] == 0.0


def test_the_hull_of_a_curve_that_starts_late_is_concave():
    """The point 1 at 1 lies below the line from (0, 0) to 4 at 2; from there on slopes fall: 1.5, 0.5."""
    x, y = hull(np.array([0.0, 1.0, 2.0, 3.0, 4.0]), np.array([0.0, 1.0, 4.0, 5.5, 6.0]))
    assert (x.tolist(), y.tolist()) == ([0.0, 2.0, 3.0, 4.0], [0.0, 4.0, 5.5, 6.0])


def test_a_planted_response_is_inside_its_band_as_often_as_it_says(two_reps):
    inside, paired = [], []
    for seed in range(150):
        curve = measure_response(
            two_reps, toy(planted, 0.1, seed), ANY, replications=range(12), looked_at=BOOKED
        )
        truth = planted(LEVELS)
        inside.append((np.array(curve.low) <= truth) & (truth <= np.array(curve.high)))
        paired.append(np.array(curve.paired) < np.array(curve.error))

    covered = np.mean(inside, axis=0)  # 150 studies: 0.95 +- 0.018
    assert covered.min() > 0.90
    assert covered.max() < 1.0
    assert np.mean(paired) > 0.8  # common luck drops out of differences


def test_a_difference_between_levels_is_paired(two_reps):
    observed = run_experiment(two_reps, ANY, toy(planted, 0.2, 3), range(20), BOOKED)

    step = observed.difference(1.0, 1.5)

    assert step.low <= planted(1.5) - planted(1.0) <= step.high
    assert step.sd < 0.75 * observed.values[3].std()  # of unpaired years it would be 1.4 times
    with pytest.raises(ValueError, match=r"not simulated at level 3; there are 0\.25, 0\.5"):
        observed.difference(1.0, 3.0)


def test_experiments_that_make_no_sense_are_refused(two_reps):
    run = toy(planted, 0.1, 1)
    with pytest.raises(ValueError, match="2 replications or more"):
        run_experiment(two_reps, ANY, run, range(1), BOOKED)
    with pytest.raises(ValueError, match="2 levels or more"):
        run_experiment(two_reps, ANY.over([1.0]), run, range(5), BOOKED)
    with pytest.raises(ValueError, match="no factor 'houres'"):
        measure_response(two_reps, run, "houres")
    with pytest.raises(ValueError, match="hours: a day has 24, level 9 asks for 54"):
        FACTORS["hours"].at(two_reps, 9.0)


def test_factors_change_what_they_say_and_nothing_at_level_1(two_reps):
    changed = {name: FACTORS[name].at(two_reps, 0.5) for name in ("hours", "leads", "quota", "pay")}

    assert changed["hours"].calendar.selling_hours_per_day == two_reps.calendar.selling_hours_per_day / 2
    assert changed["leads"].market.leads_per_year == two_reps.market.leads_per_year / 2
    assert quotas_cents(changed["quota"]).tolist() == (quotas_cents(two_reps) // 2).tolist()
    pay, was = changed["pay"].plan.pay.pay, two_reps.plan.pay.pay
    assert (pay.base, pay.target_incentive) == (was.base, was.target_incentive / 2)
    assert FACTORS["hours"].at(two_reps, 1.0) is two_reps
    late = two_reps.model_copy(
        update={"calendar": two_reps.calendar.model_copy(update={"opens_at_hour": 20.0})}
    )
    moved = FACTORS["hours"].at(late, 2.0).calendar
    assert moved.opens_at_hour + moved.selling_hours_per_day == 24


def test_thin_groups_borrow_and_rich_ones_do_not():
    """Six groups that truly differ by 1; own = between / (between + error^2)."""
    truth = np.arange(6.0)[:, None, None] + np.linspace(1, 2, 4)[None, :, None]
    luck = np.random.default_rng(5).normal(size=(6, 4, 10))
    far, near = truth + 0.01 * luck, truth + 10.0 * luck

    kept, own = shrink(far, far.mean(axis=0))
    drawn, borrowed = shrink(near, near.mean(axis=0))

    assert own.min() > 0.99
    np.testing.assert_allclose(kept, far, atol=0.1)
    assert borrowed.max() < 0.7
    error = [np.square(v.mean(axis=2) - truth[:, :, 0]).mean() for v in (drawn, near)]
    assert error[0] < error[1]
    assert shrink(far[:2], far[:2].mean(axis=0))[1].tolist() == [0.0, 0.0]


def test_a_group_that_borrows_says_so(two_reps):
    observed = run_experiment(two_reps, ANY, toy(planted, 0.1, 2), range(6), BOOKED)
    luck = np.random.default_rng(8).normal(size=(6, 6, 6))
    values = np.repeat(observed.values, 6, axis=2) * (1 + 0.3 * luck)
    wide = replace(observed, entities=tuple("abcdef"), values=values)

    whole, *groups = curves_by_type(wide, ["x", "y", "z"] * 2, "bookings")

    assert whole.at(1.0) == pytest.approx(1.0, abs=0.15)
    assert [curve.group for curve in groups] == ["x", "y", "z"]
    assert all(curve.own_weight < 1 and "its own data" in curve.notes[0] for curve in groups)
    no_one = replace(wide, levels=wide.levels * 2 + 1)
    with pytest.raises(ValueError, match="level 1 is wanted"):
        curves_by_type(no_one, ["x", "y", "z"] * 2, "bookings")


def test_a_response_that_is_not_of_its_shape_says_where():
    values = np.array([1.0, 1.1, 3.0, 3.1])[:, None] + 0.001 * np.random.default_rng(1).normal(size=(4, 5))

    curve = curve_of(np.array([0.5, 1.0, 1.5, 2.0]), values, ("any", "bookings", ""), "rising")

    assert "off any such curve by more than luck" in curve.notes[0]


def test_where_leads_run_out_the_measured_response_flattens(two_reps):
    """Twice the hours that all leads take sell next to nothing more; the published elasticity promises 27 %."""
    hours = FACTORS["hours"].over([0.25, 0.5, 1.0, 2.0, 2.5])
    idle = two_reps.model_copy(update={"market": two_reps.market.model_copy(update={"leads_per_year": 350})})

    curve = measure_response(idle, run_here, hours, replications=range(4), looked_at=CONTRIBUTION)

    slopes = np.diff(curve.value) / np.diff(curve.level)
    assert slopes[0] > 5 * slopes[-1] >= 0
    assert curve.at(2.0) / curve.at(1.0) < 1.05 < 2**0.34
    assert curve.elasticity() < 0.15


def test_coverage_is_common_to_territories_of_different_size(two_reps):
    """Planted: margin = k_j contribution_j s(coverage); the fit gives s back though coverages differ."""
    observed = run_experiment(two_reps, FACTORS["hours"].over([0.5, 1.0, 2.0]), run_here, range(2), MARGIN)
    curves = coverage_curves(two_reps, observed)

    assert [curve.group for curve in curves] == ["", "fewest leads", "middle", "most leads"]
    assert curves[0].factor == "coverage"
    level, share = curves[0].from_zero(0.01)
    assert level[0] == 0
    TableResponse(np.ones(1), np.zeros((1, 1)), level, share)  # a program takes it


def test_headcount_goes_by_the_measured_response(two_reps):
    value = tuple((1e6 * planted(LEVELS)).tolist())
    zeros = (0.0,) * 6
    curve = ResponseCurve(
        "hours", "contribution", "", tuple(LEVELS.tolist()), value, zeros, zeros, value, value, value, 9
    )

    question = question_of(two_reps, response=curve)
    (earning,) = question.facts.earnings

    assert earning.people[0] == 0 == earning.value[0]
    today = 12 * earning.worth(np.array([2.0]))[0]
    assert today == pytest.approx(1e6 * planted(1.0) - curve.at(0.0), rel=0.01)
    assert earning.worth(np.array([4.0])) == pytest.approx(
        earning.worth(np.array([40.0]))
    )  # nothing beyond what was seen
    assert any("measured at 0.25 to 2 times" in note for note in question.notes)
    assert plan_headcount(question.facts).gap <= 1e-6
    with pytest.raises(ValueError, match="a response to hours"):
        question_of(two_reps, response=replace(curve, factor="pay"))


def test_a_curve_comes_back_from_its_file_and_wrong_files_are_told(two_reps, tmp_path):
    curve = measure_response(two_reps, toy(planted, 0.1, 4), ANY, replications=range(5), looked_at=BOOKED)
    write_curves(tmp_path, two_reps, [curve])

    back, notes = read_curve(tmp_path, "any", two_reps)
    _, elsewhere = read_curve(tmp_path, "any", FACTORS["leads"].at(two_reps, 2.0))

    assert back == curve
    assert len(notes) == 1
    assert "not this scenario" in elsewhere[1]
    with pytest.raises(ScenarioError, match="no curve of hours; there are any"):
        read_curve(tmp_path, "hours", two_reps)
    broken = json.loads((tmp_path / "response.json").read_text())
    broken["curves"][0] |= {"value": [3, 2, "x", 1, 1, 1], "low": [1], "extra": 1}
    (tmp_path / "response.json").write_text(json.dumps(broken))
    with pytest.raises(ScenarioError, match="extra: no such field"):
        read_curve(tmp_path, "any", two_reps)
    del broken["curves"][0]["extra"]
    (tmp_path / "response.json").write_text(json.dumps(broken))
    with pytest.raises(ScenarioError) as told:
        read_curve(tmp_path, "any", two_reps)
    assert "value: a list of numbers" in str(told.value)
    assert "low: one number for each" in str(told.value)


def test_coverage_needs_two_territories(two_reps):
    with pytest.raises(ValueError, match="2 levels or more"):
        measure_coverage(two_reps, run_here, range(2), [1.0])
    assert CREDIT.by_rep

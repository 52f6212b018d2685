"""Row 5 of the concepts: fit grade and engagement score, and how well the rule tells wins, against the known truth."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lead_worlds import EVERYTHING
from worlds import queue, sales_force

from sim.documents.scoring import Scoring
from sim.engine.choice import run_once
from sim.engine.world import prepare
from sim.lead_outcomes import ranks_at_inquiry, true_win_rates
from sim.scoring import (
    area_under_curve,
    brier,
    expected_area_under_curve,
    rank_of,
    score_after,
    score_class,
)

SCORING = EVERYTHING["pipeline"]["scoring"]


def test_the_score_halves_in_its_half_life_and_negative_points_fade_too():
    assert score_after(50.0, 240.0, 240.0) == pytest.approx(25.0)
    assert score_after(-30.0, 480.0, 240.0) == pytest.approx(-7.5)
    assert score_after(50.0, 0.0, 240.0) == 50.0


def test_classes_begin_at_their_lower_bounds():
    assert [score_class(score, (50.0, 20.0)) for score in (80, 50, 49.9, 20, 0, -30)] == [0, 0, 1, 1, 2, 2]


@given(st.integers(0, 4), st.integers(0, 3))
def test_every_class_and_grade_has_a_rank_of_its_own(grade, tier):
    assert divmod(rank_of(grade, 5, tier, 4, True), 5) == (tier, grade)
    assert divmod(rank_of(grade, 5, tier, 4, False), 4) == (grade, tier)


def test_signals_leave_the_mean_win_rate_as_it_is():
    # 0.4 of leads show a ratio of 1.2, so the others carry (1 - 0.48) / 0.6; the mean ratio is 1.
    world = prepare(sales_force(market={"leads_per_year": 40_000.0}, pipeline={"scoring": SCORING}), 0)
    plain = prepare(sales_force(market={"leads_per_year": 40_000.0}), 0)
    ratio = (world.leads.quality / plain.leads.quality) ** 5

    assert abs(ratio.mean() - 1.0) < 3 * ratio.std() / np.sqrt(len(ratio))


def test_the_area_under_the_curve_of_a_small_case_by_hand():
    # Won 3 and 1, lost 2 and 1: pairs 3>2, 3>1, 1<2, 1=1: (1 + 1 + 0 + 0.5) / 4.
    score, won = np.array([3.0, 1.0, 2.0, 1.0]), np.array([True, True, False, False])

    assert area_under_curve(score, won) == pytest.approx(2.5 / 4)
    assert math.isnan(area_under_curve(score, np.ones(4, dtype=bool)))


def test_brier_of_a_small_case_by_hand():
    assert brier(np.array([0.8, 0.3]), np.array([True, False])) == pytest.approx((0.04 + 0.09) / 2)


@pytest.fixture(scope="module")
def graded():
    """Leads that nobody waits for, of three score classes and two grades, won by one stage in two."""
    return queue(
        per_hour=2.0,
        work_hours=0.001,
        market={"sources": [{"id": "web", "share": 1.0}]},
        pipeline={
            "stages": [{"id": "work", "work_hours": 0.001, "advance_share": 0.3}],
            "grades": [
                {"id": "A", "share": 0.5, "win_ratio": 1.5},
                {"id": "B", "share": 0.5, "win_ratio": 0.5},
            ],
            "scoring": SCORING,
        },
    )


def auc_and_brier(scenario, score_of):
    """Return the area and the Brier score in a run, their expectations from the truth, and the standard errors."""
    run = run_once(scenario, 0)
    leads, chance = run.world.leads, true_win_rates(scenario, run.world.leads)
    won = run.lead_state == 4
    score = score_of(run.world)
    n = min(won.sum(), (~won).sum())
    found, expected = area_under_curve(score, won), expected_area_under_curve(score, chance)
    return (
        (found - expected) * np.sqrt(12 * n),
        brier(chance, won) - (chance * (1 - chance)).mean(),
        len(leads),
    )


def test_row_5_the_rule_tells_wins_as_well_as_the_truth_says(graded):
    # The standard error of a rank-sum area is at most 1 / sqrt(12 n) near a half (Mann and Whitney 1947).
    z, brier_error, n = auc_and_brier(
        graded, lambda world: -ranks_at_inquiry(graded, world.leads).astype(float)
    )

    assert abs(z) < 3
    assert abs(brier_error) < 3 * 0.5 / np.sqrt(n)


def test_row_5_a_rule_equal_to_the_truth_has_the_theoretical_area(graded):
    z, _, _ = auc_and_brier(graded, lambda world: true_win_rates(graded, world.leads))

    assert abs(z) < 3


def test_row_5_a_worthless_rule_has_half_the_area(graded):
    world = prepare(graded, 0)
    chance = true_win_rates(graded, world.leads)

    noise = np.random.default_rng(5).random(len(chance))
    assert expected_area_under_curve(noise, chance) == pytest.approx(0.5, abs=0.02)
    assert expected_area_under_curve(chance, chance) > 0.6


def test_tiers_that_do_not_fall_are_refused():
    with pytest.raises(ValueError, match="the tiers fall"):
        Scoring.model_validate(SCORING | {"tiers": [0.0, 30.0]})


def test_a_signal_that_leaves_less_than_nothing_for_the_rest_is_refused():
    signal = {"id": "s", "share": 0.8, "points": 1.0, "win_ratio": 1.5}
    with pytest.raises(ValueError, match="below a win rate of zero"):
        Scoring.model_validate(SCORING | {"signals": [signal]})

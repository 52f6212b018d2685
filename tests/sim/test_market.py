import numpy as np
import pytest
from worlds import queue, sales_force

from sim.engine.world import prepare
from sim.market import mean_order_units
from sim.pipeline import chance_to_advance, quality, ramp_share
from sim.satisfaction import chance_to_leave, review_score, satisfaction_after

REVIEWS = {"floor": 1.7, "ceiling": 4.3, "midpoint_days": 3.0, "slope_per_day": 0.69}


def test_leads_come_at_the_rate_of_the_market():
    counts = [len(prepare(queue(per_hour=0.5, work_hours=1.0), r).leads) for r in range(40)]
    expected = 0.5 * 24 * (365 + 10)

    # Poisson: sd of the mean of 40 is sqrt(4,500 / 40) = 10.6.
    assert abs(np.mean(counts) - expected) < 3 * np.sqrt(expected / 40)
    assert np.var(counts, ddof=1) == pytest.approx(expected, rel=0.6)  # chi-square, 39 degrees, 0.1 % points


def test_what_leads_are_follows_the_shares():
    world = prepare(sales_force(market={"leads_per_year": 20_000.0}), 0)
    n = len(world.leads)

    for share, told in [
        (0.3, world.leads.source == 1),
        (0.4, world.leads.grade == 0),
        (0.9, world.leads.valid),
    ]:
        assert abs(told.mean() - share) < 3.3 * np.sqrt(share * (1 - share) / n)


def test_the_screening_lets_through_what_it_says():
    leads = prepare(sales_force(market={"leads_per_year": 20_000.0}), 0).leads

    assert leads.passes[leads.valid].mean() == pytest.approx(0.95, abs=0.01)  # sensitivity
    assert leads.passes[~leads.valid].mean() == pytest.approx(0.20, abs=0.03)  # 1 - specificity


def test_orders_have_the_mean_size_of_the_closed_form():
    world = prepare(sales_force(market={"leads_per_year": 40_000.0}), 0)
    core = world.leads.units[world.leads.family == 0]

    theory = mean_order_units(world.scenario.market.families[0])
    assert abs(core.mean() - theory) < 3.3 * core.std() / np.sqrt(len(core))


def test_quality_multiplies_the_whole_funnel():
    factor = quality(np.array([1.2]), np.array([1.5]), 4)[0]

    assert factor**4 == pytest.approx(1.8)


def test_skill_multiplies_the_odds():
    # Chance 0.5 has odds 1; twice the odds is a chance of 2 / 3.
    assert chance_to_advance(0.5, 1.0, 2.0) == pytest.approx(2 / 3)
    assert chance_to_advance(1.0, 1.0, 0.3) == 1.0
    assert chance_to_advance(0.0, 1.0, 9.0) == 0.0


def test_the_ramp_ends_at_full_speed():
    ramp = (0.1, 0.5)

    assert [ramp_share(ramp, days) for days in (0, 31, 61, 4000)] == [0.1, 0.5, 1.0, 1.0]
    assert ramp_share((), 0) == 1.0


@pytest.mark.parametrize(("days_late", "score"), [(3.0, 3.0), (-30.0, 4.3), (60.0, 1.7), (0.0, 4.0087)])
def test_the_review_falls_with_the_days_late(days_late, score):
    # Midpoint: (1.7 + 4.3) / 2; on the day: 1.7 + 2.6 / (1 + exp(-2.07)) = 4.0087.
    assert review_score(**REVIEWS, days_late=days_late) == pytest.approx(score, abs=1e-4)


def test_a_delivery_never_made_counts_with_its_weight():
    assert satisfaction_after(0.5, 4.0, 1.83) == pytest.approx(2.915)


def test_churn_is_the_base_rate_at_its_score_and_falls_above_it():
    assert chance_to_leave(0.2, 4.0, 1.0, satisfaction=4.0) == pytest.approx(0.2)
    # Odds 0.25 x exp(1) one point below: 0.6796 / 1.6796.
    assert chance_to_leave(0.2, 4.0, 1.0, satisfaction=3.0) == pytest.approx(0.4046, abs=1e-4)
    assert chance_to_leave(0.0, 4.0, 1.0, satisfaction=1.0) == 0.0

"""What an account costs with a rep, worked by hand, and specialists over reps."""

import numpy as np
import pytest

from optimize.accounts import Measure, Portfolio, assign
from optimize.accounts.costs import great_circle, seniority, skill, travel, vacancy
from optimize.accounts.disruption import HandoverLoss, Ramp, Relation, disruption
from optimize.accounts.overlay import overlay, specialists_needed


def test_a_quarter_of_the_equator_is_ten_thousand_km():
    km = great_circle(np.zeros(1), np.zeros(1), np.zeros(1), np.array([90.0]))

    # 6371 * pi / 2
    assert km[0, 0] == pytest.approx(10_007.5, abs=0.1)


def test_travel_counts_the_way_there_and_back():
    # 12 calls, 50 km each way, 0.30 a km: 12 * 100 * 0.3
    assert travel(np.array([12.0]), np.array([[50.0]]), 0.3)[0, 0] == pytest.approx(360.0)


def test_a_rep_below_the_skill_loses_part_of_the_margin_and_one_below_the_level_is_ruled_out():
    assert skill(np.array([1000.0]), np.array([0.8]), np.array([0.5, 0.9])).tolist() == [
        [pytest.approx(300.0), 0.0]
    ]
    assert seniority(np.array([2]), np.array([1, 2])).tolist() == [[np.inf, 0.0]]


def test_a_vacancy_costs_the_margin_that_nobody_holds():
    # half a year vacant, 60 % goes on: 1000 * 0.4 * 0.5
    lost = vacancy(np.array([1000.0]), np.array([True, False]), np.array([6.0, 6.0]), 0.6)

    assert lost[0].tolist() == [pytest.approx(200.0), 0.0]


def relation(owner=0, tenure=2.0, renewal=90.0):
    return Relation(*(np.array([x]) for x in (owner, 100_000.0, 20_000.0, tenure, renewal)))


RAMP = Ramp(np.array([6.0, 6.0]), np.array([0.5, 0.5]))


def test_a_handover_is_priced_by_pipeline_tenure_renewal_and_ramp():
    price = disruption(relation(), RAMP)

    # margin 0.4 * (20,000 * 0.2 + 100,000 * (0.05 * (1 - 1/e) + 0.1 * (1 - 90/180) + 6/12 * 0.5/2))
    # = 0.4 * (4,000 + 3,160.6 + 5,000 + 12,500)
    assert price[0, 0] == 0.0
    assert price[0, 1] == pytest.approx(9_864.24, abs=0.01)


def test_an_account_without_owner_costs_the_ramp_alone():
    assert disruption(relation(owner=-1), RAMP)[0].tolist() == [pytest.approx(5_000.0)] * 2


@pytest.mark.parametrize("longer", [{"tenure": 5.0}, {"renewal": 30.0}])
def test_an_older_relation_and_a_nearer_renewal_cost_more(longer):
    assert disruption(relation(**longer), RAMP)[0, 1] > disruption(relation(), RAMP)[0, 1]


def test_a_share_out_of_range_is_refused():
    with pytest.raises(ValueError, match=r"pipeline_loss is a share from 0 to 1, got 1.5"):
        HandoverLoss(pipeline_loss=1.5)


def test_specialists_cover_reps_at_the_ratio():
    # 4 reps with an account each, in a row at 0, 1, 10, 11; specialists at 0 and 10, two reps each
    at, home = np.array([0.0, 1.0, 10.0, 11.0]), np.array([0.0, 10.0])
    names = [f"a{i}" for i in range(4)]
    one = Measure.capacity("count", np.ones(4), np.ones(4))
    base = assign(Portfolio(names, [f"r{i}" for i in range(4)], 1.0 - np.eye(4), (one,)))

    found = assign(overlay(base, ["s0", "s1"], np.abs(at[:, None] - home), 2))

    assert found.by_account() == {"r0": "s0", "r1": "s0", "r2": "s1", "r3": "s1"}


def test_too_few_specialists_are_refused():
    assert specialists_needed(11, 5) == 3
    with pytest.raises(ValueError, match="a specialist covers 1 rep or more, got 0"):
        specialists_needed(11, 0)

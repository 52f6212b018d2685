"""Row 109 of the concepts: what becomes of effort when a team is paid together."""

import numpy as np
import pytest

from optimize.incentive.team import team_efforts


@pytest.mark.parametrize("n", [1, 2, 5, 10])
def test_row_109_in_a_team_of_n_everybody_makes_one_nth_of_the_effort(n):
    alone = team_efforts(0.3, np.ones(1), np.full(1, 0.5))[0]

    together = team_efforts(0.3, np.ones(n), np.full(n, 0.5))

    assert alone == pytest.approx(0.6, abs=1e-6)  # rate x effect / cost = 0.3 / 0.5
    assert together == pytest.approx(np.full(n, alone / n), abs=1e-6)


def test_row_109_a_rate_of_n_times_brings_effort_back_and_pays_n_times_the_sales():
    # What budget breaking means (Holmstrom 1982): shares of the whole rate cannot restore effort, n whole rates do.
    n = 4
    whole = team_efforts(0.3, np.ones(n), np.ones(n), share=np.ones(n))

    assert whole == pytest.approx(np.full(n, 0.3), abs=1e-6)


def test_row_109_unlike_people_work_by_their_own_share_effect_and_cost():
    share, effect, cost = np.array([0.5, 0.3, 0.2]), np.array([1.0, 2.0, 3.0]), np.array([1.0, 0.5, 2.0])

    assert team_efforts(0.4, effect, cost, share) == pytest.approx(share * 0.4 * effect / cost, abs=1e-6)


def test_people_without_a_cost_are_refused():
    with pytest.raises(ValueError, match="for 2 people"):
        team_efforts(0.3, np.ones(2), np.array([1.0, 0.0]))

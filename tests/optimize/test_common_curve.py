"""One payout curve for several types of reps: against other solvers, random curves and hand-made answers."""

from dataclasses import replace

import numpy as np
import pytest
from pay_forces import MARGIN, OTE, force, profits, random_curves

from optimize.elastic import InfeasibleError
from optimize.incentive.common import best_common_curve, evaluate_curve
from optimize.incentive.curve_wishes import CurveWishes
from optimize.incentive.force import RepType
from optimize.program import Effort, Limits

KNOTS = (0.0, 0.5, 0.75, 1.0, 1.25, 1.75)


def wishes(types, **words):
    return CurveWishes(
        **{"ote": OTE, "budget": 1.0 * OTE * sum(one.reps for one in types), "knots": KNOTS, **words}
    )


def test_one_risk_neutral_type_gives_the_first_best_and_keeps_no_rent():
    # effort 0.5 is best: margin 0.4 x 500,000 x 0.6 a unit of effort = 120,000 = 2 x 120,000 x effort
    effort = np.linspace(0.0, 1.0, 5)
    one = RepType("all", 10, 0.5 + 0.6 * effort, 0.2, 120_000 * effort**2, 5e5, 30_000)
    told = wishes([one], base_share=(0.0, 1.0), slopes=(0.0, 20.0), budget=1e9)

    found = best_common_curve([one], MARGIN, told)

    first_best = max(MARGIN * one.sells() - one.cost) - 30_000
    assert found.effort.tolist() == [2]
    assert found.profit == pytest.approx(10 * first_best, rel=1e-6)
    assert found.utility[0] == pytest.approx(30_000, abs=1.0)


def test_two_solvers_agree_and_the_reps_do_as_told():
    types = force(3, 4, 5)
    told = wishes(types)
    found = best_common_curve(types, MARGIN, told)
    other = best_common_curve(types, MARGIN, told, Effort("cbc"))

    seen = evaluate_curve(types, MARGIN, np.array(KNOTS), found.base, found.pay)
    assert found.status == other.status == "optimal"
    assert found.gap < 1e-6
    assert other.profit == pytest.approx(found.profit, rel=1e-6)
    assert seen.profit == pytest.approx(found.profit, rel=1e-5)
    assert (seen.utility >= [one.outside - 1.0 for one in types]).all()


@pytest.mark.parametrize("seed", [1, 2])
def test_no_random_curve_beats_it(seed):
    types = force(4, 5, seed)
    told = wishes(types)
    found = best_common_curve(types, MARGIN, told)

    knots = np.array(KNOTS)
    curves = random_curves(knots, 4000, told.slopes[1], np.random.default_rng(seed))
    profit, paid, kept = profits(types, knots, curves, OTE / 2)
    allowed = (paid <= told.budget) & (kept >= 0)
    mine, cost, left = profits(types, knots, found.pay[None, :], found.base, same=60.0)
    assert allowed.sum() > 50
    assert profit[allowed].max() <= mine[0] * (1 + 1e-5)
    assert mine[0] == pytest.approx(found.profit, rel=2e-3)  # its own quadrature
    assert cost[0] <= told.budget * 1.002
    assert left[0] > -100


def test_share_at_quota_fairness_cap_and_a_grid_of_quotas_are_kept():
    types = force(3, 4, 7)
    told = wishes(
        types,
        attained=(0.5, 0.7),
        fairness=25_000.0,
        most_pay=1.6,
        quota_factors=(0.9, 1.0, 1.1),
        budget=1.2e6 * 3,
    )
    found = best_common_curve(types, MARGIN, told)

    assert 0.5 - 1e-6 <= found.at_quota <= 0.7 + 1e-6
    assert np.ptp(found.utility) <= 25_001
    assert found.pay.max() <= 1.6 * OTE / 2 + 1
    assert found.quota_factor in told.quota_factors
    seen = evaluate_curve(types, MARGIN, np.array(KNOTS), found.base, found.pay, found.quota_factor)
    assert seen.utility == pytest.approx(
        found.utility, abs=1.0
    )  # nobody would be better off with another effort


def relaxed_until_found(types, told):
    """Return the clashing rows and what is found after relaxing as told."""
    with pytest.raises(InfeasibleError) as refused:
        best_common_curve(types, MARGIN, told)
    easier, kept = told.relaxed(refused.value.relaxation.by)
    types = [replace(one, outside=one.outside - kept.get(one.name, 0.0)) for one in types]
    return refused.value.relaxation.clashing, best_common_curve(types, MARGIN, easier)


def test_a_budget_below_what_reps_want_is_refused_and_relaxing_as_told_helps():
    types = force(3, 4, 3)

    clashing, found = relaxed_until_found(
        types, wishes(types, budget=0.5 * OTE * sum(one.reps for one in types))
    )

    assert "budget" in clashing
    assert found.status == "optimal"


def test_a_share_at_quota_that_nobody_can_bring_is_refused_and_relaxing_as_told_helps():
    types = force(3, 4, 3)

    clashing, found = relaxed_until_found(types, wishes(types, attained=(0.99, 1.0), budget=1e9))

    assert clashing == ("share at quota",)
    assert found.status == "optimal"


@pytest.mark.parametrize("words", [{"slopes": (0.0, 0.5)}, {"slopes": (1.5, 4.0)}])
def test_slopes_that_never_pay_target_at_quota_are_refused_and_relaxing_as_told_helps(words):
    types = force(2, 3, 3)

    clashing, found = relaxed_until_found(types, wishes(types, **words, budget=1e9))

    assert "pay at target" in clashing
    assert found.base + found.pay[KNOTS.index(1.0)] == pytest.approx(OTE)


def test_a_search_that_is_cut_short_says_so():
    types = force(10, 8, 1)
    told = wishes(types, knots=CurveWishes(1.0, 1.0).knots)

    found = best_common_curve(types, MARGIN, told, Effort("highs", Limits(gap=0.0, nodes=1)))

    assert found.status == "feasible"
    assert found.bound > found.profit


@pytest.mark.parametrize(
    "words",
    [{"budget": -1.0}, {"knots": (0.0, 0.5, 2.0)}, {"knots": (0.0, 1.0)}, {"attained": (0.7, 0.5)}, {"most_pay": 0.5},
     {"slopes": (0.0, float("inf"))}, {"quota_factors": ()}],
)  # fmt: skip
def test_wishes_that_make_no_sense_are_refused(words):
    with pytest.raises(ValueError, match=r"wanted|above|rise|least|number|more"):
        wishes(force(2, 3, 1), **words)


def test_types_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="one cost for each effort"):
        RepType("a", 1, np.zeros(3), 0.1, np.zeros(2), 1.0, 0.0)
    with pytest.raises(ValueError, match="types of reps are wanted"):
        best_common_curve([], 0.4, CurveWishes(1.0, 1.0))

"""The search for pay plans against a proved bound, and the quick judge against T16."""

from dataclasses import replace

import numpy as np
import pytest
from forward_reps import reps
from misra_nair_world import misses
from pay_forces import MARGIN, OTE, force
from test_pay_space import plan_in_force
from timing_worlds import FLOOR_CAP, commission, curve

from optimize.incentive import equal_pay
from optimize.incentive.climbing import climb, merit, nearest, stands
from optimize.incentive.common import best_common_curve, evaluate_curve
from optimize.incentive.curve_wishes import CurveWishes
from optimize.incentive.force import RepType
from optimize.incentive.judging import Judged
from optimize.incentive.limits import PayLimits
from optimize.incentive.rehearsing import Rehearsed, rehearsed
from optimize.incentive.space import pay_space
from optimize.incentive.wishes import PayWishes
from sim.compensation.estimate import estimate_variable_pay
from sim.compensation.plan import PayLevel, PayPlan

QUOTA = 600_000.0


def closed_form(types, knots):
    """Return a judge whose reps are types that choose among many efforts; one replication."""

    def judged(plan):
        pay = estimate_variable_pay(plan, knots * QUOTA, QUOTA)
        told = evaluate_curve(types, MARGIN, knots, float(plan.pay.base), pay)
        earned = told.utility + [one.cost[a] for one, a in zip(types, told.effort, strict=True)]
        two = np.ones(2)
        return Judged(
            told.profit * two, told.expected_pay * two, told.profit * two, told.at_quota * two,
            np.tile(earned, (2, 1)), np.ones((2, len(types))), np.ones((2, len(types))),
        )  # fmt: skip

    return lambda plans: [judged(plan) for plan in plans]


def fine(types):
    """Return the types with 81 efforts, so that what they do moves smoothly with the plan."""
    made = []
    for one in types:
        share = np.linspace(0.0, 1.0, 81)
        at = one.attainment[0] + share * (one.attainment[-1] - one.attainment[0])
        made.append(RepType(one.name, one.reps, at, one.sd, one.cost[-1] * share**2, one.quota, one.outside))
    return made


def test_the_search_comes_near_the_bound_of_the_program_and_keeps_every_limit():
    types = fine(force(3, 5, 1))
    template = plan_in_force(cap=None).model_copy(update={"pay": PayLevel(base="50000.00", ote="100000.00")})
    wishes = PayWishes(commission=False, steepest=4.0, knots=(0.5, 0.75, 1.0, 1.25, 1.75))
    space = pay_space(template, QUOTA, wishes)
    knots = np.append(space.starts, 2.5)
    budget = OTE * sum(one.reps for one in types)
    outside = np.array([one.outside for one in types])
    judge = closed_form(types, knots)
    limits = PayLimits(budget, 2 * budget, outside * 0.0, np.arange(3), (0.0, 1.0), OTE, 1.0)
    coarse = [
        replace(one, attainment=one.attainment[::10], cost=one.cost[::10], outside=-1e6) for one in types
    ]
    told = CurveWishes(OTE, budget, knots=tuple(knots.tolist()), slopes=(0.0, 4.0))
    bound = best_common_curve(coarse, MARGIN, told).profit

    (start,) = stands(space, [nearest(space, space.of(template))], judge, limits)
    found = climb(space, start, judge, limits, rounds=25)

    assert found.best.merit >= start.merit
    assert found.best.merit == merit(found.best.judged, limits)
    assert not limits.broken(found.best.judged)
    # Nine efforts or 81: the program's answer is not quite a bound for these reps.
    assert 0.9 * bound <= found.best.judged.profit[0] <= 1.02 * bound
    assert all(one[2] > start.merit for one in found.steps if one[3])


def straight_against(sd, pay, ratchet):
    """Return sales of a straight commission at equal expected pay over a plan's, less 1."""
    who, what = reps(30, pay, 0.1)
    by = misses(30, sd)
    who = replace(who, reach=who.reach / by, cost=who.cost / by, luck=who.luck / by)
    what = replace(what, quota=what.quota * by, ratchet=(ratchet, ratchet))
    judge = rehearsed(Rehearsed(who, what, 0.5), 6)
    (now,) = judge([PayPlan.model_validate(pay)])
    plans = {}

    def expected(rate):
        plans[rate] = judge([PayPlan.model_validate(commission(f"{rate:.6f}"))])[0]
        return float(plans[rate].pay.mean())

    rate = equal_pay(expected, float(now.pay.mean()), 0.1, tolerance=5e-3)
    return float(plans[rate].sales.mean() / now.sales.mean()) - 1.0


def test_t16_removing_cap_quota_and_ratchet_helps_where_quotas_are_mis_set():
    assert 0.05 <= straight_against(0.35, curve([["0", "0"], ["1", "1"]], "1", "1.1"), 0.5) <= 0.15


def test_t16_and_hurts_where_they_are_good():
    assert straight_against(0.05, FLOOR_CAP, 0.0) < -0.05


@pytest.mark.parametrize(("target", "first"), [(0.0, 1.0), (1.0, 0.0)])
def test_repricing_for_nothing_is_refused(target, first):
    with pytest.raises(ValueError, match="above 0"):
        equal_pay(lambda scale: scale, target, first)


def test_pay_that_no_scale_reaches_is_refused():
    with pytest.raises(ValueError, match="no scale pays"):
        equal_pay(lambda scale: min(scale, 1.0), 2.0, 1.0)

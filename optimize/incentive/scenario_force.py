"""
A scenario's reps as a few types for the common-curve program: a closed form of what the simulation shows.

Reps are put together by k-means. A type's attainment grows straight with effort, from what comes without work through
what the simulation of the plan in force shows; its cost of effort x is what makes the scenario's rule the best answer
to a flat commission of the usual rate r (quota Q, reach R of a year at effort 1):

    forward            c(x) = r Q R (x - least)^2 / (2 (usual - least))
    myopic, bounded    c(x) = r Q R usual [(x / usual)^(1 + 1/e) - (least / usual)^(1 + 1/e)] / (1 + 1/e)

with e the rule's elasticity of effort. The simulation judges what comes of it.
"""

from __future__ import annotations

import numpy as np

from optimize.incentive.common import CommonCurve, best_common_curve, evaluate_curve
from optimize.incentive.curve_wishes import CurveWishes
from optimize.incentive.force import RepType
from optimize.incentive.judging import Judged
from optimize.incentive.limits import PayLimits
from optimize.incentive.space import BASE, SLOPES, PaySpace
from optimize.incentive.wishes import PayWishes
from optimize.program import Effort, Floats, Limits
from sim.agents.forward.prospects import prospects
from sim.compensation.estimate import estimate_variable_pay
from sim.documents.behaviour import Bounded, Forward, Mixture, Myopic
from sim.quota import quotas_cents
from sim.scenario import Scenario

Reacts = Forward | Myopic | Bounded
EFFORTS = 8
MOST_NODES = 20_000
_BEYOND = 0.5


def reacting_rule(scenario: Scenario) -> Reacts | None:
    """Return the rule by which most reps react to pay; ``None`` when there is none that a closed form knows."""
    given = scenario.people.behaviour
    rules: list[object] = [given]
    if isinstance(given, Mixture):
        rules = [part.rule for part in sorted(given.parts, key=lambda part: -part.weight)]
    for rule in rules:
        if isinstance(rule, Reacts) and not (isinstance(rule, Myopic | Bounded) and rule.elasticity == 0):
            return rule
    return None


def types_of_scenario(scenario: Scenario, rule: Reacts, present: Judged, limits: PayLimits) -> list[RepType]:
    """Return the types of a scenario's reps, as the plan in force shows them."""
    quota = quotas_cents(scenario) / 100
    outlook = prospects(scenario)
    types = []
    for number in range(int(limits.kind.max()) + 1):
        members = np.flatnonzero(limits.kind == number)
        shown = present.attainment[:, members]
        goal = float(quota[members].mean())
        now, effort = float(shown.mean()), max(float(present.effort[:, members].mean()), 1e-3)
        alone = min(float((outlook.repeat[members] / quota[members]).mean()), 0.9 * now)
        reach = (now - alone) / effort
        most = max(min(rule.most, float(outlook.most_effort[members].mean())), effort, rule.least + 1e-3)
        efforts = np.linspace(rule.least, most, EFFORTS)
        outside = float(limits.outside[members].mean()) - float(
            _cost(rule, np.array([effort]), reach * goal)[0]
        )
        cost, sd = _cost(rule, efforts, reach * goal), float(shown.std())
        name = f"type {number + 1}"
        types.append(RepType(name, len(members), alone + reach * efforts, sd, cost, goal, outside))
    return types


def _cost(rule: Reacts, effort: Floats, full_sales: float) -> Floats:
    """Return the cost of efforts [currency/year]; ``full_sales`` are a year's at effort 1 [currency]."""
    worth = rule.usual_rate * full_sales
    if isinstance(rule, Forward):
        cost: Floats = worth * np.maximum(effort - rule.least, 0.0) ** 2 / (2 * (rule.usual - rule.least))
        return cost
    usual, power = max(rule.usual, 1e-3), 1.0 + 1.0 / rule.elasticity
    cost = worth * usual / power * ((effort / usual) ** power - (rule.least / usual) ** power)
    return np.maximum(cost, 0.0)


def curve_wishes(
    space: PaySpace, wishes: PayWishes, types: list[RepType], limits: PayLimits, paid: float
) -> CurveWishes:
    """
    Return the wishes for the closed form; ``paid`` is what the plan in force costs in the simulation [currency].

    The budget is scaled by what the plan in force costs in the closed form over that, so that both mean the same.
    """
    knots = np.append(space.starts, space.starts[-1] + _BEYOND)
    plan = space.template
    pay = estimate_variable_pay(plan, knots * space.mean_quota, space.mean_quota)
    now = evaluate_curve(types, 1.0, knots, float(plan.pay.base), pay)
    return CurveWishes(
        ote=space.ote,
        budget=float(limits.budget / paid * now.expected_pay),
        knots=tuple(knots.tolist()),
        base_share=(float(space.low[BASE]), float(space.high[BASE])),
        slopes=(0.0, wishes.steepest),
        most_pay=wishes.most_pay,
        attained=wishes.attained or (0.0, 1.0),
    )


def numbers_of(curve: CommonCurve, wishes: CurveWishes) -> Floats:
    """Return a common curve as the numbers of a plan in the space of the same knots."""
    slopes = np.diff(curve.pay) / np.diff(wishes.knots) / wishes.ote
    numbers = np.zeros(SLOPES + len(slopes))
    numbers[BASE] = curve.base / wishes.ote
    numbers[SLOPES:] = slopes
    return numbers


def solve_types(types: list[RepType], margin: float, wishes: CurveWishes) -> CommonCurve:
    """Return the best common curve; the search ends at a number of nodes, so that it is the same everywhere."""
    return best_common_curve(types, margin, wishes, Effort("highs", Limits(gap=1e-6, nodes=MOST_NODES)))

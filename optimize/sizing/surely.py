"""
A plan whose chance holds on luck it has not seen.

A plan that hits its goal in exactly 90 % of the samples it was made on hits it less often in others, because it was
picked for those. So more is asked of its own samples, until enough of others are hit (Luedtke and Ahmed 2008 solve the
sample program at a smaller risk for the same reason).
"""

from __future__ import annotations

from dataclasses import replace

from optimize.elastic import InfeasibleError
from optimize.program import Effort, Floats
from optimize.sizing.facts import SizingFacts
from optimize.sizing.planning import plan_headcount
from optimize.sizing.result import HeadcountPlan

TRIES = 8


def plan_surely(
    facts: SizingFacts,
    others: Floats | None = None,
    n_others: int = 1000,
    effort: Effort | None = None,
) -> HeadcountPlan:
    """
    Return the first plan that hits the goal in the share of *other* samples that is asked for, as less risk is taken.

    The plan's own ``chance`` is then above the one asked for. When none does before no risk is left, or before hiring
    cannot follow, the last plan is returned: look at :meth:`HeadcountPlan.out_of_sample`.

    Parameters
    ----------
    facts
        With a goal that has a probability.
    others
        Productivity rows to check on, shape (n_rows, n_months); the goal's own when not given, with people leaving at
        other times.
    n_others
        Samples to check on.
    effort
        By which solver, and when it stops.

    Raises
    ------
    InfeasibleError
        When not even the plan's own samples can be hit as asked.
    ValueError
        When the goal has no probability.
    """
    goal = facts.goal
    if goal is None or goal.probability is None:
        raise ValueError(f"a goal with a probability is wanted, got {goal}")
    wanted, step = goal.probability, 1.0 / len(goal.productivity)
    plan = plan_headcount(facts, effort, one_more=False)
    for _ in range(TRIES):
        missing = goal.probability - plan.out_of_sample(others, n_others).share
        if missing <= 0 or wanted >= 1.0:
            break
        wanted = min(wanted + max(missing, step), 1.0)
        try:
            plan = plan_headcount(
                replace(facts, goal=replace(goal, probability=wanted)), effort, one_more=False
            )
        except InfeasibleError:
            break
    return plan

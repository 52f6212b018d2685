"""The rule that a payout line was worked out by, as the plan in force says it."""

from __future__ import annotations

from sim.compensation.deals import ORDER_OF_EVALUATION, DealRun, MonthEnd
from sim.compensation.deals.months import month_of
from sim.compensation.deals.plan import DealComponent, DealPlan


def rule_of(run: DealRun, end: MonthEnd, component: str) -> dict[str, str]:
    """Return plan, kind of payout, stream, window, quota held against, and the version of the order of evaluation."""
    plan, part = _in_force(run, end, component)
    return {
        "plan": plan.id,
        "kind": part.payout.kind,
        "credit": part.measure.credit,
        "window": part.measure.window,
        "against": part.measure.against,
        "order_of_evaluation": str(ORDER_OF_EVALUATION),
    }


def _in_force(run: DealRun, end: MonthEnd, component: str) -> tuple[DealPlan, DealComponent]:
    """Return the plan with that component which is in force in the month, else the last that was."""
    plans = [
        (plan, part)
        for plan in run.together or (run.plan,)
        for part in plan.components
        if part.id == component
    ]
    here = [one for one in plans if month_of(one[0].effective.starts) <= end.month]
    return (here or plans)[-1]

"""The rule that a payout line was worked out by, as the plan in force says it."""

from __future__ import annotations

from sim.compensation.deals import ORDER_OF_EVALUATION, DealRun, MonthEnd
from sim.compensation.deals.deal_lines import DealLine
from sim.compensation.deals.months import month_of
from sim.compensation.deals.plan import DealComponent, DealPlan
from sim.compensation.trace import Line


def rule_of(run: DealRun, end: MonthEnd, line: Line) -> dict[str, str]:
    """Return plan, kind of payout, stream, window, quota held against, and the version of the order of evaluation."""
    plan, part = _in_force(run, end, line)
    return {
        "plan": plan.id,
        "kind": part.payout.kind,
        "credit": part.measure.credit,
        "window": part.measure.window,
        "against": part.measure.against,
        "order_of_evaluation": str(ORDER_OF_EVALUATION),
    }


def _in_force(run: DealRun, end: MonthEnd, line: Line) -> tuple[DealPlan, DealComponent]:
    """Return the plan and component of a line; the one in force in the month for a line that does not say."""
    own = line.plan if isinstance(line, DealLine) else None
    plans = [
        (plan, part)
        for plan in ((own,) if own is not None else run.together or (run.plan,))
        for part in plan.components
        if part.id == line.component
    ]
    here = [one for one in plans if month_of(one[0].effective.starts) <= end.month]
    return (here or plans)[-1]

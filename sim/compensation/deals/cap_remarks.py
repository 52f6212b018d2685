"""Remarks on caps and draws: caps below target pay, excess that is carried nowhere, tiers that credit never reaches."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sim.compensation.deals.months import month_of
from sim.compensation.deals.plan import DealComponent, DealPlan
from sim.compensation.measure import MONTHS, WINDOW_MONTHS
from sim.compensation.payout import OfTarget, Tiers
from sim.compensation.plan import TargetCap
from sim.compensation.remarks import Remark


def low_cap(plan: DealPlan, component: DealComponent) -> Iterator[Remark]:
    """Yield a remark where a component's own cap is below what quota pays."""
    cap, payout = component.cap, component.payout
    if cap is None or not isinstance(payout, OfTarget):
        return
    if isinstance(cap, TargetCap):
        if cap.max < payout.pays_at_quota:
            told = f"the cap of {cap.max:f} of target is below what quota pays, {payout.pays_at_quota:f}"
            yield Remark("P007", component.id, told)
        return
    year = Fraction(plan.pay.target_incentive) * plan.target_share(component) * Fraction(payout.pays_at_quota)
    pays = year * min(component.measure.months, MONTHS) / MONTHS
    if cap.max < pays:
        told = f"the cap of {cap.max:f} is below what quota pays in a window, {float(pays):.2f}"
        yield Remark("P007", component.id, told)


def on_caps(plan: DealPlan) -> Iterator[Remark]:
    """Yield remarks on the plan's caps on pay."""
    for cap in plan.caps:
        if cap.over != "deal":
            weights = sum(plan.target_share(one) for one in plan.components if one.id in cap.components)
            target = Fraction(plan.pay.target_incentive) * weights * WINDOW_MONTHS[cap.over] / MONTHS
            most = Fraction(cap.max) * (target if cap.of == "target" else 1)
            if most < target:
                told = f"{float(most):.2f} is below the target pay of its components, {float(target):.2f}"
                yield Remark("P007", cap.id, f"the cap over each {_named(cap.over)} of {told}")
        yield from _carried_nowhere(plan, cap.id, cap.over, cap.excess)
    for component in plan.components:
        if component.cap is not None:
            yield from _carried_nowhere(plan, component.id, component.measure.window, component.cap.excess)


def _named(over: str) -> str:
    return {"period": "month", "quarter": "quarter", "ytd": "fiscal year"}[over]


def _carried_nowhere(plan: DealPlan, name: str, over: str, excess: str) -> Iterator[Remark]:
    """Yield a remark where the plan ends with the first window that a cap could carry anything from."""
    months = month_of(plan.effective.until) - month_of(plan.effective.starts)
    if excess != "lost" and months <= WINDOW_MONTHS.get(over, 1):
        told = f"what it cuts off is {excess.replace('_', ' ')}, and the plan ends before there is a later window"
        yield Remark("P011", name, told)


def on_credit_caps(plan: DealPlan) -> Iterator[Remark]:
    """Yield remarks where a cap on credit leaves quota or a tier out of reach."""
    for cap in plan.crediting.caps:
        if cap.of == "quota" and cap.max < 1 and cap.applies_to != "commission_credit":
            yield Remark(
                "P012", cap.id, f"no more than {cap.max:f} of quota counts, so that quota is never reached"
            )
        yield from _carried_nowhere(plan, cap.id, "period" if cap.over == "deal" else cap.over, cap.excess)
        if cap.of == "quota" or cap.excess != "lost" or cap.applies_to == "quota_credit":
            continue
        for component in plan.components:
            payout, measure = component.payout, component.measure
            if isinstance(payout, Tiers) and payout.x == "credit" and measure.credit == cap.stream:
                same = {"deal": "per_deal"}.get(cap.over, cap.over) == measure.window
                beyond = [f"{band.starts_at:f}" for band in payout.bands if band.starts_at >= cap.max]
                if same and beyond:
                    told = f"credit is capped at {cap.max:f}: the tier from {', '.join(beyond)} on is never reached"
                    yield Remark("P012", component.id, told)


def on_draws(plan: DealPlan) -> Iterator[Remark]:
    """Yield remarks on draws above target pay, and on those that are collected from a leaver."""
    month = plan.pay.target_incentive / MONTHS
    for draw in plan.payment.draws:
        if draw.amount > month:
            told = f"draw {draw.id} of {draw.amount:f} a month is above target pay of {month:.2f} a month"
            yield Remark("P006", draw.id, told)
        if draw.on_exit == "collect":
            told = f"draw {draw.id} is collected on exit: the last pay may be below zero, where the law allows it"
            yield Remark("P013", draw.id, told)

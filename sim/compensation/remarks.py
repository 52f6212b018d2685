"""What a careful reader would say about a pay plan that is valid: cliffs, falling rates, points nobody can reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sim.compensation.curve import Pieces, pieces
from sim.compensation.measure import MONTHS
from sim.compensation.payout import OfTarget, Payout
from sim.compensation.plan import AmountCap, Component, PayPlan, TargetCap


@dataclass(frozen=True)
class Remark:
    """
    A remark on one component of a plan.

    ``code`` is stable: P001 cliff, P002 selling more loses pay, P003 falling rate, P004 points above the cap, P005 no
    share of the target incentive is paid by attainment, P006 draw above target pay. ``component`` is its id, or the
    draw's.
    """

    code: str
    component: str
    message: str


def remarks(plan: PayPlan) -> tuple[Remark, ...]:
    """Return what is worth a second look in a valid plan, in the order of its components."""
    found = [remark for component in plan.components for remark in _on_component(plan, component)]
    return (*found, *_on_plan(plan), *_on_draws(plan))


def _on_component(plan: PayPlan, component: Component) -> Iterator[Remark]:
    form = pieces(component)
    if (
        not form.new_credit_only
    ):  # whole tiers without true-up pay new credit only: no step in what was earned
        target = plan.target_cents(component) * component.measure.months / MONTHS
        yield from jumps(component.id, form, target)
    yield from falling_rates(component.id, form)
    yield from above_the_cap(component.id, component.payout, component.cap)


def jumps(component: str, form: Pieces, target: Fraction) -> Iterator[Remark]:
    """
    Yield a remark for each knot at which pay jumps, with what one deal across it is worth.

    ``target`` is the component's target pay of a window [cents].
    """
    for k, start in enumerate(form.starts):
        below = form.intercepts[k] + form.slopes[k] * start
        jump = form.intercepts[k + 1] + form.slopes[k + 1] * start - below
        if jump == 0:
            continue
        where, worth = _place(form, start), _worth(form, target, abs(jump))
        if jump > 0:
            yield Remark(
                "P001", component, f"a cliff at {where}: the deal that crosses it is worth {worth} more"
            )
        else:
            yield Remark(
                "P002", component, f"at {where} pay falls: the deal that crosses it costs the rep {worth}"
            )


def _place(form: Pieces, start: Fraction) -> str:
    return (
        f"attainment {float(start):g}" if form.x == "attainment" else f"credit of {float(start) / 100:,.2f}"
    )


def _worth(form: Pieces, target: Fraction, jump: Fraction) -> str:
    """Return a jump in words: currency of a window, or percent of the window's quota."""
    if form.pays == "quota":
        return f"{float(jump) * 100:g} % of the window's quota"
    cents = jump * target if form.pays == "target" else jump
    return f"{float(cents) / 100:,.2f}"


def falling_rates(component: str, form: Pieces) -> Iterator[Remark]:
    """Yield a remark for each knot above which the next sale earns less than below it, but still something."""
    for start, before, after in zip(form.starts, form.slopes, form.slopes[1:], strict=False):
        if 0 < after < before:
            told = f"the rate falls from {float(before):g} to {float(after):g} at {_place(form, start)}"
            yield Remark("P003", component, told)


def above_the_cap(component: str, payout: Payout, cap: TargetCap | AmountCap | None) -> Iterator[Remark]:
    """Yield a remark for points of a curve or steps that a cap hides."""
    if isinstance(cap, TargetCap) and isinstance(payout, OfTarget):
        above = [f"{x:f}" for x, y in payout.points if y > cap.max]
        if above:
            told = f"the cap of {cap.max:f} is below what attainment {', '.join(above)} would pay"
            yield Remark("P004", component, told)


def _on_plan(plan: PayPlan) -> Iterator[Remark]:
    if plan.pay.target_incentive and not any(isinstance(part.payout, OfTarget) for part in plan.components):
        ids = ", ".join(part.id for part in plan.components)
        target = f"the target incentive of {plan.pay.target_incentive:f}"
        told = f"nothing ties {ids} to {target}: check what they pay at quota"
        yield Remark("P005", "", told)


def _on_draws(plan: PayPlan) -> Iterator[Remark]:
    month = plan.pay.target_incentive / MONTHS
    for draw in plan.payment.draws:
        if draw.amount > month:
            told = f"draw {draw.id} of {draw.amount:f} a month is above target pay of {month:.2f} a month"
            yield Remark("P006", draw.id, told)

"""What a careful reader would say about a valid plan on deals; the codes go on from those of sim.compensation."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from sim.compensation.curve import pieces_of
from sim.compensation.deals.payouts import Matrix, UnitTiers
from sim.compensation.deals.plan import DealComponent, DealPlan
from sim.compensation.measure import MONTHS
from sim.compensation.payout import Commission, Curve, Lump, OfTarget, Steps, Tiers
from sim.compensation.plan import TargetCap
from sim.compensation.remarks import Remark, above_the_cap, falling_rates, jumps


def deal_remarks(plan: DealPlan) -> tuple[Remark, ...]:
    """
    Return what is worth a second look in a valid plan, in the order of its components.

    Besides P001 to P006: P007 a cap below target pay, P008 a component that nothing can reach, P009 a tier or cell that
    pays less for more, P010 another pay at quota than target pay.
    """
    found = [remark for component in plan.components for remark in _on_component(plan, component)]
    return (*found, *_on_plan(plan))


def _on_component(plan: DealPlan, component: DealComponent) -> Iterator[Remark]:
    payout = component.payout
    if isinstance(payout, Curve | Steps | Commission | Tiers | Lump):
        form = pieces_of(payout)
        window = Fraction(min(component.measure.months, MONTHS), MONTHS)
        target = Fraction(plan.pay.target_incentive) * 100 * plan.target_share(component) * window
        if not form.new_credit_only:
            yield from jumps(component.id, form, target)
        yield from falling_rates(component.id, form)
        yield from above_the_cap(component.id, payout, component.cap)
    if isinstance(payout, OfTarget) and payout.pays_at_quota != 1:
        told = f"quota pays {payout.pays_at_quota:f} of target pay, as the plan says, and not all of it"
        yield Remark("P010", component.id, told)
    yield from _low_cap(component)
    yield from _unreachable(plan, component)
    yield from _less_for_more(component)


def _low_cap(component: DealComponent) -> Iterator[Remark]:
    cap, payout = component.cap, component.payout
    if isinstance(cap, TargetCap) and isinstance(payout, OfTarget) and cap.max < payout.pays_at_quota:
        told = f"the cap of {cap.max:f} of target is below what quota pays, {payout.pays_at_quota:f}"
        yield Remark("P007", component.id, told)


def _unreachable(plan: DealPlan, component: DealComponent) -> Iterator[Remark]:
    starts, until = plan.effective.starts, plan.effective.until
    days = component.during
    if days is not None and (days.until <= starts or days.starts >= until):
        told = f"its days, {days.starts} to before {days.until}, lie outside the plan's, {starts} to before {until}"
        yield Remark("P008", component.id, f"nothing can reach it: {told}")
    stream = plan.stream(component.measure.credit)
    kinds = {"direct", *(rule.kind for rule in plan.crediting.rules)}
    if stream.of != "reports_pay" and not any(stream.counts(kind) for kind in kinds):
        told = f"no rule of the plan credits by {', '.join(stream.via or ())}"
        yield Remark("P008", component.id, f"nothing can reach it: {told}")


def _less_for_more(component: DealComponent) -> Iterator[Remark]:
    payout = component.payout
    rows: list[list[Fraction]] = []
    if isinstance(payout, UnitTiers):
        rows = [[Fraction(band.amount) for band in payout.bands]]
    elif isinstance(payout, Matrix):
        across = [[Fraction(cell) for cell in row] for row in payout.cells]
        rows = across + [list(column) for column in zip(*across, strict=True)]
    if any(after < before for row in rows for before, after in pairwise(row)):
        yield Remark("P009", component.id, "a higher step pays less than the one below it")


def _on_plan(plan: DealPlan) -> Iterator[Remark]:
    if plan.pay.target_incentive and not any(part.pays_target for part in plan.components):
        ids = ", ".join(part.id for part in plan.components)
        target = f"the target incentive of {plan.pay.target_incentive:f}"
        yield Remark("P005", "", f"nothing ties {ids} to {target}: check what they pay at quota")
    month = plan.pay.target_incentive / MONTHS
    for draw in plan.payment.draws:
        if draw.amount > month:
            told = f"draw {draw.id} of {draw.amount:f} a month is above target pay of {month:.2f} a month"
            yield Remark("P006", draw.id, told)

"""What a careful reader would say about a valid plan on deals; the codes go on from those of sim.compensation."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from sim.compensation.curve import pieces_of
from sim.compensation.deals.awards import Gonik
from sim.compensation.deals.cap_remarks import low_cap, on_caps, on_credit_caps, on_draws
from sim.compensation.deals.cliffs import cliffs, link_cliffs
from sim.compensation.deals.payouts import Matrix, RateTable, UnitTiers
from sim.compensation.deals.plan import DealComponent, DealPlan
from sim.compensation.payout import Commission, Curve, Lump, OfTarget, Steps, Tiers
from sim.compensation.remarks import Remark, above_the_cap, falling_rates


def deal_remarks(plan: DealPlan) -> tuple[Remark, ...]:
    """
    Return what is worth a second look in a valid plan, in the order of its components, then of links, caps and draws.

    Besides P001 to P006: P007 a cap below target pay, P008 a component that nothing can reach, P009 a tier or cell that
    pays less for more, P010 another pay at quota than target pay, P011 excess that is carried past the plan's end,
    P012 quota or a tier that capped credit never reaches, P013 a draw collected from a leaver, P014 a forecast that
    pays better when it is not what the rep expects.
    """
    found = [remark for component in plan.components for remark in _on_component(plan, component)]
    found += [*link_cliffs(plan), *on_caps(plan), *on_credit_caps(plan), *on_draws(plan)]
    return (*found, *_on_target(plan))


def _on_component(plan: DealPlan, component: DealComponent) -> Iterator[Remark]:
    payout = component.payout
    yield from cliffs(plan, component)
    if isinstance(payout, Curve | Steps | Commission | Tiers | Lump):
        yield from falling_rates(component.id, pieces_of(payout))
        yield from above_the_cap(component.id, payout, component.cap)
    yield from _other_pay_at_quota(component)
    yield from low_cap(plan, component)
    yield from _unreachable(plan, component)
    yield from _less_for_more(component)


def _other_pay_at_quota(component: DealComponent) -> Iterator[Remark]:
    payout = component.payout
    if isinstance(payout, OfTarget) and payout.pays_at_quota != 1:
        told = f"quota pays {payout.pays_at_quota:f} of target pay, as the plan says, and not all of it"
        yield Remark("P010", component.id, told)
    if isinstance(payout, Gonik):
        if payout.exact != 1:
            told = (
                f"a forecast of quota that comes true pays {payout.exact:f} of target pay, and not all of it"
            )
            yield Remark("P010", component.id, told)
        yield from _better_than_true(component.id, payout)


def _better_than_true(component: str, menu: Gonik) -> Iterator[Remark]:
    """Yield a remark where a rep who knows the result gains by naming another forecast."""
    if menu.over.forecast <= 0:
        told = (
            "a result above the forecast pays no less for a lower forecast: naming less than expected is free"
        )
        yield Remark("P014", component, told)
    if menu.under.forecast >= 0:
        told = "a result below the forecast pays no less for a higher forecast: naming more than expected is free"
        yield Remark("P014", component, told)
    if menu.under.result < menu.over.result or min(menu.under.result, menu.over.result) < 0:
        told = "a result below the forecast earns less per sale than one above it"
        yield Remark("P009", component, told)


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
    elif isinstance(payout, RateTable):
        rows = [[Fraction(band.rate) for band in payout.bands]]
    elif isinstance(payout, Matrix):
        across = [[Fraction(cell) for cell in row] for row in payout.cells]
        rows = across + [list(column) for column in zip(*across, strict=True)]
    if any(after < before for row in rows for before, after in pairwise(row)):
        yield Remark("P009", component.id, "a higher step pays less than the one below it")


def _on_target(plan: DealPlan) -> Iterator[Remark]:
    if plan.pay.target_incentive and not any(part.pays_target for part in plan.components):
        ids = ", ".join(part.id for part in plan.components)
        target = f"the target incentive of {plan.pay.target_incentive:f}"
        yield Remark("P005", "", f"nothing ties {ids} to {target}: check what they pay at quota")

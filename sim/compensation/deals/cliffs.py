"""Cliffs that single deals, units and links make: where pay jumps, and what moving one deal across is worth."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from sim.compensation.curve import pieces_of
from sim.compensation.deals.awards import QuotaBonus
from sim.compensation.deals.linking import Linkage
from sim.compensation.deals.payouts import Matrix, RateTable, UnitTiers
from sim.compensation.deals.plan import DealComponent, DealPlan
from sim.compensation.measure import MONTHS
from sim.compensation.payout import Curve, Steps, Tiers
from sim.compensation.plan import TargetCap
from sim.compensation.remarks import Remark, jumps


def cliffs(plan: DealPlan, component: DealComponent) -> Iterator[Remark]:
    """Yield a remark for each place at which a component's pay jumps, in currency where that can be told."""
    payout, target = component.payout, target_cents(plan, component)
    if isinstance(payout, Curve | Steps | Tiers) or (
        isinstance(payout, QuotaBonus) and payout.if_short == "nothing"
    ):
        form = pieces_of(payout)
        if not form.new_credit_only:
            yield from jumps(component.id, form, target)
    elif isinstance(payout, UnitTiers) and payout.knot_rule == "whole_trueup":
        yield from _of_units(component.id, payout)
    elif isinstance(payout, RateTable) and payout.x == "amount":
        yield from _of_amounts(component, payout)
    elif isinstance(payout, Matrix) and payout.lookup != "bilinear" and payout.pays == "share_of_target":
        yield from _of_cells(component.id, payout, target)


def target_cents(plan: DealPlan, component: DealComponent) -> Fraction:
    """Return a component's target pay of a window [cents]."""
    year = Fraction(plan.pay.target_incentive) * 100 * plan.target_share(component)
    return year * min(component.measure.months, MONTHS) / MONTHS


def _of_units(component: str, tiers: UnitTiers) -> Iterator[Remark]:
    for before, after in pairwise(tiers.bands):
        rise = (after.amount - before.amount) * after.starts_at
        if rise:
            yield _jump(component, f"more than {after.starts_at:f} units", Fraction(rise) * 100)


def _of_amounts(component: DealComponent, table: RateTable) -> Iterator[Remark]:
    """Yield what the same deal is paid more at the next band's rate; the first band begins from nothing."""
    bands = [(table.bands[0].starts_at, Fraction(0))] if table.bands[0].starts_at else []
    rates = [(band.starts_at, Fraction(band.rate)) for band in table.bands]
    sells_amount = component.measure.credit == "sales"
    for (_, before), (start, rate) in pairwise([*bands, *rates]):
        if rate != before:
            worth = Fraction(start) * 100 * (rate - before)
            place = f"a deal of {float(start):,.2f}"
            if sells_amount:
                yield _jump(component.id, place, worth)
            else:
                told = f"a cliff at {place}: its rate goes from {float(before):g} to {float(rate):g}"
                yield Remark("P001", component.id, told)


def _of_cells(component: str, matrix: Matrix, target: Fraction) -> Iterator[Remark]:
    rows = [*matrix.cells, *zip(*matrix.cells, strict=True)]
    steepest = max((abs(b - a) for row in rows for a, b in pairwise(row)), default=None)
    if steepest:
        worth = Fraction(steepest) * target
        told = f"a cliff between the cells of the matrix: the deal that crosses it is worth up to {_money(worth)}"
        yield Remark("P001", component, told)


def _jump(component: str, place: str, cents: Fraction) -> Remark:
    if cents < 0:
        told = f"at {place} pay falls: the deal that crosses it costs the rep {_money(-cents)}"
        return Remark("P002", component, told)
    return Remark(
        "P001", component, f"a cliff at {place}: the deal that crosses it is worth {_money(cents)} more"
    )


def link_cliffs(plan: DealPlan) -> Iterator[Remark]:
    """Yield a remark for each gate, multiplier and linkage: what reaching it is worth of target pay."""
    by_id = {component.id: component for component in plan.components}
    for link in plan.links:
        target = target_cents(plan, by_id[link.component])
        if isinstance(link, Linkage):
            steps = [(link.opens_at, _withheld(link, target))]
        else:
            below, points = link.staircase()
            factors = [below, *(factor for _, factor in points)]
            rises = [Fraction(b - a) for a, b in pairwise(factors)]
            steps = [
                (at, rise * target if target else None) for (at, _), rise in zip(points, rises, strict=True)
            ]
        for at, worth in steps:
            yield _at_link(
                link.id, link.component, f"attainment {float(at):g} of {link.measure.credit}", worth
            )


def _withheld(link: Linkage, target: Fraction) -> Fraction | None:
    """Return what a linkage withholds of target pay; None where the component has none."""
    if not target:
        return None
    cap = link.while_closed
    most = Fraction(cap.max) * target if isinstance(cap, TargetCap) else Fraction(cap.max) * 100
    return max(target - most, Fraction(0))


def _at_link(link: str, component: str, place: str, worth: Fraction | None) -> Remark:
    if worth is None:
        told = f"a cliff at {place}: the deal that crosses it changes all pay of {component}"
        return Remark("P001", link, told)
    if worth < 0:
        told = f"at {place} pay falls: the deal that crosses it costs the rep {_money(-worth)} at target pay"
        return Remark("P002", link, told)
    told = f"a cliff at {place}: at target pay of {component} the deal that crosses it is worth {_money(worth)} more"
    return Remark("P001", link, told)


def _money(cents: Fraction) -> str:
    return f"{float(cents) / 100:,.2f}"

"""A plan on deals as a monthly plan, or what in it needs more than monthly sums."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import cast

from sim.compensation.curve import Pieces, pieces_of
from sim.compensation.deals.awards import QuotaBonus
from sim.compensation.deals.book import Person
from sim.compensation.deals.caps import PayCap
from sim.compensation.deals.credit_terms import RollUp
from sim.compensation.deals.drawing import agreed
from sim.compensation.deals.linking import DealLink, Linkage
from sim.compensation.deals.measures import DealMeasure
from sim.compensation.deals.months import month_of
from sim.compensation.deals.payouts import AmountTiers, PerUnit, UnitTiers
from sim.compensation.deals.plan import DealComponent, DealPlan
from sim.compensation.measure import MONTHS, WINDOW_MONTHS
from sim.compensation.monthly.form import FOREVER, Cap, Link, MonthlyPlan, Part, Promise, Stick, Window
from sim.compensation.monthly.plans import limit_of, link_of
from sim.compensation.payout import Commission, Curve, Steps, Tiers
from sim.compensation.rounding import round_cents

_HELD = (Commission, Curve, Steps, Tiers, QuotaBonus, PerUnit, UnitTiers, AmountTiers)


def needs_deals(plan: DealPlan) -> tuple[str, ...]:
    """Return what in a plan needs more than each month's sums, in words; nothing where the kernel can pay it."""
    return (*_of_components(plan), *_of_plan(plan))


def monthly_deals(plan: DealPlan, n_months: int) -> MonthlyPlan:
    """
    Return a plan on deals in the form that is paid from monthly sums, for a run of so many months from its first.

    Raises
    ------
    ValueError
        When it needs more than that; see :func:`needs_deals`.
    """
    why = needs_deals(plan)
    if why:
        raise ValueError(
            f"plan {plan.id} needs more than monthly sums, run_deals works it out exactly: {'; '.join(why)}"
        )
    start = month_of(plan.effective.starts)
    # Nobody in particular: whose days matter to draws is asked for by the reasons above.
    promises = [agreed(plan, Person(""), start + month) for month in range(n_months)]
    return MonthlyPlan(
        streams=plan.stream_ids,
        parts=tuple(_part(plan, component) for component in plan.components),
        target=int(plan.pay.target_incentive * 100),
        shares=plan.quota.month_shares(),
        first=(plan.effective.starts.month - plan.effective.fiscal_year_starts_in) % MONTHS,
        rounding=plan.rounding,
        carries=plan.payment.negative_carry == "carry_forward",
        promises=tuple(
            Promise(one.floor, one.top_up_to, one.spared, one.recovers, one.resets) for one in promises
        ),
        caps=tuple(_cap(plan, cap) for cap in plan.caps),
    )


def _of_components(plan: DealPlan) -> Iterator[str]:
    for component in plan.components:
        if not isinstance(component.payout, _HELD):
            yield f"component {component.id}: {component.payout.kind} looks at deals, readings or other people"
        overlap = component.measure.rolling_months is not None
        if overlap and isinstance(component.payout, Tiers) and component.payout.knot_rule == "whole":
            yield f"component {component.id}: whole tiers in windows that overlap"
        days = component.during
        if days is not None and (days.starts.day != 1 or days.until.day != 1):
            yield f"component {component.id}: during {days.starts} to {days.until} is not whole months"
    for what, measure in plan.measures():
        if measure.window == "per_deal":
            yield f"{what}: window per_deal"
        if plan.stream(measure.credit).of == "reports_pay":
            yield f"{what}: the pay of reports"


def _of_plan(plan: DealPlan) -> Iterator[str]:
    if any(cap.over == "deal" for cap in plan.caps):
        yield "a cap on each deal"
    if plan.payment.release:
        yield "release in parts"
    if plan.returns == "clawback":
        yield "clawback"
    if plan.crediting.caps:
        yield "caps on credit"
    if _credits_apart(plan):
        yield "commission credit apart from quota credit"
    if plan.quota.proration is not None or (plan.quota.ramp and plan.quota.ramp.target_pay == "ramped"):
        yield "target pay by each one's days"
    if any(draw.counts_from == "hire" for draw in plan.payment.draws):
        yield "draws that count from each one's hire"
    if plan.opening:
        yield "what single people bring along"


def _credits_apart(plan: DealPlan) -> bool:
    """Return whether what a deal counts for pay can differ from what it counts for quota."""
    windfall = plan.crediting.windfall
    if windfall is not None and windfall.applies_to == "commission_credit":
        return True
    for rule in plan.crediting.rules:
        shares = (rule,) if isinstance(rule, RollUp) else rule.shares
        if any(share.credit != share.quota_credit for share in shares):
            return True
    return False


def _part(plan: DealPlan, component: DealComponent) -> Part:
    form = _pieces(component)
    short = isinstance(component.payout, QuotaBonus) and component.payout.if_short == "pro_rata"
    stick = _stick(plan, component.measure, form.starts, owns_start=form.owns_start)
    days = component.during
    return Part(
        id=component.id,
        stick=Stick(stick.stream, stick.window, form.x == "credit", stick.starts, stick.owns_start),
        pieces=form,
        weight=None if short else Fraction(component.weight or 0),
        cap=None if component.cap is None else limit_of(component.cap, component.cap.excess),
        links=tuple(_link(plan, link) for link in plan.links if link.component == component.id),
        starts=0 if days is None else max(_month(plan, days.starts), 0),
        until=FOREVER if days is None else max(_month(plan, days.until), 0),
    )


def _month(plan: DealPlan, day: date) -> int:
    return month_of(day) - month_of(plan.effective.starts)


def _stick(plan: DealPlan, measure: DealMeasure, starts: tuple[Fraction, ...], *, owns_start: bool) -> Stick:
    rolling = measure.rolling_months is not None
    window = Window(
        measure.rolling_months or WINDOW_MONTHS[measure.window], rolling, measure.against == "quota_to_date"
    )
    return Stick(plan.stream_ids.index(measure.credit), window, False, starts, owns_start)


def _link(plan: DealPlan, link: DealLink) -> Link:
    owns_start = link.boundary == "lower_inclusive"
    if isinstance(link, Linkage):
        stick = _stick(plan, link.measure, (Fraction(link.opens_at),), owns_start=owns_start)
        return Link(stick, limit=limit_of(link.while_closed))
    stick = _stick(plan, link.measure, (), owns_start=owns_start)
    return link_of(link, stick.stream, stick.window)


def _pieces(component: DealComponent) -> Pieces:
    payout = component.payout
    if isinstance(payout, QuotaBonus) and payout.if_short == "pro_rata":
        at, cents = Fraction(payout.at), Fraction(payout.amount) * 100
        slopes = (Fraction(0), cents / at, Fraction(0))
        return Pieces("attainment", "target", (Fraction(0), at), (Fraction(0), Fraction(0), cents), slopes)
    if isinstance(payout, PerUnit):
        # Units are counted in hundredths and money in cents: one for the other.
        return Pieces("credit", "credit", (), (Fraction(0),), (Fraction(payout.amount),))
    if isinstance(payout, UnitTiers):
        return _unit_tiers(payout)
    if isinstance(payout, AmountTiers):
        return _amount_tiers(payout)
    return pieces_of(cast("Commission | Curve | Steps | Tiers | QuotaBonus", payout))


def _unit_tiers(payout: UnitTiers) -> Pieces:
    starts = [Fraction(band.starts_at) * 100 for band in payout.bands]
    amounts = [Fraction(band.amount) for band in payout.bands]
    heights = [Fraction(0)]
    for start, (below, above) in zip(starts[1:], pairwise(amounts), strict=True):
        marginal = payout.knot_rule == "marginal"
        heights.append(heights[-1] + (below - above) * start if marginal else Fraction(0))
    # A tier from 3 on begins with the unit after the third.
    return Pieces("credit", "credit", tuple(starts[1:]), tuple(heights), tuple(amounts), owns_start=False)


def _amount_tiers(payout: AmountTiers) -> Pieces:
    starts = [Fraction(band.starts_at) * 100 for band in payout.bands]
    ends = [Fraction(band.ends_at) * 100 for band in payout.bands]
    heights, slopes, earned = [Fraction(0)], [Fraction(0)], Fraction(0)
    for start, end, band in zip(starts, ends, payout.bands, strict=True):
        cents = Fraction(band.amount) * 100
        slopes.append(cents / (end - start))
        heights.append(earned - slopes[-1] * start)
        earned += cents
    return Pieces("credit", "credit", (*starts, ends[-1]), (*heights, earned), (*slopes, Fraction(0)))


def _cap(plan: DealPlan, cap: PayCap) -> Cap:
    size = WINDOW_MONTHS[cap.over]
    shares = plan.quota.month_shares()
    limits = [int(cap.max * 100)] * MONTHS
    if cap.of == "target":
        weight = sum(plan.target_share(one) for one in plan.components if one.id in cap.components)
        year = Fraction(cap.max) * weight * Fraction(plan.pay.target_incentive) * 100
        starts = [month - month % size for month in range(MONTHS)]
        limits = [round_cents(year * sum(shares[at : at + size]), plan.rounding) for at in starts]
    return Cap(cap.id, cap.components, size, tuple(limits), cap.excess)

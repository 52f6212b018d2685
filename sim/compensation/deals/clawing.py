"""Step 16, second part: what the loss of a deal takes back of the pay for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sim.compensation.deals.crediting import Credited
from sim.compensation.deals.deal import REVERSALS, Deal, returned_part
from sim.compensation.deals.months import month_of
from sim.compensation.deals.payment_terms import Clawback
from sim.compensation.deals.plan import DealPlan
from sim.compensation.deals.releasing import NONE, Released
from sim.compensation.rounding import round_cents


@dataclass(frozen=True)
class Taken:
    """What the loss of a deal takes back [cents]: of what was paid, and of what was still to come."""

    deal_id: str
    month: int
    paid_back: int
    cancelled: Fraction


def clawed_back(plan: DealPlan, credited: Credited, released: Sequence[Released]) -> list[Taken]:
    """Return what lost deals take back, and cancel what they had still to release."""
    rule = plan.payment.clawback
    if rule is None:
        return []
    found: list[Taken] = []
    touched = {name for one in released for name in one.of_deal}
    for name, deal in sorted(credited.deals.items()):
        if name in touched:
            found += _of_deal(plan, rule, credited, deal, released)
    return found


def _of_deal(
    plan: DealPlan, rule: Clawback, credited: Credited, deal: Deal, released: Sequence[Released]
) -> list[Taken]:
    """Return what the reversals of one deal take back, each at most what the ones before left."""
    found: list[Taken] = []
    back = 0
    for event in credited.events[deal.deal_id]:
        if event.event not in REVERSALS or event.day < deal.day:
            continue
        share = _share_back(rule, deal.day, event.day) * min(returned_part(event, deal), Fraction(1))
        if not share:
            continue
        paid, cancelled, due = NONE, NONE, NONE
        for one in released:
            paid += one.until(event.day, deal.deal_id)
            due += _pay_for(rule, one, deal)
            if rule.limit == "paid_only" and share == 1:
                cancelled += one.cancel_after(event.day, deal.deal_id)
        limit = paid - back if rule.limit == "paid_only" else due - back
        cents = round_cents(max(min(share * due, limit), NONE), plan.rounding)
        back += cents
        found.append(Taken(deal.deal_id, month_of(event.day), cents, cancelled))
    return found


def _pay_for(rule: Clawback, one: Released, deal: Deal) -> Fraction:
    """Return the pay for a deal [cents]: what it added, or its part of the credit at the window's average rate."""
    if rule.tier == "original" or not one.lines:
        return one.of_deal[deal.deal_id]
    last = one.lines[-1]
    credit = Fraction(last.credit[1])
    return last.due * deal.amount * 100 / credit if credit and one.of_deal[deal.deal_id] else NONE


def _share_back(rule: Clawback, credited: date, lost: date) -> Fraction:
    """Return the share of a deal's pay that is taken back when it is lost on a day."""
    age = month_of(lost) - month_of(credited) - (lost.day < credited.day)
    # On the very day a month is full the boundary decides to which side it belongs.
    edge = lost.day == credited.day and rule.boundary == "upper_inclusive"
    at = age - 1 if edge and age else age
    if rule.window_months is not None and at >= rule.window_months:
        return NONE
    match rule.amount:
        case "share":
            return Fraction(rule.share or 0)
        case "pro_rata":
            return Fraction((rule.window_months or 1) - at, rule.window_months or 1)
        case "schedule":
            reached = [stage.share for stage in rule.schedule if stage.starts_at_month <= at]
            return Fraction(reached[-1]) if reached else NONE
    return Fraction(1)

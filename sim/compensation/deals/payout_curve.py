"""The payout curve of two plans: what one person would be paid for selling more or less of the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sim.compensation.deals.book import Book, DealEvent
from sim.compensation.deals.deal import REVERSALS
from sim.compensation.deals.months import first_day, month_of
from sim.compensation.deals.plan import DealPlan
from sim.compensation.deals.run import DealRun, people_of, run_deals

_POINTS = 40
_BEYOND = Fraction(11, 10)
_LEAST = Fraction(3, 2)
_PLACES = Decimal("0.01")


@dataclass(frozen=True)
class CurvePoint:
    """Pay under both plans at an attainment [cents]."""

    attainment: Fraction
    old: int
    new: int


@dataclass(frozen=True)
class PayoutCurve:
    """Whose curve it is, and its points from attainment 0 on."""

    person: str
    points: tuple[CurvePoint, ...]


def payout_curve(old: DealRun, new: DealRun, book: Book, until: date | None = None) -> PayoutCurve | None:
    """
    Return the payout curve of the person in the middle by attainment, None where nobody has both quota and credit.

    The person's own sales of each month are scaled from nothing to beyond the highest attainment of anybody; quota,
    readings and base stay. Others sell nothing, so that pools and awards for rank are the person's alone, and what is
    returned is left out.
    """
    reached = {who: old.attainment(who) for who in old.persons}
    known = sorted((at, who) for who, at in reached.items() if at is not None and at > 0)
    if not known or old.together or new.together:
        return None
    at, who = known[len(known) // 2]
    highest = max(known[-1][0] * _BEYOND, _LEAST)
    named = _products(old.plan) | _products(new.plan)
    sold = _sales(book, who, named, until)
    last = until or max(event.day for event in book.events)
    points = []
    for step in range(_POINTS + 1):
        scaled = replace(
            _alone(book, who, (old.plan, new.plan)), events=_scaled(sold, highest * step / _POINTS / at)
        )
        runs = [run_deals(plan, scaled, last) for plan in (old.plan, new.plan)]
        attained = runs[0].attainment(who) or Fraction(0)
        points.append(CurvePoint(attained, *(_paid(run, who) for run in runs)))
    return PayoutCurve(who, tuple(points))


def _paid(run: DealRun, who: str) -> int:
    return sum(entry.cents for entry in run.payouts if entry.person == who)


def _products(plan: DealPlan) -> set[str]:
    """Return the products that a plan tells apart."""
    named = [stream.products for stream in plan.streams]
    named += [rule.when.products for rule in plan.crediting.rules if hasattr(rule, "when")]
    return {product for products in named for product in products or ()}


def _alone(book: Book, who: str, plans: Sequence[DealPlan]) -> Book:
    """Return the book of one person, and of those who the plans' rules credit too."""
    rules = [rule for plan in plans for rule in plan.crediting.rules if hasattr(rule, "shares")]
    here = {who, *(share.person for rule in rules for share in rule.shares)}
    return Book(
        events=(),
        quotas=tuple(quota for quota in book.quotas if quota.person == who),
        people=tuple(replace(person, plan="") for person in people_of(book) if person.person in here),
        readings=tuple(reading for reading in book.readings if reading.person == who),
    )


def _sales(book: Book, who: str, named: set[str], until: date | None) -> list[DealEvent]:
    """Return a person's sales, those of a month, event and product as one deal."""
    together: dict[tuple[int, str, str], list[DealEvent]] = defaultdict(list)
    for event in book.events:
        if event.person == who and event.event not in REVERSALS and (until is None or event.day <= until):
            product = event.product if event.product in named else ""
            together[month_of(event.day), event.event, product].append(event)
    return [
        _one_deal(f"{month}-{product}", product, events)
        for (month, _, product), events in sorted(together.items())
    ]


def _one_deal(deal_id: str, product: str, events: Sequence[DealEvent]) -> DealEvent:
    names = dict.fromkeys(name for event in events for name in event.columns)
    day = max(first_day(month_of(events[0].day)), *(event.day for event in events))
    return replace(
        events[0],
        deal_id=deal_id,
        product=product,
        day=day,
        amount=sum((event.amount for event in events), Decimal(0)),
        units=sum((event.units for event in events), Decimal(0)),
        margin=sum((event.margin for event in events), Decimal(0)),
        columns={n: sum((event.columns.get(n, Decimal(0)) for event in events), Decimal(0)) for n in names},
    )


def _scaled(events: Sequence[DealEvent], factor: Fraction) -> tuple[DealEvent, ...]:
    def times(value: Decimal) -> Decimal:
        return (value * factor.numerator / factor.denominator).quantize(_PLACES)

    return tuple(
        replace(
            event,
            amount=times(event.amount),
            units=times(event.units),
            margin=times(event.margin),
            columns={name: times(value) for name, value in event.columns.items()},
        )
        for event in events
    )

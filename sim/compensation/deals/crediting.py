"""Steps 0 to 4 of the order of evaluation: from events to credits, and the rows that cannot be credited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sim.compensation.deals.book import Book, Credit, DealEvent, Person, Reject
from sim.compensation.deals.months import last_day, month_of
from sim.compensation.deals.plan import DealPlan
from sim.compensation.deals.sharing import applies, shared_out
from sim.compensation.deals.terms import RollUp, Stream

REVERSALS = frozenset({"return", "cancel"})


@dataclass(frozen=True)
class Deal:
    """A deal as its crediting events tell it: totals over its lines, in the plan's currency."""

    deal_id: str
    person: str
    day: date
    amount: Fraction
    margin: Fraction
    units: Fraction
    columns: Mapping[str, Fraction]
    factor: Fraction
    """What the windfall rule leaves of its credit."""


@dataclass(frozen=True)
class Credited:
    """
    What became of all events.

    ``credits`` are by stream and person in the order in which they consume tiers; ``events`` those that were taken, by
    deal; ``rejects`` the rows that were not, and why.
    """

    credits: Mapping[tuple[str, str], tuple[Credit, ...]]
    deals: Mapping[str, Deal]
    events: Mapping[str, tuple[DealEvent, ...]]
    rejects: tuple[Reject, ...]


def credit(plan: DealPlan, book: Book, people: Mapping[str, Person]) -> Credited:
    """Return the credits of all events of the book."""
    taken, rejects = _sorted_out(plan, book.events, people)
    by_deal: dict[str, list[DealEvent]] = defaultdict(list)
    for event in taken:
        by_deal[event.refers_to or event.deal_id].append(event)
    deals = {
        name: _deal(plan, events)
        for name, events in by_deal.items()
        if any(_credits(plan, e) for e in events)
    }
    found: dict[tuple[str, str], list[Credit]] = defaultdict(list)
    for stream_id in plan.stream_ids:
        stream = plan.stream(stream_id)
        for event in taken:
            for one in _credits_of(plan, stream, event, deals, people):
                found[stream_id, one.person].append(one)
    ordered = {key: tuple(sorted(ones, key=lambda one: one.key)) for key, ones in found.items()}
    return Credited(ordered, deals, {name: tuple(events) for name, events in by_deal.items()}, rejects)


_ONE = Fraction(1)


def rate(plan: DealPlan, currency: str, day: date) -> Fraction | None:
    """Return what one unit of a currency is worth in the plan's on a day, None when no rate says so."""
    if plan.currency is None:
        return _ONE if not currency else None
    if currency in {"", plan.currency.plan}:
        return _ONE
    known = [one for one in plan.currency.rates if one.currency == currency and one.starts <= day]
    return Fraction(max(known, key=lambda one: one.starts).rate) if known else None


def _rate_day(plan: DealPlan, day: date) -> date:
    rule = plan.currency.rate_date if plan.currency else "event"
    return {"plan_start": plan.effective.starts, "event": day, "period_end": last_day(month_of(day))}[rule]


def _sorted_out(
    plan: DealPlan, events: Iterable[DealEvent], people: Mapping[str, Person]
) -> tuple[list[DealEvent], tuple[Reject, ...]]:
    """Return the events that can be used, in the order of their days, and the others."""
    everything = sorted(events, key=_key)
    known = {event.deal_id for event in everything if event.event not in REVERSALS}
    taken: list[DealEvent] = []
    rejects: list[Reject] = []
    for event in everything:
        why = _why_not(plan, event, people, known)
        if why is None:
            taken.append(event)
        else:
            rejects.append(
                Reject(
                    event.row, event.deal_id, event.person, event.event, event.amount, event.currency, *why
                )
            )
    return taken, tuple(sorted(rejects, key=lambda one: one.row))


def _key(event: DealEvent) -> tuple[date, str, str, str, Decimal]:
    return event.day, event.refers_to or event.deal_id, event.event, event.product, event.amount


def _why_not(
    plan: DealPlan, event: DealEvent, people: Mapping[str, Person], known: set[str]
) -> tuple[str, str] | None:
    """Return code and reason why an event cannot be used, None when it can."""
    person = people.get(event.person)
    if person is None:
        return "unknown-person", f"{event.person!r} is in no plan"
    if person.plan not in {"", plan.id}:
        return "other-plan", f"{event.person} is in plan {person.plan!r}, this one is {plan.id!r}"
    if event.event in REVERSALS and event.refers_to not in known:
        return "unknown-deal", f"refers to {event.refers_to!r}, of which there is no event"
    return _wrong_day(plan, event, person) or _unknown_shares(plan, event, people)


def _wrong_day(plan: DealPlan, event: DealEvent, person: Person) -> tuple[str, str] | None:
    """Return why an event's day is in no plan, or has no rate."""
    starts, until = plan.effective.starts, plan.effective.until
    is_credit = event.event not in REVERSALS and _credits(plan, event)
    if event.day < starts or (is_credit and event.day >= until):
        return "outside-plan", f"{event.day} is outside the plan, in force from {starts} to before {until}"
    if is_credit and person.hire_date and event.day < person.hire_date:
        return "outside-plan", f"{event.person} was hired on {person.hire_date}"
    if is_credit and person.leave_date and event.day > person.leave_date:
        return "outside-plan", f"{event.person} left on {person.leave_date}"
    if event.currency and rate(plan, event.currency, _rate_day(plan, event.day)) is None:
        return "no-rate", f"no rate for {event.currency!r} on {_rate_day(plan, event.day)}"
    return None


def _unknown_shares(plan: DealPlan, event: DealEvent, people: Mapping[str, Person]) -> tuple[str, str] | None:
    for rule in plan.crediting.rules:
        if not isinstance(rule, RollUp) and applies(rule.when, event):
            for share in rule.shares:
                if share.person not in people:
                    return (
                        "unknown-person",
                        f"{rule.kind} {rule.id} credits {share.person!r}, who is in no plan",
                    )
    return None


def _credits(plan: DealPlan, event: DealEvent) -> bool:
    """Return whether an event credits anything."""
    return event.event in {plan.credit_event, *(stream.event for stream in plan.streams)}


def _deal(plan: DealPlan, events: list[DealEvent]) -> Deal:
    """Return a deal's totals over the lines of the event that credits it first."""
    name = next((e.event for e in events if e.event == plan.credit_event), None)
    lines = [e for e in events if e.event == name] or [e for e in events if e.event not in REVERSALS]

    def total(values: Iterable[Decimal]) -> Fraction:
        return sum((_in_plan_currency(plan, e, v) for e, v in zip(lines, values, strict=True)), Fraction(0))

    columns = {
        c: Fraction(sum(e.columns.get(c, Decimal(0)) for e in lines)) for e in lines for c in e.columns
    }
    amount = total(e.amount for e in lines)
    return Deal(
        deal_id=lines[0].refers_to or lines[0].deal_id,
        person=lines[0].person,
        day=min(e.day for e in lines),
        amount=amount,
        margin=total(e.margin for e in lines),
        units=Fraction(sum(e.units for e in lines)),
        columns=columns,
        factor=_windfall(plan, amount),
    )


def _windfall(plan: DealPlan, amount: Fraction) -> Fraction:
    rule = plan.crediting.windfall
    if rule is None or amount <= Fraction(rule.deal_credit_cap):
        return Fraction(1)
    cap = Fraction(rule.deal_credit_cap)
    return (cap + Fraction(rule.above) * (amount - cap)) / amount


def _credits_of(
    plan: DealPlan, stream: Stream, event: DealEvent, deals: Mapping[str, Deal], people: Mapping[str, Person]
) -> Iterator[Credit]:
    """Yield everybody's credit of one event in one stream."""
    deal = deals.get(event.refers_to or event.deal_id)
    if stream.of == "reports_pay" or deal is None:
        return
    if stream.products is not None and event.product not in stream.products:
        return
    value = _value(plan, stream, event, deal)
    if not value:
        return
    windfall = plan.crediting.windfall
    quota_factor = (
        deal.factor if windfall and windfall.applies_to == "commission_and_quota_credit" else Fraction(1)
    )
    for person, kind, commission, quota in shared_out(plan, event, people):
        if kind in stream.via:
            yield Credit(
                person=person,
                month=month_of(event.day),
                key=_key(event),
                deal_id=deal.deal_id,
                commission=_times(value, commission * deal.factor),
                quota=_times(value, quota * quota_factor),
                kind=kind,
            )


def _value(plan: DealPlan, stream: Stream, event: DealEvent, deal: Deal) -> Fraction:
    """Return what an event counts in a stream, below zero when it takes credit back [hundredths]."""
    if event.event in REVERSALS:
        if plan.returns == "clawback" or event.day < deal.day:
            return Fraction(0)
        return -_returned(plan, stream, event, deal)
    if event.event != (stream.event or plan.credit_event):
        return Fraction(0)
    if stream.of == "deals":
        # A deal of several lines is one deal: each line counts its part of the amount.
        return (
            Fraction(100)
            if not deal.amount
            else 100 * _in_plan_currency(plan, event, event.amount) / deal.amount
        )
    return 100 * _counted(plan, stream, event)


def _counted(plan: DealPlan, stream: Stream, event: DealEvent) -> Fraction:
    if stream.of in {"amount", "margin"}:
        return _in_plan_currency(plan, event, event.amount if stream.of == "amount" else event.margin)
    return Fraction(
        event.units if stream.of == "units" else event.columns.get(stream.column or "", Decimal(0))
    )


def _returned(plan: DealPlan, stream: Stream, event: DealEvent, deal: Deal) -> Fraction:
    """Return how much of a deal comes back in a stream: what the row states, else its part of the deal."""
    stated = abs(_counted(plan, stream, event)) if stream.of != "deals" else Fraction(0)
    if stated:
        return 100 * stated
    part = returned_part(plan, event, deal)
    whole = {
        "amount": deal.amount,
        "margin": deal.margin,
        "units": deal.units,
        "deals": Fraction(int(part >= 1)),
    }
    return 100 * part * whole.get(stream.of, deal.columns.get(stream.column or "", Fraction(0)))


def returned_part(plan: DealPlan, event: DealEvent, deal: Deal) -> Fraction:
    """Return the part of the deal's amount that an event is about; a row without amount is about all of it."""
    amount = abs(_in_plan_currency(plan, event, event.amount))
    return amount / deal.amount if amount and deal.amount else Fraction(1)


def _in_plan_currency(plan: DealPlan, event: DealEvent, amount: Decimal) -> Fraction:
    if not event.currency:
        return Fraction(amount)
    return Fraction(amount) * (rate(plan, event.currency, _rate_day(plan, event.day)) or Fraction(1))


def _times(value: Fraction, factor: Fraction) -> Fraction:
    return value if factor == 1 else value * factor  # most factors are 1, and a product of fractions is slow

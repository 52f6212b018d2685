"""Steps 0 to 4 of the order of evaluation: from events to credits, and the rows that cannot be credited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sim.compensation.deals.book import Credit, DealEvent, Person, Reject
from sim.compensation.deals.credit_terms import RollUp
from sim.compensation.deals.deal import REVERSALS, Deal, returned_part
from sim.compensation.deals.exchange import Exchange
from sim.compensation.deals.months import month_of
from sim.compensation.deals.plan import DealPlan
from sim.compensation.deals.roster import Leg
from sim.compensation.deals.sharing import Shared, applies, shared_out
from sim.compensation.deals.terms import Stream
from sim.compensation.exact import ONE, Exactly, hundredths, times

_NO = Decimal(0)


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


def credit(plan: DealPlan, events: Iterable[DealEvent], people: Mapping[str, Person] | Leg) -> Credited:
    """Return the credits of events, in a plan that people are in all the time, or for some of their days."""
    clerk = _Clerk(plan, people)
    taken, rejects = clerk.sorted_out(events)
    by_deal: dict[str, list[DealEvent]] = defaultdict(list)
    for event in taken:
        by_deal[event.refers_to or event.deal_id].append(event)
    deals = {
        name: clerk.deal(events)
        for name, events in by_deal.items()
        if events[0].event in clerk.counted or any(event.event in clerk.counted for event in events)
    }
    found: dict[tuple[str, str], list[Credit]] = defaultdict(list)
    for event in taken:  # in the order in which deals consume tiers, and so are everybody's credits
        deal = deals.get(event.refers_to or event.deal_id)
        if deal is not None:
            for stream_id, one in clerk.credits_of(event, deal):
                found[stream_id, one.person].append(one)
    ordered = {key: tuple(ones) for key, ones in found.items()}
    return Credited(ordered, deals, {name: tuple(events) for name, events in by_deal.items()}, rejects)


class _Clerk:
    """Credits the events of one run: a plan's rules, made ready once."""

    def __init__(self, plan: DealPlan, people: Mapping[str, Person] | Leg) -> None:
        self.plan, self.exchange = plan, Exchange(plan)
        self.leg = people if isinstance(people, Leg) else None
        self.people = {} if isinstance(people, Leg) else people
        self.streams = _by_event(plan)
        self.counted = frozenset({plan.credit_event, *(s.event for s in plan.streams if s.event)})
        windfall = plan.crediting.windfall
        self.windfall_retires = windfall is not None and windfall.applies_to == "commission_and_quota_credit"

    def _at(self, day: date) -> Mapping[str, Person]:
        """Return everybody as of a day."""
        return self.leg.roster.at(day) if self.leg is not None else self.people

    def sorted_out(self, events: Iterable[DealEvent]) -> tuple[list[DealEvent], tuple[Reject, ...]]:
        """Return the events that can be used, in the order of their days, and the others."""
        everything = sorted(events, key=_key)
        known = {event.deal_id for event in everything if event.event not in REVERSALS}
        taken: list[DealEvent] = []
        rejects: list[Reject] = []
        for event in everything:
            why = self._why_not(event, known)
            if why is None:
                taken.append(event)
            else:
                told = event.row, event.deal_id, event.person, event.event, event.amount, event.currency
                rejects.append(Reject(*told, *why))
        return taken, tuple(sorted(rejects, key=lambda one: one.row))

    def _why_not(self, event: DealEvent, known: set[str]) -> tuple[str, str] | None:
        """Return code and reason why an event cannot be used, None when it can."""
        person, plan = self._at(event.day).get(event.person), self.plan
        if person is None:
            return "unknown-person", f"{event.person!r} is in no plan"
        elsewhere = self.leg is None and person.plan and person.plan != plan.id
        if elsewhere and not self._credits_a_member(event):
            return "other-plan", f"{event.person} is in plan {person.plan!r}, this one is {plan.id!r}"
        if event.event in REVERSALS and event.refers_to not in known:
            return "unknown-deal", f"refers to {event.refers_to!r}, of which there is no event"
        return self._wrong_day(event, person) or self._unknown_shares(event)

    def _wrong_day(self, event: DealEvent, person: Person) -> tuple[str, str] | None:
        """Return why an event's day is in no plan, or has no rate."""
        day, in_force = event.day, self.plan.effective
        is_credit = event.event in self.counted
        if day < in_force.starts or (is_credit and day >= in_force.until):
            until = f"in force from {in_force.starts} to before {in_force.until}"
            return "outside-plan", f"{day} is outside the plan, {until}"
        if is_credit and person.hire_date and day < person.hire_date:
            return "outside-plan", f"{event.person} was hired on {person.hire_date}"
        if is_credit and person.leave_date and day > person.leave_date:
            return "outside-plan", f"{event.person} left on {person.leave_date}"
        if event.currency and self.exchange.rate_of(event) is None:
            return "no-rate", f"no rate for {event.currency!r} on {self.exchange.day_of(day)}"
        return None

    def _credits_a_member(self, event: DealEvent) -> bool:
        """Return whether an event of somebody in another plan credits somebody in this one, such as the manager."""
        people = self._at(event.day)
        shares = shared_out(self.plan, event, people) if self.plan.crediting.rules else ()
        return any(
            people[share[0]].plan in {"", self.plan.id} for share in shares if share[0] != event.person
        )

    def _unknown_shares(self, event: DealEvent) -> tuple[str, str] | None:
        for rule in self.plan.crediting.rules:
            if not isinstance(rule, RollUp) and applies(rule.when, event):
                for share in rule.shares:
                    if share.person not in self._at(event.day):
                        told = f"{rule.kind} {rule.id} credits {share.person!r}, who is in no plan"
                        return "unknown-person", told
        return None

    def deal(self, events: list[DealEvent]) -> Deal:
        """Return a deal; its lines are those of the event that credits it first."""
        lines = events if len(events) == 1 else [e for e in events if e.event == self.plan.credit_event]
        lines = lines or [e for e in events if e.event not in REVERSALS]
        name = lines[0].refers_to or lines[0].deal_id
        return Deal(name, lines[0].person, min(e.day for e in lines), lines, self.exchange)

    def credits_of(self, event: DealEvent, deal: Deal) -> Iterator[tuple[str, Credit]]:
        """Yield everybody's credit of one event, each with its stream."""
        shares: list[Shared] = []
        for stream in self.streams.get(event.event, ()):
            if stream.products is not None and event.product not in stream.products:
                continue
            value = self._value(stream, event, deal)
            if not value:
                continue
            if not shares:
                shares, key = self._shares(event, deal), _key(event)
                factor = ONE if self.plan.crediting.windfall is None else deal.factor
            for person, kind, commission, quota in shares:
                if stream.counts(kind):
                    pays = times(times(value, commission), factor)
                    retires = times(times(value, quota), factor if self.windfall_retires else ONE)
                    yield stream.id, Credit(person, month_of(key[0]), key, deal.deal_id, pays, retires, kind)

    def _shares(self, event: DealEvent, deal: Deal) -> list[Shared]:
        """Return who is credited; of people who are in the plan for some days, those who are in it then."""
        shares = shared_out(self.plan, event, self._at(event.day))
        if self.leg is None:
            return shares
        day = deal.day if event.event in REVERSALS else event.day
        guest = id(event) in self.leg.guests
        return [
            one for one in shares if self.leg.holds(one[0], day) and not (guest and one[0] == event.person)
        ]

    def _value(self, stream: Stream, event: DealEvent, deal: Deal) -> Exactly:
        """Return what an event counts in a stream, below zero when it takes credit back [hundredths]."""
        if event.event in REVERSALS:
            return 0 if event.day < deal.day else -self._returned(stream, event, deal)
        if stream.of == "deals":
            # A deal of several lines is one deal: each line counts its part of the amount.
            return self.exchange.hundredths(event, event.amount) / deal.amount if deal.amount else 100
        return self._counted(stream, event)

    def _counted(self, stream: Stream, event: DealEvent) -> Exactly:
        """Return what a row states for a stream [hundredths]."""
        if stream.of in {"amount", "margin"}:
            return self.exchange.hundredths(event, event.amount if stream.of == "amount" else event.margin)
        return hundredths(
            event.units if stream.of == "units" else event.columns.get(stream.column or "", _NO)
        )

    def _returned(self, stream: Stream, event: DealEvent, deal: Deal) -> Exactly:
        """Return how much of a deal comes back in a stream: what the row states, else its part of the deal."""
        stated: Exactly = self._counted(stream, event) if stream.of != "deals" else 0
        if stated:
            return -stated if stated < 0 else stated
        part = returned_part(event, deal)
        match stream.of:
            case "amount":
                return 100 * part * deal.amount
            case "margin":
                return 100 * part * deal.margin
            case "units":
                return 100 * part * deal.units
            case "deals":
                return 100 * part * int(part >= 1)
        return 100 * part * deal.columns.get(stream.column or "", Fraction(0))


def _by_event(plan: DealPlan) -> Mapping[str, Sequence[Stream]]:
    """Return the streams that count an event; a return or cancellation counts in all, or only takes back pay."""
    streams = [plan.stream(name) for name in plan.stream_ids]
    found: dict[str, list[Stream]] = defaultdict(list)
    for stream in streams:
        if stream.of != "reports_pay":
            found[stream.event or plan.credit_event].append(stream)
            for reversal in sorted(REVERSALS) if plan.returns != "clawback" else ():
                found[reversal].append(stream)
    return found


def _key(event: DealEvent) -> tuple[date, str, str, str, Decimal]:
    return event.day, event.refers_to or event.deal_id, event.event, event.product, event.amount

"""A plan run on a book of deals: everybody's months, what is paid, and the rows that could not be used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property

from sim.compensation.deals.base import BASE, base_by_month
from sim.compensation.deals.book import Book, Person, Reject
from sim.compensation.deals.credit_capping import with_capped_credit
from sim.compensation.deals.crediting import Credited, credit
from sim.compensation.deals.desk import Desk, months_of, open_desk
from sim.compensation.deals.exchange import Exchange
from sim.compensation.deals.lines import work_out
from sim.compensation.deals.months import month_of, period_months
from sim.compensation.deals.plan import DealPlan
from sim.compensation.deals.roster import Roster, Stint, bottom_up
from sim.compensation.deals.settling import Entry, MonthEnd, settle
from sim.compensation.rounding import round_cents

_FEW = 10


@dataclass(frozen=True)
class DealRun:
    """
    What a plan pays on a book of deals.

    ``ends`` are everybody's months in the order of names; ``rejects`` the rows that could not be used.
    """

    plan: DealPlan
    people: Mapping[str, Person]
    ends: tuple[MonthEnd, ...]
    credited: Credited
    rejects: tuple[Reject, ...]
    desk: Desk = field(repr=False)
    base: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    """Everybody's base pay by month [cents]."""
    together: tuple[DealPlan, ...] = ()
    """All plans of the run, where there are several."""
    desks: Mapping[str, Desk] = field(default_factory=dict, repr=False)
    """Everybody's last desk, where there are several."""

    @property
    def title(self) -> str:
        """Return the ids of the run's plans."""
        return ", ".join(dict.fromkeys(plan.id for plan in self.together or (self.plan,)))

    @cached_property
    def exchange(self) -> Exchange:
        """Return the plan's currency and its rates."""
        return Exchange(self.plan)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Return all entries of the ledger of variable pay, in the order of people and months."""
        return tuple(entry for end in self.ends for entry in end.entries)

    @cached_property
    def payouts(self) -> tuple[Entry, ...]:
        """Return all that is paid, base pay and the ledger, in the order of people and months."""
        found: list[Entry] = []
        for person in self.persons:
            base = self.base.get(person, {})
            for end in self.of_person(person):
                if base.get(end.month):
                    found.append(Entry(person, end.month, BASE, base[end.month]))
                found += end.entries
        return tuple(found)

    @property
    def persons(self) -> tuple[str, ...]:
        """Return everybody in the plan, in the order of their names."""
        return tuple(self._by_person)

    def of_person(self, person: str) -> tuple[MonthEnd, ...]:
        """Return a person's months; LookupError when there is no such person."""
        if person not in self._by_person:
            raise LookupError(_nobody(person, self.persons))
        return tuple(self._by_person[person])

    @cached_property
    def _by_person(self) -> dict[str, list[MonthEnd]]:
        found: dict[str, list[MonthEnd]] = defaultdict(list)
        for end in self.ends:
            found[end.person].append(end)
        return dict(found)

    def attainment(self, person: str) -> Fraction | None:
        """Return quota credit over quota of the first component's measure in all months run, None without quota."""
        desk = self.desks.get(person, self.desk)
        measure = desk.plan.components[0].measure
        months = {end.month for end in self.of_person(person)}
        quota = sum((q for m, q in desk.quota(person, measure.credit).items() if m in months), Fraction(0))
        credit = sum((one.quota for one in desk.credits(measure, person)), Fraction(0))
        return credit / quota if quota else None

    @property
    def own_currency(self) -> str:
        """Return the plan's currency, which an amount without one is in; empty where the plan names none."""
        return self.plan.currency.plan if self.plan.currency else ""

    @property
    def pays_abroad(self) -> bool:
        """Whether people are paid in their own currency."""
        return self.plan.currency is not None and self.plan.currency.payout == "payee"

    def currency_of(self, person: str) -> str:
        """Return the currency that a person is paid in; empty where the plan names none."""
        return (self.pays_abroad and self.people[person].currency) or self.own_currency

    def in_payout_currency(self, entry: Entry) -> int:
        """
        Return an entry in the currency it is paid in [cents]: the person's own where the plan says so.

        Raises
        ------
        ValueError
            When there is no rate for the person's currency on the day that counts.
        """
        if self.currency_of(entry.person) == self.own_currency:
            return entry.cents
        _, per_unit = self.payout_rate(entry.person, entry.month)
        return round_cents(entry.cents / per_unit, self.plan.rounding)

    def payout_rate(self, person: str, month: int) -> tuple[date, Fraction]:
        """
        Return the day that counts for what a person is paid for a month, and the plan's currency per unit of theirs.

        Raises
        ------
        ValueError
            When there is no rate for the person's currency on that day.
        """
        own, day = self.currency_of(person), self.exchange.payout_day(month)
        per_unit = self.exchange.rate(own, day)
        if per_unit is None:
            raise ValueError(f"no rate for {own!r} on {day}, in which {person} is paid")
        return day, per_unit


def _nobody(person: str, known: Sequence[str]) -> str:
    """Return in words that somebody is not there, and who is: those of a like name, or the first few."""
    near = get_close_matches(person, known, n=3)
    if near:
        return f"{person!r} is not in the plan; did you mean {' or '.join(map(repr, near))}?"
    few = ", ".join(known[:_FEW]) + (f" and {len(known) - _FEW} more" if len(known) > _FEW else "")
    return f"{person!r} is not in the plan; there are {few}"


def run_deals(plan: DealPlan, book: Book, until: date | None = None) -> DealRun:
    """
    Return what a plan pays on a book of deals, exact to the cent; the order of rows decides nothing.

    Parameters
    ----------
    plan
        The plan.
    book
        Deals, quotas, people, readings. Without people, everybody with a quota is in the plan, and without quotas
        everybody with a deal.
    until
        The last day that is run; the last that anything happens on when not given.

    Raises
    ------
    ValueError
        When a period is none, or somebody is their own manager.
    """
    people = {one.person: one for one in people_of(book)}
    events = tuple(event for event in book.events if until is None or event.day <= until)
    credited = credit(plan, events, people)
    months = months_of(plan, last_months(plan, book, credited, until))
    # Who is in another plan is known, and may manage somebody here, but is paid and ranked there.
    members = {name: person for name, person in people.items() if person.plan in {"", plan.id}}
    desk = open_desk(plan, months, book, members, credited)
    if plan.crediting.caps:
        desk = with_capped_credit(desk, extend=until is None)
        credited = desk.credited
    ends: dict[str, list[MonthEnd]] = {}
    for person in bottom_up(Roster(members.values()), members):
        worked = [work_out(desk, component, person) for component in plan.components]
        ends[person] = settle(desk, credited, person, worked)
        desk.reports_pay[person] = {end.month: end.earned for end in ends[person]}
    ordered = tuple(end for person in sorted(ends) for end in ends[person])
    base = _base(plan, members, months)
    return DealRun(plan, people, ordered, credited, credited.rejects, desk, base)


def _base(plan: DealPlan, members: Mapping[str, Person], months: range) -> dict[str, dict[int, int]]:
    """Return everybody's base pay by month [cents]; it is the same for the same base and days there."""
    always = plan.effective.starts, plan.effective.until
    known: dict[tuple[object, ...], dict[int, int]] = {}
    found: dict[str, dict[int, int]] = {}
    for name, person in members.items():
        key = (person.base, person.hire_date, person.leave_date, person.starts, person.until)
        if key not in known:
            known[key] = base_by_month([Stint(plan, person, *always)], months)
        found[name] = known[key]
    return found


def people_of(book: Book) -> tuple[Person, ...]:
    """Return the rows of people; without any, who has a quota, and without quotas who has a deal."""
    if book.people is not None:
        return book.people
    named = {quota.person for quota in book.quotas} or {event.person for event in book.events}
    return tuple(Person(name) for name in sorted(named))


def last_months(plan: DealPlan, book: Book, credited: Credited, until: date | None) -> list[int]:
    """Return the months that something happens in, of which the last is the run's last."""
    if until is not None:
        return [month_of(until)]
    found = [month_of(event.day) for events in credited.events.values() for event in events]
    days = [part.after_days for part in plan.payment.release if part.after_days is not None]
    if days:
        found += [month_of(deal.day + timedelta(days=max(days))) for deal in credited.deals.values()]
    last = month_of(plan.effective.until) - 1
    for reading in book.readings:
        found += [min(last, _last_month(reading.period, plan))]
    return found


def _last_month(period: str, plan: DealPlan) -> int:
    months = period_months(period, plan.effective.fiscal_year_starts_in)
    return months[-1] if months else 0

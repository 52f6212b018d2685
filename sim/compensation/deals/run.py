"""A plan run on a book of deals: statements, payouts, balances and rejects, whose totals add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from sim.compensation.deals.book import Book, Person, Reject
from sim.compensation.deals.credit_capping import with_capped_credit
from sim.compensation.deals.crediting import Credited, credit
from sim.compensation.deals.desk import Desk, months_of, open_desk
from sim.compensation.deals.exchange import Exchange
from sim.compensation.deals.lines import work_out
from sim.compensation.deals.months import month_of, period_months, told
from sim.compensation.deals.plan import DealPlan
from sim.compensation.deals.roster import Roster, bottom_up
from sim.compensation.deals.settling import Entry, MonthEnd, settle
from sim.compensation.rounding import round_cents


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

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return all entries of the ledger, in the order of people and months."""
        return tuple(entry for end in self.ends for entry in end.entries)

    @property
    def persons(self) -> tuple[str, ...]:
        """Return everybody in the plan, in the order of their names."""
        return tuple(dict.fromkeys(end.person for end in self.ends))

    def of_person(self, person: str) -> tuple[MonthEnd, ...]:
        """Return a person's months; LookupError when there is no such person."""
        found = tuple(end for end in self.ends if end.person == person)
        if not found:
            raise LookupError(f"{person!r} is not in the plan; there are {', '.join(self.persons)}")
        return found

    def attainment(self, person: str) -> Fraction | None:
        """Return quota credit over quota of the first component's measure in all months run, None without quota."""
        desk = self.desks.get(person, self.desk)
        measure = desk.plan.components[0].measure
        months = {end.month for end in self.of_person(person)}
        quota = sum((q for m, q in desk.quota(person, measure.credit).items() if m in months), Fraction(0))
        credit = sum((one.quota for one in desk.credits(measure, person)), Fraction(0))
        return credit / quota if quota else None

    def in_payout_currency(self, entry: Entry) -> int:
        """
        Return an entry in the currency it is paid in [cents]: the person's own where the plan says so.

        Raises
        ------
        ValueError
            When there is no rate for the person's currency on the day that counts.
        """
        currency = self.plan.currency
        own = self.people[entry.person].currency
        if currency is None or currency.payout == "plan" or own in {"", currency.plan}:
            return entry.cents
        day = self.exchange.payout_day(entry.month)
        per_unit = self.exchange.rate(own, day)
        if per_unit is None:
            raise ValueError(f"no rate for {own!r} on {day}, in which {entry.person} is paid")
        return round_cents(entry.cents / per_unit, self.plan.rounding)


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
    return DealRun(plan, people, ordered, credited, credited.rejects, desk)


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


def as_data(run: DealRun, first: int | None = None, last: int | None = None) -> dict[str, object]:
    """
    Return payouts, balances and rejects as plain data, amounts as text; months from ``first`` to ``last``.

    ``total`` is the sum of the payouts; rows and amounts of the deals are those taken plus those rejected.
    """
    paid: dict[tuple[str, int, str], int] = {}
    for entry in run.entries:
        if (first is None or entry.month >= first) and (last is None or entry.month <= last):
            key = (entry.person, entry.month, entry.component)
            paid[key] = paid.get(key, 0) + run.in_payout_currency(entry)
    payouts = [
        {"person": person, "period": told(month), "component": component, "amount": amount(cents)}
        for (person, month, component), cents in paid.items()
    ]
    return {
        "plan": run.title,
        "payouts": payouts,
        "balances": _balances(run, last),
        "rejects": [_reject(one) for one in run.rejects],
        "rows": _rows(run),
        "total": amount(sum(paid.values())),
    }


def posted_entries(run: DealRun) -> tuple[Entry, ...]:
    """Return the run's entries as they are posted: in the currency they are paid in, without the deal."""
    return tuple(
        Entry(entry.person, entry.month, entry.component, run.in_payout_currency(entry))
        for entry in run.entries
    )


def changes_data(changes: Sequence[Entry]) -> list[dict[str, str]]:
    """Return entries as plain data, amounts as text."""
    return [
        {"person": e.person, "period": told(e.month), "component": e.component, "amount": amount(e.cents)}
        for e in changes
    ]


def _balances(run: DealRun, last: int | None) -> list[dict[str, str]]:
    found = []
    for person in run.persons:
        ends = [end for end in run.of_person(person) if last is None or end.month <= last]
        if ends:
            found.append({"person": person, "owed": amount(ends[-1].owed), "held": amount(ends[-1].held)})
    return found


def _reject(one: Reject) -> dict[str, object]:
    return {
        "row": one.row,
        "deal_id": one.deal_id,
        "person": one.person,
        "event": one.event,
        "amount": f"{one.amount:f}",
        "currency": one.currency,
        "code": one.code,
        "message": one.message,
    }


def _rows(run: DealRun) -> dict[str, dict[str, object]]:
    """Return count and amount of the rows handed in, taken and rejected; the first is the sum of the others."""
    taken = [event for events in run.credited.events.values() for event in events]
    sums = {
        "taken": (len(taken), sum((event.amount for event in taken), start=Decimal(0))),
        "rejected": (len(run.rejects), sum((one.amount for one in run.rejects), start=Decimal(0))),
    }
    count, total = (sum(column) for column in zip(*sums.values(), strict=True))
    sums = {"in": (count, total), **sums}
    return {name: {"rows": rows, "amount": f"{total:f}"} for name, (rows, total) in sums.items()}


def amount(cents: int) -> str:
    """
    Return cents as an amount of currency.

    >>> amount(123456), amount(-5), amount(0)
    ('1234.56', '-0.05', '0.00')
    """
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def differences(posted: Sequence[Entry], due: Sequence[Entry], open_month: int) -> tuple[Entry, ...]:
    """
    Return what a change in the past adds to the open month: what is due by now less what was posted.

    Nothing that was posted changes; done twice, the second time adds nothing.
    """
    total: dict[tuple[str, str, str], int] = {}
    for sign, entries in ((1, due), (-1, posted)):
        for entry in entries:
            if entry.month <= open_month:
                key = (entry.person, entry.component, entry.deal_id)
                total[key] = total.get(key, 0) + sign * entry.cents
    return tuple(
        Entry(person, open_month, component, cents, deal_id)
        for (person, component, deal_id), cents in sorted(total.items())
        if cents
    )

"""Several plans, or versions of one, in a run: each event to the plan in force, one account for each person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from sim.compensation.deals.base import base_by_month
from sim.compensation.deals.book import Book, Credit, DealEvent, Reject
from sim.compensation.deals.credit_capping import with_capped_credit
from sim.compensation.deals.crediting import Credited, credit
from sim.compensation.deals.deal import Deal
from sim.compensation.deals.desk import Desk, months_of, open_desk
from sim.compensation.deals.drawing import NOTHING, agreed
from sim.compensation.deals.lines import counted_months, work_out
from sim.compensation.deals.months import last_day
from sim.compensation.deals.plan import DealPlan
from sim.compensation.deals.roster import Leg, Roster, Stint, bottom_up, stints_of
from sim.compensation.deals.routing import Stints, credits_here, legs_of, routed_events
from sim.compensation.deals.run import DealRun, last_months, people_of, run_deals
from sim.compensation.deals.settling import (
    Account,
    Due,
    Entry,
    MonthEnd,
    due_by_month,
    opening_owed,
)

_WORDS = "switching: {quota: prorated or full, credit_so_far: restart, continue or rerate}"


def run_plans(plans: Sequence[DealPlan], book: Book, until: date | None = None) -> DealRun:
    """
    Return what several plans, or versions of one plan, pay on a book of deals.

    People are in the plan that their rows name for the day, a deal stays with the plan that credited it, and a person
    has one account for all of them.

    Raises
    ------
    ValueError
        When plans do not go together, somebody is in two on one day, or a plan does not say what holds for who
        enters or leaves it within a fiscal year.
    """
    roster = Roster(people_of(book))
    if len(plans) == 1 and not roster.has_changes:
        return run_deals(plans[0], book, until)
    _go_together(plans)
    stints = {name: stints_of(plans, rows) for name, rows in sorted(roster.rows.items())}
    for own in stints.values():
        _switching_is_said(own)
    events = [event for event in book.events if until is None or event.day <= until]
    return _Office(plans, roster, stints, book, until).run(events)


def _go_together(plans: Sequence[DealPlan]) -> None:
    """Check that plans of one run share what an account and a fiscal year need."""
    for first, other in pairwise(plans):
        for what, one, two in (
            ("fiscal_year_starts_in", *(one.effective.fiscal_year_starts_in for one in (first, other))),
            ("rounding", first.rounding, other.rounding),
            ("currency", first.currency, other.currency),
        ):
            if one != two:
                raise ValueError(f"plans {first.id} and {other.id} are run together and differ in {what}")


def _switching_is_said(stints: Sequence[Stint]) -> None:
    """Check that a plan which somebody enters or leaves within a fiscal year says what then holds."""
    for at, stint in enumerate(stints):
        plan = stint.plan
        enters = at > 0 or stint.starts > plan.effective.starts
        leaves = at + 1 < len(stints) or stint.until < plan.effective.until
        first = plan.effective.fiscal_year_starts_in
        within = (enters and not _begins_year(stint.starts, first)) or (
            leaves and not _begins_year(stint.until, first)
        )
        if not within:
            continue
        who = stint.person.person
        if plan.switching is None:
            days = f"from {stint.starts} to before {stint.until}"
            raise ValueError(
                f"{who} is in plan {plan.id} {days}, within a fiscal year: the plan needs {_WORDS}"
            )
        if plan.switching.credit_so_far != "restart" and stint.starts.day != 1 and at > 0:
            told_day = f"{who} comes into plan {plan.id} on {stint.starts}"
            raise ValueError(
                f"{told_day}: credit_so_far: {plan.switching.credit_so_far} needs the first day of a month"
            )
        if plan.switching.credit_so_far == "rerate" and at > 0:
            _nothing_is_still_to_come(stints[at - 1].plan, plan)


def _begins_year(day: date, fiscal_year_starts_in: int) -> bool:
    return (day.month, day.day) == (fiscal_year_starts_in, 1)


def _nothing_is_still_to_come(before: DealPlan, after: DealPlan) -> None:
    for plan in (before, after):
        if plan.payment.release or plan.payment.clawback:
            raise ValueError(
                f"plan {after.id} rerates what plan {before.id} paid, and plan {plan.id} releases or claws back pay by "
                "deal: say credit_so_far: continue"
            )


@dataclass(frozen=True)
class _Office:
    """Runs plans together."""

    plans: Sequence[DealPlan]
    roster: Roster
    stints: Stints
    book: Book
    until: date | None

    def run(self, events: Sequence[DealEvent]) -> DealRun:
        """Return the run: events to legs, credits, then everybody's months, reports before their managers."""
        legs = legs_of(self.plans, self.roster, self.stints)
        routed, rejects = routed_events(self.plans, events, legs, self.stints)
        desks = self._desks(legs, routed)
        ends: dict[str, list[MonthEnd]] = {}
        pay: dict[str, dict[int, int]] = {}
        for desk in desks:
            desk.reports_pay = pay
        for person in bottom_up(self.roster, [name for name, own in self.stints.items() if own]):
            ends[person] = self._months(person, desks)
            pay[person] = {end.month: end.earned for end in ends[person]}
        ordered = tuple(end for person in sorted(ends) for end in ends[person])
        credited = _together(desks, routed, rejects)
        people = {name: rows[-1] for name, rows in self.roster.rows.items()}
        last = {name: self._in_order(name, desks)[-1] for name in ends}
        plans = tuple(self.plans)
        months = range(min(desk.months.start for desk in desks), max(desk.months.stop for desk in desks))
        base = {name: base_by_month(own, months) for name, own in self.stints.items()}
        return DealRun(plans[-1], people, ordered, credited, credited.rejects, desks[-1], base, plans, last)

    def _desks(self, legs: Sequence[Leg], routed: Sequence[Sequence[DealEvent]]) -> list[Desk]:
        """Return a desk for each leg, with the credits that people bring along from the plan before."""
        credited: list[Credited] = []
        for i, leg in enumerate(legs):
            guests = [one for j, own in enumerate(routed) if j != i for one in own if credits_here(leg, one)]
            with_guests = replace(leg, guests=frozenset(map(id, guests)))
            credited.append(credit(leg.plan, [*routed[i], *guests], with_guests))
        last = max(
            max(months_of(leg.plan, last_months(leg.plan, self.book, found, self.until)))
            for leg, found in zip(legs, credited, strict=True)
        )
        desks = []
        for leg, found in zip(legs, credited, strict=True):
            people = {name: stint.person for name, stint in leg.stints.items()}
            start = min(one.months.start for own in self.stints.values() for one in own) - 12
            desk = open_desk(leg.plan, range(start, last + 1), self.book, people, found)
            desk.leg = leg
            desks.append(with_capped_credit(desk, extend=False) if leg.plan.crediting.caps else desk)
        for desk in desks:
            desk.earlier = self._earlier(desk, desks)
        return desks

    def _earlier(self, desk: Desk, desks: Sequence[Desk]) -> dict[tuple[str, str], list[Credit]]:
        """Return the fiscal year's credits under plans before, where the plan goes on from them."""
        found: dict[tuple[str, str], list[Credit]] = defaultdict(list)
        leg, words = desk.leg, desk.plan.switching
        if leg is None or words is None or words.credit_so_far == "restart":
            return found
        for name, stint in leg.stints.items():
            counted = counted_months(desk, name) or stint.months
            for other in desks:
                before = other.leg.stints.get(name) if other.leg is not None else None
                if before is None or before.starts >= stint.starts:
                    continue
                for stream in desk.plan.stream_ids:
                    for one in other.credited.credits.get((stream, name), ()):
                        late = one.key[0] >= stint.starts and words.credit_so_far == "continue"
                        if one.month >= counted.start and not late:
                            found[stream, name].append(one)
        return {key: sorted(ones, key=lambda one: one.key) for key, ones in found.items()}

    def _months(self, person: str, desks: Sequence[Desk]) -> list[MonthEnd]:
        """Return a person's months over all stints, closed on one account."""
        dues: list[tuple[Stint, dict[int, Due]]] = []
        for desk in self._in_order(person, desks):
            stint = desk.leg.stints[person]  # type: ignore[union-attr]
            worked = [work_out(desk, component, person) for component in desk.plan.components]
            own = due_by_month(desk, desk.credited, person, worked)
            dues.append((stint, _from_its_start(desk, stint, own, dues)))
        first = dues[0][0]
        account = Account(person, opening_owed(first.plan, person))
        for month in range(first.months.start, desks[0].months.stop):
            here = [own[month] for _, own in dues if month in own]
            stint = max((one for one, _ in dues if one.starts <= last_day(month)), key=lambda one: one.starts)
            goes_on = stint.until > last_day(month) or stint.until == stint.plan.effective.until
            terms = agreed(stint.plan, stint.person, month) if goes_on else NOTHING
            account.close_month(month, here, stint.plan, terms)
        return account.ends

    @staticmethod
    def _in_order(person: str, desks: Sequence[Desk]) -> list[Desk]:
        own = [desk for desk in desks if desk.leg is not None and person in desk.leg.stints]
        return sorted(own, key=lambda desk: desk.leg.stints[person].starts)  # type: ignore[union-attr]


def _from_its_start(
    desk: Desk, stint: Stint, own: Mapping[int, Due], before: Sequence[tuple[Stint, Mapping[int, Due]]]
) -> dict[int, Due]:
    """Return what is due from the first month of a stint on, with what re-rating the months before adds to it."""
    start, person = stint.months.start, stint.person.person
    stop = stint.months.stop
    found = {month: _told(due, is_in_the_plan=month < stop) for month, due in own.items() if month >= start}
    if desk.plan.switching is None or desk.plan.switching.credit_so_far != "rerate" or not before:
        return found
    months = range((counted_months(desk, person) or stint.months).start, start)
    anew = sum(own[month].earned for month in months if month in own)
    paid = sum(dues[month].earned for _, dues in before for month in months if month in dues)
    if anew != paid:
        entry = Entry(person, start, "rerated", anew - paid)
        now = found[start]
        found[start] = replace(now, earned=now.earned + anew - paid, entries=(*now.entries, entry))
    return found


def _told(due: Due, *, is_in_the_plan: bool) -> Due:
    """Return a month's due with the lines that say something: after a stint those that still pay."""
    return due if is_in_the_plan else replace(due, lines=tuple(line for line in due.lines if line.amount))


def _together(
    desks: Sequence[Desk], routed: Sequence[Sequence[DealEvent]], rejects: Iterable[Reject]
) -> Credited:
    """Return what became of all events: taken by the leg they belong to, or rejected once."""
    credits: dict[tuple[str, str], tuple[Credit, ...]] = {}
    deals: dict[str, Deal] = {}
    events: dict[str, list[DealEvent]] = defaultdict(list)
    rejected = list(rejects)
    for desk, own in zip(desks, routed, strict=True):
        mine = set(map(id, own))
        rows = {one.row for one in own}
        for key, ones in desk.credited.credits.items():
            credits[key] = (*credits.get(key, ()), *ones)
        deals.update(desk.credited.deals)
        for name, taken in desk.credited.events.items():
            events[name] += [one for one in taken if id(one) in mine]
        rejected += [one for one in desk.credited.rejects if one.row in rows]
    return Credited(
        credits,
        deals,
        {name: tuple(ones) for name, ones in events.items()},
        tuple(sorted(rejected, key=lambda one: one.row)),
    )

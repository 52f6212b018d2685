"""What the lines of one run are worked out from: credits, quotas, readings and people, by person and month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeVar

from sim.compensation.deals.book import Book, Credit, Person, StatedQuota
from sim.compensation.deals.crediting import Credited
from sim.compensation.deals.measures import DealMeasure
from sim.compensation.deals.months import first_day, month_of, period_months, window
from sim.compensation.deals.plan import DealComponent, DealPlan
from sim.compensation.deals.quotas import ByMonth, quota_by_month, target_by_month
from sim.compensation.deals.roster import Leg
from sim.compensation.exact import Exactly, total
from sim.compensation.slices import InPlay

_T = TypeVar("_T")


@dataclass
class Desk:
    """
    One run's material.

    ``readings`` are by the last month of their period, ``in_force`` by each of its months.
    ``reports_pay`` is filled as people are worked out, managers after their reports [cents by person and month].
    ``leg`` is set where people are in the plan for some of their days; ``earlier`` are then credits of the plan before.
    """

    plan: DealPlan
    months: range
    people: Mapping[str, Person]
    credited: Credited
    readings: Mapping[tuple[str, str], Mapping[int, Fraction]]
    in_force: Mapping[tuple[str, str], Mapping[int, Fraction]]
    stated: Mapping[tuple[str, str], list[StatedQuota]]
    reports_pay: dict[str, dict[int, int]] = field(default_factory=dict)
    leg: Leg | None = None
    earlier: Mapping[tuple[str, str], Sequence[Credit]] = field(default_factory=dict)
    _quotas: dict[tuple[str, str], ByMonth] = field(default_factory=dict)
    _targets: dict[str, ByMonth] = field(default_factory=dict)
    _once: dict[Hashable, Any] = field(default_factory=dict)
    _windows: dict[tuple[int, int], tuple[range, range]] = field(default_factory=dict)
    _held: dict[Hashable, InPlay] = field(default_factory=dict)

    def once(self, key: Hashable, work: Callable[[], _T]) -> _T:
        """Return what everybody needs the same of, worked out for the first who asks."""
        if key not in self._once:
            self._once[key] = work()
        found: _T = self._once[key]
        return found

    def credits(
        self, measure: DealMeasure, person: str, component: DealComponent | None = None
    ) -> list[Credit]:
        """Return a person's credits of a measure in the order in which they consume tiers."""
        stream = self.plan.stream(measure.credit)
        whose = self._team(person) if stream.whose == "team" else (person,)
        found = [
            one
            for who in whose
            for known in (self.earlier, self.credited.credits)
            for one in known.get((measure.credit, who), ())
        ]
        found += self._opening(measure, person)
        if stream.of == "reports_pay":
            found += self._of_reports(person)
        if component is not None and component.during is not None:
            days = component.during
            found = [one for one in found if days.starts <= one.key[0] < days.until]
        return (
            sorted(found, key=lambda one: one.key) if len(whose) > 1 or stream.of == "reports_pay" else found
        )

    def quota_credit(self, measure: DealMeasure, person: str) -> Mapping[int, Exactly]:
        """Return a person's quota credit of a measure by month; of a manager's reports once they are worked out."""
        return self.once(
            ("quota credit", measure.credit, person), lambda: self._quota_credit(measure, person)
        )

    def _quota_credit(self, measure: DealMeasure, person: str) -> Mapping[int, Exactly]:
        found: dict[int, Exactly] = defaultdict(int)
        for one in self.credits(measure, person):
            found[one.month] += one.quota
        return found

    def window(self, measure: DealMeasure, month: int) -> tuple[range, range]:
        """Return the months of a measure's open window up to ``month``, and all months of that window."""
        key = (id(measure), month)  # the plan keeps its measures, and to hash one costs more than its windows
        found = self._windows.get(key)
        if found is None:
            found = self._windows[key] = window(measure, month, self.plan.effective.fiscal_year_starts_in)
        return found

    def in_play(
        self, measure: DealMeasure, component: DealComponent | None, person: str, month: int
    ) -> InPlay:
        """Return the quota and target pay that the credit of the open window is held against [cents]."""
        open_now, whole = self.window(measure, month)
        counted = whole if measure.against == "full_quota" else open_now
        paid = range(month, month + 1) if measure.rolling_months else counted
        key = (person, measure.credit, component.id if component else "", counted, paid)
        found = self._held.get(key)
        if found is None:
            quota, target = self.quota(person, measure.credit), self.target(person)
            share = self.plan.target_share(component) if component else Fraction(0)
            found = self._held[key] = InPlay(
                quota=total(quota[m] for m in counted if m in quota),
                target=share * total(target[m] for m in paid if m in target) if share else share,
            )
        return found

    def quota(self, person: str, measure: str) -> ByMonth:
        """Return a person's effective quota by month [hundredths]; that of a team is the sum of its people's."""
        key = (person, measure)
        if key not in self._quotas:
            whose = self._team(person) if self.plan.stream(measure).whose == "team" else (person,)
            by_month: dict[int, Fraction] = defaultdict(Fraction)
            for who in whose:
                stated = self.stated.get((who, measure), [])
                for month, amount in quota_by_month(self.plan, self.people[who], measure, stated).items():
                    by_month[month] += amount
            self._quotas[key] = by_month
        return self._quotas[key]

    def target(self, person: str) -> ByMonth:
        """Return a person's target incentive by month [cents]."""
        if person not in self._targets:
            self._targets[person] = target_by_month(self.plan, self.people[person], self.months)
        return self._targets[person]

    def reading(self, person: str, name: str, months: range) -> Fraction | None:
        """Return the last reading of a window, None when there is none."""
        known = self.readings.get((person, name), {})
        return next((known[month] for month in reversed(months) if month in known), None)

    def named(
        self, person: str, name: str, months: range, which: Literal["first", "last"]
    ) -> Fraction | None:
        """Return the first or last reading whose period holds a month of a window, None when there is none."""
        known = self.in_force.get((person, name), {})
        found = [known[month] for month in months if month in known]
        return found[0 if which == "first" else -1] if found else None

    def standing(self, person: str, name: str, month: int) -> Fraction | None:
        """Return the reading whose period holds a month, None when there is none."""
        return self.in_force.get((person, name), {}).get(month)

    def _team(self, person: str) -> tuple[str, ...]:
        """Return everybody with the same manager, in the order of their names."""
        teams = self.once("teams", self._teams)
        return teams[self.people[person].manager]

    def _teams(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.people):
            found[self.people[name].manager].append(name)
        return {manager: tuple(team) for manager, team in found.items()}

    def _opening(self, measure: DealMeasure, person: str) -> list[Credit]:
        day = self.plan.effective.starts
        start = month_of(day)
        return [
            Credit(
                person,
                start,
                (day, "", "opening", "", one.credit),
                "",
                Fraction(one.credit) * 100,
                Fraction(one.credit) * 100,
                "opening",
            )
            for one in self.plan.opening
            if one.person == person and one.measure == measure.credit and one.credit
        ]

    def _manager(self, person: str, month: int) -> str:
        """Return who manages somebody when a month begins."""
        return (self.people if self.leg is None else self.leg.roster.at(first_day(month)))[person].manager

    def _of_reports(self, person: str) -> list[Credit]:
        return [
            Credit(
                person,
                month,
                (first_day(month), report, "pay", "", Decimal(0)),
                report,
                Fraction(cents),
                Fraction(cents),
                "rollup",
            )
            for report, by_month in sorted(self.reports_pay.items())
            for month, cents in sorted(by_month.items())
            if cents and self._manager(report, month) == person
        ]


def open_desk(
    plan: DealPlan, months: range, book: Book, people: Mapping[str, Person], credited: Credited
) -> Desk:
    """Return the desk of a run; ValueError for a period that is none."""
    stated: dict[tuple[str, str], list[StatedQuota]] = defaultdict(list)
    for quota in book.quotas:
        stated[quota.person, quota.measure].append(quota)
    readings: dict[tuple[str, str], dict[int, Fraction]] = defaultdict(dict)
    in_force: dict[tuple[str, str], dict[int, Fraction]] = defaultdict(dict)
    for reading in book.readings:
        span = period_months(reading.period, plan.effective.fiscal_year_starts_in)
        if span is None:
            raise ValueError(f"a period is 2026, 2026-Q2 or 2026-05, got {reading.period!r}")
        readings[reading.person, reading.measure][span[-1]] = Fraction(reading.value)
        for month in span:
            in_force[reading.person, reading.measure][month] = Fraction(reading.value)
    return Desk(plan, months, people, credited, readings, in_force, stated)


def months_of(plan: DealPlan, days: Iterable[int]) -> range:
    """Return the plan's months up to the last of these; at least the first one."""
    start = month_of(plan.effective.starts)
    return range(start, max([start, *days]) + 1)

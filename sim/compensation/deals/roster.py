"""Step 0 of the order of evaluation: who is in which plan on which day, and who was whose manager then."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from sim.compensation.deals.book import Person
from sim.compensation.deals.months import month_of
from sim.compensation.deals.plan import DealPlan

_ALWAYS = date.min, date.max


class Roster:
    """Everybody's rows in order of their days."""

    def __init__(self, rows: Iterable[Person]) -> None:
        self.rows: dict[str, list[Person]] = {}
        for row in rows:
            self.rows.setdefault(row.person, []).append(row)
        for own in self.rows.values():
            own.sort(key=lambda row: row.starts or date.min)
        days = {day for own in self.rows.values() for row in own for day in (row.starts, row.until) if day}
        self._days = sorted(days) if self.has_changes else []
        self._known: dict[int, Mapping[str, Person]] = {}

    @property
    def has_changes(self) -> bool:
        """Whether anybody has several rows, or one with days."""
        return any(len(own) > 1 or own[0].starts or own[0].until for own in self.rows.values())

    def at(self, day: date) -> Mapping[str, Person]:
        """Return everybody's row of a day; the nearest before it, else the first, for who has none."""
        part = bisect_right(self._days, day)
        if part not in self._known:
            self._known[part] = {name: _in_force(own, day) for name, own in self.rows.items()}
        return self._known[part]

    @property
    def snapshots(self) -> list[Mapping[str, Person]]:
        """Return everybody's rows before the first change, and from each change on."""
        return [self.at(day) for day in (date.min, *self._days)]


def _in_force(rows: Sequence[Person], day: date) -> Person:
    return next((row for row in reversed(rows) if (row.starts or date.min) <= day), rows[0])


@dataclass(frozen=True)
class Stint:
    """Somebody's days in a plan, from ``starts`` to before ``until``; both are the person's too."""

    plan: DealPlan
    person: Person
    starts: date
    until: date

    @property
    def months(self) -> range:
        """Return the months of which a day is in the stint."""
        return range(month_of(self.starts), month_of(self.until - timedelta(days=1)) + 1)

    def holds(self, day: date) -> bool:
        """Return whether a day is one of the stint's."""
        return self.starts <= day < self.until


@dataclass(frozen=True)
class Leg:
    """
    A plan with who is in it once: a second stint of somebody in the same plan is in another leg.

    ``guests`` are the identities of events that belong to another leg, and credit somebody in this one too.
    ``settled`` are those whose credit the plan after this one has taken over and pays anew.
    """

    plan: DealPlan
    stints: Mapping[str, Stint]
    roster: Roster
    guests: frozenset[int] = frozenset()
    settled: frozenset[str] = frozenset()

    def holds(self, person: str, day: date) -> bool:
        """Return whether somebody is in the plan on a day."""
        return person in self.stints and self.stints[person].holds(day)


def stints_of(plans: Sequence[DealPlan], rows: Sequence[Person]) -> list[Stint]:
    """
    Return one person's stints in the order of their days; rows that differ only in manager or role are one.

    Raises
    ------
    ValueError
        When the person is in two plans on one day.
    """
    found: list[Stint] = []
    for row in rows:
        for plan in plans:
            starts = max(row.starts or _ALWAYS[0], plan.effective.starts)
            until = min(row.until or _ALWAYS[1], plan.effective.until)
            if row.plan in {"", plan.id} and starts < until:
                found.append(Stint(plan, row, starts, until))
    found.sort(key=lambda one: one.starts)
    for before, after in pairwise(found):
        if after.starts < before.until:
            raise ValueError(
                f"{after.person.person} is in plan {before.plan.id} and in plan {after.plan.id} on {after.starts}; "
                "people names one plan for each day"
            )
    merged: list[Stint] = []
    for one in found:
        if merged and _goes_on(merged[-1], one):
            merged[-1] = replace(one, starts=merged[-1].starts)
        else:
            merged.append(one)
    return [replace(one, person=replace(one.person, starts=one.starts, until=one.until)) for one in merged]


def _goes_on(before: Stint, after: Stint) -> bool:
    """Return whether a row changes nothing that pay depends on."""
    a, b = before.person, after.person
    pay = (a.base, a.target_incentive, a.currency) == (b.base, b.target_incentive, b.currency)
    return before.plan is after.plan and before.until == after.starts and pay


def bottom_up(roster: Roster, names: Iterable[str]) -> list[str]:
    """
    Return people so that reports come before their managers.

    Raises
    ------
    ValueError
        When somebody is, over others, their own manager.
    """
    snapshots = roster.snapshots
    return [name for _, name in sorted((-max(_height(name, at) for at in snapshots), name) for name in names)]


def _height(name: str, people: Mapping[str, Person]) -> int:
    """Return how many managers a person has above."""
    above, boss = 0, people[name].manager
    while boss in people:
        above += 1
        if above > len(people):
            raise ValueError(f"{name} is, over others, their own manager")
        boss = people[boss].manager
    return above

"""Step 5: what the plan's caps on credit leave of everybody's credits, and what they carry to later months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from sim.compensation.deals.book import Credit
from sim.compensation.deals.credit_terms import CreditCap
from sim.compensation.deals.crediting import Credited
from sim.compensation.deals.desk import Desk
from sim.compensation.deals.months import first_day, month_of
from sim.compensation.exact import total
from sim.compensation.measure import WINDOW_MONTHS

NONE, _YEAR = Fraction(0), 12


def with_capped_credit(desk: Desk, *, extend: bool) -> Desk:
    """Return the desk with credits as the plan caps them; ``extend`` to the months that carried credit reaches."""
    found = dict(desk.credited.credits)
    for cap in desk.plan.crediting.caps:
        for stream, person in desk.credited.credits:
            if stream == cap.stream and person in desk.people:
                found[stream, person] = _capped(desk, cap, person, found[stream, person])
    last = max([one.month for ones in found.values() for one in ones], default=desk.months[-1])
    months = range(desk.months.start, max(desk.months.stop, last + 1)) if extend else desk.months
    old = desk.credited
    credited = Credited(found, old.deals, old.events, old.rejects)
    return replace(desk, credited=credited, months=months, _targets={}, _once={})


def _capped(desk: Desk, cap: CreditCap, person: str, credits: Sequence[Credit]) -> tuple[Credit, ...]:
    if cap.over != "deal":
        limit = _limit(desk, cap, person)
        return tuple(_Counter(desk, cap, WINDOW_MONTHS[cap.over], limit, person).counted(credits))
    by_deal: dict[str, list[Credit]] = defaultdict(list)
    for one in credits:
        by_deal[one.deal_id].append(one)
    # What is lost of a deal is lost of all its credit; what is carried goes on month by month.
    size = 0 if cap.excess == "lost" else 1
    most = Fraction(cap.max) * 100
    counter = _Counter(desk, cap, size, lambda _: most, person)
    counted = [one for _, ones in sorted(by_deal.items()) for one in counter.counted(ones)]
    return tuple(sorted(counted, key=lambda one: one.key))


def _limit(desk: Desk, cap: CreditCap, person: str) -> Callable[[range], Fraction | None]:
    """Return the limit of a window [hundredths]; None for one without a quota to be a multiple of."""
    if cap.of == "amount":
        most = Fraction(cap.max) * 100
        return lambda _: most
    quota: Mapping[int, Fraction] = desk.quota(person, cap.stream)
    return lambda months: Fraction(cap.max) * total(quota.get(month, NONE) for month in months) or None


@dataclass
class _Running:
    """A running total of credit in a window, and what counts of it [hundredths]."""

    limit: Fraction | None
    so_far: Fraction = NONE
    counts: Fraction = NONE

    def add(self, credit: Fraction) -> Fraction:
        """Return what a credit adds to what counts."""
        self.so_far += credit
        before = self.counts
        self.counts = self.so_far if self.limit is None else min(self.so_far, self.limit)
        return self.counts - before


@dataclass(frozen=True)
class _Counter:
    """Counts credits window by window; ``size`` months each, 0 is one window for all time."""

    desk: Desk
    cap: CreditCap
    size: int
    limit: Callable[[range], Fraction | None]
    person: str

    def counted(self, credits: Sequence[Credit]) -> Iterator[Credit]:
        """Yield the credits as they count, with those that are carried."""
        windows = {start: list(ones) for start, ones in groupby(credits, key=self._start)}
        deal = credits[0].deal_id if self.cap.over == "deal" else ""
        ends = month_of(self.desk.plan.effective.until)
        brought = (NONE, NONE)
        at = min(windows)
        while windows or (any(brought) and at < ends):
            running = self._open(at)
            if any(brought):
                yield self._count(self._carried(at, deal, brought), running)
            for one in windows.pop(at, ()):
                yield self._count(one, running)
            following = at + self.size
            brought = self._brought(running, following)
            at = following if any(brought) or not windows else min(windows)

    def _start(self, credit: Credit) -> int:
        first = self.desk.plan.effective.fiscal_year_starts_in - 1
        return credit.month - (credit.month - first) % self.size if self.size else 0

    def _open(self, at: int) -> tuple[_Running, _Running]:
        """Return the running totals of commission and quota credit of a window, with what was brought along of it."""
        limit = self.limit(range(at, at + self.size))
        pays = limit if self.cap.applies_to != "quota_credit" else None
        retires = limit if self.cap.applies_to != "commission_credit" else None
        running = _Running(pays), _Running(retires)
        plan = self.desk.plan
        if self.cap.over != "deal" and at <= month_of(plan.effective.starts) < at + self.size:
            for one in plan.opening:
                if one.person == self.person and one.measure == self.cap.stream:
                    for part in running:
                        part.add(Fraction(one.credit) * 100)
        return running

    def _brought(self, running: tuple[_Running, _Running], following: int) -> tuple[Fraction, Fraction]:
        new_year = (following - self.desk.plan.effective.fiscal_year_starts_in + 1) % _YEAR == 0
        if self.cap.excess == "lost" or (self.cap.excess == "carried_in_year" and new_year):
            return NONE, NONE
        pays, retires = (part.so_far - part.counts for part in running)
        return pays, retires

    def _carried(self, at: int, deal: str, brought: tuple[Fraction, Fraction]) -> Credit:
        key = (first_day(at), deal, "carried", "", Decimal(0))
        return Credit(self.person, at, key, deal, *brought, "carried")

    def _count(self, one: Credit, running: tuple[_Running, _Running]) -> Credit:
        pays, retires = running
        return one._replace(
            commission=pays.add(Fraction(one.commission)), quota=retires.add(Fraction(one.quota))
        )

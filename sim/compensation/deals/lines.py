"""Steps 5 to 12: each component's line of each month, with the part of it that each deal added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, islice

from sim.compensation.deals.awards import Mbo, Pool, Rank
from sim.compensation.deals.book import Credit
from sim.compensation.deals.deal_lines import (
    NO_CREDIT,
    Added,
    Before,
    ComponentLines,
    DealLine,
    Now,
    Totals,
    credit_of,
    empty_line,
)
from sim.compensation.deals.desk import Desk
from sim.compensation.deals.judging import cap_on, factors
from sim.compensation.deals.per_deal import PerDeal
from sim.compensation.deals.plan import DealComponent
from sim.compensation.deals.windowed import Windowed
from sim.compensation.slices import NONE, Slice

_WITHOUT_DEALS = (Mbo, Pool, Rank)


def work_out(desk: Desk, component: DealComponent, person: str) -> ComponentLines:
    """Return all months of a component for a person; what deals added only where the plan asks for it."""
    teller = _Teller(desk, component, person)
    lines: list[DealLine] = []
    added: list[Added] = []
    tells_deals = desk.plan.tells_deals(component)
    paid_from = desk.leg.stints[person].months.start if desk.leg is not None else desk.months.start
    for month in desk.months:
        lines.append(teller.line(month, lines))
        if tells_deals and month >= paid_from:
            added += teller.added(month, lines)
    return ComponentLines(component, tuple(lines), tuple(added))


class _Teller:
    """Works out one component of one person."""

    def __init__(self, desk: Desk, component: DealComponent, person: str) -> None:
        self.desk, self.component, self.person = desk, component, person
        self.fiscal = desk.plan.effective.fiscal_year_starts_in
        self.by_month: dict[int, list[Credit]] = defaultdict(list)
        for one in desk.credits(component.measure, person, component):
            self.by_month[one.month].append(one)
        self.totals = {month: credit_of(ones) for month, ones in self.by_month.items()}
        self.counted = counted_months(desk, person)
        self.now: Now | None = None
        self.windowed = Windowed(desk, component, person, self.totals)
        self.per_deal = (
            PerDeal(component, desk.credited.deals, self.by_month)
            if component.measure.window == "per_deal"
            else None
        )

    def line(self, month: int, lines: Sequence[DealLine]) -> DealLine:
        """Return the line of a month, which follows the months before it."""
        if self.counted is not None and month < self.counted.start:
            return empty_line(self.component, self.desk.plan.rounding)
        at, late, credits = self._counted_in(month)
        now = self._open(at)
        new = credit_of([*late, *credits]) if late else self.totals.get(month, NO_CREDIT)
        paid = (
            self.windowed.slices(now, new)
            if self.per_deal is None
            else self.per_deal.slices(at, [*late, *credits])
        )
        return self._line(now, new, paid, self._before(month, lines))

    def _counted_in(self, month: int) -> tuple[int, Sequence[Credit], Sequence[Credit]]:
        """
        Return the month that a month's credit is counted in, the credits of that month and since, and its own.

        What comes after somebody has left the plan is worked out as if it had come in the last month there: windows and
        quotas that go on have nothing to do with it any more. After the account was settled nothing is counted.
        """
        if self.counted is None or month < self.counted.stop:
            return month, (), self.by_month.get(month, ())
        last = self.counted.stop - 1
        if self.desk.leg is not None and self.person in self.desk.leg.settled:
            return last, self.by_month.get(last, ()), ()
        late = [one for m in range(last, month) for one in self.by_month.get(m, ())]
        return last, late, self.by_month.get(month, ())

    def _open(self, month: int) -> Now:
        """Return what a month's line is worked out from besides the month's credit."""
        before, measure = self.now, self.component.measure
        if before is not None and before.month == month:
            return before
        open_now, _ = self.desk.window(measure, month)
        if before is not None and open_now[:-1] == before.months:
            new = self.totals.get(before.month, NO_CREDIT)
            earlier = Totals(before.earlier.commission + new.commission, before.earlier.quota + new.quota)
        else:
            known = [self.totals[m] for m in open_now if m < month and m in self.totals]
            earlier = Totals(sum(one.commission for one in known), sum(one.quota for one in known))
        in_play = self.desk.in_play(measure, self.component, self.person, month)
        self.now = Now(month, open_now, in_play, earlier)
        return self.now

    def _before(self, month: int, lines: Sequence[DealLine]) -> Before:
        if not lines:
            return Before()
        last, measure, cap = lines[-1], self.component.measure, self.component.cap
        posted = last.before[1] + last.amount if last.rounding.of == "cumulative" else 0
        if self.counted is not None and month >= self.counted.stop:
            return Before(last.closed, (last.due, posted), last.brought)
        open_now, _ = self.desk.window(measure, month)
        begins = open_now.start == month or measure.window in {"per_deal", "rolling"}
        brought = last.left if begins else last.brought
        if (month - self.fiscal + 1) % 12 == 0:
            return Before(brought=brought if cap is not None and cap.excess == "carried" else NONE)
        return Before(last.due if begins else last.closed, (last.due, posted), brought)

    def _line(self, now: Now, new: Totals, paid: tuple[Slice, ...], before: Before) -> DealLine:
        """Return a line with ``new`` credit of the month, for which the window's slices are ``paid``."""
        desk, component = self.desk, self.component
        own, limit = cap_on(desk, component, self.person, now.month, now.in_play)
        line = DealLine(
            component=component.id,
            credit=(Fraction(new.quota), Fraction(now.earlier.quota + new.quota)),
            in_play=now.in_play,
            slices=paid,
            factors=factors(desk, component, self.person, now.month) if desk.plan.links else (),
            limit=limit,
            closed=before.closed,
            before=before.due,
            rounding=desk.plan.rounding,
            brought=before.brought,
            plan=desk.plan,
        )
        carries = component.cap is not None and component.cap.excess != "lost"
        if carries and own is not None and line.uncapped > own:
            return replace(line, left=line.uncapped - own)
        return line

    def added(self, month: int, lines: Sequence[DealLine]) -> list[Added]:
        """Return what each deal of the month added, in the order in which deals consume tiers, and the rest."""
        line = lines[-1]
        at, late, credits = self._counted_in(month)
        before = Before(line.closed, line.before, line.brought)
        due = line.before[0]
        found = []
        if credits and not isinstance(self.component.payout, _WITHOUT_DEALS):
            now, so_far = self._open(at), credit_of(late)
            paid = (
                self.windowed.slices(now, so_far) if self.per_deal is None else self.per_deal.slices(at, late)
            )
            nothing = self._line(now, so_far, paid, before).due
            found += [Added("", month, nothing - due)] if nothing != due else []
            due = nothing
            steps = islice(self._one_by_one(now, [*late, *credits]), len(late), None)
            for one, (new, paid) in zip(credits, steps, strict=True):
                after = self._line(now, new, paid, before).due
                found.append(Added(one.deal_id, month, after - due))
                due = after
        if line.due != due:
            found.append(Added("", month, line.due - due))
        return found

    def _one_by_one(self, now: Now, credits: Sequence[Credit]) -> Iterator[tuple[Totals, tuple[Slice, ...]]]:
        """Yield credit and slices as deals come in, each step worked out from the one before."""
        totals = accumulate(credits, lambda so_far, one: so_far.plus(one), initial=NO_CREDIT)
        so_far = islice(totals, 1, None)
        if self.per_deal is not None:
            yield from zip(so_far, self.per_deal.one_by_one(now.month, credits), strict=True)
            return
        for new in so_far:
            yield new, self.windowed.slices(now, new)


def counted_months(desk: Desk, person: str) -> range | None:
    """Return the months in which credit counts for somebody who is in the plan for some days, None for all months."""
    if desk.leg is None:
        return None
    stint = desk.leg.stints[person]
    months = stint.months
    words = desk.plan.switching
    if words is None or words.credit_so_far == "restart":
        return months
    first = desk.plan.effective.fiscal_year_starts_in - 1
    return range(months.start - (months.start - first) % 12, months.stop)

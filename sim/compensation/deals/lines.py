"""Steps 5 to 12: each component's line of each month, with the part of it that each deal added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, islice
from typing import NamedTuple

from sim.compensation.deals.book import Credit
from sim.compensation.deals.desk import Desk
from sim.compensation.deals.judging import cap_on, factors
from sim.compensation.deals.paying import NONE, ONE, Facts, of_window, short_of
from sim.compensation.deals.payouts import Gonik, Matrix, Mbo, PersonalRate, Pool, QuotaBonus, Rank
from sim.compensation.deals.per_deal import PerDeal
from sim.compensation.deals.plan import DealComponent
from sim.compensation.deals.standing import pool_share, winners
from sim.compensation.exact import Exactly, total
from sim.compensation.lazy import lazy
from sim.compensation.payout import Commission, Curve, Lump, Steps, Tiers
from sim.compensation.plan import Rounding
from sim.compensation.slices import InPlay, Slice, cutter, slices
from sim.compensation.trace import Line

_WITHOUT_DEALS = (Mbo, Pool, Rank)
_CUT = (Curve, Steps, Commission, Lump)


@dataclass(frozen=True)
class DealLine(Line):
    """
    A line that may bring along what a cap cut off earlier.

    ``brought`` is that sum, which the window's cap limits again, and ``left`` what this window's own cap cuts off by
    now, for later windows [cents]; both 0 where the plan says that it is lost.
    """

    brought: Fraction = NONE
    left: Fraction = NONE

    @lazy
    def uncapped(self) -> Fraction:
        """Return what there is before the cap: what the slices pay, and what was brought along [cents]."""
        own = super().uncapped
        return own + self.brought if self.brought else own


class _Totals(NamedTuple):
    """Commission and quota credit of a month [hundredths]."""

    commission: Exactly
    quota: Exactly

    def plus(self, one: Credit) -> _Totals:
        """Return the totals with one credit more."""
        return _Totals(self.commission + one.commission, self.quota + one.quota)


class _Now(NamedTuple):
    """A month, the months of its open window, what credit is held against, and the window's credit before it."""

    month: int
    months: range
    in_play: InPlay
    earlier: _Totals


_NOTHING = _Totals(0, 0)


@dataclass(frozen=True)
class _Before:
    """
    What the months before leave to a line [cents].

    Due of the year's windows that are closed; due and posted up to the month before; what caps cut off before.
    """

    closed: Fraction = NONE
    due: tuple[Fraction, int] = (NONE, 0)
    brought: Fraction = NONE


@dataclass(frozen=True)
class Added:
    """What one deal's credit of a month added to what is due [cents], exact; "" is what no deal added."""

    deal_id: str
    month: int
    due: Fraction


@dataclass(frozen=True)
class ComponentLines:
    """One component's lines of one person, by month, and what each deal added."""

    component: DealComponent
    lines: tuple[DealLine, ...]
    added: tuple[Added, ...]


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
        self.totals = {month: _total(ones) for month, ones in self.by_month.items()}
        self.counted = counted_months(desk, person)
        self.now: _Now | None = None
        self.same = all(one.commission == one.quota for one in self.totals.values())
        self.cut = cutter(component.payout) if isinstance(component.payout, _CUT) else None
        self.per_deal = (
            PerDeal(component, desk.credited.deals, self.by_month)
            if component.measure.window == "per_deal"
            else None
        )

    def line(self, month: int, lines: Sequence[DealLine]) -> DealLine:
        """Return the line of a month, which follows the months before it."""
        if self.counted is not None and month < self.counted.start:
            return _empty(self.component, self.desk.plan.rounding)
        at, late, credits = self._counted_in(month)
        now = self._open(at)
        new = _total([*late, *credits]) if late else self.totals.get(month, _NOTHING)
        paid = (
            self._of_window(now, new)
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

    def _open(self, month: int) -> _Now:
        """Return what a month's line is worked out from besides the month's credit."""
        before, measure = self.now, self.component.measure
        if before is not None and before.month == month:
            return before
        open_now, _ = self.desk.window(measure, month)
        if before is not None and open_now[:-1] == before.months:
            new = self.totals.get(before.month, _NOTHING)
            earlier = _Totals(before.earlier.commission + new.commission, before.earlier.quota + new.quota)
        else:
            known = [self.totals[m] for m in open_now if m < month and m in self.totals]
            earlier = _Totals(sum(one.commission for one in known), sum(one.quota for one in known))
        in_play = self.desk.in_play(measure, self.component, self.person, month)
        self.now = _Now(month, open_now, in_play, earlier)
        return self.now

    def _before(self, month: int, lines: Sequence[DealLine]) -> _Before:
        if not lines:
            return _Before()
        last, measure, cap = lines[-1], self.component.measure, self.component.cap
        posted = last.before[1] + last.amount if last.rounding.of == "cumulative" else 0
        if self.counted is not None and month >= self.counted.stop:
            return _Before(last.closed, (last.due, posted), last.brought)
        open_now, _ = self.desk.window(measure, month)
        begins = open_now.start == month or measure.window in {"per_deal", "rolling"}
        brought = last.left if begins else last.brought
        if (month - self.fiscal + 1) % 12 == 0:
            return _Before(brought=brought if cap is not None and cap.excess == "carried" else NONE)
        return _Before(last.due if begins else last.closed, (last.due, posted), brought)

    def _line(self, now: _Now, new: _Totals, paid: tuple[Slice, ...], before: _Before) -> DealLine:
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
        )
        carries = component.cap is not None and component.cap.excess != "lost"
        if carries and own is not None and line.uncapped > own:
            return replace(line, left=line.uncapped - own)
        return line

    def added(self, month: int, lines: Sequence[DealLine]) -> list[Added]:
        """Return what each deal of the month added, in the order in which deals consume tiers, and the rest."""
        line = lines[-1]
        at, late, credits = self._counted_in(month)
        before = _Before(line.closed, line.before, line.brought)
        due = line.before[0]
        found = []
        if credits and not isinstance(self.component.payout, _WITHOUT_DEALS):
            now, so_far = self._open(at), _total(late)
            paid = self._of_window(now, so_far) if self.per_deal is None else self.per_deal.slices(at, late)
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

    def _one_by_one(
        self, now: _Now, credits: Sequence[Credit]
    ) -> Iterator[tuple[_Totals, tuple[Slice, ...]]]:
        """Yield credit and slices as deals come in, each step worked out from the one before."""
        totals = accumulate(credits, lambda so_far, one: so_far.plus(one), initial=_NOTHING)
        so_far = islice(totals, 1, None)
        if self.per_deal is not None:
            yield from zip(so_far, self.per_deal.one_by_one(now.month, credits), strict=True)
            return
        for new in so_far:
            yield new, self._of_window(now, new)

    def _of_window(self, now: _Now, new: _Totals) -> tuple[Slice, ...]:
        """Return the slices of the open window with ``new`` credit of the month."""
        payout = self.component.payout
        commission = quota = Fraction(now.earlier.quota + new.quota)
        if not self.same:
            commission = Fraction(now.earlier.commission + new.commission)
        if isinstance(payout, Tiers):
            return self._of_tiers(payout, now, new, (commission, quota))
        if self.cut is None:
            facts = self._facts(now.month, commission, quota, now.in_play)
            return of_window(payout, facts)  # type: ignore[arg-type]
        paid = self.cut([commission if isinstance(payout, Commission) else quota], [now.in_play])
        return paid or short_of(payout, quota, now.in_play.quota) if isinstance(payout, QuotaBonus) else paid

    def _of_tiers(
        self, payout: Tiers, now: _Now, new: _Totals, so_far: tuple[Fraction, Fraction]
    ) -> tuple[Slice, ...]:
        """Return the slices of tiers: placed by quota credit where x is attainment, paid on commission credit."""
        if payout.knot_rule != "whole":
            return _tiers(payout, so_far[:1], so_far[1:], [now.in_play])
        by_month = [new if m == now.month else self.totals.get(m, _NOTHING) for m in now.months]
        in_play = [self.desk.in_play(self.component.measure, None, self.person, m) for m in now.months]
        commission, quota = ([Fraction(one[at]) for one in by_month] for at in (0, 1))
        return _tiers(payout, commission, quota, in_play)

    def _facts(self, month: int, commission: Fraction, quota: Fraction, in_play: InPlay) -> Facts:
        desk, payout, measure = self.desk, self.component.payout, self.component.measure
        open_now, whole = desk.window(measure, month)
        found = {name: desk.reading(self.person, name, open_now) for name in _readings_of(payout)}
        if isinstance(payout, PersonalRate):
            found = {payout.of: desk.standing(self.person, payout.of, month)}
        elif isinstance(payout, Gonik):
            found = {payout.forecast: desk.named(self.person, payout.forecast, open_now, payout.counts)}
        base = desk.people[self.person].base
        year = Fraction(base if base is not None else desk.plan.pay.base) * 100
        counted = whole if measure.against == "full_quota" else open_now
        return Facts(
            in_play=in_play,
            commission=commission,
            quota_credit=quota,
            readings={name: value for name, value in found.items() if value is not None},
            base=year * len(counted) / 12,
            pool_share=pool_share(desk, self.component, payout, self.person, open_now)
            if isinstance(payout, Pool)
            else NONE,
            wins=isinstance(payout, Rank)
            and month == whole[-1]
            and self.person in winners(desk, self.component, payout, month),
        )


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


def _empty(component: DealComponent, rounding: Rounding) -> DealLine:
    """Return the line of a month before somebody came into the plan."""
    return DealLine(component.id, (NONE, NONE), InPlay(NONE, NONE), (), (), None, NONE, (NONE, 0), rounding)


def _total(credits: Sequence[Credit]) -> _Totals:
    commission: Exactly = 0
    quota: Exactly = 0
    for one in credits:
        commission += one.commission
        quota += one.quota
    return _Totals(commission, quota)


def _tiers(
    payout: Tiers, commission: Sequence[Fraction], quota: Sequence[Fraction], held: Sequence[InPlay]
) -> tuple[Slice, ...]:
    """Return the slices of tiers: placed by quota credit where x is attainment, paid on commission credit."""
    if payout.x == "credit" or commission == quota:
        return slices(payout, commission, held)
    retired = total(quota)
    if not retired:  # nothing retires quota: the place is the start of the first tier
        return (Slice(NONE, total(commission), Fraction(payout.bands[0].rate), ONE),)
    part = total(commission) / retired
    return tuple(Slice(s.start, s.end, s.rate, s.of * part, s.jump) for s in slices(payout, quota, held))


def _readings_of(payout: object) -> list[str]:
    """Return the names of the readings that a payout looks at."""
    match payout:
        case Mbo():
            return [score.id for score in payout.scores]
        case Matrix():
            return [axis.of for axis in (payout.rows, payout.cols) if axis.of]
    return []

"""Steps 5 to 12: each component's line of each month, with the part of it that each deal added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from sim.compensation.deals.book import Credit
from sim.compensation.deals.desk import Desk
from sim.compensation.deals.judging import cap_on, factors
from sim.compensation.deals.months import window
from sim.compensation.deals.paying import NONE, ONE, Facts, of_deal, of_window, short_of
from sim.compensation.deals.payouts import Gonik, Matrix, Mbo, PersonalRate, Pool, QuotaBonus, Rank, RateTable
from sim.compensation.deals.plan import DealComponent
from sim.compensation.deals.standing import pool_share, winners
from sim.compensation.payout import Commission, Curve, Steps, Tiers
from sim.compensation.plan import AmountCap, Rounding
from sim.compensation.slices import InPlay, Slice, slices
from sim.compensation.trace import Line

_WITHOUT_DEALS = (Mbo, Pool, Rank)


@dataclass(frozen=True)
class DealLine(Line):
    """
    A line that may bring along what a cap cut off earlier.

    ``brought`` is that sum, which the window's cap limits again, and ``left`` what this window's own cap cuts off by
    now, for later windows [cents]; both 0 where the plan says that it is lost.
    """

    brought: Fraction = NONE
    left: Fraction = NONE

    @cached_property
    def uncapped(self) -> Fraction:
        """Return what there is before the cap: what the slices pay, and what was brought along [cents]."""
        own = super().uncapped
        return own + self.brought if self.brought else own


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

    def line(self, month: int, lines: Sequence[DealLine]) -> DealLine:
        """Return the line of a month, which follows the months before it."""
        if self.counted is not None and month < self.counted.start:
            return _empty(self.component, self.desk.plan.rounding)
        return self._evaluated(month, self.by_month[month], self._before(month, lines))

    def _evaluated(self, month: int, now: Sequence[Credit], before: _Before) -> DealLine:
        """
        Return a line with only ``now`` of the month's credits.

        What comes after somebody has left the plan is worked out as if it had come in the last month there: windows and
        quotas that go on have nothing to do with it any more.
        """
        if self.counted is None or month < self.counted.stop:
            return self._line(month, now, before)
        last = self.counted.stop - 1
        if self.desk.leg is not None and self.person in self.desk.leg.settled:
            return self._line(last, self.by_month[last], before)
        late = [one for m in range(last, month) for one in self.by_month[m]]
        return self._line(last, [*late, *now], before)

    def _before(self, month: int, lines: Sequence[DealLine]) -> _Before:
        if not lines:
            return _Before()
        last, measure, cap = lines[-1], self.component.measure, self.component.cap
        posted = last.before[1] + last.amount if last.rounding.of == "cumulative" else 0
        if self.counted is not None and month >= self.counted.stop:
            return _Before(last.closed, (last.due, posted), last.brought)
        open_now, _ = window(measure, month, self.fiscal)
        begins = open_now.start == month or measure.window in {"per_deal", "rolling"}
        brought = last.left if begins else last.brought
        if (month - self.fiscal + 1) % 12 == 0:
            return _Before(brought=brought if cap is not None and cap.excess == "carried" else NONE)
        return _Before(last.due if begins else last.closed, (last.due, posted), brought)

    def _line(self, month: int, now: Sequence[Credit], before: _Before) -> DealLine:
        """Return a line with only ``now`` of the month's credits."""
        measure, desk, component = self.component.measure, self.desk, self.component
        open_now, _ = window(measure, month, self.fiscal)
        in_play = desk.in_play(measure, component, self.person, month)
        _, new = self._new(month, now)
        so_far = new + sum((self.totals[m][1] for m in open_now if m < month and m in self.totals), NONE)
        paid = (
            self._of_deals(month, now)
            if measure.window == "per_deal"
            else self._of_window(month, now, in_play)
        )
        own, limit = cap_on(desk, component, self.person, month, in_play)
        line = DealLine(
            component=component.id,
            credit=(new, so_far),
            in_play=in_play,
            slices=paid,
            factors=factors(desk, component, self.person, month) if desk.plan.links else (),
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
        line, credits = lines[-1], self.by_month[month]
        before = _Before(line.closed, line.before, line.brought)
        due = line.before[0]
        found = []
        if not isinstance(self.component.payout, _WITHOUT_DEALS):
            nothing = self._evaluated(month, (), before).due if credits else due
            if nothing != due:
                found.append(Added("", month, nothing - due))
                due = nothing
            for count in range(1, len(credits) + 1):
                after = self._evaluated(month, credits[:count], before).due
                found.append(Added(credits[count - 1].deal_id, month, after - due))
                due = after
        if line.due != due:
            found.append(Added("", month, line.due - due))
        return found

    def _of_window(self, month: int, now: Sequence[Credit], in_play: InPlay) -> tuple[Slice, ...]:
        payout = self.component.payout
        open_now, _ = window(self.component.measure, month, self.fiscal)
        by_month = [self._new(m, now) if m == month else self.totals.get(m, (NONE, NONE)) for m in open_now]
        commission, quota = [c for c, _ in by_month], [q for _, q in by_month]
        if isinstance(payout, QuotaBonus):
            return slices(payout, quota, [in_play]) or short_of(payout, sum(quota, NONE), in_play.quota)
        if isinstance(payout, Curve | Steps):
            return slices(payout, quota, [in_play])
        if isinstance(payout, Commission):
            return slices(payout, commission, [in_play])
        if isinstance(payout, Tiers):
            held = [self.desk.in_play(self.component.measure, None, self.person, m) for m in open_now]
            return _tiers(payout, commission, quota, held)
        return of_window(payout, self._facts(month, sum(commission, NONE), sum(quota, NONE), in_play))  # type: ignore[arg-type]

    def _new(self, month: int, now: Sequence[Credit]) -> tuple[Fraction, Fraction]:
        """Return commission and quota credit of the month, all of it or only some."""
        return self.totals[month] if now and now is self.by_month[month] else _total(now)

    def _facts(self, month: int, commission: Fraction, quota: Fraction, in_play: InPlay) -> Facts:
        desk, payout, measure = self.desk, self.component.payout, self.component.measure
        open_now, whole = window(measure, month, self.fiscal)
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

    def _of_deals(self, month: int, now: Sequence[Credit]) -> tuple[Slice, ...]:
        """Return the slices of each deal touched in the month: what it is worth now, less what it was before."""
        found: list[Slice] = []
        for deal_id in sorted({one.deal_id for one in now}):
            before = sum(
                (
                    o.commission
                    for m, ones in self.by_month.items()
                    if m < month
                    for o in ones
                    if o.deal_id == deal_id
                ),
                NONE,
            )
            after = before + sum((o.commission for o in now if o.deal_id == deal_id), NONE)
            found += self._of_deal(deal_id, after)
            if before:
                found += [_negated(part) for part in self._of_deal(deal_id, before)]
        return tuple(found)

    def _of_deal(self, deal_id: str, credit: Fraction) -> tuple[Slice, ...]:
        payout = self.component.payout
        if isinstance(payout, RateTable | Matrix):
            deal = self.desk.credited.deals.get(deal_id)
            paid = of_deal(payout, deal, credit) if deal is not None else ()
        elif isinstance(payout, Commission | Tiers):
            paid = slices(payout, [credit], [InPlay(ONE, NONE)])
        else:
            paid = of_window(payout, Facts(InPlay(NONE, NONE), credit, credit, {}))  # type: ignore[arg-type]
        total = sum((part.amount for part in paid), NONE)
        cap = self.component.cap
        if isinstance(cap, AmountCap) and total > Fraction(cap.max) * 100:
            return (*paid, Slice(credit, credit, NONE, ONE, Fraction(cap.max) * 100 - total))
        return paid


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


def _total(credits: Sequence[Credit]) -> tuple[Fraction, Fraction]:
    """Return commission and quota credit [hundredths]."""
    return sum((one.commission for one in credits), NONE), sum((one.quota for one in credits), NONE)


def _negated(part: Slice) -> Slice:
    return Slice(part.start, part.end, -part.rate, part.of, -part.jump)


def _tiers(
    payout: Tiers, commission: Sequence[Fraction], quota: Sequence[Fraction], held: Sequence[InPlay]
) -> tuple[Slice, ...]:
    """Return the slices of tiers: placed by quota credit where x is attainment, paid on commission credit."""
    if payout.x == "credit" or commission == quota:
        return slices(payout, commission, held)
    total = sum(quota, NONE)
    if not total:  # nothing retires quota: the place is the start of the first tier
        return (Slice(NONE, sum(commission, NONE), Fraction(payout.bands[0].rate), ONE),)
    part = sum(commission, NONE) / total
    return tuple(Slice(s.start, s.end, s.rate, s.of * part, s.jump) for s in slices(payout, quota, held))


def _readings_of(payout: object) -> list[str]:
    """Return the names of the readings that a payout looks at."""
    match payout:
        case Mbo():
            return [score.id for score in payout.scores]
        case Matrix():
            return [axis.of for axis in (payout.rows, payout.cols) if axis.of]
    return []

"""Steps 5 to 12: each component's line of each month, with the part of it that each deal added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sim.compensation.deals.book import Credit
from sim.compensation.deals.desk import Desk
from sim.compensation.deals.months import window
from sim.compensation.deals.paying import NONE, ONE, Facts, of_deal, of_window
from sim.compensation.deals.payouts import Gonik, Matrix, Mbo, PersonalRate, Pool, Rank, RateTable
from sim.compensation.deals.plan import DealComponent, DealGate, DealMultiplier
from sim.compensation.payout import Commission, Curve, Lump, Steps, Tiers, is_reached
from sim.compensation.plan import AmountCap
from sim.compensation.slices import InPlay, Slice, slices
from sim.compensation.trace import Factor, Line, limit

_WITHOUT_DEALS = (Mbo, Pool, Rank)


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
    lines: tuple[Line, ...]
    added: tuple[Added, ...]


def work_out(desk: Desk, component: DealComponent, person: str) -> ComponentLines:
    """Return all months of a component for a person; what deals added only where the plan asks for it."""
    teller = _Teller(desk, component, person)
    lines: list[Line] = []
    added: list[Added] = []
    payment = desk.plan.payment
    tells_deals = bool(payment.release or payment.clawback)
    for month in desk.months:
        lines.append(teller.line(month, lines))
        if tells_deals:
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

    def line(self, month: int, lines: Sequence[Line]) -> Line:
        """Return the line of a month, which follows the months before it."""
        open_now, _ = window(self.component.measure, month, self.fiscal)
        closed, before = NONE, (NONE, 0)
        new_year = (month - self.fiscal + 1) % 12 == 0
        if lines and not new_year:
            last = lines[-1]
            before = (last.due, last.before[1] + last.amount if last.rounding.of == "cumulative" else 0)
            begins = open_now.start == month or self.component.measure.window in {"per_deal", "rolling"}
            closed = last.due if begins else last.closed
        return self._line(month, self.by_month[month], closed, before)

    def _line(
        self, month: int, now: Sequence[Credit], closed: Fraction, before: tuple[Fraction, int]
    ) -> Line:
        """Return a line with only ``now`` of the month's credits."""
        measure, desk = self.component.measure, self.desk
        open_now, _ = window(measure, month, self.fiscal)
        in_play = desk.in_play(measure, self.component, self.person, month)
        _, new = self._new(month, now)
        so_far = new + sum((self.totals[m][1] for m in open_now if m < month and m in self.totals), NONE)
        paid = (
            self._of_deals(month, now)
            if measure.window == "per_deal"
            else self._of_window(month, now, in_play)
        )
        return Line(
            component=self.component.id,
            credit=(new, so_far),
            in_play=in_play,
            slices=paid,
            factors=tuple(
                judge(desk, link, self.person, month) for link in desk.plan.links_of(self.component)
            ),
            limit=None if measure.window == "per_deal" else limit(self.component.cap, in_play),
            closed=closed,
            before=before,
            rounding=desk.plan.rounding,
        )

    def added(self, month: int, lines: Sequence[Line]) -> list[Added]:
        """Return what each deal of the month added, in the order in which deals consume tiers, and the rest."""
        line, credits = lines[-1], self.by_month[month]
        due = line.before[0]
        found = []
        if not isinstance(self.component.payout, _WITHOUT_DEALS):
            nothing = self._line(month, (), line.closed, line.before).due if credits else due
            if nothing != due:
                found.append(Added("", month, nothing - due))
                due = nothing
            for count in range(1, len(credits) + 1):
                after = self._line(month, credits[:count], line.closed, line.before).due
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
        if isinstance(payout, Curve | Steps | Lump):
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
        wanted = _readings_of(payout)
        found = {name: desk.reading(self.person, name, open_now) for name in wanted}
        if isinstance(payout, PersonalRate):
            found = {payout.of: desk.standing(self.person, payout.of, month)}
        base = desk.people[self.person].base
        year = Fraction(base if base is not None else desk.plan.pay.base) * 100
        counted = whole if measure.against == "full_quota" else open_now
        return Facts(
            in_play=in_play,
            commission=commission,
            quota_credit=quota,
            readings={name: value for name, value in found.items() if value is not None},
            base=year * len(counted) / 12,
            pool_share=pool_share(desk, self.component, self.person, open_now)
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
        case Gonik():
            return [payout.forecast]
        case Matrix():
            return [axis.of for axis in (payout.rows, payout.cols) if axis.of]
    return []


def judge(desk: Desk, link: DealGate | DealMultiplier, person: str, month: int) -> Factor:
    """Return the factor of a link in a month: that of the last step reached."""
    in_play = desk.in_play(link.measure, None, person, month)
    attainment = None
    if in_play.quota:
        open_now, _ = window(link.measure, month, desk.plan.effective.fiscal_year_starts_in)
        attainment = credit_in(desk.credits(link.measure, person), open_now) / in_play.quota
    factor, steps = link.staircase()
    for start, here in steps:
        if attainment is not None and is_reached(Fraction(start), attainment, link.boundary):
            factor = here
    return Factor(link.id, attainment, Fraction(factor), link.order)


def credit_in(credits: Iterable[Credit], months: range) -> Fraction:
    """Return the quota credit of some months [hundredths]."""
    return sum((one.quota for one in credits if one.month in months), NONE)


def pool_share(desk: Desk, component: DealComponent, person: str, months: range) -> Fraction:
    """Return a person's part of everybody's positive commission credit in a window."""

    def own(who: str) -> Fraction:
        credits = desk.credits(component.measure, who, component)
        return max(sum((one.commission for one in credits if one.month in months), NONE), NONE)

    total = sum((own(who) for who in desk.people), NONE)
    return own(person) / total if total else NONE


def winners(desk: Desk, component: DealComponent, rank: Rank, month: int) -> set[str]:
    """Return who is among the best of a window that ends with this month."""
    whole, _ = window(component.measure, month, desk.plan.effective.fiscal_year_starts_in)
    reached: dict[str, Fraction] = {}
    for who in desk.people:
        quota = desk.in_play(component.measure, None, who, month).quota
        if quota:
            reached[who] = credit_in(desk.credits(component.measure, who, component), whole) / quota
    places = max(int(len(desk.people) * Fraction(rank.top_share)), 1)
    good = {who: at for who, at in reached.items() if at >= Fraction(rank.min_attainment)}
    order = sorted(good.values(), reverse=True)
    if len(order) <= places:
        return set(good)
    last = order[places - 1]
    shared = order[places] == last
    return {
        who
        for who, at in good.items()
        if at > last or (at == last and (not shared or rank.ties == "all_win"))
    }

"""Step 8 for windows of months: the slices that a component pays for the credit of its open window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from sim.compensation.deals.awards import Gonik, Mbo, Pool, QuotaBonus, Rank
from sim.compensation.deals.deal_lines import NO_CREDIT, Now, Totals
from sim.compensation.deals.desk import Desk
from sim.compensation.deals.paying import NONE, ONE, Facts, of_window, short_of
from sim.compensation.deals.payouts import Matrix, PersonalRate
from sim.compensation.deals.plan import DealComponent
from sim.compensation.deals.standing import pool_share, winners
from sim.compensation.exact import total
from sim.compensation.payout import Commission, Curve, Lump, Steps, Tiers
from sim.compensation.slices import InPlay, Slice, cutter, slices

_CUT = (Curve, Steps, Commission, Lump)


class Windowed:
    """A component that counts windows of months, for one person; ``totals`` are the person's credit by month."""

    def __init__(
        self, desk: Desk, component: DealComponent, person: str, totals: Mapping[int, Totals]
    ) -> None:
        self.desk, self.component, self.person, self.totals = desk, component, person, totals
        self.same = all(one.commission == one.quota for one in totals.values())
        self.cut = cutter(component.payout) if isinstance(component.payout, _CUT) else None

    def slices(self, now: Now, new: Totals) -> tuple[Slice, ...]:
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
        self, payout: Tiers, now: Now, new: Totals, so_far: tuple[Fraction, Fraction]
    ) -> tuple[Slice, ...]:
        """Return the slices of tiers: placed by quota credit where x is attainment, paid on commission credit."""
        if payout.knot_rule != "whole":
            return _tiers(payout, so_far[:1], so_far[1:], [now.in_play])
        by_month = [new if m == now.month else self.totals.get(m, NO_CREDIT) for m in now.months]
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

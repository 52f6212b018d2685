"""Step 16, first part: what becomes payable of what was earned, deal by deal, as the plan releases it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sim.compensation.deals.book import DealEvent
from sim.compensation.deals.crediting import Credited
from sim.compensation.deals.deal import Deal, returned_part
from sim.compensation.deals.deal_lines import Added, DealLine
from sim.compensation.deals.months import first_day, last_day, month_of
from sim.compensation.deals.payment_terms import Release
from sim.compensation.deals.plan import DealPlan
from sim.compensation.exact import total
from sim.compensation.plan import Rounding
from sim.compensation.rounding import round_cents

NONE = Fraction(0)


@dataclass(frozen=True)
class ReleaseLine:
    """
    What a month releases of one component, or of what one cap takes [cents]: the ``parts``, by deal and day, exact.

    ``before`` is all that was released up to the month before; the running total is rounded.
    """

    component: str
    before: Fraction
    parts: tuple[tuple[str, date, Fraction], ...]
    rounding: Rounding

    @property
    def amount(self) -> int:
        """Return the month's entry, worked out anew [cents]."""
        now = self.before + total(due for _, _, due in self.parts)
        return round_cents(now, self.rounding) - round_cents(self.before, self.rounding)


class Released:
    """What becomes payable of one component's deals, or of what one cap takes from them, month by month [cents]."""

    def __init__(
        self,
        plan: DealPlan,
        credited: Credited,
        component: str,
        added: Sequence[Added],
        lines: Sequence[DealLine],
    ) -> None:
        self.plan, self.credited, self.component, self.lines = plan, credited, component, lines
        self.parts: list[tuple[str, date, Fraction]] = []
        self.of_deal: dict[str, Fraction] = defaultdict(lambda: NONE)
        for one in added:
            self.of_deal[one.deal_id] += one.due
            self.parts += self._parts(one)

    def _parts(self, added: Added) -> list[tuple[str, date, Fraction]]:
        deal = self.credited.deals.get(added.deal_id)
        release = self.plan.payment.release
        # What a return takes back is due at once; what a cap takes goes with the pay it is taken from.
        at_once = added.due < 0 and bool(self.lines)
        if deal is None or not release or at_once:
            day = deal.day if deal and month_of(deal.day) == added.month else first_day(added.month)
            return [(added.deal_id, day, added.due)]
        found = []
        for part in release:
            for day, share in _when(self.plan, part, deal, self.credited.events[added.deal_id]):
                at = max(day, first_day(added.month))
                found.append((added.deal_id, at, added.due * Fraction(part.share) * share))
        return found

    def line(self, month: int) -> ReleaseLine:
        """Return what a month releases, in the order of days and deals."""
        start, end = first_day(month), last_day(month)
        parts = tuple(
            sorted((part for part in self.parts if start <= part[1] <= end), key=lambda p: (p[1], p[0]))
        )
        before = total(due for _, at, due in self.parts if at < start)
        return ReleaseLine(self.component, before, parts, self.plan.rounding)

    def until(self, day: date, deal_id: str | None = None) -> Fraction:
        """Return what has become payable up to a day, of all deals or of one."""
        return total(due for name, at, due in self.parts if at <= day and deal_id in {None, name})

    def cancel_after(self, day: date, deal_id: str) -> Fraction:
        """Take out what a deal would still release after a day, and return how much that was."""
        cut = self.of_deal[deal_id] - self.until(day, deal_id)
        self.parts = [part for part in self.parts if part[0] != deal_id or part[1] <= day]
        return cut


def _when(
    plan: DealPlan, part: Release, deal: Deal, events: Sequence[DealEvent]
) -> list[tuple[date, Fraction]]:
    """Return the days on which a part is released, and which share of it, together at most all of it."""
    if part.after_days is not None:
        return [(deal.day + timedelta(days=part.after_days), Fraction(1))]
    if part.event == plan.credit_event:
        return [(deal.day, Fraction(1))]
    found, left = [], Fraction(1)
    for event in events:
        if event.event == part.event:
            share = min(returned_part(event, deal), left)
            found.append((event.day, share))
            left -= share
    return found

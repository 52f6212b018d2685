"""Step 8 for windows of single deals: the slices of each deal that a month touches, and what it is worth by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from sim.compensation.deals.book import Credit
from sim.compensation.deals.deal import Deal
from sim.compensation.deals.paying import NONE, ONE, Facts, of_deal, of_window
from sim.compensation.deals.payouts import Matrix, RateTable
from sim.compensation.deals.plan import DealComponent
from sim.compensation.exact import Exactly, total
from sim.compensation.payout import Commission, Tiers
from sim.compensation.plan import AmountCap
from sim.compensation.slices import InPlay, Slice, slices


class PerDeal:
    """A component that pays each deal by itself, and one person's credits of it by month."""

    def __init__(
        self, component: DealComponent, deals: Mapping[str, Deal], credits: Mapping[int, Sequence[Credit]]
    ) -> None:
        self.component, self.deals = component, deals
        self.by_deal: dict[str, list[Credit]] = defaultdict(list)
        for month in sorted(credits):
            for one in credits[month]:
                self.by_deal[one.deal_id].append(one)

    def slices(self, month: int, credits: Sequence[Credit]) -> tuple[Slice, ...]:
        """Return the slices of each deal touched: what it is worth now, less what it was before the month."""
        found: list[Slice] = []
        added: dict[str, Exactly] = defaultdict(int)
        for one in credits:
            added[one.deal_id] += one.commission
        for deal_id in sorted(added):
            before = self._earlier(deal_id, month)
            found += self._of_deal(deal_id, before + added[deal_id])
            if before:
                found += [_negated(part) for part in self._of_deal(deal_id, before)]
        return tuple(found)

    def one_by_one(self, month: int, credits: Sequence[Credit]) -> Iterator[tuple[Slice, ...]]:
        """Yield what the deals touched are worth after each credit, less before the month, as one slice of a sum."""
        worth = NONE
        of_deal: dict[str, tuple[Fraction, Fraction]] = {}
        for one in credits:
            name = one.deal_id
            if name not in of_deal:
                earlier = self._earlier(name, month)
                of_deal[name] = earlier, self._worth(name, earlier) if earlier else NONE
            credit, before = of_deal[name]
            credit += one.commission
            of_deal[name] = credit, self._worth(name, credit)
            worth += of_deal[name][1] - before
            yield (Slice(NONE, NONE, NONE, ONE, worth),)

    def _earlier(self, deal_id: str, month: int) -> Fraction:
        """Return what a deal was credited with before a month [hundredths]."""
        return total(one.commission for one in self.by_deal.get(deal_id, ()) if one.month < month)

    def _worth(self, deal_id: str, credit: Fraction) -> Fraction:
        return total(part.amount for part in self._of_deal(deal_id, credit))

    def _of_deal(self, deal_id: str, credit: Fraction) -> tuple[Slice, ...]:
        payout = self.component.payout
        if isinstance(payout, RateTable | Matrix):
            deal = self.deals.get(deal_id)
            paid = of_deal(payout, deal, credit) if deal is not None else ()
        elif isinstance(payout, Commission | Tiers):
            paid = slices(payout, [credit], [InPlay(ONE, NONE)])
        else:
            paid = of_window(payout, Facts(InPlay(NONE, NONE), credit, credit, {}))  # type: ignore[arg-type]
        cap = self.component.cap
        if isinstance(cap, AmountCap):
            above = total(part.amount for part in paid) - Fraction(cap.max) * 100
            return (*paid, Slice(credit, credit, NONE, ONE, -above)) if above > 0 else paid
        return paid


def _negated(part: Slice) -> Slice:
    return Slice(part.start, part.end, -part.rate, part.of, -part.jump)

"""Step 12: what the plan's caps take from components together, in whole cents of what is posted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sim.compensation.deals.caps import PayCap
from sim.compensation.deals.deal_capping import DealCapLine, deal_cap_lines
from sim.compensation.deals.deal_lines import Added, ComponentLines
from sim.compensation.deals.desk import Desk
from sim.compensation.exact import total
from sim.compensation.measure import WINDOW_MONTHS
from sim.compensation.rounding import round_cents

NONE = Fraction(0)


@dataclass(frozen=True)
class CapLine:
    """
    What a cap did in a month [cents]: of the window's ``pay`` so far, and what was ``brought`` along, ``limit`` stays.

    ``before`` is what it took in the window up to the month before, 0 or less; ``amount`` what it takes now, above 0
    where it gives back what was cut off in an earlier window or month.
    """

    cap: str
    pay: int
    brought: int
    limit: int
    before: int

    @property
    def amount(self) -> int:
        """Return the month's entry, worked out anew [cents]."""
        return min(self.pay + self.brought, self.limit) - self.pay - self.before


@dataclass(frozen=True)
class Cuts:
    """What one cap takes, month by month [cents, 0 or less unless it gives back], and of which deals."""

    cap: PayCap
    cents: tuple[int, ...]
    lines: tuple[CapLine | DealCapLine, ...]
    added: tuple[Added, ...]


def cuts(desk: Desk, person: str, worked: Sequence[ComponentLines]) -> list[Cuts]:
    """Return what each of the plan's caps takes from a person, each from what the ones before it left."""
    found: list[Cuts] = []
    for cap in desk.plan.caps:
        inside = [one for one in worked if one.component.id in cap.components]
        earlier = [one for one in found if set(one.cap.components) <= set(cap.components)]
        posted = [sum(one.lines[i].amount for one in inside) for i in range(len(desk.months))]
        for one in earlier:
            posted = [a + b for a, b in zip(posted, one.cents, strict=True)]
        if cap.over == "deal":
            added = [part for one in inside for part in one.added]
            added += [part for one in earlier for part in one.added]
            found.append(_of_deals(desk, cap, added, posted))
            continue
        lines = _of_windows(desk, cap, person, posted)
        cents = tuple(line.amount for line in lines)
        found.append(Cuts(cap, cents, lines, _told(desk, inside, cents)))
    return found


def _of_windows(desk: Desk, cap: PayCap, person: str, posted: Sequence[int]) -> tuple[CapLine, ...]:
    """Return a cap's lines over months, quarters or fiscal years."""
    size = WINDOW_MONTHS[cap.over]
    first = desk.plan.effective.fiscal_year_starts_in - 1
    lines: list[CapLine] = []
    pay = brought = cut = 0
    for month, cents in zip(desk.months, posted, strict=True):
        position = (month - first) % 12
        if position % size == 0 or not lines:
            brought = brought - cut if cap.excess != "lost" else 0
            if position == 0 and cap.excess == "carried_in_year":
                brought = 0
            pay = cut = 0
            limit = _limit(desk, cap, person, range(month - position % size, month - position % size + size))
        pay += cents
        lines.append(CapLine(cap.id, pay, brought, limit, cut))
        cut += lines[-1].amount
    return tuple(lines)


def _limit(desk: Desk, cap: PayCap, person: str, months: range) -> int:
    if cap.of == "amount":
        return int(cap.max * 100)
    weights = total(desk.plan.target_share(one) for one in desk.plan.components if one.id in cap.components)
    target = desk.target(person)
    in_play = total(target.get(month, NONE) for month in months)
    return round_cents(Fraction(cap.max) * weights * in_play, desk.plan.rounding)


def _told(desk: Desk, inside: Sequence[ComponentLines], cents: Sequence[int]) -> tuple[Added, ...]:
    """Return which deals a cut is taken from: those that added to the month, in proportion; "" where none did."""
    if not (desk.plan.payment.release or desk.plan.payment.clawback):
        return ()
    found: list[Added] = []
    for month, cut in zip(desk.months, cents, strict=True):
        deals: dict[str, Fraction] = defaultdict(lambda: NONE)
        for one in inside:
            for added in one.added:
                if added.month == month and added.due > 0 and cut < 0:
                    deals[added.deal_id] += added.due
        whole = total(deals.values())
        if cut and not whole:
            deals, whole = defaultdict(lambda: NONE, {"": Fraction(1)}), Fraction(1)
        found += [Added(name, month, cut * due / whole) for name, due in sorted(deals.items()) if cut]
    return tuple(found)


def _of_deals(desk: Desk, cap: PayCap, added: Sequence[Added], posted: Sequence[int]) -> Cuts:
    """Return what a cap on each deal takes: of all that a deal has added so far, what is above the cap."""
    lines = deal_cap_lines(cap, desk.months, added, posted, desk.plan.rounding)
    told = [
        Added(deal.deal_id, month, Fraction(deal.cents))
        for month, line in zip(desk.months, lines, strict=True)
        for deal in line.deals
    ]
    return Cuts(cap, tuple(line.amount for line in lines), lines, tuple(told))

"""Step 12 for caps on each deal: what is above the cap of all that a deal has paid so far, to the cent of the month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sim.compensation.deals.caps import PayCap
from sim.compensation.deals.deal_lines import Added
from sim.compensation.exact import total
from sim.compensation.plan import Rounding
from sim.compensation.rounding import round_cents

_NONE = Fraction(0)


@dataclass(frozen=True)
class CappedDeal:
    """A deal of which a cap takes something else than before: its ``pay`` so far [cents], and the month's entry."""

    deal_id: str
    pay: Fraction
    cents: int


@dataclass(frozen=True)
class DealCapLine:
    """
    What a cap on each deal did in a month [cents]: at most ``limit`` stays of each.

    ``left`` is what it leaves of everything so far, exact, up to the month before and by now; ``posted`` what its
    components posted in the month, in whole cents. The ``deals`` are those whose cut changed; without any the cap does
    nothing. So that a deal alone in its month is paid the cap and no cent more, what is left is rounded, not the cut.
    """

    cap: str
    limit: int
    left: tuple[Fraction, Fraction]
    posted: int
    deals: tuple[CappedDeal, ...]
    rounding: Rounding

    @property
    def amount(self) -> int:
        """Return the month's entry, worked out anew [cents]."""
        return _entry(self.left, self.posted, self.rounding) if self.deals else 0


def deal_cap_lines(
    cap: PayCap, months: Iterable[int], added: Sequence[Added], posted: Sequence[int], rounding: Rounding
) -> tuple[DealCapLine, ...]:
    """Return a cap's lines by month, from what deals ``added`` to its components' pay and what these ``posted``."""
    limit = int(cap.max * 100)
    by_month: dict[int, list[Added]] = defaultdict(list)
    for part in added:
        by_month[part.month].append(part)
    pay: dict[str, Fraction] = defaultdict(lambda: _NONE)
    lines: list[DealCapLine] = []
    before = _NONE
    for month, cents in zip(months, posted, strict=True):
        old = {part.deal_id: pay[part.deal_id] for part in by_month[month]}
        for part in by_month[month]:
            pay[part.deal_id] += part.due
        now = before + total(
            _left(name, pay[name], limit) - _left(name, was, limit) for name, was in old.items()
        )
        cut = {name: _cut(name, pay[name], limit) - _cut(name, old[name], limit) for name in sorted(old)}
        entry = _entry((before, now), cents, rounding)
        deals = tuple(
            CappedDeal(name, pay[name], share) for name, share in _shared_out(cut, entry, rounding).items()
        )
        lines.append(DealCapLine(cap.id, limit, (before, now), cents, deals, rounding))
        before = now
    return tuple(lines)


def _left(name: str, pay: Fraction, limit: int) -> Fraction:
    """Return what is left of a deal's pay; what no deal added has no cap."""
    return min(pay, Fraction(limit)) if name else pay


def _cut(name: str, pay: Fraction, limit: int) -> Fraction:
    return _left(name, pay, limit) - pay


def _entry(left: tuple[Fraction, Fraction], posted: int, rounding: Rounding) -> int:
    before, now = left
    if rounding.of == "period":
        return round_cents(now - before, rounding) - posted
    return round_cents(now, rounding) - round_cents(before, rounding) - posted


def _shared_out(cut: dict[str, Fraction], entry: int, rounding: Rounding) -> dict[str, int]:
    """Return whole cents for each deal whose cut changed; the last cent goes to the largest."""
    found = {name: round_cents(change, rounding) for name, change in cut.items() if change}
    if found:
        largest = max(found, key=lambda name: (abs(cut[name]), name))
        found[largest] += entry - sum(found.values())
    return found

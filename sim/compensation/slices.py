"""Cut the credit of a window into the slices that a payout pays, each from, to, at what rate; exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from sim.compensation.exact import total
from sim.compensation.payout import Boundary, Commission, Curve, Lump, Payout, Steps, Tiers, is_reached

NONE, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class InPlay:
    """Quota and target pay that the credit of a window is held against [cents]."""

    quota: Fraction
    target: Fraction


class Slice(NamedTuple):
    """
    A stretch from ``start`` to ``end`` that is paid at ``rate``, after a ``jump`` at its start.

    ``of`` is the cents that a whole 1.0 of the stretch stands for: target pay for a curve over attainment,
    the quota for rates over attainment, 1 for rates over credit in cents. A tuple, because there are many of them.
    """

    start: Fraction
    end: Fraction
    rate: Fraction
    of: Fraction
    jump: Fraction = NONE

    @property
    def amount(self) -> Fraction:
        """Return what the slice pays, exact [cents]: (jump + rate x (end - start)) x of."""
        # Multiplied out over one denominator: five fractions in a row would each be brought to lowest terms.
        (a, under_a), (b, under_b) = self.start.as_integer_ratio(), self.end.as_integer_ratio()
        (r, under_r), (of, under_of) = self.rate.as_integer_ratio(), self.of.as_integer_ratio()
        over, under = (b * under_a - a * under_b) * r, under_a * under_b * under_r
        if self.jump:
            jump, under_jump = self.jump.as_integer_ratio()
            over, under = over * under_jump + jump * under, under * under_jump
        return Fraction(over * of, under * under_of)


Cents = Sequence[int] | Sequence[Fraction]
Cut = Callable[[Cents, Sequence[InPlay]], tuple[Slice, ...]]
"""From the new credit of each month of a window, and what counted in it, to the slices that are paid."""


def slices(payout: Payout, window: Cents, in_play: Sequence[InPlay]) -> tuple[Slice, ...]:
    """
    Return the slices that are paid for the new credits of a window.

    Parameters
    ----------
    payout
        The component's payout.
    window
        New credit of each month of the window so far [cents].
    in_play
        Quota and target pay that counted in each of these months [cents]; the last is today's.
    """
    return cutter(payout)(window, in_play)


@lru_cache(maxsize=1024)
def cutter(payout: Payout) -> Cut:
    """Return what :func:`slices` does for a payout, whose numbers are made fractions once."""
    match payout:
        case Commission():
            return _Flat(Fraction(payout.rate))
        case Tiers():
            return _tiers(payout)
        case Lump():
            return _Lump(Fraction(payout.at), Fraction(payout.amount) * 100, payout.boundary)
        case Steps():
            return _Steps(_rises(payout), payout.boundary)
        case Curve():
            return _Curve(_stretches(payout))


@dataclass(frozen=True)
class _Flat:
    rate: Fraction

    def __call__(self, window: Cents, _in_play: Sequence[InPlay]) -> tuple[Slice, ...]:
        return (Slice(NONE, total(window), self.rate, ONE),)


@dataclass(frozen=True)
class _Lump:
    at: Fraction
    cents: Fraction
    boundary: Boundary

    def __call__(self, window: Cents, in_play: Sequence[InPlay]) -> tuple[Slice, ...]:
        quota = in_play[-1].quota
        if not quota or not is_reached(self.at, total(window) / quota, self.boundary):
            return ()  # no quota, no attainment
        return (Slice(self.at, self.at, NONE, ONE, self.cents),)


@dataclass(frozen=True)
class _Steps:
    """The rises of all steps reached, each a jump where it stands."""

    rises: tuple[tuple[Fraction, Fraction], ...]
    boundary: Boundary

    def __call__(self, window: Cents, in_play: Sequence[InPlay]) -> tuple[Slice, ...]:
        today = in_play[-1]
        if not today.quota:
            return ()
        attainment = total(window) / today.quota
        return tuple(
            Slice(x, x, NONE, today.target, rise)
            for x, rise in self.rises
            if is_reached(x, attainment, self.boundary)
        )


def _rises(steps: Steps) -> tuple[tuple[Fraction, Fraction], ...]:
    heights = [NONE, *(Fraction(y) for _, y in steps.points)]
    rises = (after - before for before, after in pairwise(heights))
    return tuple((Fraction(x), rise) for (x, _), rise in zip(steps.points, rises, strict=True))


@dataclass(frozen=True)
class _Curve:
    """Start, end (None for the last) and slope of each stretch, and the jump it begins with."""

    stretches: tuple[tuple[Fraction, Fraction | None, Fraction, Fraction], ...]

    def __call__(self, window: Cents, in_play: Sequence[InPlay]) -> tuple[Slice, ...]:
        today = in_play[-1]
        if not today.quota:
            return ()
        attainment = total(window) / today.quota
        found: list[Slice] = []
        for start, end, slope, jump in self.stretches:
            if attainment < start:
                break
            reached = attainment if end is None or attainment < end else end
            found.append(Slice(start, reached, slope, today.target, jump))
        return tuple(found)


def _stretches(curve: Curve) -> tuple[tuple[Fraction, Fraction | None, Fraction, Fraction], ...]:
    points = [(Fraction(x), Fraction(y)) for x, y in curve.points]
    slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points)]
    jumps = [points[0][1], *[NONE] * len(slopes)]
    starts = [x for x, _ in points]
    return tuple(
        zip(starts, [*starts[1:], None], [*slopes, Fraction(curve.beyond.slope)], jumps, strict=True)
    )


@dataclass(frozen=True)
class _Tier:
    """Where a tier starts [credit in cents, or attainment], its rate, and whether it re-rates all below it."""

    start: Fraction
    rate: Fraction
    re_rates: bool


@dataclass(frozen=True)
class _Tiers:
    """A slice for each stretch of credit that is paid at one rate; below zero it is at the first tier's."""

    tiers: tuple[_Tier, ...]
    by_attainment: bool
    boundary: Boundary | None

    def __call__(self, window: Cents, in_play: Sequence[InPlay]) -> tuple[Slice, ...]:
        unit = in_play[-1].quota if self.by_attainment else ONE
        if not unit:
            return ()
        here = total(window) / unit
        found: list[Slice] = []
        reached = self.reached(here)
        ends = [*(tier.start for tier in reached[1:]), here]
        for tier, end in zip(reached, ends, strict=True):
            if tier.re_rates:
                found = [Slice(NONE, end, tier.rate, unit)]
            else:
                found.append(Slice(tier.start, end, tier.rate, unit))
        return tuple(found)

    def reached(self, here: Fraction) -> tuple[_Tier, ...]:
        """Return the tiers reached, the first always."""
        count = 1 + sum(is_reached(tier.start, here, self.boundary) for tier in self.tiers[1:])
        return self.tiers[:count]


@dataclass(frozen=True)
class _NewCredit:
    """A slice for each month's new credit, in cents, at the rate of the tier that was reached by then."""

    tiers: _Tiers

    def __call__(self, window: Cents, in_play: Sequence[InPlay]) -> tuple[Slice, ...]:
        found: list[Slice] = []
        credit = [Fraction(new) for new in window]
        units = [held.quota if self.tiers.by_attainment else ONE for held in in_play]
        for so_far, new, unit in zip(accumulate(credit), credit, units, strict=True):
            if unit:
                rate = self.tiers.reached(so_far / unit)[-1].rate
                found.append(Slice(so_far - new, so_far, rate, ONE))
        return tuple(found)


def _tiers(tiers: Tiers) -> _Tiers | _NewCredit:
    scale = 100 if tiers.x == "credit" else 1  # bands are written in currency, credit is counted in cents
    made = tuple(
        _Tier(Fraction(band.starts_at) * scale, Fraction(band.rate), tiers.rule_of(band) == "whole_trueup")
        for band in tiers.bands
    )
    cut = _Tiers(made, tiers.x == "attainment", tiers.boundary)
    return _NewCredit(cut) if tiers.knot_rule == "whole" else cut

"""Cut the credit of a window into the slices that a payout pays, each from, to, at what rate; exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from sim.compensation.payout import Commission, Curve, Lump, Payout, Steps, Tiers, is_reached


@dataclass(frozen=True)
class InPlay:
    """Quota and target pay that the credit of a window is held against [cents]."""

    quota: Fraction
    target: Fraction


@dataclass(frozen=True)
class Slice:
    """
    A stretch from ``start`` to ``end`` that is paid at ``rate``, after a ``jump`` at its start.

    ``of`` is the cents that a whole 1.0 of the stretch stands for: target pay for a curve over attainment,
    the quota for rates over attainment, 1 for rates over credit in cents.
    """

    start: Fraction
    end: Fraction
    rate: Fraction
    of: Fraction
    jump: Fraction = Fraction(0)

    @property
    def amount(self) -> Fraction:
        """Return what the slice pays, exact [cents]."""
        return (self.jump + self.rate * (self.end - self.start)) * self.of


Cents = Sequence[int] | Sequence[Fraction]


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
    if isinstance(payout, Commission):
        return (Slice(Fraction(0), Fraction(sum(window)), Fraction(payout.rate), Fraction(1)),)
    if isinstance(payout, Tiers):
        units = [Fraction(1) if payout.x == "credit" else held.quota for held in in_play]
        return (
            _of_new_credit(payout, window, units)
            if payout.knot_rule == "whole"
            else _of_tiers(payout, window, units[-1])
        )
    today = in_play[-1]
    if not today.quota:
        return ()  # no quota, no attainment
    attainment = sum(window) / today.quota
    if isinstance(payout, Lump):
        reached = is_reached(Fraction(payout.at), attainment, payout.boundary)
        where = Fraction(payout.at)
        return (
            (Slice(where, where, Fraction(0), Fraction(1), Fraction(payout.amount) * 100),) if reached else ()
        )
    if isinstance(payout, Steps):
        return _of_steps(payout, attainment, today.target)
    return _of_curve(payout, attainment, today.target)


def _of_curve(curve: Curve, attainment: Fraction, target: Fraction) -> tuple[Slice, ...]:
    points = [(Fraction(x), Fraction(y)) for x, y in curve.points]
    found: list[Slice] = []
    jump = points[0][1]
    for i, (x, y) in enumerate(points):
        if attainment < x:
            break
        if i + 1 < len(points):
            next_x, next_y = points[i + 1]
            end, slope = min(attainment, next_x), (next_y - y) / (next_x - x)
        else:
            end, slope = attainment, Fraction(curve.beyond.slope)
        found.append(Slice(x, end, slope, target, jump))
        jump = Fraction(0)
    return tuple(found)


def _of_steps(steps: Steps, attainment: Fraction, target: Fraction) -> tuple[Slice, ...]:
    """Return the rises of all steps reached, each a jump where it stands."""
    found: list[Slice] = []
    height = Fraction(0)
    for x, y in steps.points:
        if is_reached(Fraction(x), attainment, steps.boundary):
            found.append(Slice(Fraction(x), Fraction(x), Fraction(0), target, Fraction(y) - height))
            height = Fraction(y)
    return tuple(found)


def _of_new_credit(tiers: Tiers, window: Cents, units: Sequence[Fraction]) -> tuple[Slice, ...]:
    """Return a slice for each month's new credit, in cents, at the rate of the tier that was reached by then."""
    found: list[Slice] = []
    credit = [Fraction(new) for new in window]
    for total, new, unit in zip(accumulate(credit), credit, units, strict=True):
        if unit:
            rate = _tiers_reached(tiers, total / unit)[-1][2]
            found.append(Slice(total - new, total, rate, Fraction(1)))
    return tuple(found)


def _of_tiers(tiers: Tiers, window: Cents, unit: Fraction) -> tuple[Slice, ...]:
    """Return a slice for each stretch of credit that is paid at one rate; below zero it is at the first tier's."""
    if not unit:
        return ()
    found: list[Slice] = []
    for start, end, rate, rule in _tiers_reached(tiers, sum(window) / unit):
        if rule == "whole_trueup":
            found = [Slice(Fraction(0), end, rate, unit)]
        else:
            found.append(Slice(start, end, rate, unit))
    return tuple(found)


def _tiers_reached(tiers: Tiers, reached: Fraction) -> list[tuple[Fraction, Fraction, Fraction, str]]:
    """Return start, end, rate and knot rule of each tier reached, the first always; the last ends at ``reached``."""
    scale = 100 if tiers.x == "credit" else 1  # bands are written in currency, credit is counted in cents
    starts = [Fraction(band.starts_at) * scale for band in tiers.bands]
    count = 1 + sum(is_reached(start, reached, tiers.boundary) for start in starts[1:])
    ends = [*starts[1:count], reached]
    rows = zip(starts[:count], ends, tiers.bands[:count], strict=True)
    return [(start, end, Fraction(band.rate), tiers.rule_of(band)) for start, end, band in rows]

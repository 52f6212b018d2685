"""Cut the credit of a window into the slices that a payout pays, each from, to, at what rate; exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from sim.compensation.payout import Commission, Curve, Payout, Tiers


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


def slices(payout: Payout, window: Sequence[int], in_play: InPlay) -> tuple[Slice, ...]:
    """
    Return the slices that are paid for the new credits of a window.

    Parameters
    ----------
    payout
        The component's payout.
    window
        New credit of each month of the window so far [cents].
    in_play
        Quota and target pay of the window [cents].
    """
    if isinstance(payout, Curve):
        return _of_curve(payout, sum(window) / in_play.quota, in_play.target)
    if isinstance(payout, Commission):
        return (Slice(Fraction(0), Fraction(sum(window)), Fraction(payout.rate), Fraction(1)),)
    unit = Fraction(1) if payout.x == "credit" else in_play.quota
    reached = [total / unit for total in accumulate(window)]
    if payout.knot_rule == "marginal":
        return _of_marginal_tiers(payout, reached[-1], unit)
    if payout.knot_rule == "whole_trueup":
        return (Slice(Fraction(0), reached[-1], _rate_reached(payout, reached[-1]), unit),)
    starts = [Fraction(0), *reached[:-1]]
    return tuple(
        Slice(start, end, _rate_reached(payout, end), unit)
        for start, end in zip(starts, reached, strict=True)
    )


def _of_curve(curve: Curve, attainment: Fraction, target: Fraction) -> tuple[Slice, ...]:
    points = [(Fraction(x), Fraction(y)) for x, y in curve.points]
    if attainment < points[0][0]:
        return ()
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


def _of_marginal_tiers(tiers: Tiers, reached: Fraction, unit: Fraction) -> tuple[Slice, ...]:
    """Return a slice per tier; credit below zero, after cancellations, is at the first tier's rate."""
    starts, rates = _tier_table(tiers)
    found = []
    for tier, (start, rate) in enumerate(zip(starts, rates, strict=True)):
        end = min(reached, starts[tier + 1]) if tier + 1 < len(starts) else reached
        if tier == 0 or end > start:
            found.append(Slice(start, end, rate, unit))
    return tuple(found)


def _rate_reached(tiers: Tiers, reached: Fraction) -> Fraction:
    starts, rates = _tier_table(tiers)
    rate = rates[0]
    for start, here in zip(starts[1:], rates[1:], strict=True):
        if reached > start or (reached == start and tiers.boundary == "lower_inclusive"):
            rate = here
    return rate


def _tier_table(tiers: Tiers) -> tuple[list[Fraction], list[Fraction]]:
    """Return where each tier starts (in cents when tiers are of credit) and its rate."""
    scale = 100 if tiers.x == "credit" else 1
    return [Fraction(band.starts_at) * scale for band in tiers.bands], [
        Fraction(band.rate) for band in tiers.bands
    ]

"""Payouts as straight pieces: the one form in which kernel and estimates read curves, rates and tiers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from sim.compensation.payout import Commission, Curve, Lump, OfTarget, Payout, Steps, Tiers
from sim.compensation.plan import Component, TargetCap


@dataclass(frozen=True)
class Pieces:
    """
    Pay in straight pieces over ``x``: piece i pays ``intercepts[i] + slopes[i] * x`` of what ``pays`` names.

    Parameters
    ----------
    x
        ``attainment`` (credit over quota) or ``credit`` [cents].
    pays
        What the pieces are a fraction of: ``target`` pay, the ``quota`` (x is attainment, slopes are rates of credit),
        ``credit`` itself (intercepts are cents, slopes rates), or an ``amount`` (intercepts are cents, there are no
        slopes).
    starts
        Where pieces 1, 2, … begin, shape (n_pieces - 1,).
    intercepts, slopes
        Shape (n_pieces,).
    owns_start
        Whether a start belongs to the piece that begins there.
    new_credit_only
        Whether the slope of the piece reached pays just the month's new credit.
    """

    x: Literal["attainment", "credit"]
    pays: Literal["target", "quota", "credit", "amount"]
    starts: tuple[Fraction, ...]
    intercepts: tuple[Fraction, ...]
    slopes: tuple[Fraction, ...]
    owns_start: bool = True
    new_credit_only: bool = False


def pieces(component: Component) -> Pieces:
    """Return the component's payout, before any cap, as straight pieces."""
    return pieces_of(component.payout)


def pieces_of(payout: Payout) -> Pieces:
    """Return a payout, before any cap, as straight pieces."""
    if isinstance(payout, Curve):
        return _curve(payout)
    if isinstance(payout, Steps):
        return _steps(payout)
    if isinstance(payout, Commission):
        return Pieces("credit", "credit", (), (Fraction(0),), (Fraction(payout.rate),))
    if isinstance(payout, Lump):
        return _lump(payout)
    return _tiers(payout)


def payout_fraction(component: Component, attainment: Fraction) -> Fraction:
    """
    Return the fraction of target pay that a curve or steps pay at this attainment, cap included; exact.

    Raises
    ------
    TypeError
        When the component pays no fraction of target, or its cap is an amount and no fraction of target.
    """
    if not isinstance(component.payout, OfTarget):
        raise TypeError(f"component {component.id} is {component.payout.kind}, it pays no fraction of target")
    fraction = component.payout.fraction_at(attainment)
    if component.cap is None:
        return fraction
    if not isinstance(component.cap, TargetCap):
        raise TypeError(f"component {component.id} is capped at an amount, not at a fraction of target")
    return min(fraction, Fraction(component.cap.max))


def _curve(curve: Curve) -> Pieces:
    points = [(Fraction(x), Fraction(y)) for x, y in curve.points]
    slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points)]
    slopes.append(Fraction(curve.beyond.slope))
    intercepts = [y - slope * x for (x, y), slope in zip(points, slopes, strict=True)]
    starts = tuple(x for x, _ in points)
    return Pieces("attainment", "target", starts, (Fraction(0), *intercepts), (Fraction(0), *slopes))


def _steps(steps: Steps) -> Pieces:
    heights = [Fraction(0), *(Fraction(y) for _, y in steps.points)]
    return Pieces(
        x="attainment",
        pays="target",
        starts=tuple(Fraction(x) for x, _ in steps.points),
        intercepts=tuple(heights),
        slopes=(Fraction(0),) * len(heights),
        owns_start=steps.boundary == "lower_inclusive",
    )


def _lump(lump: Lump) -> Pieces:
    return Pieces(
        x="attainment",
        pays="amount",
        starts=(Fraction(lump.at),),
        intercepts=(Fraction(0), Fraction(lump.amount) * 100),
        slopes=(Fraction(0), Fraction(0)),
        owns_start=lump.boundary == "lower_inclusive",
    )


def _tiers(tiers: Tiers) -> Pieces:
    scale = 100 if tiers.x == "credit" else 1  # bands are written in currency, credit is counted in cents
    starts = [Fraction(band.starts_at) * scale for band in tiers.bands]
    rates = [Fraction(band.rate) for band in tiers.bands]
    intercepts = [Fraction(0)] * len(rates)
    for tier in range(1, len(rates)):
        if tiers.rule_of(tiers.bands[tier]) == "marginal":
            intercepts[tier] = intercepts[tier - 1] + (rates[tier - 1] - rates[tier]) * starts[tier]
    return Pieces(
        x=tiers.x,
        pays="credit" if tiers.x == "credit" else "quota",
        starts=tuple(starts[1:]),
        intercepts=tuple(intercepts),
        slopes=tuple(rates),
        owns_start=tiers.boundary != "upper_inclusive",
        new_credit_only=tiers.knot_rule == "whole",
    )

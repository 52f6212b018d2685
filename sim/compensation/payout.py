"""How a component turns credit into pay: payout curve, steps, commission, tiers, lump bonus."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, Exact, Money

Rate = Annotated[Exact, Field(ge=0, le=1)]
"""An exact share of sales, 0 to 1, never a percent."""
NonNegativeExact = Annotated[Exact, Field(ge=0)]
Point = Annotated[tuple[NonNegativeExact, NonNegativeExact], AsTuple]
"""Attainment (1 is quota) and the fraction of target pay that it earns."""
Boundary = Literal["lower_inclusive", "upper_inclusive"]
"""Whether a tier or step owns the very point it starts at, or the one below it does."""


class Beyond(Document):
    """What follows the last point: target pay earned per 1.0 of attainment; slope 0 holds the last payout."""

    slope: NonNegativeExact


class OfTarget(Document):
    """What curves and steps share: they pay a fraction of target pay by attainment, from ``points``."""

    points: Annotated[tuple[Point, ...], AsTuple, Field(min_length=1)]
    pays_at_quota: NonNegativeExact = Decimal(1)
    """What is paid at attainment 1, stated when it is not target pay."""
    may_decrease: bool = False
    """Whether more attainment may earn less."""

    @model_validator(mode="after")
    def _sound(self) -> OfTarget:
        increasing("attainment", [x for x, _ in self.points])
        if not self.may_decrease:
            _not_decreasing(self.points)
        at_quota = self.fraction_at(Fraction(1))
        if at_quota != Fraction(self.pays_at_quota):
            raise ValueError(
                f"attainment 1 pays {float(at_quota):g} of target, not {self.pays_at_quota:f}; "
                "move a point, or say so with pays_at_quota"
            )
        return self

    def fraction_at(self, attainment: Fraction) -> Fraction:
        """Return the fraction of target pay at this attainment, before any cap."""
        raise NotImplementedError


class Curve(OfTarget):
    """
    A payout curve: fraction of target pay by attainment, straight between the points.

    ``threshold`` says what happens at the first point: ``hinge`` starts there at 0, ``cliff`` jumps to its payout;
    below it nothing is paid. Slopes are absolute, because "double rate" means twice one-for-one to some and twice
    the slope below quota to others. ``knot_rule: marginal`` pays each stretch of attainment at its own slope.
    """

    kind: Literal["curve"]
    beyond: Beyond
    threshold: Literal["hinge", "cliff"]
    knot_rule: Literal["marginal"]

    @model_validator(mode="after")
    def _threshold_as_said(self) -> Curve:
        first_x, first_y = self.points[0]
        if self.threshold == "hinge" and first_y != 0:
            raise ValueError(
                f"a hinge starts at payout 0, the first point ({first_x:f}, {first_y:f}) jumps; "
                "start at 0 or say threshold: cliff"
            )
        if self.threshold == "cliff" and first_y == 0:
            raise ValueError(
                f"a cliff jumps at the threshold, the first point ({first_x:f}, 0) does not; say threshold: hinge"
            )
        return self

    def fraction_at(self, attainment: Fraction) -> Fraction:
        """Return the fraction of target pay at this attainment, before any cap."""
        points = [(Fraction(x), Fraction(y)) for x, y in self.points]
        if attainment < points[0][0]:
            return Fraction(0)
        for (x0, y0), (x1, y1) in pairwise(points):
            if attainment < x1:
                return y0 + (y1 - y0) / (x1 - x0) * (attainment - x0)
        last_x, last_y = points[-1]
        return last_y + Fraction(self.beyond.slope) * (attainment - last_x)


class Steps(OfTarget):
    """
    A staircase: the fraction of target pay of the highest point reached, nothing below the first.

    ``boundary: lower_inclusive`` reaches a point by exactly its attainment, ``upper_inclusive`` only by more.
    """

    kind: Literal["steps"]
    boundary: Boundary

    def fraction_at(self, attainment: Fraction) -> Fraction:
        """Return the fraction of target pay at this attainment, before any cap."""
        reached = [y for x, y in self.points if is_reached(Fraction(x), attainment, self.boundary)]
        return Fraction(reached[-1]) if reached else Fraction(0)


class Commission(Document):
    """A flat commission: ``rate`` of every unit of currency credited, from the first on."""

    kind: Literal["commission"]
    rate: Rate


class Band(Document):
    """
    One tier: where it starts, and the share of credit it pays. It ends where the next starts.

    ``knot_rule`` overrides the component's for this tier, as in "half the rate until half of quota, then the full rate
    on everything, and an accelerator on what comes above quota".
    """

    starts_at: NonNegativeExact
    rate: Rate
    knot_rule: Literal["marginal", "whole_trueup"] | None = None


class Tiers(Document):
    """
    A commission whose rate depends on the tier of credit [currency per window] or of attainment [1 is quota].

    ``knot_rule``: ``marginal`` pays each slice at its own tier's rate; ``whole_trueup`` pays all credit of the window
    at the rate of the tier reached, re-rating what was earned before; ``whole`` pays only the month's new credit at
    that rate. ``boundary`` says which tier owns its border; where all tiers are marginal none is needed, they pay the
    same on both sides.
    """

    kind: Literal["tiers"]
    x: Literal["credit", "attainment"]
    knot_rule: Literal["marginal", "whole", "whole_trueup"]
    boundary: Boundary | None = None
    bands: Annotated[tuple[Band, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> Tiers:
        starts = [band.starts_at for band in self.bands]
        if starts[0] != 0:
            raise ValueError(
                f"the first tier starts at 0, this one at {starts[0]:f}; "
                "to pay nothing below, begin with a tier of rate 0"
            )
        increasing("starts_at", starts)
        if self.knot_rule == "whole" and any(band.knot_rule for band in self.bands):
            raise ValueError(
                "whole tiers pay new credit only, a single tier can't differ; use marginal or whole_trueup"
            )
        jumps = any(self.rule_of(band) != "marginal" for band in self.bands)
        if jumps and self.boundary is None:
            raise ValueError(
                "tiers that pay a whole at one rate need boundary: "
                "lower_inclusive (a tier owns its start) or upper_inclusive (its end)"
            )
        if not jumps and self.boundary is not None:
            raise ValueError("marginal tiers pay the same on both sides of a border: leave boundary out")
        return self

    def rule_of(self, band: Band) -> Literal["marginal", "whole", "whole_trueup"]:
        """Return the knot rule of one tier."""
        return band.knot_rule or self.knot_rule


class Lump(Document):
    """A bonus: ``amount`` [currency] for each window in which attainment reaches ``at``."""

    kind: Literal["lump"]
    at: NonNegativeExact
    amount: Money
    boundary: Boundary


def is_reached(start: Fraction, here: Fraction, boundary: Boundary | None) -> bool:
    """Return whether a tier or step that begins at ``start`` is reached."""
    return here > start or (here == start and boundary != "upper_inclusive")


Payout = Annotated[Curve | Steps | Commission | Tiers | Lump, Field(discriminator="kind")]


def increasing(what: str, values: Sequence[Decimal]) -> None:
    """Raise ValueError unless each value is above the one before."""
    for before, after in pairwise(values):
        if after <= before:
            raise ValueError(f"{what} must increase from one entry to the next, {after:f} follows {before:f}")


def _not_decreasing(points: tuple[tuple[Decimal, Decimal], ...]) -> None:
    for (x0, y0), (x1, y1) in pairwise(points):
        if y1 < y0:
            raise ValueError(
                f"payout falls from {y0:f} at attainment {x0:f} to {y1:f} at {x1:f}; "
                "if that is meant, say may_decrease: true"
            )

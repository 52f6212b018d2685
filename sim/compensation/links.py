"""Links between components as documents: gates that close a component, multipliers that scale it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.compensation.measure import Measure
from sim.compensation.payout import Boundary, NonNegativeExact, Point, increasing
from sim.document import AsTuple, Document, Id


class Factor(Document):
    """
    What gates and multipliers share: a factor on the pay of ``component``, by the attainment of a measure.

    ``order`` is whether the factor acts on what the payout says or on what the component's cap leaves of it. It is
    judged month by month on the window that is open; a window of the component that has ended is settled and stays so.
    Without a quota in play nothing is reached.
    """

    id: Id
    component: Id
    boundary: Boundary
    order: Literal["before_cap", "after_cap"]


class GateWords(Factor):
    """A gate: until attainment reaches ``opens_at`` the component pays only ``while_closed`` of its pay."""

    kind: Literal["gate"]
    opens_at: NonNegativeExact
    while_closed: Annotated[NonNegativeExact, Field(lt=1)]

    def staircase(self) -> tuple[Decimal, tuple[tuple[Decimal, Decimal], ...]]:
        """Return the factor before the first step, and the steps as (attainment, factor)."""
        return self.while_closed, ((self.opens_at, Decimal(1)),)


class MultiplierWords(Factor):
    """A multiplier: the factor of the highest of ``points`` reached, ``below`` them the one that is given."""

    kind: Literal["multiplier"]
    below: NonNegativeExact
    points: Annotated[tuple[Point, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> MultiplierWords:
        increasing("attainment", [x for x, _ in self.points])
        return self

    def staircase(self) -> tuple[Decimal, tuple[tuple[Decimal, Decimal], ...]]:
        """Return the factor before the first step, and the steps as (attainment, factor)."""
        return self.below, self.points


class Gate(GateWords):
    """A gate on the credit of a rep."""

    measure: Measure


class Multiplier(MultiplierWords):
    """A multiplier on the credit of a rep."""

    measure: Measure


Link = Annotated[Gate | Multiplier, Field(discriminator="kind")]

"""Caps on pay as documents: of a component in each of its windows, and of components together over a window."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.compensation.deals.terms import Excess
from sim.compensation.plan import AmountCap, TargetCap
from sim.document import AsTuple, Document, Exact, Id


class DealTargetCap(TargetCap):
    """At most ``max`` times the component's target pay in a window; what is above is lost or paid in later windows."""

    excess: Excess


class DealAmountCap(AmountCap):
    """At most ``max`` in a window [currency], or for each deal; what is above is lost or paid in later windows."""

    excess: Excess


class PayCap(Document):
    """
    At most ``max`` for some ``components`` together, after gates and multipliers.

    ``over`` is each deal, month (``period``), ``quarter`` or fiscal year (``ytd``). ``of``: ``amount`` is currency,
    ``target`` multiples of the components' target pay in that time. It is held against what is posted, in whole cents.
    """

    id: Id
    components: Annotated[tuple[Id, ...], AsTuple, Field(min_length=1)]
    over: Literal["deal", "period", "quarter", "ytd"]
    of: Literal["amount", "target"]
    max: Annotated[Exact, Field(gt=0)]
    excess: Excess

    @model_validator(mode="after")
    def _sound(self) -> PayCap:
        if self.of == "amount" and self.max != round(self.max, 2):
            raise ValueError(f"cap {self.id}: {self.max:f} has parts of a cent")
        if self.over == "deal" and (self.of == "target" or self.excess != "lost"):
            raise ValueError(
                f"cap {self.id}: a deal has no target and no later window, say of: amount, excess: lost"
            )
        if self.over == "ytd" and self.excess == "carried_in_year":
            raise ValueError(
                f"cap {self.id}: a fiscal year has no later window in the year, say lost or carried"
            )
        return self


def each_within_or_apart(caps: tuple[PayCap, ...]) -> None:
    """Raise ValueError unless each cap's components lie within, or apart from, those of every later one."""
    for i, first in enumerate(caps):
        for later in caps[i + 1 :]:
            if later.over == "deal" != first.over:
                raise ValueError(
                    f"cap {later.id} is on each deal: it comes before {first.id}, which is on a time"
                )
            inner, outer = set(first.components), set(later.components)
            if inner & outer and not inner <= outer:
                raise ValueError(
                    f"caps {first.id} and {later.id} share components and neither holds the other's in this order: "
                    "a cap on fewer components comes first, and holds all or none of them"
                )

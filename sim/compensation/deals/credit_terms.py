"""The words of crediting: splits, overlays, roll-up, the windfall rule and caps on credit, as documents."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.compensation.deals.terms import Excess, Part
from sim.compensation.payout import NonNegativeExact
from sim.document import AsTuple, Document, Exact, Id, Money


class When(Document):
    """Which deals a crediting rule is for; what is left out does not matter."""

    deals: Annotated[tuple[str, ...], AsTuple] | None = None
    persons: Annotated[tuple[str, ...], AsTuple] | None = None
    products: Annotated[tuple[str, ...], AsTuple] | None = None


class CreditShare(Document):
    """What one person gets of a deal: commission credit, and quota credit apart from it."""

    person: Id
    credit: NonNegativeExact
    quota_credit: NonNegativeExact


class Split(Document):
    """The deal is shared out instead of credited to its person; commission credit adds to ``must_sum_to``."""

    kind: Literal["split"]
    id: Id
    when: When
    must_sum_to: NonNegativeExact
    shares: Annotated[tuple[CreditShare, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> Split:
        total = sum(share.credit for share in self.shares)
        if total != self.must_sum_to:
            raise ValueError(
                f"split {self.id} shares out {total:f} of a deal, must_sum_to says {self.must_sum_to:f}"
            )
        return self


class Overlay(Document):
    """Credit on top of the deal's own, for a specialist who helped."""

    kind: Literal["overlay"]
    id: Id
    when: When
    shares: Annotated[tuple[CreditShare, ...], AsTuple, Field(min_length=1)]


class RollUp(Document):
    """Credit of a person's deals for the manager, and with ``levels: all`` for everybody above."""

    kind: Literal["rollup"]
    id: Id
    levels: Literal["manager", "all"]
    credit: NonNegativeExact
    quota_credit: NonNegativeExact


class Windfall(Document):
    """What one deal credits above ``deal_credit_cap`` [currency] counts only ``above``, for pay alone or quota too."""

    deal_credit_cap: Money
    above: Part
    applies_to: Literal["commission_credit", "commission_and_quota_credit"]


class CreditCap(Document):
    """
    What a person's credit of a ``stream`` may count, an attainment cap where it is ``of: quota``.

    At most ``max`` [currency, or multiples of the window's quota] of each deal, or in each month (``period``),
    ``quarter`` or fiscal year (``ytd``). What is above is lost, or counts in the months or windows that follow:
    a deal's rest goes to the next month, and to the one after.
    """

    id: Id
    stream: Id
    over: Literal["deal", "period", "quarter", "ytd"]
    of: Literal["amount", "quota"]
    max: Annotated[Exact, Field(gt=0)]
    excess: Excess
    applies_to: Literal["commission_credit", "quota_credit", "commission_and_quota_credit"]

    @model_validator(mode="after")
    def _sound(self) -> CreditCap:
        if self.over == "deal" and self.of == "quota":
            raise ValueError(f"credit cap {self.id}: a deal has no quota, cap it at an amount")
        if self.over == "ytd" and self.excess == "carried_in_year":
            raise ValueError(
                f"credit cap {self.id}: a fiscal year has no later window in the year, say lost or carried"
            )
        return self


class Crediting(Document):
    """Who gets credit for a deal: splits first, else its person; then overlays, roll-ups, windfall, and caps."""

    rules: Annotated[
        tuple[Annotated[Split | Overlay | RollUp, Field(discriminator="kind")], ...], AsTuple
    ] = ()
    windfall: Windfall | None = None
    caps: Annotated[tuple[CreditCap, ...], AsTuple] = ()

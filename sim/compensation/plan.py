"""The pay plan as a document: what is credited and measured, what it pays, how it is rounded and paid."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.compensation.links import Gate, Link, Multiplier
from sim.compensation.measure import Measure, QuotaShape
from sim.compensation.payment import Payment
from sim.compensation.payout import Lump, OfTarget, Payout, Tiers
from sim.document import AsTuple, Document, Exact, Id, Money

Weight = Annotated[Exact, Field(gt=0, le=1)]


class PayLevel(Document):
    """Base pay and on-target earnings [currency/year]; what lies between them is the target incentive."""

    base: Money
    ote: Money

    @model_validator(mode="after")
    def _ordered(self) -> PayLevel:
        if self.ote < self.base:
            raise ValueError(
                f"ote {self.ote:f} is below base {self.base:f}; on-target earnings contain the base"
            )
        return self

    @property
    def target_incentive(self) -> Decimal:
        """Variable pay for exact target performance [currency/year]."""
        return self.ote - self.base


class Rounding(Document):
    """
    The one rounding point: each component's pay of a month.

    ``of: cumulative`` rounds the year's total so far and pays the difference to what was posted, so that
    cents never drift; ``of: period`` rounds each month's own amount. A half goes away from zero (``half_up``)
    or to the even neighbour.
    """

    at: Literal["payout_line"]
    places: Annotated[int, Field(ge=0, le=2)]
    mode: Literal["half_up", "half_even"]
    of: Literal["cumulative", "period"]


class TargetCap(Document):
    """At most ``max`` times the component's target pay in a window; 1.5 is 150 % of target."""

    of: Literal["target"]
    max: Annotated[Exact, Field(gt=0)]


class AmountCap(Document):
    """At most ``max`` in a window [currency]."""

    of: Literal["amount"]
    max: Money


class Component(Document):
    """
    One line of variable pay.

    ``weight`` is its share of the target incentive; a commission has none, its rate says it all. ``cap:
    null`` is uncapped; what a cap cuts off is lost.
    """

    id: Id
    weight: Weight | None = None
    measure: Measure
    payout: Payout
    cap: Annotated[TargetCap | AmountCap, Field(discriminator="of")] | None = None

    @model_validator(mode="after")
    def _sound(self) -> Component:
        weighted = isinstance(self.payout, OfTarget)
        if weighted and self.weight is None:
            raise ValueError(
                f"component {self.id}: {self.payout.kind} pays a fraction of target, it needs a weight (alone: 1)"
            )
        if not weighted and self.weight is not None:
            raise ValueError(
                f"component {self.id}: {self.payout.kind} pays no share of target, leave weight out"
            )
        if isinstance(self.cap, TargetCap):
            self._cap_leaves_target_pay(self.cap)
        return self

    @property
    def on_attainment(self) -> bool:
        """Whether pay depends on credit over quota, so that a quota is needed."""
        tiers_of_attainment = isinstance(self.payout, Tiers) and self.payout.x == "attainment"
        return tiers_of_attainment or isinstance(self.payout, OfTarget | Lump)

    def _cap_leaves_target_pay(self, cap: TargetCap) -> None:
        if not isinstance(self.payout, OfTarget):
            raise ValueError(
                f"component {self.id}: {self.payout.kind} has no target pay, cap it with of: amount"
            )
        if cap.max < self.payout.pays_at_quota:
            raise ValueError(
                f"component {self.id}: the cap ({cap.max:f} of target) is below "
                f"what quota pays ({self.payout.pays_at_quota:f})"
            )


CreditAt = Literal["booking", "shipment", "delivery", "invoice", "cash", "renewal"]
"""What a sale is credited at: an order is placed, shipped, delivered, invoiced or paid for, a contract is renewed."""


class PayPlan(Document):
    """
    A pay plan for one role.

    ``credit_at`` is the event that credits a sale; ``returns: period_of_return`` takes the credit of what is cancelled,
    comes back, or is never paid back in the month in which that happens.
    """

    id: Id
    pay: PayLevel
    credit_at: CreditAt
    returns: Literal["period_of_return"]
    rounding: Rounding
    quota: QuotaShape = QuotaShape()
    components: Annotated[tuple[Component, ...], AsTuple]
    links: Annotated[tuple[Link, ...], AsTuple] = ()
    payment: Payment

    @model_validator(mode="after")
    def _adds_up(self) -> PayPlan:
        ids = [component.id for component in self.components]
        _once("component", ids)
        _once("link", [link.id for link in self.links])
        for link in self.links:
            if link.component not in ids:
                raise ValueError(
                    f"link {link.id} names component {link.component!r}, there are {', '.join(ids) or 'none'}"
                )
        weights = [component.weight for component in self.components if component.weight is not None]
        if weights and sum(weights) != 1:
            raise ValueError(f"the components' weights must add to 1, they add to {sum(weights):f}")
        if not weights and not self.components and self.pay.target_incentive != 0:
            raise ValueError(
                f"a target incentive of {self.pay.target_incentive:f} needs a component that pays it"
            )
        return self

    @property
    def on_attainment(self) -> bool:
        """Whether any pay depends on credit over quota, so that a quota is needed."""
        return bool(self.links) or any(component.on_attainment for component in self.components)

    def links_of(self, component: Component) -> tuple[Gate | Multiplier, ...]:
        """Return the gates and multipliers that act on a component, in the plan's order."""
        return tuple(link for link in self.links if link.component == component.id)

    def target_cents(self, component: Component) -> Fraction:
        """Return the component's target pay [cents/year], exact; 0 for one without a weight."""
        return Fraction(self.pay.target_incentive) * 100 * Fraction(component.weight or 0)


def _once(what: str, ids: list[str]) -> None:
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise ValueError(f"each {what} id stands once; twice: {', '.join(twice)}")

"""The pay plan on deals as a document: the words of :class:`~sim.compensation.plan.PayPlan` and those deals need."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.compensation.deals.payouts import DealPayout, Gonik, Matrix, Mbo, PersonalRate, Pool, Rank, RateTable
from sim.compensation.deals.terms import (
    Between,
    Crediting,
    Currency,
    DealPayment,
    Effective,
    Event,
    Opening,
    QuotaRules,
    Stream,
)
from sim.compensation.links import GateWords, MultiplierWords
from sim.compensation.measure import WINDOW_MONTHS
from sim.compensation.payout import Commission, Curve, Lump, OfTarget, Steps, Tiers
from sim.compensation.plan import AmountCap, PayLevel, Rounding, TargetCap, Weight
from sim.document import AsTuple, Document, Id

ORDER_OF_EVALUATION = 1
"""Version of the order in which a plan is worked out; docs/pay.md lists the steps."""

SALES = Stream(id="sales", of="amount")
"""The stream every plan has: the amount of what is credited."""


class DealMeasure(Document):
    """
    What a component counts, over which window, held against which quota.

    ``window``: ``per_deal`` looks at each deal alone, ``rolling`` at the last ``months``; otherwise as in
    :class:`~sim.compensation.measure.Measure`. ``credit`` is a stream of the plan.
    """

    credit: Id
    window: Literal["per_deal", "period", "quarter", "ytd", "rolling"]
    against: Literal["full_quota", "quota_to_date"]
    rolling_months: Annotated[int, Field(ge=2, le=12)] | None = None

    @model_validator(mode="after")
    def _sound(self) -> DealMeasure:
        if (self.window == "rolling") != (self.rolling_months is not None):
            raise ValueError("a rolling window needs rolling_months, and no other has them")
        return self

    @property
    def months(self) -> int:
        """Return after how many months counting starts anew; windows that overlap are settled month by month."""
        return WINDOW_MONTHS.get(self.window, 1)


Payout = Annotated[Curve | Steps | Commission | Tiers | Lump | DealPayout, Field(discriminator="kind")]
_SHARE_OF_TARGET = (OfTarget, Gonik)
_NOT_PER_DEAL = (OfTarget, Lump, PersonalRate, Mbo, Pool, Gonik, Rank)


class DealComponent(Document):
    """
    One line of variable pay.

    ``during`` are the days whose credit counts, for a SPIF; ``outside_cap`` pays it on top of the plan's cap.
    """

    id: Id
    weight: Weight | None = None
    measure: DealMeasure
    payout: Payout
    cap: Annotated[TargetCap | AmountCap, Field(discriminator="of")] | None = None
    during: Between | None = None
    outside_cap: bool = False

    @model_validator(mode="after")
    def _sound(self) -> DealComponent:
        kind = self.payout.kind
        if self.pays_target and self.weight is None:
            raise ValueError(
                f"component {self.id}: {kind} pays a share of target, it needs a weight (alone: 1)"
            )
        if not self.pays_target and self.weight is not None:
            raise ValueError(f"component {self.id}: {kind} pays no share of target, leave weight out")
        if isinstance(self.cap, TargetCap) and not self.pays_target:
            raise ValueError(f"component {self.id}: {kind} has no target pay, cap it with of: amount")
        self._window_fits()
        return self

    def _window_fits(self) -> None:
        per_deal = self.measure.window == "per_deal"
        looks_up_deals = isinstance(self.payout, RateTable) or (
            isinstance(self.payout, Matrix) and self.payout.rows.is_of_deal
        )
        if looks_up_deals and not per_deal:
            raise ValueError(
                f"component {self.id}: {self.payout.kind} looks at single deals, say window: per_deal"
            )
        by_attainment = isinstance(self.payout, Tiers) and self.payout.x == "attainment"
        whole_window = isinstance(self.payout, _NOT_PER_DEAL) or by_attainment
        if per_deal and (whole_window or (isinstance(self.payout, Matrix) and not looks_up_deals)):
            raise ValueError(
                f"component {self.id}: {self.payout.kind} needs a window of months, not per_deal"
            )

    @property
    def pays_target(self) -> bool:
        """Whether it pays a share of the target incentive."""
        if isinstance(self.payout, Matrix):
            return self.payout.pays == "share_of_target"
        return isinstance(self.payout, _SHARE_OF_TARGET)


class DealGate(GateWords):
    """A gate on any measure of the plan."""

    measure: DealMeasure


class DealMultiplier(MultiplierWords):
    """A multiplier on any measure of the plan."""

    measure: DealMeasure


class DealPlan(Document):
    """
    A pay plan that is run on deals.

    It has the words of a scenario's plan with the same meaning, and more. ``credit_at`` is the event that credits;
    ``returns``: what comes back takes its credit away in the month it comes back (``period_of_return``), or leaves
    credit alone and takes back pay as ``payment.clawback`` says (``clawback``).
    """

    id: Id
    effective: Effective
    pay: PayLevel
    credit_at: Event | Literal["shipment"]
    returns: Literal["period_of_return", "clawback"]
    currency: Currency | None = None
    rounding: Rounding
    streams: Annotated[tuple[Stream, ...], AsTuple] = ()
    quota: QuotaRules = QuotaRules()
    crediting: Crediting = Crediting()
    components: Annotated[tuple[DealComponent, ...], AsTuple, Field(min_length=1)]
    links: Annotated[
        tuple[Annotated[DealGate | DealMultiplier, Field(discriminator="kind")], ...], AsTuple
    ] = ()
    cap: AmountCap | None = None
    payment: DealPayment
    opening: Annotated[tuple[Opening, ...], AsTuple] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> DealPlan:
        ids = [component.id for component in self.components]
        _once("component", ids)
        _once("stream", list(self.stream_ids))
        for link in self.links:
            if link.component not in ids:
                raise ValueError(
                    f"link {link.id} names component {link.component!r}, there are {', '.join(ids)}"
                )
        weights = [component.weight for component in self.components if component.weight is not None]
        if weights and sum(weights) != 1:
            raise ValueError(f"the components' weights must add to 1, they add to {sum(weights):f}")
        if (self.returns == "clawback") != (self.payment.clawback is not None):
            raise ValueError("returns: clawback needs payment.clawback, and nothing else has it")
        self._measures_exist()
        return self

    def _measures_exist(self) -> None:
        for what, measure in self.measures():
            if measure.credit not in self.stream_ids:
                raise ValueError(
                    f"{what} counts {measure.credit!r}; the plan's streams are {', '.join(self.stream_ids)}"
                )

    def measures(self) -> list[tuple[str, DealMeasure]]:
        """Return who measures what: each component and link with its measure."""
        return [(f"component {part.id}", part.measure) for part in self.components] + [
            (f"link {link.id}", link.measure) for link in self.links
        ]

    @property
    def credit_event(self) -> Event:
        """Return the event that credits a deal; a shipment of the simulation is a delivery."""
        return "delivery" if self.credit_at == "shipment" else self.credit_at

    @property
    def stream_ids(self) -> tuple[str, ...]:
        """Return the names of all streams, the one of sales among them."""
        own = tuple(stream.id for stream in self.streams)
        return own if SALES.id in own else (SALES.id, *own)

    def stream(self, name: str) -> Stream:
        """Return the stream of that name."""
        return next((stream for stream in self.streams if stream.id == name), SALES)

    def links_of(self, component: DealComponent) -> tuple[DealGate | DealMultiplier, ...]:
        """Return the gates and multipliers that act on a component, in the plan's order."""
        return tuple(link for link in self.links if link.component == component.id)

    def target_share(self, component: DealComponent) -> Fraction:
        """Return the component's share of the target incentive; 0 for one without a weight."""
        return Fraction(component.weight or 0)


def _once(what: str, ids: list[str]) -> None:
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise ValueError(f"each {what} id stands once; twice: {', '.join(twice)}")

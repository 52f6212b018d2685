"""The pay plan on deals as a document: the words of :class:`~sim.compensation.plan.PayPlan` and those deals need."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.compensation.deals.awards import Gonik, Mbo, Pool, QuotaBonus, Rank
from sim.compensation.deals.caps import DealAmountCap, DealTargetCap, PayCap, each_within_or_apart
from sim.compensation.deals.credit_terms import Crediting
from sim.compensation.deals.ledger_names import each_entry_has_one_meaning
from sim.compensation.deals.linking import DealFactor, DealLink, Linkage
from sim.compensation.deals.measures import DealMeasure
from sim.compensation.deals.payment_terms import DealPayment, Opening
from sim.compensation.deals.payouts import DealPayout, Matrix, PersonalRate, RateTable
from sim.compensation.deals.quota_terms import QuotaRules
from sim.compensation.deals.terms import Between, Currency, Effective, Event, Stream, Switching
from sim.compensation.payout import Commission, Curve, OfTarget, Steps, Tiers
from sim.compensation.plan import PayLevel, Rounding, TargetCap, Weight
from sim.document import AsTuple, Document, Id

ORDER_OF_EVALUATION = 1
"""Version of the order in which a plan is worked out; docs/pay.md lists the steps."""

SALES = Stream(id="sales", of="amount", whose="own")
"""The stream every plan has: the amount of what is credited."""


Payout = Annotated[Curve | Steps | Commission | Tiers | DealPayout, Field(discriminator="kind")]
_SHARE_OF_TARGET = (OfTarget, Gonik)
_NOT_PER_DEAL = (OfTarget, QuotaBonus, PersonalRate, Mbo, Pool, Gonik, Rank)


class DealComponent(Document):
    """
    One line of variable pay.

    ``during`` are the days whose credit counts, for a SPIF. ``cap`` limits each window; the plan's ``caps`` limit
    components together, and name them.
    """

    id: Id
    weight: Weight | None = None
    measure: DealMeasure
    payout: Payout
    cap: Annotated[DealTargetCap | DealAmountCap, Field(discriminator="of")] | None = None
    during: Between | None = None

    @model_validator(mode="after")
    def _sound(self) -> DealComponent:
        kind = self.payout.kind
        if self.pays_target and self.weight is None:
            raise ValueError(
                f"component {self.id}: {kind} pays a share of target, it needs a weight (alone: 1)"
            )
        if not self.pays_target and self.weight is not None:
            raise ValueError(f"component {self.id}: {kind} pays no share of target, leave weight out")
        if isinstance(self.cap, DealTargetCap) and not self.pays_target:
            raise ValueError(f"component {self.id}: {kind} has no target pay, cap it with of: amount")
        self._cap_fits()
        self._window_fits()
        return self

    def _cap_fits(self) -> None:
        if self.cap is None or self.cap.excess == "lost":
            return
        if self.measure.window in {"per_deal", "rolling"}:
            raise ValueError(
                f"component {self.id}: a {self.measure.window} window has no later window of its own, say excess: lost"
            )
        if self.measure.window == "ytd" and self.cap.excess == "carried_in_year":
            raise ValueError(
                f"component {self.id}: a fiscal year has no later window in the year, say lost or carried"
            )

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
    switching: Switching | None = None
    components: Annotated[tuple[DealComponent, ...], AsTuple, Field(min_length=1)]
    links: Annotated[tuple[DealLink, ...], AsTuple] = ()
    caps: Annotated[tuple[PayCap, ...], AsTuple] = ()
    payment: DealPayment
    opening: Annotated[tuple[Opening, ...], AsTuple] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> DealPlan:
        ids = [component.id for component in self.components]
        _once("component id", ids)
        _once("stream id", [stream.id for stream in self.streams])
        _once("link id", [link.id for link in self.links])
        _once("cap id", [cap.id for cap in self.caps])
        each_entry_has_one_meaning(ids, [cap.id for cap in self.caps])
        _are_there("link", [(link.id, link.component) for link in self.links], ids)
        _are_there("cap", [(cap.id, name) for cap in self.caps for name in cap.components], ids)
        _target_where_capped_by_it(self)
        each_within_or_apart(self.caps)
        weights = [component.weight for component in self.components if component.weight is not None]
        if weights and sum(weights) != 1:
            raise ValueError(f"the components' weights must add to 1, they add to {sum(weights):f}")
        if (self.returns == "clawback") != (self.payment.clawback is not None):
            raise ValueError("returns: clawback needs payment.clawback, and nothing else has it")
        if self.switching is not None and self.switching.quota == "prorated" and self.quota.proration is None:
            raise ValueError("switching: quota: prorated needs quota.proration, how days are counted")
        self._measures_exist()
        self._crediting_is_said()
        return self

    def _measures_exist(self) -> None:
        counted = [(what, measure.credit) for what, measure in self.measures()]
        counted += [(f"credit cap {cap.id}", cap.stream) for cap in self.crediting.caps]
        for what, stream in counted:
            if stream not in self.stream_ids:
                raise ValueError(
                    f"{what} counts {stream!r}; the plan's streams are {', '.join(self.stream_ids)}"
                )

    def _crediting_is_said(self) -> None:
        """Check that each stream in use says which ways of crediting count, where there are several."""
        _once("stream with a credit cap", [cap.stream for cap in self.crediting.caps])
        _carried_credit_is_of_no_deal(self)
        if not self.crediting.rules:
            return
        used = {measure.credit for _, measure in self.measures()}
        silent = [name for name in self.stream_ids if name in used and not self._says_via(name)]
        if silent:
            kinds = sorted({rule.kind for rule in self.crediting.rules})
            raise ValueError(
                f"the plan credits by {', '.join(kinds)} too: stream {', '.join(silent)} must say via, "
                "which of direct, split, overlay, rollup count"
            )

    def _says_via(self, name: str) -> bool:
        stream = self.stream(name)
        return stream.of == "reports_pay" or stream.via is not None

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

    def links_of(self, component: DealComponent) -> tuple[DealFactor, ...]:
        """Return the gates and multipliers that act on a component, in the plan's order."""
        return tuple(
            link for link in self.links if link.component == component.id and not isinstance(link, Linkage)
        )

    def linkages_of(self, component: DealComponent) -> tuple[Linkage, ...]:
        """Return the linkages that may cap a component."""
        return tuple(
            link for link in self.links if link.component == component.id and isinstance(link, Linkage)
        )

    def tells_deals(self, component: DealComponent) -> bool:
        """Return whether the plan asks what each deal added to a component's pay."""
        capped = any(cap.over == "deal" and component.id in cap.components for cap in self.caps)
        return capped or bool(self.payment.release or self.payment.clawback)

    def target_share(self, component: DealComponent) -> Fraction:
        """Return the component's share of the target incentive; 0 for one without a weight."""
        return Fraction(component.weight or 0)


def _once(what: str, ids: list[str]) -> None:
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise ValueError(f"each {what} stands once; twice: {', '.join(twice)}")


def _are_there(what: str, named: list[tuple[str, str]], ids: list[str]) -> None:
    for one, component in named:
        if component not in ids:
            raise ValueError(f"{what} {one} names component {component!r}, there are {', '.join(ids)}")


def _target_where_capped_by_it(plan: DealPlan) -> None:
    paying = {part.id for part in plan.components if part.pays_target}
    for cap in plan.caps:
        if cap.of == "target" and not paying & set(cap.components):
            raise ValueError(f"cap {cap.id}: none of its components has target pay, say of: amount")
    for part in plan.components:
        for link in plan.linkages_of(part):
            if isinstance(link.while_closed, TargetCap) and not part.pays_target:
                raise ValueError(
                    f"link {link.id}: {part.payout.kind} has no target pay, cap it with of: amount"
                )


def _carried_credit_is_of_no_deal(plan: DealPlan) -> None:
    """Check that nothing looks at single deals where credit of a whole window is carried on."""
    for cap in plan.crediting.caps:
        if cap.of == "quota" and plan.stream(cap.stream).whose == "team":
            raise ValueError(f"credit cap {cap.id}: a team's quota is not one person's, cap it at an amount")
        if cap.over == "deal" or cap.excess == "lost":
            continue
        by_deal = bool(plan.payment.release or plan.payment.clawback) or any(
            measure.window == "per_deal" and measure.credit == cap.stream for _, measure in plan.measures()
        )
        if by_deal:
            raise ValueError(
                f"credit cap {cap.id} carries credit of a window, which belongs to no deal, "
                "and the plan looks at single deals: say excess: lost, or over: deal"
            )

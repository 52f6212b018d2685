"""Where leads come from and what is sold."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, Id, Money, NonNegative, Positive, Real, Share
from sim.documents.campaigns import Brand, Campaign, Capture
from sim.documents.competition import Competition, PriceResponse
from sim.documents.shares import check_shares
from sim.documents.shortfalls import Shortfall

_RARE = 6.0  # standard deviations; an order beyond comes once in a billion
_DEAREST = 1e10  # of currency; a million such orders still fit into 64 bits of cents


class LogNormal(Document):
    """A lognormal quantity: ``log_mean`` and ``log_sd`` of its natural logarithm; the unit is the field's."""

    log_mean: Annotated[Real, Field(ge=-20, le=20)]
    log_sd: Annotated[NonNegative, Field(le=5)]


class Seasonality(Document):
    """Twelve relative intensities by fiscal month; ``strength`` is the power they are raised to (0 switches off)."""

    index: Annotated[tuple[Positive, ...], AsTuple, Field(min_length=12, max_length=12)]
    strength: NonNegative = 1.0


class Source(Document):
    """A lead source: its share of leads and its win rate relative to the mean source."""

    id: Id
    share: Share
    win_ratio: NonNegative = 1.0
    capture: Capture | None = None
    """How this channel's form captures inquiries; null: as ``pipeline.capture`` says."""


class ProductFamily(Document):
    """
    What is sold: price per unit, margin, and the size of an order (lognormal, rounded up to whole units).

    ``win_ratio`` is its win rate relative to the mean family.
    """

    id: Id
    share: Share
    win_ratio: NonNegative = 1.0
    price: Money
    margin_share: Share
    order_units: LogNormal

    @model_validator(mode="after")
    def _orders_can_be_counted(self) -> ProductFamily:
        largest = math.exp(self.order_units.log_mean + _RARE * self.order_units.log_sd) * float(self.price)
        if largest > _DEAREST:
            raise ValueError(
                f"an order may come to {largest:.3g} and more; at most {_DEAREST:.0e}. log_mean and log_sd are of "
                f"the natural logarithm of units: about {math.exp(self.order_units.log_mean):.3g} units an order here"
            )
        return self


class Market(Document):
    """Where leads come from. Arrivals and what a lead is never depend on the plan."""

    leads_per_year: Positive
    arrivals: Literal["poisson", "regular"] = "poisson"
    seasonality: Seasonality | None = None
    sources: Annotated[tuple[Source, ...], AsTuple, Field(min_length=1)]
    families: Annotated[tuple[ProductFamily, ...], AsTuple, Field(min_length=1)]
    campaigns: Annotated[tuple[Campaign, ...], AsTuple] = ()
    """What brings inquiries beside the organic ones, which are ``leads_per_year``."""
    brand: Brand | None = None
    price_response: PriceResponse = PriceResponse()
    competition: Competition | None = None
    shortfalls: Annotated[tuple[Shortfall, ...], AsTuple] = ()
    """Leads that do not come, of some months, regions, families, grades or territories."""

    @model_validator(mode="after")
    def _shares(self) -> Market:
        check_shares(self.sources)
        check_shares(self.families)
        ids = [campaign.id for campaign in self.campaigns]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"each campaign's id stands once; twice: {', '.join(twice)}")
        return self

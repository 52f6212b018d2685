"""What the firm does so that people inquire: campaigns, one-off bursts, and the brand that both build on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.document import AsTuple, Day, Document, Id, NonNegative, Positive, Share


class SpendCampaign(Document):
    """
    Spend by month that brings inquiries with falling returns.

    Inquiries a month = ``reach`` * ``response_share`` * spend / (spend + ``half_spend``), times the brand's lift.
    """

    kind: Literal["spend"]
    id: Id
    source: Id
    """Source in ``market.sources`` that the leads carry."""
    spend: Annotated[tuple[NonNegative, ...], AsTuple, Field(min_length=12, max_length=12)]
    """Currency by fiscal month; a run of several years repeats it."""
    reach: NonNegative
    """People whom the campaign reaches in a month at most, however much is spent."""
    half_spend: Positive
    """Spend at which half of them are reached [currency a month]."""
    response_share: Share
    """Share of the people reached who inquire, without any lift by the brand."""


class Burst(Document):
    """Inquiries that come at once, such as from a trade show; their total is exact."""

    kind: Literal["burst"]
    id: Id
    source: Id
    """Source in ``market.sources`` that the leads carry."""
    on: Day
    """First day."""
    days: Annotated[int, Field(ge=1, le=366)] = 1
    inquiries: Annotated[int, Field(ge=0)]
    """How many in all, spread evenly over the days by chance and over the units by potential."""
    cost: NonNegative = 0.0
    """Currency, for the whole burst, charged when its first day is in the measured months."""


Campaign = Annotated[SpendCampaign | Burst, Field(discriminator="kind")]


class Brand(Document):
    """
    A stock of past spend that people remember and forget.

    The stock B grows by each day's spend of all campaigns and loses half in ``half_life_days``; responses are
    multiplied by 1 + ``lift`` * B / (B + ``half_stock``), organic leads by the same with ``organic_lift``.
    """

    half_life_days: Positive
    half_stock: Positive
    """Stock at which half of the lift is reached [currency]."""
    lift: NonNegative = 0.0
    organic_lift: NonNegative = 0.0
    opening: NonNegative = 0.0
    """Stock on the first day of the warm-up [currency]."""


class Capture(Document):
    """What becomes of inquiries at the form: lost in it, merged with an earlier one of the same person, or captured."""

    lost_share: Share = 0.0
    """Share of inquiries that are abandoned in the form."""
    duplicate_share: Share = 0.0
    """Share of the filled forms that repeat an earlier inquiry and are merged with it."""

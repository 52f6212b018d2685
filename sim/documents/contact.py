"""How reps reach a lead, and what its wait for the first contact costs."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, Id, NonNegative, Positive, Share
from sim.documents.shares import check_shares


class Contact(Document):
    """
    Attempts to reach a lead before the first stage begins; one that is never reached is lost.

    ``success`` is the chance at attempt 1, 2, …, given that the earlier ones failed; the last holds for all after it.
    """

    success: Annotated[tuple[Share, ...], AsTuple, Field(min_length=1)]
    attempts: Annotated[int, Field(ge=1, le=50)]
    """Attempts at most."""
    attempt_hours: Positive
    """Rep's time for an attempt [working hours]."""
    gap_hours: NonNegative = 24.0
    """Clock hours between an attempt and the next, which then waits for the rep."""


ActsOn = Literal["contact", "qualification"]


class NoResponse(Document):
    """The wait for the first contact costs nothing."""

    kind: Literal["none"]


class ExponentialResponse(Document):
    """The chance halves with every ``half_life_hours`` that a lead waits for its first contact [clock hours]."""

    kind: Literal["exponential"]
    half_life_hours: Positive
    acts_on: ActsOn = "qualification"
    source: Annotated[str, Field(min_length=1)]
    """Where the curve comes from, shown in the report."""


class PowerResponse(Document):
    """The chance falls with the wait W [clock hours] as (1 + W / ``scale_hours``) ** -``exponent``."""

    kind: Literal["power"]
    scale_hours: Positive
    exponent: NonNegative
    acts_on: ActsOn = "qualification"
    source: Annotated[str, Field(min_length=1)]
    """Where the curve comes from, shown in the report."""


CurvePoint = Annotated[tuple[NonNegative, Share], AsTuple]


class TableResponse(Document):
    """The factor on the chance at given waits: pairs of [clock hours, factor], straight lines between, flat beyond."""

    kind: Literal["table"]
    points: Annotated[tuple[CurvePoint, ...], AsTuple, Field(min_length=1)]
    acts_on: ActsOn = "qualification"
    source: Annotated[str, Field(min_length=1)]
    """Where the curve comes from, shown in the report."""

    @model_validator(mode="after")
    def _rising_waits(self) -> TableResponse:
        waits = [point[0] for point in self.points]
        if any(later <= earlier for earlier, later in pairwise(waits)):
            raise ValueError("the waits of the points rise")
        return self


ResponseCurve = Annotated[
    NoResponse | ExponentialResponse | PowerResponse | TableResponse, Field(discriminator="kind")
]


class Reason(Document):
    """Why reps send leads back: its share of the rejected leads."""

    id: Id
    share: Share


class Rejection(Document):
    """Leads that the rep sends back after the first contact, with a reason."""

    share: Share
    """Share of the valid leads reached."""
    reasons: Annotated[tuple[Reason, ...], AsTuple, Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _adds_up(self) -> Rejection:
        check_shares(self.reasons)
        return self


class Crm(Document):
    """The system that holds the leads: what it costs the reps, and how much of the work is written down."""

    admin_share: Annotated[Share, Field(lt=1)] = 0.0
    """Share of the selling hours that goes into records."""
    logged_share: Share = 1.0
    """Share of the activities that are written down, for what is exported; the simulation itself knows all."""

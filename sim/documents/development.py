"""How reps get better: ramp by role and experience, onboarding, learning by doing, courses, coaching, managers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, Id, LogOdds, NonNegative, Positive, Share
from sim.documents.shares import check_once

FiscalMonth = Annotated[int, Field(ge=1, le=12)]
"""A month of the fiscal year, 1 to 12."""


class RampCurve(Document):
    """
    Share of full speed by month of tenure, then 1, for those of a role and an experience; null is everybody.

    The first curve that fits a rep is his; whom none fits follows ``people.ramp``.
    """

    role: Id | None = None
    experience: Id | None = None
    shares: Annotated[tuple[Share, ...], AsTuple, Field(min_length=1)]


class Module(Document):
    """A part of onboarding: the newcomer's selling hours it takes in his first month, and the ramp it saves."""

    id: Id
    hours: NonNegative = 0.0
    months_saved: NonNegative = 0.0
    """Months by which the ramp is shorter; the curve is of somebody who took no module."""
    taken: bool = True


class Learning(Document):
    """
    Learning by doing: log odds of winning a stage gained over the selling hours that a person has put in.

    gain(hours) = log_odds * (1 - exp(-hours / scale_hours)).
    """

    log_odds: LogOdds
    scale_hours: Positive


class Course(Document):
    """Training of a role (null: everybody) in stated fiscal months: hours first, skill from the month after on."""

    id: Id
    months: Annotated[tuple[FiscalMonth, ...], AsTuple, Field(min_length=1)]
    hours: NonNegative
    """Selling hours that a participant gives up in that month."""
    log_odds: LogOdds
    """Gain in the log odds of winning a stage when the month is over."""
    half_life_months: Positive | None = None
    """Months after which half the gain is forgotten; null: it stays."""
    cost: NonNegative = 0.0
    """Currency a participant."""
    role: Id | None = None


class Returns(Document):
    """How well the lowest, the middle and the highest third of a team respond to coaching; 1 is usual."""

    weak: NonNegative = 1.0
    middle: NonNegative = 1.0
    strong: NonNegative = 1.0


class Coaching(Document):
    """
    One-to-one coaching by the managers: hours a month to a closing rate.

    An hour costs manager and rep an hour each. A month's gain in the log odds of winning a stage is
    log_odds * skill of the manager * response * (1 - exp(-hours / scale_hours)); it fades with its half-life.
    """

    policy: Literal["uniform", "weak", "middle", "strong"] = "uniform"
    """Who is coached: everybody alike, or the lowest, middle or highest third by trailing three-month credit."""
    log_odds: LogOdds
    scale_hours: Positive
    half_life_months: Positive = 3.0
    returns: Returns = Returns()


class Manager(Document):
    """
    A manager of the reps who name him in the table of reps: a time budget, a skill in coaching and a style.

    ``style`` goes from 0 (authority) to 1 (mentor).
    """

    id: Id
    hours_per_month: NonNegative
    admin_share: Share = 0.0
    """Share of the hours that reports and meetings take; the rest is for the team."""
    skill: NonNegative = 1.0
    style: Share = 0.5
    region: str = ""
    """Region whose results his team's are part of."""


class Style(Document):
    """What a manager's style does to effort: + compliance * (1 - style) + initiative * style * share of ramp done."""

    compliance: NonNegative
    initiative: NonNegative


class Development(Document):
    """How reps get better; everything is off unless given."""

    ramps: Annotated[tuple[RampCurve, ...], AsTuple] = ()
    onboarding: Annotated[tuple[Module, ...], AsTuple] = ()
    learning: Learning | None = None
    courses: Annotated[tuple[Course, ...], AsTuple] = ()
    managers: Annotated[tuple[Manager, ...], AsTuple] = ()
    coaching: Coaching | None = None
    style: Style | None = None

    @model_validator(mode="after")
    def _once(self) -> Development:
        for named in (self.onboarding, self.courses, self.managers):
            check_once([each.id for each in named])
        return self

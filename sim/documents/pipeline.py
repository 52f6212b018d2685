"""How leads are screened, graded, worked, lost and kept."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, Id, LogOdds, NonNegative, Positive, Share
from sim.documents.campaigns import Capture
from sim.documents.contact import Contact, Crm, NoResponse, Rejection, ResponseCurve
from sim.documents.market import LogNormal
from sim.documents.routing import Routing
from sim.documents.scoring import Scoring
from sim.documents.shares import check_shares


class Grade(Document):
    """A fit grade given at screening, best first: share of leads, and win rate relative to the mean grade."""

    id: Id
    share: Share
    win_ratio: NonNegative = 1.0


class Screening(Document):
    """The filter at the door: share of inquiries that are valid, and how well the filter tells."""

    valid_share: Share = 1.0
    sensitivity: Share = 1.0
    """Share of valid leads that pass."""
    specificity: Share = 1.0
    """Share of invalid leads that are stopped; one that passes costs a contact and is then found out."""
    cost_per_lead: NonNegative = 0.0
    """Currency for each captured lead that is looked at."""


class Patience(Document):
    """How long a new lead waits for the first contact, in calendar days, before it is lost to the desk."""

    kind: Literal["none", "fixed", "exponential"]
    mean_days: Positive = 1.0


class Stage(Document):
    """
    A stage of the pipeline.

    ``work_hours`` is the mean of the rep's time in it, ``advance_share`` the share that goes on (the last stage: wins),
    ``gap_share`` the share of the customer's own cycle time that passes between the rep's work and the answer, and
    ``visits`` how many journeys to the customer it takes.
    """

    id: Id
    work_hours: Positive
    work: Literal["fixed", "exponential"] = "exponential"
    advance_share: Share
    gap_share: Share = 0.0
    visits: NonNegative = 0.0
    beside_next: bool = False
    """Whether the next stage's work is asked for at once, beside the customer's answer to this one."""


class Nurture(Document):
    """Share of lost leads kept in the database, the calendar days until they come back, and how often they may."""

    share: Share = 0.0
    mean_days: Positive = 90.0
    loops: Annotated[int, Field(ge=0, le=5)] = 0
    pitch: Literal["automatic", "personal"] = "automatic"
    """What brings a lead back: mail that costs ``pitch_cost``, or the rep himself, whom it costs ``pitch_hours``."""
    pitch_hours: NonNegative = 0.0
    """Rep's hours for each lead that comes back by a personal pitch."""
    pitch_cost: NonNegative = 0.0
    """Currency for each lead that comes back."""


class Personal(Document):
    """
    What a personal buying experience brings: reps who take more time for each lead win more of those they reach.

    A time x beyond the usual, as a share of it (``plan.personal_time``), adds log_odds * (1 - exp(-x / scale)) to the
    log odds of every stage, and makes its work longer by the same share.
    """

    log_odds: LogOdds
    """What any amount of time could bring at most."""
    scale: Positive
    """Share of the usual time that brings 63 % of it."""


class Pipeline(Document):
    """From new lead to won or lost. ``cycle_days`` is the customer's own time over all stages [calendar days]."""

    screening: Screening = Screening()
    grades: Annotated[tuple[Grade, ...], AsTuple, Field(min_length=1)]
    patience: Patience
    cycle_days: LogNormal | None = None
    stages: Annotated[tuple[Stage, ...], AsTuple, Field(min_length=1, max_length=12)]
    nurture: Nurture = Nurture()
    capture: Capture = Capture()
    scoring: Scoring | None = None
    routing: Routing = Routing()
    contact: Contact | None = None
    response_curve: ResponseCurve = NoResponse(kind="none")
    rejection: Rejection | None = None
    crm: Crm = Crm()
    personal: Personal | None = None
    """null: more time for a lead wins no more."""

    @model_validator(mode="after")
    def _adds_up(self) -> Pipeline:
        check_shares(self.grades)
        if self.nurture.pitch == "personal" and self.nurture.pitch_hours == 0:
            raise ValueError("a personal pitch takes the rep's time: nurture.pitch_hours")
        if (
            self.response_curve.kind != "none"
            and self.response_curve.acts_on == "contact"
            and not self.contact
        ):
            raise ValueError("a response curve that acts on contact wants pipeline.contact")
        if self.stages[-1].beside_next:
            raise ValueError("the last stage has no next one to run beside")
        total = sum(stage.gap_share for stage in self.stages)
        if self.cycle_days is not None and abs(total - 1.0) > 1e-6:  # noqa: PLR2004
            raise ValueError(f"the stages' gap_share must add to 1, they add to {total:.6g}")
        return self

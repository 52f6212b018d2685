"""Who leaves, who is hired, and who is promoted; a position stays where it is."""

from __future__ import annotations

import itertools
from typing import Annotated

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, NonNegative, Positive, Real, Share

DECILES = 10


class TenureHazard(Document):
    """Chance to leave at a month's end, for those with ``from_month`` or more months with the firm."""

    from_month: Annotated[int, Field(ge=0)]
    monthly: Share
    by_decile: Annotated[tuple[Share, ...], AsTuple] = ()
    """By decile of trailing three-month credit among all reps, lowest first; instead of ``monthly``."""

    @model_validator(mode="after")
    def _ten(self) -> TenureHazard:
        if len(self.by_decile) not in {0, DECILES}:
            raise ValueError(f"by_decile has ten shares, got {len(self.by_decile)}")
        return self


class Leaving(Document):
    """
    Leaving at the end of a month: a base chance by tenure, whose odds the weights below multiply by exp(weight * x).

    ``pay``: x is the log of ``outside_pay`` over the rep's own yearly pay; ``attainment``: the shortfall of
    attainment against the pace to quota (0 to 1); ``territory``: the log of the mean territory's potential over his;
    ``morale``: his morale with the sign turned. A weight of 0 switches its cause off.
    """

    hazard: Annotated[tuple[TenureHazard, ...], AsTuple, Field(min_length=1)]
    outside_pay: Positive | None = None
    """What a rep could earn elsewhere [currency/year]; null: the mean pay of the sales force."""
    pay: NonNegative = 0.0
    attainment: NonNegative = 0.0
    territory: NonNegative = 0.0
    morale: NonNegative = 0.0
    handover_odds: Share = 1.0
    """Factor on the odds of each later stage of a lead whose rep has changed since the first contact, beside
    ``customers.relationship``."""

    @model_validator(mode="after")
    def _in_order(self) -> Leaving:
        starts = [row.from_month for row in self.hazard]
        if starts[0] != 0 or any(a >= b for a, b in itertools.pairwise(starts)):
            raise ValueError(f"hazard begins with from_month 0 and goes up, got {starts}")
        return self


class Hiring(Document):
    """
    How a vacancy is filled: applicants come at random, are scored, and the best one starts after his notice.

    An applicant's log skill is normal; his score is correlated with it by ``accuracy``. When nobody who applied
    within ``search_days`` reaches ``least_score``, another search of that length begins.
    """

    applicants_per_month: Annotated[Positive, Field(le=1000)]
    search_days: Annotated[Positive, Field(le=366)] = 30.0
    notice_days: NonNegative = 30.0
    """Calendar days from the choice to the first working day."""
    accuracy: Share = 0.0
    """Correlation of the score with true talent: 0 is a lottery, 1 sees all."""
    least_score: Real | None = None
    """Lowest score that is accepted [standard deviations above the mean applicant]; null: anybody."""
    log_skill_mean: Annotated[Real, Field(ge=-5, le=5)] = 0.0
    log_skill_sd: Annotated[NonNegative, Field(le=5)] = 0.0
    experienced_share: Share = 0.0
    """Share of applicants whose experience is ``experienced``; the others are ``new``."""
    cost_per_vacancy: NonNegative = 0.0
    cost_per_applicant: NonNegative = 0.0


class Promotion(Document):
    """The best seller, by credit of the fiscal year, is made a manager; his position becomes vacant."""

    month: Annotated[int, Field(ge=2)]
    """Measured month at whose first day it happens."""
    manager: str
    """Whom he succeeds: a manager's id. The team stays, the hours and style too."""
    skill_kept: NonNegative = 0.0
    """Log skill as manager for a point of log skill as seller; 0: an average manager (skill 1)."""
    refilled: bool = True
    """Whether the position that he leaves is filled again."""

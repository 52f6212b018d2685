"""What moves reps besides their pay plan: morale, goals, rewards taken for granted, appraisal, shocks."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.document import Document, LogOdds, NonNegative, Positive, Real, Share


class Morale(Document):
    """
    A state of each rep that is 0 when neutral; month by month it moves towards what he experiences.

    morale = memory * morale before + (1 - memory) * (climate + equity * E + success * S + support * U + reward * R),
    each of E, S, U, R within -1 to 1: E the log of his pay over his peers' mean; S his attainment over the pace to
    quota, less 1; U the share of ``enough_hours`` of coaching that he got, less what appraisal takes; R the log of his
    month's pay over what he has grown used to. Under constant experience the state settles at the sum in brackets.
    """

    memory: Share = 0.7
    climate: Real = 0.0
    equity: NonNegative = 0.0
    success: NonNegative = 0.0
    support: NonNegative = 0.0
    reward: NonNegative = 0.0
    enough_hours: Positive = 4.0
    """Hours of coaching a month that a rep finds enough."""
    reward_half_life_months: Positive = 6.0
    """Months in which half of a change in pay is taken for granted."""
    effort: NonNegative = 0.0
    """Relative change in effort for a point of morale."""
    log_odds: LogOdds = 0.0
    """Change in the log odds of winning a stage for a point of morale."""


class Goals(Document):
    """
    Effort by how hard the quota looks: factor 1 + gain * 4 p (1 - p), p the chance of making it.

    p = 1 / (1 + exp(-(attainment the year is heading for - 1) / spread)). Too easy (p near 1) and too hard (p near 0)
    both leave the factor at 1.
    """

    gain: NonNegative
    spread: Positive


class Appraisal(Document):
    """Appraisal of an intensity from 0 (none) to 1: it adds to effort and takes warmth out of the support felt."""

    intensity: Share
    effort: NonNegative = 0.0
    warmth: NonNegative = 0.0


class SpotBonus(Document):
    """
    A bonus outside the pay plan: everybody ``amount`` a month (chance 1), or by luck ``amount / chance`` each.

    The mean is the same. It counts among rewards by its certainty equivalent under constant absolute risk aversion.
    """

    amount: NonNegative
    """Mean per rep and month [currency]."""
    chance: Annotated[Share, Field(gt=0)] = 1.0
    risk_aversion: NonNegative = 0.0
    """Of a constant absolute risk aversion [1/currency]; 0: only the mean counts."""


class Shock(Document):
    """A crisis: morale's target is lower by ``size`` in some measured months; managers may turn to support."""

    first_month: Annotated[int, Field(ge=1)]
    months: Annotated[int, Field(ge=1)] = 1
    size: NonNegative
    support_share: Share = 0.0
    """Share of coaching hours that managers give to support instead; it takes the same share off the shock."""


class Deferral(Document):
    """How a rep values uncertain pay that comes later; it enters what he compares with the outside option."""

    months: NonNegative = 0.0
    monthly_discount: Annotated[Share, Field(gt=0)] = 1.0
    """Value today of one unit of currency in a month."""
    risk_aversion: NonNegative = 0.0
    """Of a constant absolute risk aversion [1/currency] towards the year's variable pay, taken as normal."""
    pay_spread: NonNegative = 0.0
    """Standard deviation of a year's variable pay as the rep sees it, as a share of it."""


class Motivation(Document):
    """What moves reps besides their pay plan; everything is off unless given."""

    morale: Morale | None = None
    goals: Goals | None = None
    appraisal: Appraisal | None = None
    spot_bonus: SpotBonus | None = None
    shock: Shock | None = None
    deferral: Deferral = Deferral()

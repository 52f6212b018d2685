"""How customers are kept, sell on, answer polls, and hold to their rep; every part is off unless it is given."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.document import Document, Id, NonNegative, Positive, Real, Share


class Loyalty(Document):
    """
    A memory of good service, 0 to 1, that keeps customers.

    A delivery with a score of ``good_score`` or more takes the customer the share ``gain`` of his way to 1, any other
    takes the share ``loss`` of what he has. Odds of leaving times exp(-``holds`` * loyalty).
    """

    good_score: Real = 4.0
    gain: Share
    loss: Share
    holds: NonNegative


class Retention(Document):
    """
    Leaving between orders, at a rate of ``leave_per_year`` that care visits lower.

    Rate times exp(-``visit_effect``) for ``visit_holds_days`` after a visit of the rep. How often reps visit is the
    plan's (``plan.care``).
    """

    leave_per_year: Annotated[Positive, Field(le=1000)]
    visit_effect: NonNegative = 0.0
    visit_holds_days: Positive = 90.0


class Adoption(Document):
    """
    How customers come to want a product family beside the one they came for (cross-selling).

    The share ``potential_share`` of customers can use it at all: the most who will ever adopt it. Each of them wants
    it at the rate innovation + imitation * (share of those who can use it that have adopted so far), a year (Bass
    1969); then the rep offers it, ``offer_hours`` of work, and sells it with chance ``win_share`` (odds times his
    skill, relationship and price). Who does not buy may want it again.
    """

    id: Id
    """The product family."""
    potential_share: Share
    innovation_per_year: Annotated[NonNegative, Field(le=1000)]
    imitation_per_year: Annotated[NonNegative, Field(le=1000)] = 0.0
    offer_hours: NonNegative = 0.0
    win_share: Share = 1.0
    reorder_mean_days: Positive | None = None
    """Mean gap to the next order of this family; null: as in ``customers.reorder_mean_days``."""


class Referral(Document):
    """
    Customers who recommend the firm to somebody.

    After each order that was delivered or cancelled, chance ``share`` times the way of satisfaction from
    ``from_score`` (nobody) to 5 (all). The new lead lives in the same basic unit and inquires after an exponential
    delay, the next day at the earliest.
    """

    share: Share
    from_score: Annotated[Real, Field(lt=5)] = 3.0
    mean_days: NonNegative = 30.0
    source: Id | None = None
    """Lead source these leads are counted under; null: drawn like any lead's."""


class Relationship(Document):
    """
    What it costs when a customer or an open lead loses the rep it knows.

    That is when its basic unit changes hands, or when the rep leaves or is promoted. Right after it the odds of winning
    are multiplied by ``win_odds`` and the odds (or rate) of leaving by ``leave_odds``; what is broken heals by half
    every ``half_life_days`` from the day on which somebody else has come. 1 and 1: no cost.
    """

    win_odds: Annotated[Share, Field(gt=0)] = 1.0
    leave_odds: Annotated[Positive, Field(ge=1, le=1000)] = 1.0
    half_life_days: Positive = 90.0
    newcomers: bool = False
    """Whether leads that first inquire afterwards suffer too (basic units that are accounts, which know their rep)."""


class Poll(Document):
    """
    An opinion poll after a delivery (or cancellation): who is asked, who answers, and what the answer is worth.

    Asked with ``asked_share``; answers with chance ``response_share`` at ``at_score``, odds times
    exp(``response_bias``) for each point of satisfaction above: above zero the content answer more. The answer is the
    true satisfaction plus ``answer_bias`` plus normal noise of ``noise_sd`` points, and is not cut to the scale, so
    that noise alone biases nothing.
    """

    asked_share: Share = 1.0
    response_share: Share = 1.0
    response_bias: Real = 0.0
    at_score: Real = 4.0
    answer_bias: Real = 0.0
    noise_sd: NonNegative = 0.0
    satisfied_from: Real = 4.0
    """An answer of this score or more counts as satisfied."""


class CareVisits(Document):
    """
    The plan for calling on customers between orders.

    A visit comes due an exponential time after the last, ``per_year`` in the mean where reps find the time; it takes
    ``hours`` and the journey.
    """

    per_year: Annotated[Positive, Field(le=1000)]
    hours: NonNegative
    first: bool = True
    """Whether visits come before leads at the rep's desk, or after all of them."""

"""Customers, and what happens to their orders."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.document import AsTuple, Document, NonNegative, Positive, Real, Share
from sim.documents.market import LogNormal
from sim.documents.own import OwnRule
from sim.documents.relations import Adoption, Loyalty, Poll, Referral, Relationship, Retention
from sim.documents.supply import Preparation, Promise


class Satisfaction(Document):
    """
    Review score (1 to 5) after a delivery, a sigmoid of the days late against the promise.

    score = floor + (ceiling - floor) / (1 + exp(slope_per_day * (days_late - midpoint_days))); ``memory`` is
    the weight of the score so far in the new satisfaction; ``never_delivered`` is the score of a cancelled order.
    """

    opening: Real = 4.0
    memory: Share = 0.5
    floor: Real
    ceiling: Real
    midpoint_days: Real
    slope_per_day: NonNegative
    never_delivered: Real


class Churn(Document):
    """Chance to leave after an order: ``share`` at ``at_score``, odds times exp(-per_point) for each point above."""

    share: Share
    at_score: Real
    per_point: NonNegative


class Customers(Document):
    """Those who bought: they order again after a gap [calendar days], are satisfied, or leave."""

    opening: NonNegative = 0.0
    """Expected number of customers at the start of the warm-up, spread by potential."""
    reorder_mean_days: Positive | None = None
    """Mean gap between an order's delivery and the next demand; null: nobody orders again."""
    care_hours: NonNegative = 0.0
    """Rep's hours for one repeat order."""
    satisfaction: Satisfaction
    churn: Churn
    loyalty: Loyalty | None = None
    retention: Retention | None = None
    """Leaving between orders; null: customers leave after an order only (``churn``)."""
    adoption: Annotated[tuple[Adoption, ...], AsTuple, Field(max_length=8)] = ()
    """Families sold to customers who came for another; one that is not listed is never cross-sold."""
    referral: Referral | None = None
    relationship: Relationship = Relationship()
    own: OwnRule | None = None
    """A rule of your own, registered with ``@customer_rule(name)``: a factor on the odds of leaving after an order."""
    poll: Poll | None = None


class Fulfilment(Document):
    """From order to delivery. Whole orders; a family's monthly capacity is used in order of promise date."""

    promise_days: NonNegative
    promises: Annotated[tuple[Promise, ...], AsTuple, Field(max_length=1000)] = ()
    """What some orders are promised in place of that; the first that fits counts."""
    lead_time_days: LogNormal | None = None
    """Transport after shipping [calendar days]; null: delivered when shipped."""
    patience_days: Positive | None = None
    """An order not shipped this many days after it was placed may be cancelled; null: nobody cancels."""
    cancel_share: Share = 0.0
    preparation: Preparation | None = None
    """Null: an order reaches the plant the moment it is placed."""

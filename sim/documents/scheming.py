"""Reps some of whom time their deals by what the pay plan makes of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.document import AsTuple, Document, Positive, Share
from sim.documents.behaviour import Bounded, Forward, Mixture, Myopic, Own, Steady

HonestBehaviour = Annotated[Steady | Myopic | Forward | Bounded | Own | Mixture, Field(discriminator="kind")]


class Scheming(Document):
    """
    Reps of whom some time their deals for pay alone; in all else they, and the others in everything, are ``honest``.

    In the last ``days`` of a month, quarter or year that the pay plan counts by, a schemer reckons what his pay gains
    if he closes what is within reach now, at ``price_cut``, or keeps what ripens for the next window, and does it.
    """

    kind: Literal["scheming"]
    honest: HonestBehaviour
    reps: Annotated[tuple[str, ...], AsTuple]
    """Who schemes."""
    holds: bool = True
    pulls: bool = True
    days: Positive = 20.0
    """Calendar days before a window's end in which he schemes."""
    price_cut: Annotated[Share, Field(lt=1)] = 0.2
    """Discount he gives to close a deal early."""
    last_month: Annotated[int, Field(ge=1)] | None = None
    """Measured month after which nobody schemes any more; null: the whole run."""


AnyBehaviour = Annotated[
    Steady | Myopic | Forward | Bounded | Own | Mixture | Scheming, Field(discriminator="kind")
]
"""What a scenario may say of its reps' behaviour."""

"""What happens to orders between their acceptance and their delivery."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.document import Document, NonNegative, Positive


class Preparation(Document):
    """
    Preparing an order (checking, configuring, scheduling) before it can use capacity.

    One round takes ``days`` (calendar, ``work``: all alike or exponential); with chance ``error_share`` an error is
    found at its end and the order is prepared once more: 1 / (1 - error_share) rounds in the mean. Whoever prepares has
    no queue. An order does not lose its patience meanwhile, but right after, when its time is over.
    """

    days: Positive
    work: Literal["fixed", "exponential"] = "fixed"
    error_share: Annotated[NonNegative, Field(le=0.95)] = 0.0

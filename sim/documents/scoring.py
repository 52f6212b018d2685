"""How interested a lead shows itself: signals that give points, and what the points decide."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, Id, NonNegative, Positive, Real, Share


class Signal(Document):
    """
    Something a lead may have done before it inquires, such as downloading a price list, or unsubscribing.

    ``points`` is what the rule gives for it, negative when it speaks against the lead. ``win_ratio`` is the truth: the
    win rate of leads that did it relative to the mean lead. Those that did not are below the mean by what is left.
    """

    id: Id
    share: Share
    points: Real
    win_ratio: NonNegative = 1.0

    @model_validator(mode="after")
    def _mean_is_one(self) -> Signal:
        if self.share * self.win_ratio > 1 or (self.share == 1 and self.win_ratio != 1):
            raise ValueError(
                f"share * win_ratio is {self.share * self.win_ratio:.6g}: the rest would be below a win rate of zero"
            )
        return self


class Scoring(Document):
    """
    An engagement score beside the fit grade: the sum of a lead's signals, which fades with time.

    score(t) = points * 2 ** (-(t - arrival) / half life). ``tiers`` are the lower bounds of the score's classes, best
    first; a lead below all of them is in the last class. Leads are called by class and grade in the given order.
    """

    signals: Annotated[tuple[Signal, ...], AsTuple, Field(min_length=1)]
    half_life_days: Positive
    tiers: Annotated[tuple[Real, ...], AsTuple, Field(min_length=1, max_length=20)]
    order: Literal["score_then_grade", "grade_then_score"] = "score_then_grade"

    @model_validator(mode="after")
    def _falling(self) -> Scoring:
        if any(lower >= upper for upper, lower in pairwise(self.tiers)):
            raise ValueError("the tiers fall: each lower bound is below the one before it")
        ids = [signal.id for signal in self.signals]
        if len({*ids}) < len(ids):
            raise ValueError("each signal's id stands once")
        return self

"""Prices, how buyers react to them, and the competitors who take what we lose."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, Id, NonNegative, Positive, Share
from sim.documents.shares import check_once


class Rival(Document):
    """A competitor: the share of the deals we lose that he takes at equal prices, and his price over our list."""

    id: Id
    share: Share
    price_ratio: Positive = 1.0


class PriceResponse(Document):
    """
    How buyers react to price relative to list.

    Odds of winning times (price / list) ** -``win_elasticity``; mean gap between a customer's orders times
    (price / list) ** ``repeat_elasticity``.
    """

    win_elasticity: NonNegative = 0.0
    repeat_elasticity: NonNegative = 0.0


class Competition(Document):
    """Where lost deals go: to rivals, or (what their shares leave) to nobody, because the buyer does without."""

    rivals: Annotated[tuple[Rival, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _shares(self) -> Competition:
        check_once([rival.id for rival in self.rivals])
        total = sum(rival.share for rival in self.rivals)
        if total > 1.0 + 1e-6:
            raise ValueError(f"the rivals' shares must add to at most 1, they add to {total:.6g}")
        return self


class Price(Document):
    """What the plan asks for a product family: ``of_list`` 1 is the list price, 0.9 a discount of 10 %."""

    id: Id
    of_list: Annotated[Positive, Field(le=100)]

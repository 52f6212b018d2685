"""What a component counts, over which window, held against which quota, as a document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.compensation.measure import WINDOW_MONTHS
from sim.document import Document, Id


class DealMeasure(Document):
    """
    What a component counts, over which window, held against which quota.

    ``window``: ``per_deal`` looks at each deal alone, ``rolling`` at the last ``months``; otherwise as in
    :class:`~sim.compensation.measure.Measure`. ``credit`` is a stream of the plan.
    """

    credit: Id
    window: Literal["per_deal", "period", "quarter", "ytd", "rolling"]
    against: Literal["full_quota", "quota_to_date"]
    rolling_months: Annotated[int, Field(ge=2, le=12)] | None = None

    @model_validator(mode="after")
    def _sound(self) -> DealMeasure:
        if (self.window == "rolling") != (self.rolling_months is not None):
            raise ValueError("a rolling window needs rolling_months, and no other has them")
        return self

    @property
    def months(self) -> int:
        """Return after how many months counting starts anew; windows that overlap are settled month by month."""
        return WINDOW_MONTHS.get(self.window, 1)

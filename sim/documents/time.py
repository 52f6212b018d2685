"""When a run takes place and when reps work."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from sim.document import AsTuple, Day, Document, NonNegative, Positive

_FIRST, _LAST = date(1900, 1, 1), date(2200, 1, 1)


class Run(Document):
    """What is simulated: ``months`` fiscal months from ``start``, after a warm-up that is cut off."""

    start: Day
    months: Annotated[int, Field(ge=1, le=120)] = 12
    warmup_days: Annotated[int, Field(ge=0, le=3660)] = 0
    seed: Annotated[int, Field(ge=0)] = 1
    engine: Literal["auto", "reference", "compiled"] = "auto"
    """Which engine runs it; the results are the same to the last event, so this is no part of what identifies them."""

    @field_validator("start")
    @classmethod
    def _in_the_calendar(cls, start: date) -> date:
        if not _FIRST <= start <= _LAST:
            raise ValueError(f"a day from {_FIRST} to {_LAST} is wanted")
        return start


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class WorkingCalendar(Document):
    """The hours in which reps work. Customers live in calendar time."""

    kind: Literal["business", "always_open"]
    weekdays: Annotated[tuple[Weekday, ...], AsTuple] = ("mon", "tue", "wed", "thu", "fri")
    opens_at_hour: Annotated[NonNegative, Field(lt=24)] = 9.0
    selling_hours_per_day: Annotated[Positive, Field(le=24)] = 8.0
    holidays: Annotated[tuple[Day, ...], AsTuple] = ()

    @model_validator(mode="after")
    def _a_day_ends(self) -> WorkingCalendar:
        if self.kind == "business" and self.opens_at_hour + self.selling_hours_per_day > 24:  # noqa: PLR2004
            raise ValueError("opens_at_hour + selling_hours_per_day must not pass midnight (24)")
        return self

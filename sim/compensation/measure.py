"""What a component looks at, and how the year's quota is dealt to the months."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.compensation.payout import NonNegativeExact
from sim.document import AsTuple, Document

MONTHS = 12
WINDOW_MONTHS = {"period": 1, "quarter": 3, "ytd": 12}


class Measure(Document):
    """
    Credit, counted over a window and held against a quota.

    ``window`` is when counting starts anew: each month (``period``), quarter, or fiscal year (``ytd``). ``against`` is
    the quota and target pay that the credit of an unfinished window is held against: ``full_quota`` is the whole
    window's, ``quota_to_date`` the share of the months gone by. The year's quota is dealt to its months as the plan's
    ``quota`` says.
    """

    credit: Literal["sales"]
    window: Literal["period", "quarter", "ytd"]
    against: Literal["full_quota", "quota_to_date"]

    @property
    def months(self) -> int:
        """Return the length of the window in months."""
        return WINDOW_MONTHS[self.window]


class QuotaShape(Document):
    """
    How the year's quota, and target pay with it, is dealt to the fiscal months.

    ``seasonality`` are twelve relative sizes by fiscal month, normalised to their sum; null deals evenly.
    """

    seasonality: (
        Annotated[tuple[NonNegativeExact, ...], AsTuple, Field(min_length=12, max_length=12)] | None
    ) = None

    @model_validator(mode="after")
    def _something(self) -> QuotaShape:
        if self.seasonality is not None and not any(self.seasonality):
            raise ValueError("seasonality is 0 in all twelve months, so that no month has a quota")
        return self

    def month_shares(self) -> tuple[Fraction, ...]:
        """Return each fiscal month's share of the year's quota, exact, shape (12,)."""
        sizes = self.seasonality or (Decimal(1),) * MONTHS
        total = Fraction(sum(sizes))
        return tuple(Fraction(size) / total for size in sizes)

    def shares_in_play(self, measure: Measure) -> tuple[Fraction, ...]:
        """Return the share of the year's quota that a measure's credit is held against in each month, shape (12,)."""
        shares = self.month_shares()
        in_play = []
        for month in range(MONTHS):
            start = month - month % measure.months
            end = start + measure.months if measure.against == "full_quota" else month + 1
            in_play.append(sum(shares[start:end], Fraction(0)))
        return tuple(in_play)

"""The words of a plan on deals that everything else stands on: days, streams and currency, as documents."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.document import AsTuple, Day, Document, Exact, Id

Part = Annotated[Exact, Field(ge=0, le=1)]
"""An exact share, 0 to 1."""
CreditKind = Literal["direct", "split", "overlay", "rollup"]
Event = Literal["booking", "delivery", "invoice", "cash", "renewal"]
Excess = Literal["lost", "carried_in_year", "carried"]
"""What becomes of what a cap cuts off: lost, or taken to later windows of the fiscal year, or without end."""


class Effective(Document):
    """When the plan is in force: from the day it ``starts`` to the day before ``until``, both firsts of a month."""

    starts: Day
    until: Day
    fiscal_year_starts_in: Annotated[int, Field(ge=1, le=12)]

    @model_validator(mode="after")
    def _sound(self) -> Effective:
        increasing_days(self.starts, self.until)
        if self.starts.day != 1 or self.until.day != 1:
            raise ValueError("a plan starts and ends with a month: starts and until are the first of one")
        return self


class Between(Document):
    """Days from ``starts`` to the day before ``until``."""

    starts: Day
    until: Day

    @model_validator(mode="after")
    def _sound(self) -> Between:
        increasing_days(self.starts, self.until)
        return self


def increasing_days(starts: date, until: date) -> None:
    """Raise ValueError unless there is a day between."""
    if until <= starts:
        raise ValueError(f"until {until} must be after starts {starts}; it is the first day that is out")


class Switching(Document):
    """
    What holds for somebody who enters or leaves the plan within its fiscal year, by moving to another plan or version.

    ``quota`` and target pay of the fiscal year are ``prorated`` to the days in the plan, as ``quota.proration`` counts
    them, or ``full``. ``credit_so_far`` of the window, under the plan before: with ``restart`` it does not count;
    with ``continue`` it places what is sold from now on but is not paid again; with ``rerate`` it is paid as this plan
    pays it, less what the plan before paid, as a difference in the month of the change.
    """

    quota: Literal["prorated", "full"]
    credit_so_far: Literal["restart", "continue", "rerate"]

    @model_validator(mode="after")
    def _sound(self) -> Switching:
        if self.quota == "prorated" and self.credit_so_far != "restart":
            raise ValueError(
                f"credit_so_far: {self.credit_so_far} counts credit of the whole window, "
                "which a prorated quota does not ask for: say quota: full"
            )
        return self


class Stream(Document):
    """
    What is counted: a column of the credited deals, the number of deals, or the pay of a manager's reports.

    ``of: column`` names a further column of the deals. ``event`` is the event that credits, when it is not the plan's.
    ``via`` are the ways of crediting that count, said in every plan with crediting rules; ``whose: team`` adds up
    everybody with the same manager. ``reports_pay`` is what the reports earn, top-ups among it.
    """

    id: Id
    of: Literal["amount", "margin", "units", "deals", "column", "reports_pay"]
    column: Id | None = None
    event: Event | None = None
    products: Annotated[tuple[str, ...], AsTuple] | None = None
    via: Annotated[tuple[CreditKind, ...], AsTuple, Field(min_length=1)] | None = None
    whose: Literal["own", "team"]

    @model_validator(mode="after")
    def _sound(self) -> Stream:
        if (self.of == "column") != (self.column is not None):
            raise ValueError("of: column needs the name of the column, and nothing else has one")
        return self

    def counts(self, kind: str) -> bool:
        """Return whether a way of crediting counts."""
        return self.via is None or kind in self.via


class DatedRate(Document):
    """One unit of ``currency`` is ``rate`` units of the plan's, from the day ``starts`` on."""

    currency: Id
    starts: Day
    rate: Annotated[Exact, Field(gt=0)]


class Payday(Document):
    """The day on which a month is paid: ``day`` of the month so many ``months_after``; 31 is the last of any month."""

    months_after: Annotated[int, Field(ge=0, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]


class Currency(Document):
    """
    The plan's currency, and which day's rate turns an event into it.

    ``payout: payee`` pays in the person's own currency, at the rate of ``payout_rate_date``: the plan's first day, the
    month's last, or the ``payday``; ``plan`` pays in the plan's.
    """

    plan: Id
    rate_date: Literal["plan_start", "event", "period_end"]
    payout: Literal["plan", "payee"]
    payout_rate_date: Literal["plan_start", "period_end", "payment"] | None = None
    payday: Payday | None = None
    rates: Annotated[tuple[DatedRate, ...], AsTuple] = ()

    @model_validator(mode="after")
    def _sound(self) -> Currency:
        if (self.payout == "payee") != (self.payout_rate_date is not None):
            raise ValueError(
                "payout: payee needs payout_rate_date (plan_start, period_end or payment), and nothing else has it"
            )
        if (self.payout_rate_date == "payment") != (self.payday is not None):
            raise ValueError("payout_rate_date: payment needs the payday, and nothing else has one")
        return self

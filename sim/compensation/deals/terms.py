"""The words of a plan on deals: crediting, currency, quota rules, release of pay and clawback, as documents."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.compensation.measure import QuotaShape
from sim.compensation.payment import Draw, Payment
from sim.compensation.payout import Boundary, NonNegativeExact
from sim.document import AsTuple, Day, Document, Exact, Id, Money

Part = Annotated[Exact, Field(ge=0, le=1)]
"""An exact share, 0 to 1."""
CreditKind = Literal["direct", "split", "overlay", "rollup"]
Event = Literal["booking", "delivery", "invoice", "cash"]


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


class Stream(Document):
    """
    What is counted: a column of the credited deals, the number of deals, or the pay of a manager's reports.

    ``of: column`` names a further column of the deals. ``event`` is the event that credits, when it is not the plan's.
    ``via`` are the ways of crediting that count; ``whose: team`` adds up everybody with the same manager.
    """

    id: Id
    of: Literal["amount", "margin", "units", "deals", "column", "reports_pay"]
    column: Id | None = None
    event: Event | None = None
    products: Annotated[tuple[str, ...], AsTuple] | None = None
    via: Annotated[tuple[CreditKind, ...], AsTuple] = ("direct", "split", "overlay", "rollup")
    whose: Literal["own", "team"] = "own"

    @model_validator(mode="after")
    def _sound(self) -> Stream:
        if (self.of == "column") != (self.column is not None):
            raise ValueError("of: column needs the name of the column, and nothing else has one")
        return self


class When(Document):
    """Which deals a crediting rule is for; what is left out does not matter."""

    deals: Annotated[tuple[str, ...], AsTuple] | None = None
    persons: Annotated[tuple[str, ...], AsTuple] | None = None
    products: Annotated[tuple[str, ...], AsTuple] | None = None


class CreditShare(Document):
    """What one person gets of a deal: commission credit, and quota credit apart from it."""

    person: Id
    credit: NonNegativeExact
    quota_credit: NonNegativeExact


class Split(Document):
    """The deal is shared out instead of credited to its person; commission credit adds to ``must_sum_to``."""

    kind: Literal["split"]
    id: Id
    when: When
    must_sum_to: NonNegativeExact
    shares: Annotated[tuple[CreditShare, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> Split:
        total = sum(share.credit for share in self.shares)
        if total != self.must_sum_to:
            raise ValueError(
                f"split {self.id} shares out {total:f} of a deal, must_sum_to says {self.must_sum_to:f}"
            )
        return self


class Overlay(Document):
    """Credit on top of the deal's own, for a specialist who helped."""

    kind: Literal["overlay"]
    id: Id
    when: When
    shares: Annotated[tuple[CreditShare, ...], AsTuple, Field(min_length=1)]


class RollUp(Document):
    """Credit of a person's deals for the manager, and with ``levels: all`` for everybody above."""

    kind: Literal["rollup"]
    id: Id
    levels: Literal["manager", "all"]
    credit: NonNegativeExact
    quota_credit: NonNegativeExact


class Windfall(Document):
    """What one deal credits above ``deal_credit_cap`` [currency] counts only ``above``, for pay alone or quota too."""

    deal_credit_cap: Money
    above: Part
    applies_to: Literal["commission_credit", "commission_and_quota_credit"]


class Crediting(Document):
    """Who gets credit for a deal: splits first, else its person; then overlays, roll-ups, and the windfall rule."""

    rules: Annotated[
        tuple[Annotated[Split | Overlay | RollUp, Field(discriminator="kind")], ...], AsTuple
    ] = ()
    windfall: Windfall | None = None


class DatedRate(Document):
    """One unit of ``currency`` is ``rate`` units of the plan's, from the day ``starts`` on."""

    currency: Id
    starts: Day
    rate: Annotated[Exact, Field(gt=0)]


class Currency(Document):
    """
    The plan's currency, and which day's rate turns an event into it.

    ``payout: payee`` pays in the person's own currency at the rate of the month's last day, ``plan`` in the plan's.
    """

    plan: Id
    rate_date: Literal["plan_start", "event", "period_end"]
    payout: Literal["plan", "payee"]
    rates: Annotated[tuple[DatedRate, ...], AsTuple] = ()


class Ramp(Document):
    """
    Quota of somebody new: the ``shares`` of the first months, then all of it.

    Months count from the month of hire or the plan's first; ``target_pay: ramped`` follows, ``full`` does not.
    """

    counts_from: Literal["hire", "plan_start"]
    shares: Annotated[tuple[Part, ...], AsTuple, Field(min_length=1)]
    target_pay: Literal["ramped", "full"]


class Proration(Document):
    """
    Quota and target pay of who comes or leaves within a period: days there over days of the period.

    ``inclusive`` counts calendar days with both ends, ``exclusive`` without the first, ``thirty_360`` thirty a month,
    ``working_days`` Monday to Friday.
    """

    count: Literal["inclusive", "exclusive", "thirty_360", "working_days"]


class Relief(Document):
    """Quota taken off a person's measure [currency], in equal parts over the months from ``starts`` to ``until``."""

    person: Id
    measure: Id
    starts: Day
    until: Day
    amount: Money


class QuotaRules(QuotaShape):
    """How stated quotas become effective ones: seasonality, proration, ramp, relief, in this order."""

    ramp: Ramp | None = None
    proration: Proration | None = None
    relief: Annotated[tuple[Relief, ...], AsTuple] = ()


class Release(Document):
    """
    A part of a deal's pay and when it is paid: at an event of the deal, or so many days after it was credited.

    An event that carries an amount pays its part in proportion to the deal's: half the cash, half the part.
    """

    share: Part
    event: Event | None = None
    after_days: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _sound(self) -> Release:
        if (self.event is None) == (self.after_days is None):
            raise ValueError("a part is paid at an event or after_days; say one of them")
        return self


class Stage(Document):
    """Of a deal lost from ``starts_at_month`` after its credit on, ``share`` is taken back."""

    starts_at_month: Annotated[int, Field(ge=0)]
    share: Part


class Clawback(Document):
    """
    What is taken back of the pay for a deal that is returned or cancelled.

    ``amount``: ``full``, a ``share``, ``pro_rata`` of the window that is left, or by ``schedule``. ``boundary`` says
    whether month n itself already belongs to what starts there. ``limit: paid_only`` never takes more than was paid and
    cancels what was not; ``earned`` takes it from what is still to come too. ``tier: original`` takes the pay that the
    deal added when it was credited, ``current`` the average rate of its window by now.
    """

    amount: Literal["full", "share", "pro_rata", "schedule"]
    window_months: Annotated[int, Field(ge=1)] | None
    boundary: Boundary
    limit: Literal["paid_only", "earned"]
    tier: Literal["original", "current"]
    share: Part | None = None
    schedule: Annotated[tuple[Stage, ...], AsTuple] = ()

    @model_validator(mode="after")
    def _sound(self) -> Clawback:
        if (self.amount == "share") != (self.share is not None):
            raise ValueError("amount: share needs the share, and nothing else has one")
        if (self.amount == "schedule") != bool(self.schedule):
            raise ValueError("amount: schedule needs its stages, and nothing else has any")
        if self.amount == "pro_rata" and self.window_months is None:
            raise ValueError("pro rata of what is left needs window_months")
        return self


class DealDraw(Draw):
    """A draw; ``advance: true`` pays it when the month begins and nets it off the month's cheque."""

    advance: bool = False


class DealPayment(Payment):
    """From earned to paid, deal by deal: release in parts and clawback before draws and negative carry."""

    draws: Annotated[tuple[DealDraw, ...], AsTuple] = ()
    release: Annotated[tuple[Release, ...], AsTuple] = ()
    clawback: Clawback | None = None

    @model_validator(mode="after")
    def _parts_add_up(self) -> DealPayment:
        total = sum(part.share for part in self.release)
        if self.release and total != 1:
            raise ValueError(f"the parts that are released must add to 1, they add to {total:f}")
        return self


class Opening(Document):
    """What a person brings along: a balance owed [currency], and credit of the fiscal year so far."""

    person: Id
    owed: Money
    credit: Money
    measure: Id

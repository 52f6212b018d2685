"""The words of payment: release in parts, clawback, draws, and what somebody brings along, as documents."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.compensation.deals.terms import Event, Part
from sim.compensation.payment import Draw, Payment
from sim.compensation.payout import Boundary
from sim.document import AsTuple, Document, Exact, Id, Money


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
    """
    A draw, from the month of hire to that of leaving at most.

    ``counts_from`` is whether month 1 is the plan's first or the person's month of hire. ``paid: in_advance`` pays it
    when the month begins and nets it off the month's cheque. A recoverable draw takes back at most ``recovery_rate`` of
    what a month earns above what is spared. ``resets`` forgives what is owed of draws when a quarter or fiscal year
    ends. ``on_exit``: in the month of leaving what is owed of draws is forgiven, collected even below zero, or netted
    against pay as far as it goes; what is then still owed stays owed.
    """

    counts_from: Literal["plan_start", "hire"]
    paid: Literal["in_advance", "in_arrears"]
    recovery_rate: Annotated[Exact, Field(gt=0, le=1)] | None = None
    resets: Literal["never", "each_quarter", "each_year"] | None = None
    on_exit: Literal["forgive", "collect", "net_against_pay"] | None = None

    @model_validator(mode="after")
    def _recovery_as_said(self) -> DealDraw:
        asked = {"recovery_rate": self.recovery_rate, "resets": self.resets, "on_exit": self.on_exit}
        for word, value in asked.items():
            if self.kind == "recoverable" and value is None:
                raise ValueError(f"draw {self.id} is recoverable, it needs {word}{_ALLOWED[word]}")
            if self.kind == "non_recoverable" and value is not None:
                raise ValueError(f"draw {self.id} is not recoverable, leave {word} out")
        return self


_ALLOWED = {
    "recovery_rate": ": a share of what is earned above what is spared, 1 for all of it",
    "resets": ": never, each_quarter or each_year",
    "on_exit": ": forgive, collect or net_against_pay",
}


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
        if len({draw.counts_from for draw in self.draws}) > 1:
            raise ValueError("the draws of a plan count their months from the same day, hire or plan_start")
        return self


class Opening(Document):
    """What a person brings along: a balance owed [currency], and credit of the fiscal year so far."""

    person: Id
    owed: Money
    credit: Money
    measure: Id

"""What a plan is run on: the events of deals, quotas, people and readings, as they were handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from sim.compensation.deals.terms import CreditKind
from sim.compensation.exact import Exactly

EventName = Literal["booking", "delivery", "invoice", "cash", "renewal", "return", "cancel"]


@dataclass(frozen=True)
class DealEvent:
    """
    One row of the deals: what happened to a deal, to whom it belongs, when, and how much.

    ``amount`` and ``margin`` are in ``currency``, "" is the plan's; ``columns`` are further numbers; ``row`` is the
    data row of the file, from 1. ``refers_to`` is the deal of a return or cancellation.
    """

    deal_id: str
    person: str
    event: EventName
    day: date
    amount: Decimal = Decimal(0)
    currency: str = ""
    product: str = ""
    units: Decimal = Decimal(0)
    margin: Decimal = Decimal(0)
    columns: Mapping[str, Decimal] = field(default_factory=dict)
    refers_to: str = ""
    row: int = 0


@dataclass(frozen=True)
class StatedQuota:
    """A quota of one person: ``period`` is a fiscal year 2026, a quarter 2026-Q2 or a month 2026-05."""

    person: str
    measure: str
    period: str
    amount: Decimal


@dataclass(frozen=True)
class Person:
    """
    Somebody in the plan; what is absent is the plan's: base, target incentive, currency, all of its days.

    Who changes plan, manager or pay has several rows, each from the day it ``starts`` to the day before ``until``.
    """

    person: str
    manager: str = ""
    role: str = ""
    plan: str = ""
    hire_date: date | None = None
    leave_date: date | None = None
    base: Decimal | None = None
    target_incentive: Decimal | None = None
    currency: str = ""
    starts: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Reading:
    """A value that is measured, not sold: an MBO score, a forecast, satisfaction."""

    person: str
    measure: str
    period: str
    value: Decimal


@dataclass(frozen=True)
class Book:
    """All that was handed in; the order of rows decides nothing."""

    events: tuple[DealEvent, ...]
    quotas: tuple[StatedQuota, ...] = ()
    people: tuple[Person, ...] | None = None
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Reject:
    """A row of the deals that could not be used: ``code`` is stable, the message says why."""

    row: int
    deal_id: str
    person: str
    event: str
    amount: Decimal
    currency: str
    code: str
    message: str


class Credit(NamedTuple):
    """
    What one person gets of one event in one stream [hundredths of its unit]; pay and quota are credited apart.

    A tuple, because there is one for every line sold and more. ``month`` is year * 12 + month - 1; ``key`` is the
    order in which deals consume tiers.
    """

    person: str
    month: int
    key: tuple[date, str, str, str, Decimal]
    deal_id: str
    commission: Exactly
    quota: Exactly
    kind: CreditKind | Literal["opening", "carried"]

"""From quote to cash: what customers do with quotes, invoices and goods, and the terms the firm gives them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, Id, Money, NonNegative, Positive, Real, Share
from sim.documents.market import LogNormal
from sim.documents.shares import check_once, check_shares


class Quotes(Document):
    """
    Every deal that is won and every repeat order begins as a quote.

    The customer answers after ``answer_days``; a quote that has not been answered after ``valid_days`` has expired and
    never becomes an order. Of those who answer in time ``accepted_share`` order.
    """

    valid_days: Positive
    answer_days: LogNormal
    """[calendar days]"""
    accepted_share: Share = 1.0


class Discounts(Document):
    """
    Discounts that customers get beside those of reps who pull deals forward.

    ``share`` of the orders get one, evenly spread from ``least`` to ``most`` of the price that is asked.
    """

    share: Share
    least: Share = 0.0
    most: Annotated[Share, Field(lt=1)]
    walk_share: Share = 0.0
    """Of those whose discount is refused, the share who buy nothing rather than at the floor."""

    @model_validator(mode="after")
    def _in_order(self) -> Discounts:
        if self.least > self.most:
            raise ValueError(f"the least discount, {self.least:g}, is above the most, {self.most:g}")
        return self


class Payer(Document):
    """A class of customers by how they pay: ``default_share`` of their invoices are never paid, the rest late."""

    id: Id
    share: Share
    default_share: Share = 0.0
    late_days: LogNormal | None = None
    """Calendar days from the due date to the payment; null: paid on the day."""


class ReturnedGoods(Document):
    """
    Goods that come back: ``share`` of the deliveries, after an exponential time of ``mean_days``.

    ``part`` of the units of such an order come back, at least one; ``resale_share`` of their cost is saved, because
    they are sold again.
    """

    share: Share
    mean_days: Positive
    part: Annotated[Share, Field(gt=0)] = 1.0
    resale_share: Share = 1.0


class Disputes(Document):
    """
    Payments that the customer takes back (chargebacks): ``share`` of them, an exponential ``mean_days`` later.

    A dispute is settled after ``settled_days``: ``reversed_share`` of them for us, so that the money comes again.
    """

    share: Share
    mean_days: Positive
    settled_days: Positive = 30.0
    reversed_share: Share = 0.0


class Contracts(Document):
    """
    Customers under contract: they cannot leave before its term ends, and then stay for another term or leave.

    ``share`` of the customers sign one with their first order. A term ends after ``term_months`` on the same day of the
    month. The chance to leave then is ``leave_share`` at ``at_score``, odds times exp(-``per_point``) for each point of
    satisfaction above. A renewal is worth what was delivered in the term.
    """

    share: Share
    term_months: Annotated[int, Field(ge=1, le=120)] = 12
    leave_share: Share
    at_score: Real = 4.0
    per_point: NonNegative = 0.0


class OrderToCash(Document):
    """What customers do from quote to cash; everything is off by default."""

    quotes: Quotes | None = None
    discounts: Discounts | None = None
    payers: Annotated[tuple[Payer, ...], AsTuple, Field(max_length=20)] = ()
    """Classes of payers; none: all pay on the due date. Needs ``plan.terms``."""
    returns: ReturnedGoods | None = None
    disputes: Disputes | None = None
    contracts: Contracts | None = None

    @model_validator(mode="after")
    def _shares(self) -> OrderToCash:
        if self.payers:
            check_shares(self.payers)
        return self


class ClassLimit(Document):
    """The credit limit of a class of payers [currency a customer]."""

    id: Id
    limit: Money


class SegmentLimit(Document):
    """The credit limit of a customer segment, as a factor on that of his class of payers."""

    id: str
    of_limit: Annotated[NonNegative, Field(le=1000)]


class Credit(Document):
    """
    How much customers may owe: open invoices and accepted orders less deposits, at most ``limit`` each.

    An order that would lift a customer above his limit is held until enough was paid, and cancelled after
    ``hold_days``.
    """

    limit: Money
    hold_days: Positive = 30.0
    classes: Annotated[tuple[ClassLimit, ...], AsTuple] = ()
    segments: Annotated[tuple[SegmentLimit, ...], AsTuple] = ()

    @model_validator(mode="after")
    def _once(self) -> Credit:
        check_once([entry.id for entry in self.classes])
        check_once([entry.id for entry in self.segments])
        return self


class Terms(Document):
    """The terms of payment: an invoice comes with the delivery and is due after ``payment_days``."""

    payment_days: NonNegative = 30.0
    deposit_share: Share = 0.0
    """Share of an order's value that is paid when it is accepted, and paid back when it is cancelled."""
    write_off_days: Positive = 90.0
    """Calendar days from the due date until an invoice that nobody pays is written off."""
    credit: Credit | None = None
    """null: nobody looks at what customers owe."""


class Floor(Document):
    """The lowest price of a product family without an approval, as a factor on its list price."""

    id: Id
    of_list: Annotated[Positive, Field(le=1)]


class Approval(Document):
    """Who may sell below the floor: an answer takes ``days``, and ``approved_share`` of them are yes."""

    days: NonNegative = 0.0
    approved_share: Share = 0.0


class PriceFloors(Document):
    """The floors of the price list; families that are not listed have none."""

    families: Annotated[tuple[Floor, ...], AsTuple, Field(min_length=1)]
    approval: Approval = Approval()

"""Credit checks, deposits, invoices, payments and returns, mirror of :mod:`sim.engine.receivables`."""

from __future__ import annotations

from sim.calendar import HOURS_PER_DAY
from sim.chance import lognormal
from sim.engine.compiled.crediting import happens
from sim.engine.compiled.events import (
    ORDER_COMES_BACK,
    ORDER_HOLD_ENDS,
    ORDER_IS_CANCELLED,
    ORDER_IS_DISPUTED,
    ORDER_IS_DUE,
    ORDER_IS_FREED,
    ORDER_IS_SETTLED,
    after,
)
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import DEFAULT, DISPUTE, LATE, RETURN, pair, uniform
from sim.engine.compiled.parties import leave
from sim.engine.compiled.state import (
    State,
    bill_at,
    customer_at,
    debtor_at,
    order_at,
    payer_at,
)
from sim.engine.log import Kind
from sim.pipeline import exponential
from sim.receivables import cents_back, fits, part_of, units_back

_HELD, _FREED, _DEPOSITED = int(Kind.CREDIT_HELD), int(Kind.CREDIT_FREED), int(Kind.DEPOSITED)
_INVOICED, _PAID, _WRITTEN_OFF = int(Kind.INVOICED), int(Kind.PAID), int(Kind.WRITTEN_OFF)
_RETURNED, _REFUNDED = int(Kind.RETURNED), int(Kind.REFUNDED)
_CHARGED_BACK, _REVERSED = int(Kind.CHARGED_BACK), int(Kind.REVERSED)
_lognormal, _exponential = compiled(lognormal), compiled(exponential)
_cents_back, _units_back = compiled(cents_back), compiled(units_back)
_fits, _part_of = compiled(fits), compiled(part_of)


@compiled
def accept(s: State, place: int) -> bool:
    """Return whether a customer's limit lets an order be accepted now; else it is held until he owes less."""
    order, bill, debtor = order_at(s, place), bill_at(s, place), debtor_at(s, _debtor(s, place))
    bill.owed = order.cents - _part_of(order.cents, s.deposit_share)
    if _fits(debtor.exposure, bill.owed, debtor.limit):
        debtor.exposure += bill.owed
        _take_deposit(s, place)
        return True
    happens(s, _HELD, place, order.cents)
    bill.is_held, bill.held_after = 1, -1
    if debtor.last_held >= 0:
        bill_at(s, debtor.last_held).held_after = place
    else:
        debtor.first_held = place
    debtor.last_held = place
    after(s, s.hold_days * HOURS_PER_DAY, ORDER_HOLD_ENDS, place)
    return False


@compiled
def go_on(s: State, place: int) -> None:
    """Accept an order that was held."""
    happens(s, _FREED, place, order_at(s, place).cents)
    _take_deposit(s, place)


@compiled
def _take_deposit(s: State, place: int) -> None:
    order, bill = order_at(s, place), bill_at(s, place)
    bill.deposit = order.cents - bill.owed
    if bill.deposit != 0:
        happens(s, _DEPOSITED, place, bill.deposit)


@compiled
def give_up(s: State, place: int) -> None:
    """Cancel an order that is still held."""
    bill = bill_at(s, place)
    if bill.is_held:
        _let_go(s, place)
        bill.owed = 0
        after(s, 0.0, ORDER_IS_CANCELLED, place)


@compiled
def take_back(s: State, place: int) -> None:
    """Forget what is owed for an order that is cancelled, and pay the deposit back."""
    bill = bill_at(s, place)
    if bill.deposit != 0:
        bill.refund = bill.deposit
        happens(s, _REFUNDED, place, bill.deposit)
    _owe_less(s, place, bill.owed)


@compiled
def invoice(s: State, place: int) -> None:
    """Invoice what was delivered; it will be paid, or come back, or neither."""
    order = order_at(s, place)
    happens(s, _INVOICED, place, order.cents)
    days = float(s.payment_days)
    if s.has_payers:
        payer = payer_at(s, debtor_at(s, _debtor(s, place)).payer)
        if uniform(s, DEFAULT, order.id, 0) < payer.default_share:
            days += s.write_off_days
        elif payer.is_late:
            one, other = pair(s, LATE, order.id, 0)
            days += _lognormal(payer.late_log_mean, payer.late_log_sd, one, other)
    after(s, days * HOURS_PER_DAY, ORDER_IS_DUE, place)
    if s.has_returns:
        luck, luck_days = pair(s, RETURN, order.id, 0)
        if luck < s.return_share:
            after(s, _exponential(s.return_mean_days, luck_days) * HOURS_PER_DAY, ORDER_COMES_BACK, place)


@compiled
def settle(s: State, place: int) -> None:
    """Take in what is owed for an invoice, or give up on it and on the customer."""
    order, bill = order_at(s, place), bill_at(s, place)
    if bill.owed == 0:
        return
    if (
        s.has_payers
        and uniform(s, DEFAULT, order.id, 0)
        < payer_at(s, debtor_at(s, _debtor(s, place)).payer).default_share
    ):
        bill.is_closed, bill.written = 1, bill.owed
        happens(s, _WRITTEN_OFF, place, bill.written)
        _owe_less(s, place, bill.written)
        head = customer_at(s, order.customer).head
        if not customer_at(s, head).gone:
            leave(s, head)
        return
    bill.paid = bill.owed
    happens(s, _PAID, place, bill.paid)
    _owe_less(s, place, bill.paid)
    if s.has_disputes:
        luck, luck_days = pair(s, DISPUTE, order.id, 0)
        if luck < s.dispute_share:
            after(s, _exponential(s.dispute_mean_days, luck_days) * HOURS_PER_DAY, ORDER_IS_DISPUTED, place)


@compiled
def charge_back(s: State, place: int) -> None:
    """Let the customer take his payment back, unless goods came back before."""
    bill = bill_at(s, place)
    if bill.came_back:
        return
    bill.is_closed = 1
    happens(s, _CHARGED_BACK, place, bill.paid)
    after(s, s.settled_days * HOURS_PER_DAY, ORDER_IS_SETTLED, place)


@compiled
def reverse(s: State, place: int) -> None:
    """Settle a dispute: the money comes again, or it does not."""
    if uniform(s, DISPUTE, order_at(s, place).id, 1) < s.reversed_share:
        happens(s, _REVERSED, place, bill_at(s, place).paid)


@compiled
def bring_back(s: State, place: int) -> None:
    """Let goods come back: what is owed for them is forgotten, what was paid is paid back."""
    order, bill = order_at(s, place), bill_at(s, place)
    if bill.is_closed:
        return
    bill.came_back, bill.back_units = 1, _units_back(order.units, s.return_part)
    bill.back_cents = _cents_back(order.cents, order.units, bill.back_units)
    happens(s, _RETURNED, place, bill.back_cents)
    forgotten = min(bill.back_cents, bill.owed)
    bill.refund = bill.back_cents - forgotten
    if bill.refund > 0:
        happens(s, _REFUNDED, place, bill.refund)
    _owe_less(s, place, forgotten)


@compiled
def _owe_less(s: State, place: int, cents: int) -> None:
    """Take what is owed for an order off the customer's exposure; orders that fit now are freed, oldest first."""
    if cents == 0:
        return
    bill_at(s, place).owed -= cents
    debtor = debtor_at(s, _debtor(s, place))
    debtor.exposure -= cents
    held = debtor.first_held
    while held >= 0:
        bill, following = bill_at(s, held), bill_at(s, held).held_after
        if _fits(debtor.exposure, bill.owed, debtor.limit):
            debtor.exposure += bill.owed
            _let_go(s, held)
            after(s, 0.0, ORDER_IS_FREED, held)
        held = following


@compiled
def _let_go(s: State, place: int) -> None:
    """Take an order out of the list of those that are held."""
    debtor, bill = debtor_at(s, _debtor(s, place)), bill_at(s, place)
    bill.is_held = 0
    before, held = -1, debtor.first_held
    while held != place:
        before, held = held, bill_at(s, held).held_after
    if before >= 0:
        bill_at(s, before).held_after = bill.held_after
    else:
        debtor.first_held = bill.held_after
    if debtor.last_held == place:
        debtor.last_held = before


@compiled
def _debtor(s: State, place: int) -> int:
    """Return the row of the customer behind an order."""
    return int(customer_at(s, order_at(s, place).customer).head)

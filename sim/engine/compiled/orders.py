"""Orders, mirror of :mod:`sim.engine.orders`: preparation, transport, credit; the backlog is in ``plant``."""

from __future__ import annotations

import math

from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled.contracting import sign
from sim.engine.compiled.crediting import happens
from sim.engine.compiled.events import (
    ORDER_ARRIVES,
    ORDER_IS_CANCELLED,
    ORDER_IS_PREPARED,
    ORDER_LOSES_PATIENCE,
    after,
    at,
)
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import (
    ORDER,
    ORDER_PATIENCE,
    ORDER_PREPARATION,
    child_id,
    normal_pair,
    pair,
    uniform,
)
from sim.engine.compiled.parties import is_first, judge, serving, winning
from sim.engine.compiled.plant import leave_backlog, note_order, promised_days, take_in
from sim.engine.compiled.quoting import AGREED, begin_to_agree
from sim.engine.compiled.receivables import accept, go_on, invoice, take_back
from sim.engine.compiled.state import (
    State,
    customer_at,
    debtor_at,
    family_at,
    order_at,
)
from sim.engine.log import Kind
from sim.preparation import is_wrong, round_hours
from sim.satisfaction import review_score

_ORDERED, _SHIPPED = int(Kind.ORDERED), int(Kind.SHIPPED)
_DELIVERED, _CANCELLED = int(Kind.DELIVERED), int(Kind.CANCELLED)
_REWORKED, _PREPARED = int(Kind.REWORKED), int(Kind.PREPARED)
_review_score = compiled(review_score)
_round_hours, _is_wrong = compiled(round_hours), compiled(is_wrong)


@compiled
def place_first(s: State, row: int, units: int, cents: int) -> None:
    """Place a new customer's first order, whose size the lead has brought along."""
    customer = customer_at(s, row)
    customer.orders += 1
    _, transport_luck = normal_pair(s, ORDER, customer.key, customer.orders)
    _place(s, row, winning(s, row), units, cents, transport_luck)


@compiled
def place_repeat(s: State, row: int) -> None:
    """Place a repeat order, whose size is the customer's own luck."""
    customer = customer_at(s, row)
    customer.orders += 1
    size_luck, transport_luck = normal_pair(s, ORDER, customer.key, customer.orders)
    family = family_at(s, customer.family)
    units = max(math.ceil(math.exp(family.log_mean + family.log_sd * size_luck)), 1)
    _place(s, row, serving(s, row), units, units * family.price_cents, transport_luck)


@compiled
def _place(  # noqa: PLR0913, PLR0917 - what an order is
    s: State, row: int, rep: int, units: int, cents: int, transport_luck: float
) -> None:
    """Take an order."""
    customer = customer_at(s, row)
    place = s.orders
    s.orders += 1
    order = order_at(s, place)
    order.id = child_id(customer.key, customer.orders)
    order.units, order.cents, order.customer = units, cents, row
    order.lacking, order.before, order.after, order.waits, order.begun = units, -1, -1, 0, 0
    order.rep = rep  # the order stays with him
    customer.order = place
    if s.has_quoting and begin_to_agree(s, place) != AGREED:
        return
    _order(s, place, transport_luck)


@compiled
def take(s: State, place: int) -> None:
    """Take the order that a quote became."""
    _order(s, place, _transport_luck(s, place))


@compiled
def _order(s: State, place: int, transport_luck: float) -> None:
    """Take an order, and accept it when the customer's credit allows it."""
    order = order_at(s, place)
    happens(s, _ORDERED, place, order.cents)
    if s.has_contracts and is_first(s, order.customer):
        sign(s, order.customer)
    if s.has_terms and not accept(s, place):
        return
    _begin(s, place, transport_luck)


@compiled
def free(s: State, place: int) -> None:
    """Accept an order that was held."""
    go_on(s, place)
    _begin(s, place, _transport_luck(s, place))


@compiled
def _begin(s: State, place: int, transport_luck: float) -> None:
    """Begin with an order that is accepted: the promise counts from now."""
    customer_at(s, order_at(s, place).customer).placed = s.now
    note_order(s, place)
    if s.preparation_days > 0.0:
        _prepare(s, place, 0)
    else:
        _enter_plant(s, place, transport_luck)


@compiled
def _transport_luck(s: State, place: int) -> float:
    """Return the luck of an order's transport."""
    customer = customer_at(s, order_at(s, place).customer)
    _, transport_luck = normal_pair(s, ORDER, customer.key, customer.orders)
    return transport_luck


@compiled
def _prepare(s: State, place: int, number: int) -> None:
    """Prepare an order, for the first time or once more."""
    _, time_luck = pair(s, ORDER_PREPARATION, order_at(s, place).id, number)
    hours = _round_hours(s.preparation_days, s.preparation_varies != 0, time_luck)
    at(s, s.now + hours, ORDER_IS_PREPARED, place, number)


@compiled
def end_round(s: State, place: int, number: int) -> None:
    """Find an order prepared, or an error in it."""
    order = order_at(s, place)
    error_luck, _ = pair(s, ORDER_PREPARATION, order.id, number)
    if _is_wrong(s.error_share, error_luck):
        happens(s, _REWORKED, place, order.cents)
        _prepare(s, place, number + 1)
        return
    happens(s, _PREPARED, place, order.cents)
    _enter_plant(s, place, _transport_luck(s, place))


@compiled
def _enter_plant(s: State, place: int, transport_luck: float) -> None:
    """Have an order made; it ships at once or joins the backlog."""
    order = order_at(s, place)
    if take_in(s, place):
        _send(s, place, transport_luck)
        return
    gives_up = uniform(s, ORDER_PATIENCE, order.id, 0) < s.cancel_share
    if gives_up and s.order_patience_days < math.inf:
        waited = s.now - customer_at(s, order.customer).placed
        hours = max(s.order_patience_days * HOURS_PER_DAY - waited, 0.0)
        after(s, hours, ORDER_LOSES_PATIENCE, place)


@compiled
def ship(s: State, place: int) -> None:
    """Ship an order that was in the backlog."""
    _send(s, place, _transport_luck(s, place))


@compiled
def _send(s: State, place: int, transport_luck: float) -> None:
    """Ship an order; it arrives after the transport."""
    happens(s, _SHIPPED, place, order_at(s, place).cents)
    hours = 0.0
    if s.has_transport:
        hours = math.exp(s.transport_log_mean + s.transport_log_sd * transport_luck) * HOURS_PER_DAY
    after(s, hours, ORDER_ARRIVES, order_at(s, place).customer)


@compiled
def judge_arrival(s: State, row: int) -> None:
    """Let the customer judge how late his order comes."""
    customer = customer_at(s, row)
    happens(s, _DELIVERED, customer.order, order_at(s, customer.order).cents)
    if s.has_contracts:
        debtor_at(s, customer.head).term_cents += order_at(s, customer.order).cents
    if s.has_terms:
        invoice(s, customer.order)
    promise = promised_days(s, customer.family, customer.unit)
    days_late = (s.now - customer.placed) / HOURS_PER_DAY - promise
    judge(s, row, _review_score(s.floor, s.ceiling, s.midpoint_days, s.slope_per_day, days_late))


@compiled
def lose_patience(s: State, place: int) -> None:
    """Cancel an order, unless it was shipped or has begun."""
    order = order_at(s, place)
    if order.waits and not order.begun:
        leave_backlog(s, place)
        after(s, 0.0, ORDER_IS_CANCELLED, place)


@compiled
def cancel(s: State, place: int) -> int:
    """Take an order back; return the row of the customer, who judges that it never came."""
    order = order_at(s, place)
    happens(s, _CANCELLED, place, order.cents)
    if s.has_terms:
        take_back(s, place)
    judge(s, order.customer, s.never_delivered)
    return int(order.customer)

"""Discounts, approvals and quotes, mirror of :mod:`sim.engine.quoting`."""

from __future__ import annotations

from sim.calendar import HOURS_PER_DAY
from sim.chance import lognormal
from sim.engine.compiled.crediting import happens
from sim.engine.compiled.events import ORDER_IS_ANSWERED, ORDER_IS_APPROVED, after
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import APPROVAL, DISCOUNT, QUOTE, pair, uniform
from sim.engine.compiled.parties import is_gone
from sim.engine.compiled.state import State, bill_at, customer_at, family_at, order_at
from sim.engine.log import Kind
from sim.quoting import ACCEPTED, EXPIRED, answer_to, discounted_cents

AGREED, WAITS, LAPSED = 0, 1, 2
_ASKED, _APPROVED, _REFUSED = int(Kind.APPROVAL_ASKED), int(Kind.APPROVED), int(Kind.REFUSED)
_QUOTED, _EXPIRED, _DECLINED = int(Kind.QUOTED), int(Kind.QUOTE_EXPIRED), int(Kind.DECLINED)
_lognormal = compiled(lognormal)
_answer_to = compiled(answer_to)
_discounted_cents = compiled(discounted_cents)


@compiled
def begin_to_agree(s: State, place: int) -> int:
    """Begin to agree on an order's price: AGREED when there is nothing to wait for, or WAITS."""
    order = order_at(s, place)
    if s.has_discounts:
        luck, luck_size = pair(s, DISCOUNT, order.id, 0)
        order.cents = _discounted_cents(
            order.cents, s.discount_share, s.least_discount, s.most_discount, luck, luck_size
        )
    if order.cents >= _floor(s, place):
        return _quote(s, place)
    bill_at(s, place).asked = order.cents
    happens(s, _ASKED, place, order.cents)
    after(s, s.approval_days * HOURS_PER_DAY, ORDER_IS_APPROVED, place)
    return WAITS


@compiled
def _floor(s: State, place: int) -> int:
    """Return the lowest value of an order without an approval [cents]."""
    order = order_at(s, place)
    return int(order.units * family_at(s, customer_at(s, order.customer).family).floor_cents)


@compiled
def take_approval(s: State, place: int) -> int:
    """Take in whether an order may be sold below the floor; LAPSED when the customer walks away."""
    order = order_at(s, place)
    luck, luck_walks = pair(s, APPROVAL, order.id, 0)
    if luck < s.approved_share:
        happens(s, _APPROVED, place, order.cents)
    else:
        order.cents = _floor(s, place)
        happens(s, _REFUSED, place, order.cents)
        if s.has_discounts and luck_walks < s.walk_share:
            happens(s, _DECLINED, place, order.cents)
            return LAPSED
    return _quote(s, place)


@compiled
def _quote(s: State, place: int) -> int:
    """Send a quote, where there are any."""
    if not s.has_quotes:
        return AGREED
    order = order_at(s, place)
    happens(s, _QUOTED, place, order.cents)
    after(s, min(_answer_days(s, place), s.quote_valid_days) * HOURS_PER_DAY, ORDER_IS_ANSWERED, place)
    return WAITS


@compiled
def _answer_days(s: State, place: int) -> float:
    """Return when a quote would be answered."""
    one, other = pair(s, QUOTE, order_at(s, place).id, 1)
    return _lognormal(s.answer_log_mean, s.answer_log_sd, one, other)


@compiled
def take_answer(s: State, place: int) -> int:
    """Take in what the customer says to a quote, or that he says nothing."""
    order = order_at(s, place)
    luck = uniform(s, QUOTE, order.id, 0)
    answer = _answer_to(_answer_days(s, place), s.quote_valid_days, s.accepted_share, luck)
    if answer == ACCEPTED and not is_gone(s, order.customer):
        return AGREED
    happens(s, _EXPIRED if answer == EXPIRED else _DECLINED, place, order.cents)
    return LAPSED

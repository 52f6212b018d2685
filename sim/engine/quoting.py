"""What comes before an order: a discount, an approval, and a quote that the customer answers, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.calendar import HOURS_PER_DAY
from sim.chance import lognormal
from sim.documents.order_to_cash import Approval
from sim.engine.log import Kind
from sim.engine.process import Outcome
from sim.quoting import ACCEPTED, EXPIRED, answer_to, discounted_cents, floors_cents, quotes_orders

if TYPE_CHECKING:
    from sim.documents.order_to_cash import Quotes
    from sim.engine.order import Order
    from sim.engine.orders import OrderCycle


class Quoting:
    """The quotes of one replication; all luck is keyed by the order that a quote would become."""

    def __init__(self, orders: OrderCycle) -> None:
        self.orders, self.env, self.streams = orders, orders.env, orders.world.streams
        scenario = orders.world.scenario
        self._rules, plan = scenario.order_to_cash, scenario.plan
        self._floors = floors_cents(scenario)
        self._approval = Approval() if plan.floors is None else plan.floors.approval

    def agree(self, order: Order) -> Outcome:
        """Agree on a price, which is left in the order, and return whether the customer orders at it."""
        asked, floor = self._asked(order), order.units * self._floors[order.line.family]
        if asked < floor:
            wants_it: bool = yield from self._is_approved(order, asked, floor)
            if not wants_it:
                return False
        else:
            order.cents = asked
        rule = self._rules.quotes
        return rule is None or (yield from self._is_quoted(order, rule))

    def _asked(self, order: Order) -> int:
        """Return what the customer wants to pay [cents]."""
        rule = self._rules.discounts
        if rule is None:
            return order.cents
        return discounted_cents(
            order.cents, rule.share, rule.least, rule.most, *self.streams.pair("discount", order.id)
        )

    def _is_approved(self, order: Order, asked: int, floor: int) -> Outcome:
        """Ask whether an order may be sold below the floor; return False when the customer walks away."""
        order.cents = asked
        self.orders.happens(Kind.APPROVAL_ASKED, order)
        yield self.env.timeout(self._approval.days * HOURS_PER_DAY)
        luck, luck_walks = self.streams.pair("approval", order.id)
        if luck < self._approval.approved_share:
            self.orders.happens(Kind.APPROVED, order)
            return True
        order.cents = floor
        self.orders.happens(Kind.REFUSED, order)
        discounts = self._rules.discounts
        if discounts is not None and luck_walks < discounts.walk_share:
            self.orders.happens(Kind.DECLINED, order)
            return False
        return True

    def _is_quoted(self, order: Order, rule: Quotes) -> Outcome:
        """Send a quote; return whether it is answered in time, and with yes by somebody who is still a customer."""
        self.orders.happens(Kind.QUOTED, order)
        days = lognormal(
            rule.answer_days.log_mean, rule.answer_days.log_sd, *self.streams.pair("quote", order.id, 1)
        )
        luck = self.streams.uniform("quote", order.id)
        answer = answer_to(days, rule.valid_days, rule.accepted_share, luck)
        yield self.env.timeout(min(days, rule.valid_days) * HOURS_PER_DAY)
        if answer == ACCEPTED and not order.line.customer.gone:
            return True
        self.orders.happens(Kind.QUOTE_EXPIRED if answer == EXPIRED else Kind.DECLINED, order)
        return False


def quoting(orders: OrderCycle) -> Quoting | None:
    """Return what comes before orders, ``None`` where nothing does."""
    return Quoting(orders) if quotes_orders(orders.world.scenario) else None

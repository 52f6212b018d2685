"""What customers owe: credit checks and deposits before an order is accepted, invoices and payments after delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from sim.calendar import HOURS_PER_DAY
from sim.chance import lognormal
from sim.engine.leaving import leave
from sim.engine.log import Kind
from sim.engine.process import Outcome, Wait, follow
from sim.pipeline import exponential
from sim.points import row_by_share
from sim.receivables import cents_back, fits, limits_cents, part_of, units_back

if TYPE_CHECKING:
    from sim.agents.customer import Customer
    from sim.documents.order_to_cash import ReturnedGoods, Terms
    from sim.engine.order import Order
    from sim.engine.orders import OrderCycle


class Debtor:
    """
    What is known of one customer's credit.

    ``payer`` is his place among the classes of payers, ``exposure`` what he owes [cents]; ``held`` are his orders that
    wait until he owes less, with the events they wait for.
    """

    __slots__ = ("exposure", "held", "limit", "payer")

    def __init__(self, payer: int, limit: int) -> None:
        self.payer, self.limit, self.exposure = payer, limit, 0
        self.held: dict[int, tuple[Order, simpy.Event]] = {}


class Receivables:
    """The credit desk and the ledger of one replication."""

    def __init__(self, orders: OrderCycle, terms: Terms) -> None:
        self.orders, self.env, self.world = orders, orders.env, orders.world
        self.streams, self._terms = orders.world.streams, terms
        self._rules = orders.world.scenario.order_to_cash
        self._shares = [payer.share for payer in self._rules.payers]
        self._limits = limits_cents(orders.world.scenario)
        self._debtors: dict[int, Debtor] = {}

    def accept(self, order: Order) -> Outcome:
        """Accept an order once the customer's limit allows it, and take the deposit; return whether that came about."""
        debtor, deposit = self._debtor(order.line.customer), part_of(order.cents, self._terms.deposit_share)
        order.owed = order.cents - deposit
        if fits(debtor.exposure, order.owed, debtor.limit):
            debtor.exposure += order.owed
        else:
            freed: bool = yield from self._hold(debtor, order)
            if not freed:
                order.owed = 0
                return False
            self.orders.happens(Kind.CREDIT_FREED, order)
        if deposit:
            order.deposit = deposit
            self.orders.happens(Kind.DEPOSITED, order, cents=deposit)
        return True

    def take_back(self, order: Order) -> None:
        """Forget what is owed for an order that is cancelled, and pay the deposit back."""
        if order.deposit:
            self.orders.happens(Kind.REFUNDED, order, cents=order.deposit)
        self._owes_less(order, order.owed)

    def invoice(self, order: Order) -> None:
        """Invoice what was delivered; it will be paid, or come back, or neither."""
        self.orders.happens(Kind.INVOICED, order)
        follow(self._is_paid(order))
        if self._rules.returns is not None:
            follow(self._comes_back(order, self._rules.returns))

    def _hold(self, debtor: Debtor, order: Order) -> Outcome:
        """Hold an order until the customer owes less; return False when that takes too long."""
        self.orders.happens(Kind.CREDIT_HELD, order)
        event = self.env.event()
        debtor.held[order.id] = order, event
        credit = self._terms.credit
        if credit is not None:
            timer = self.env.timeout(credit.hold_days * HOURS_PER_DAY)
            timer.callbacks.append(lambda _: self._give_up(debtor, order))
        freed: bool = yield event
        return freed

    def _give_up(self, debtor: Debtor, order: Order) -> None:
        if order.id in debtor.held:
            _, event = debtor.held.pop(order.id)
            event.succeed(False)

    def _owes_less(self, order: Order, cents: int) -> None:
        """Take what is owed for an order off the customer's exposure; orders that fit now are freed, oldest first."""
        if cents == 0:
            return
        debtor = self._debtor(order.line.customer)
        order.owed -= cents
        debtor.exposure -= cents
        for key, (held, event) in list(debtor.held.items()):
            if fits(debtor.exposure, held.owed, debtor.limit):
                del debtor.held[key]
                debtor.exposure += held.owed
                event.succeed(True)

    def _is_paid(self, order: Order) -> Wait:
        """Wait for the payment of an invoice, or write it off."""
        payer = self._debtor(order.line.customer).payer
        rule = self._rules.payers[payer] if self._rules.payers else None
        days = self._terms.payment_days
        defaults = False
        if rule is not None:
            defaults = self.streams.uniform("default", order.id) < rule.default_share
            if defaults:
                days += self._terms.write_off_days
            elif rule.late_days is not None:
                late = rule.late_days
                days += lognormal(late.log_mean, late.log_sd, *self.streams.pair("late", order.id))
        yield self.env.timeout(days * HOURS_PER_DAY)
        if order.owed == 0:
            return
        if defaults:
            self._write_off(order)
        else:
            yield from self._pays(order)

    def _write_off(self, order: Order) -> None:
        """Give up on an invoice, and on the customer."""
        order.is_closed = True
        self.orders.happens(Kind.WRITTEN_OFF, order, cents=order.owed)
        self._owes_less(order, order.owed)
        customer = order.line.customer
        if not customer.gone:
            leave(self.orders.record, self.env.now, customer)

    def _pays(self, order: Order) -> Wait:
        """Take in what is owed; the customer may take it back later."""
        paid, rule = order.owed, self._rules.disputes
        self.orders.happens(Kind.PAID, order, cents=paid)
        self._owes_less(order, paid)
        if rule is None:
            return
        luck, luck_days = self.streams.pair("dispute", order.id)
        if luck >= rule.share:
            return
        yield self.env.timeout(exponential(rule.mean_days, luck_days) * HOURS_PER_DAY)
        if order.came_back:
            return
        order.is_closed = True
        self.orders.happens(Kind.CHARGED_BACK, order, cents=paid)
        yield self.env.timeout(rule.settled_days * HOURS_PER_DAY)
        if self.streams.uniform("dispute", order.id, 1) < rule.reversed_share:
            self.orders.happens(Kind.REVERSED, order, cents=paid)

    def _comes_back(self, order: Order, rule: ReturnedGoods) -> Wait:
        """Let goods come back: what is owed for them is forgotten, what was paid is paid back."""
        luck, luck_days = self.streams.pair("return", order.id)
        if luck >= rule.share:
            return
        yield self.env.timeout(exponential(rule.mean_days, luck_days) * HOURS_PER_DAY)
        if order.is_closed:
            return
        order.came_back = True
        units = units_back(order.units, rule.part)
        cents = cents_back(order.cents, order.units, units)
        self.orders.happens(Kind.RETURNED, order, cents=cents, units=units)
        forgotten = min(cents, order.owed)
        if cents > forgotten:
            self.orders.happens(Kind.REFUNDED, order, cents=cents - forgotten)
        self._owes_less(order, forgotten)

    def _debtor(self, customer: Customer) -> Debtor:
        known = self._debtors.get(customer.key)
        if known is None:
            payer = 0
            if self._shares:
                payer = row_by_share(self.streams.uniform("payer", customer.key), self._shares)
            segment = int(self.world.segment[customer.unit])
            known = Debtor(payer, self._limits[payer * self.world.n_segments + segment])
            self._debtors[customer.key] = known
        return known


def receivables(orders: OrderCycle) -> Receivables | None:
    """Return the ledger, ``None`` where the plan has no terms of payment."""
    terms = orders.world.scenario.plan.terms
    return None if terms is None else Receivables(orders, terms)

"""From order to delivery: capacity, backlog, cancellation, transport, and the credit that goes to the rep."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import simpy

from sim.calendar import HOURS_PER_DAY
from sim.engine.log import Kind, Recorder
from sim.engine.order import Order
from sim.engine.process import Outcome, Wait
from sim.engine.quoting import quoting
from sim.engine.receivables import receivables
from sim.market import normal_pair
from sim.payable import credit_signs
from sim.preparation import is_wrong, round_hours
from sim.prices import asked_cents
from sim.streams import child_id
from sim.supply import FamilySupply

if TYPE_CHECKING:
    from sim.agents.customer import Line
    from sim.documents.supply import Preparation
    from sim.engine.contracting import Contracting
    from sim.engine.cover import Cover
    from sim.engine.model import SalesModel
    from sim.engine.world import World


class OrderCycle:
    """The plant and the order desk: every order is placed, then shipped and delivered, or cancelled."""

    def __init__(
        self, env: simpy.Environment, world: World, model: SalesModel, record: Recorder, cover: Cover
    ) -> None:
        self.cover = cover
        self.env, self.world, self.model, self.record = env, world, model, record
        limits = {limit.id: limit for limit in world.scenario.plan.supply}
        families = world.scenario.market.families
        self.supply: list[FamilySupply[int]] = [FamilySupply(limits.get(family.id)) for family in families]
        self._waiting: dict[int, simpy.Event] = {}
        self._prices = asked_cents(world.scenario)
        self._signs = credit_signs(world.scenario.plan.pay.credit_at)
        self.contracting: Contracting | None = None
        self._quoting, self._receivables = quoting(self), receivables(self)

    def open_month(self, fiscal_month: int) -> None:
        """Release a month's capacity; what it completes ships at once."""
        for supply in self.supply:
            for order in supply.open_month(fiscal_month):
                self._waiting.pop(order).succeed(True)

    def place(self, line: Line, content: tuple[int, int] | None) -> Outcome:
        """
        Take an order through to its delivery or cancellation, and let the customer judge.

        ``content`` is units and value [cents]; ``None``: a repeat order, whose size is the customer's own luck. The
        order stays with the rep who took it, even when the customer changes hands before it is shipped. Return False
        when the customer did not want the quote, so that nothing was ordered.
        """
        line.orders += 1
        size_luck, transport_luck = normal_pair(self.world.streams, "order", line.key, line.orders)
        units, cents = content or self._repeat(line.family, size_luck)
        takes = self.cover.serving if content is None else self.cover.winning
        order = Order(child_id(line.key, line.orders), line, takes(line.customer), units, cents)
        if self._quoting is not None and not (yield from self._quoting.agree(order)):
            return False
        self.happens(Kind.ORDERED, order)
        if content is not None and self.contracting is not None:
            self.contracting.sign(line)
        if self._receivables is not None and not (yield from self._receivables.accept(order)):
            self._is_cancelled(order)
            return True
        order.accepted = self.env.now
        rule = self.world.scenario.fulfilment.preparation
        if rule is not None:
            yield from self._prepare(rule, order)
        ships = self.supply[line.family].place(order.id, units) or (yield from self._in_backlog(order))
        if not ships:
            self._is_cancelled(order)
            return True
        self.happens(Kind.SHIPPED, order)
        yield self.env.timeout(self._lead_time(transport_luck))
        self._is_delivered(order)
        return True

    def _is_cancelled(self, order: Order) -> None:
        """Take an order back; the customer judges that it never came."""
        self.happens(Kind.CANCELLED, order)
        if self._receivables is not None:
            self._receivables.take_back(order)
        order.line.customer.judge(None)

    def _is_delivered(self, order: Order) -> None:
        """Hand an order over and invoice it; the customer judges how late it comes, from the day it was accepted."""
        customer = order.line.customer
        self.happens(Kind.DELIVERED, order)
        if self.contracting is not None:
            self.contracting.delivered(customer, order.cents)
        if self._receivables is not None:
            self._receivables.invoice(order)
        days = (self.env.now - order.accepted) / HOURS_PER_DAY
        customer.judge(days - self.world.scenario.fulfilment.promise_days)

    def _repeat(self, family: int, luck: float) -> tuple[int, int]:
        """Return units and value [cents] of a repeat order from a normal number."""
        size = self.world.scenario.market.families[family].order_units
        units = max(math.ceil(math.exp(size.log_mean + size.log_sd * luck)), 1)
        return units, units * self._prices[family]

    def _lead_time(self, luck: float) -> float:
        """Return a transport time [hours] from a normal number."""
        rule = self.world.scenario.fulfilment.lead_time_days
        return 0.0 if rule is None else math.exp(rule.log_mean + rule.log_sd * luck) * HOURS_PER_DAY

    def _prepare(self, rule: Preparation, order: Order) -> Wait:
        """Prepare an order, again and again while errors are found in it."""
        for number in itertools.count():
            error_luck, time_luck = self.world.streams.pair("order preparation", order.id, number)
            yield self.env.timeout(round_hours(rule.days, rule.work == "exponential", time_luck))
            if not is_wrong(rule.error_share, error_luck):
                break
            self.happens(Kind.REWORKED, order)
        self.happens(Kind.PREPARED, order)

    def _in_backlog(self, order: Order) -> Outcome:
        """Wait for capacity; return whether the order ships."""
        event = self._waiting[order.id] = self.env.event()
        rule = self.world.scenario.fulfilment
        gives_up = self.world.streams.uniform("order patience", order.id) < rule.cancel_share
        if rule.patience_days is not None and gives_up:
            waited = self.env.now - order.accepted
            timer = self.env.timeout(max(rule.patience_days * HOURS_PER_DAY - waited, 0.0))
            timer.callbacks.append(lambda _: self._cancel(order.id, order.line.family))
        return (yield event)

    def _cancel(self, order: int, family: int) -> None:
        if order in self._waiting and self.supply[family].cancel(order):
            self._waiting.pop(order).succeed(False)

    def happens(self, kind: Kind, order: Order, cents: int | None = None, units: int | None = None) -> None:
        """Tell what happens to an order, and credit its rep for it, or take the credit back, as the pay plan says."""
        line, value = order.line, order.cents if cents is None else cents
        count = order.units if units is None else units
        unit = line.customer.unit
        self.record.add(self.env.now, kind, order.id, order.rep, unit, line.family, line.number, count, value)
        sign = self._signs[kind]
        if sign and value:
            self.model.credit(order.rep, sign * value)

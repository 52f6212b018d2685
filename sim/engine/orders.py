"""From order to delivery: capacity, backlog, cancellation, transport, and the credit that goes to the rep."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import simpy

from sim.calendar import HOURS_PER_DAY
from sim.engine.log import Kind, Recorder
from sim.engine.process import Outcome, Wait
from sim.market import normal_pair
from sim.preparation import is_wrong, round_hours
from sim.prices import asked_cents
from sim.streams import child_id
from sim.supply import FamilySupply

if TYPE_CHECKING:
    from sim.agents.customer import Line
    from sim.documents.supply import Preparation
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
        self._books_at_order = world.scenario.plan.pay.credit_at == "booking"

    def open_month(self, fiscal_month: int) -> None:
        """Release a month's capacity; what it completes ships at once."""
        for supply in self.supply:
            for order in supply.open_month(fiscal_month):
                self._waiting.pop(order).succeed(True)

    def place(self, line: Line, content: tuple[int, int] | None) -> Wait:
        """
        Take an order through to its delivery or cancellation, and let the customer judge.

        ``content`` is units and value [cents]; ``None``: a repeat order, whose size is the customer's own luck. The
        order stays with the rep who took it, even when the customer changes hands before it is shipped.
        """
        line.orders += 1
        order = child_id(line.key, line.orders)
        size_luck, transport_luck = normal_pair(self.world.streams, "order", line.key, line.orders)
        units, cents = content or self._repeat(line.family, size_luck)
        takes = self.cover.serving if content is None else self.cover.winning
        placed, rep = self.env.now, takes(line.customer)
        self._tell(Kind.ORDERED, order, rep, line, units, cents)
        self._credit(rep, cents if self._books_at_order else 0)
        rule = self.world.scenario.fulfilment.preparation
        if rule is not None:
            yield from self._prepare(
                rule, order, lambda kind: self._tell(kind, order, rep, line, units, cents)
            )
        ships = self.supply[line.family].place(order, units) or (
            yield from self._in_backlog(order, line.family, placed)
        )
        if not ships:
            self._tell(Kind.CANCELLED, order, rep, line, units, cents)
            self._credit(rep, -cents if self._books_at_order else 0)
            line.customer.judge(None)
            return
        self._tell(Kind.SHIPPED, order, rep, line, units, cents)
        self._credit(rep, 0 if self._books_at_order else cents)
        yield self.env.timeout(self._lead_time(transport_luck))
        self._tell(Kind.DELIVERED, order, rep, line, units, cents)
        promise = self.world.scenario.fulfilment.promise_days
        line.customer.judge((self.env.now - placed) / HOURS_PER_DAY - promise)

    def _repeat(self, family: int, luck: float) -> tuple[int, int]:
        """Return units and value [cents] of a repeat order from a normal number."""
        size = self.world.scenario.market.families[family].order_units
        units = max(math.ceil(math.exp(size.log_mean + size.log_sd * luck)), 1)
        return units, units * self._prices[family]

    def _lead_time(self, luck: float) -> float:
        """Return a transport time [hours] from a normal number."""
        rule = self.world.scenario.fulfilment.lead_time_days
        return 0.0 if rule is None else math.exp(rule.log_mean + rule.log_sd * luck) * HOURS_PER_DAY

    def _prepare(self, rule: Preparation, order: int, tell: Callable[[Kind], None]) -> Wait:
        """Prepare an order, again and again while errors are found in it."""
        for number in itertools.count():
            error_luck, time_luck = self.world.streams.pair("order preparation", order, number)
            yield self.env.timeout(round_hours(rule.days, rule.work == "exponential", time_luck))
            if not is_wrong(rule.error_share, error_luck):
                break
            tell(Kind.REWORKED)
        tell(Kind.PREPARED)

    def _in_backlog(self, order: int, family: int, placed: float) -> Outcome:
        """Wait for capacity; return whether the order ships."""
        event = self._waiting[order] = self.env.event()
        rule = self.world.scenario.fulfilment
        gives_up = self.world.streams.uniform("order patience", order) < rule.cancel_share
        if rule.patience_days is not None and gives_up:
            waited = self.env.now - placed
            timer = self.env.timeout(max(rule.patience_days * HOURS_PER_DAY - waited, 0.0))
            timer.callbacks.append(lambda _: self._cancel(order, family))
        return (yield event)

    def _cancel(self, order: int, family: int) -> None:
        if order in self._waiting and self.supply[family].cancel(order):
            self._waiting.pop(order).succeed(False)

    def _credit(self, rep: int, cents: int) -> None:
        if cents:
            self.model.credit(rep, cents)

    def _tell(self, kind: Kind, order: int, rep: int, line: Line, units: int, cents: int) -> None:  # noqa: PLR0913, PLR0917 - a row of the log
        self.record.add(
            self.env.now, kind, order, rep, line.customer.unit, line.family, line.number, units, cents
        )

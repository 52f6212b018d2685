"""From order to delivery: capacity, backlog, cancellation, transport, and the credit that goes to the rep."""

from __future__ import annotations

import itertools
import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.calendar import HOURS_PER_DAY
from sim.engine.log import Kind, Recorder
from sim.engine.order import Order
from sim.engine.plant import FamilyPlant
from sim.engine.process import Outcome, Wait
from sim.engine.quoting import quoting
from sim.engine.receivables import receivables
from sim.market import normal_pair
from sim.payable import credit_signs
from sim.preparation import is_wrong, round_hours
from sim.prices import asked_cents
from sim.promises import promise_days
from sim.streams import child_id
from sim.supply import N_COLUMNS, Waiting

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
        self.plants: dict[int, FamilyPlant] = {
            number: FamilyPlant(world, number, limits[family.id])
            for number, family in enumerate(world.scenario.market.families)
            if family.id in limits
        }
        self._promise_days = promise_days(world.scenario)
        self._waiting: dict[int, simpy.Event] = {}
        self._prices = asked_cents(world.scenario)
        self._signs = credit_signs(world.scenario.plan.pay.credit_at)
        self.contracting: Contracting | None = None
        self._quoting, self._receivables = quoting(self), receivables(self)

    def open_month(self) -> None:
        """Release a month's capacity; what it completes ships at once."""
        for plant in self.plants.values():
            self._ship(plant.open_month(self.model.day))
            rule = plant.limit.allocation
            if rule is not None:
                timer = self.env.timeout(rule.release_after_days * HOURS_PER_DAY)
                timer.callbacks.append(partial(self._release, plant))

    def books(self) -> NDArray[np.float64]:
        """Return the books of all families at the run's end; zeros where nothing is limited."""
        line, families = self.world.line, self.world.scenario.market.families
        books = np.zeros((len(families), len(line.month_starts()), N_COLUMNS))
        for number, plant in self.plants.items():
            plant.close_month()
            books[number] = plant.books
        return books

    def _release(self, plant: FamilyPlant, _: simpy.Event) -> None:
        """Let everybody use what claimants have left of their shares."""
        self._ship(plant.supply.release())

    def _ship(self, orders: list[int]) -> None:
        """Let orders of the backlog ship that are complete."""
        for order in orders:
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
        ships = yield from self._make(order)
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
        customer.judge((self.env.now - order.accepted) / HOURS_PER_DAY - self._promised_days(order))

    def _make(self, order: Order) -> Outcome:
        """Prepare an order and have it made; return whether it ships, or is cancelled."""
        unit, plant = order.line.customer.unit, self.plants.get(order.line.family)
        if plant is not None:
            plant.note(self.world.line.day_of(order.accepted), order.rep, unit, order.units)
        rule = self.world.scenario.fulfilment.preparation
        if rule is not None:
            yield from self._prepare(rule, order)
        if plant is None:
            return True
        due = order.accepted + self._promised_days(order) * HOURS_PER_DAY
        waiting = Waiting(order.id, order.units, due, plant.known_at(order.accepted))
        ships = plant.supply.place(waiting, self.env.now, plant.lane(order.rep, unit))
        return ships or (yield from self._in_backlog(order, plant))

    def _promised_days(self, order: Order) -> float:
        """Return the days from acceptance to delivery that an order is promised."""
        return self._promise_days[order.line.family][int(self.world.segment[order.line.customer.unit])]

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

    def _in_backlog(self, order: Order, plant: FamilyPlant) -> Outcome:
        """Wait for capacity; return whether the order ships."""
        event = self._waiting[order.id] = self.env.event()
        rule, known_at = self.world.scenario.fulfilment, plant.known_at(order.accepted)
        if plant.works_overtime and known_at > self.env.now:
            timer = self.env.timeout(known_at - self.env.now)
            timer.callbacks.append(lambda _: self._learn(order.id, plant))
        gives_up = self.world.streams.uniform("order patience", order.id) < rule.cancel_share
        if rule.patience_days is not None and gives_up:
            waited = self.env.now - order.accepted
            timer = self.env.timeout(max(rule.patience_days * HOURS_PER_DAY - waited, 0.0))
            timer.callbacks.append(lambda _: self._cancel(order.id, plant))
        return (yield event)

    def _learn(self, order: int, plant: FamilyPlant) -> None:
        """Let the plant know of an order, which it may make in overtime."""
        if order in self._waiting and plant.supply.learn(order):
            self._ship([order])

    def _cancel(self, order: int, plant: FamilyPlant) -> None:
        if order in self._waiting and plant.supply.cancel(order):
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

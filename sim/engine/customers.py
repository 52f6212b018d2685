"""Customers as processes: they order, are satisfied or not, order again, and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.customer import Customer, Line
from sim.calendar import HOURS_PER_DAY
from sim.engine.contracting import contracting
from sim.engine.cover import KNOWN_BEFORE
from sim.engine.desk import Task
from sim.engine.keeping import Keeping
from sim.engine.leaving import leave
from sim.engine.log import Kind
from sim.engine.process import Outcome, Wait, follow
from sim.engine.speaking import Speaking
from sim.engine.wanting import Wanting
from sim.loyalty import relationship_odds
from sim.own_rules import CustomerFacts, odds_by_rule
from sim.pipeline import CARE_PRIORITY
from sim.prices import gap_factors

if TYPE_CHECKING:
    from sim.engine.flow import SimpyFlow

CARE = -1
"""What the log says for the stage when a rep serves a customer who orders again."""


class CustomerFlow:
    """Every customer of one replication, at exact event times."""

    def __init__(self, flow: SimpyFlow) -> None:
        self.flow, self.env, self.world, self.record = flow, flow.env, flow.world, flow.record
        self.desks, self.orders, self.cover = flow.desks, flow.orders, flow.cover
        scenario = self.world.scenario
        self.rules, self.streams = scenario.customers, self.world.streams
        self._gap_factor = gap_factors(scenario)
        self._keeping, self._wanting, self._speaking = Keeping(self), Wanting(self), Speaking(self)
        self.orders.contracting = self._contracting = contracting(self)

    def open(self) -> None:
        """Bring in those who bought before the run."""
        ids, units, families = (array.tolist() for array in self.world.customers)
        for key, unit, family in zip(ids, units, families, strict=True):
            self.begin(Customer(self.flow.model, key, unit, family, KNOWN_BEFORE), None)

    def begin(self, customer: Customer, content: tuple[int, int] | None) -> None:
        """Let a customer's life begin; ``content`` is the first order's units and value [cents], if he has one."""
        line = Line(customer, customer.family)
        follow(self._line(line, content))
        if content is None and self._contracting is not None:
            self._contracting.open(line)
        self._keeping.begin(customer)
        self._wanting.begin(customer)

    def begin_line(self, line: Line) -> None:
        """Let a customer begin to buy another family, with an order at once."""
        follow(self._line(line, None))

    def _line(self, line: Line, content: tuple[int, int] | None) -> Wait:
        """
        Let a customer order of one family, be satisfied or not, and order again until he leaves.

        ``content`` is the first order's units and value [cents]; ``None``: he bought before the run.
        """
        customer, mean_days = line.customer, self._mean_days(line)
        if content is not None or line.number >= 0:
            has_ordered: bool = yield from self.orders.place(line, content)
            if has_ordered:
                self._speaking.speak(line)
            elif content is not None and not customer.gone:
                self.leave(customer)  # he never bought
        while not customer.gone:
            days = line.orders_again_in(mean_days, self.odds_to_leave(customer) * self._own_odds(line))
            if days is None:
                self.leave(customer)
                return
            wanted = self.world.clock.after(self.env.now, days * HOURS_PER_DAY)
            if wanted == float("inf"):
                return  # not in this run
            yield self.env.timeout(wanted - self.env.now)
            if customer.gone:
                return
            yield from self._care(line)
            if customer.gone:
                return
            has_ordered = yield from self.orders.place(line, None)
            if has_ordered:
                self._speaking.speak(line)

    def _mean_days(self, line: Line) -> float:
        """Return the mean gap between a line's orders [days of season time], infinite when there is one only."""
        own = self.rules.adoption[line.number].reorder_mean_days if line.number >= 0 else None
        return (own or self.rules.reorder_mean_days or float("inf")) * self._gap_factor[line.family]

    def odds_to_leave(self, customer: Customer) -> float:
        """Return the factor of loyalty and of a broken relationship on the odds of leaving."""
        rep = self.cover.serving(customer)
        broken = self.cover.broken(customer.unit, rep, customer.since, self.env.now)
        return relationship_odds(self.rules.relationship.leave_odds, broken) * customer.odds_to_leave()

    def _own_odds(self, line: Line) -> float:
        """Return the factor of a rule of the user's own on the odds of leaving after an order."""
        rule, customer = self.rules.own, line.customer
        if rule is None:
            return 1.0
        hours = self.env.now - max(customer.since, 0.0)
        facts = CustomerFacts(customer.satisfaction, customer.loyalty, line.orders, hours)
        return odds_by_rule(rule.name, facts, rule.values())

    def leave(self, customer: Customer) -> None:
        """Let a customer leave."""
        leave(self.record, self.env.now, customer)

    def _care(self, line: Line) -> Wait:
        """Have the rep serve a customer who wants to order again."""
        self.tell(Kind.WANTED, line.key, line.customer, line.family)
        task = Task(self.env, line.key, line.customer.unit, CARE)
        task.work_hours = self.rules.care_hours
        yield from self.work(line.customer, task, CARE_PRIORITY)

    def work(self, customer: Customer, task: Task, priority: int) -> Outcome:
        """Have the rep who serves a customer do some work for him, if there is any to do; return the rep's row."""
        rep = self.cover.serving(customer)
        if task.work_hours + task.travel_hours > 0:
            self.desks[rep].ask((priority, 0), task)
            yield task.answer
        return rep

    def tell(self, kind: Kind, entity: int, customer: Customer, family: int, cents: int = 0) -> None:
        """Record what a customer does."""
        rep = self.cover.serving(customer)
        self.record.add(self.env.now, kind, entity, rep, customer.unit, family, cents=cents)

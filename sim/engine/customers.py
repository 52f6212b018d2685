"""Customers as processes: they order, are satisfied or not, order again, and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.customer import Customer
from sim.calendar import HOURS_PER_DAY
from sim.engine.desk import Task
from sim.engine.log import Kind
from sim.engine.process import Wait, follow
from sim.pipeline import CARE_PRIORITY

if TYPE_CHECKING:
    from sim.engine.flow import SimpyFlow


class CustomerFlow:
    """Every customer of one replication, at exact event times."""

    def __init__(self, flow: SimpyFlow) -> None:
        self.flow, self.env, self.world, self.record = flow, flow.env, flow.world, flow.record
        self.desks, self.orders = flow.desks, flow.orders

    def open(self) -> None:
        """Bring in those who bought before the run."""
        ids, units, families = (array.tolist() for array in self.world.customers)
        for key, unit, family in zip(ids, units, families, strict=True):
            self.begin(Customer(self.flow.model, key, unit, family), None)

    def begin(self, customer: Customer, content: tuple[int, int] | None) -> None:
        """Let a customer's life begin; ``content`` is the first order's units and value [cents], if he has one."""
        follow(self._customer(customer, content))

    def _customer(self, customer: Customer, content: tuple[int, int] | None) -> Wait:
        """
        Let a customer order, be satisfied or not, and order again until he leaves.

        ``content`` is the first order's units and value [cents]; ``None``: he bought before the run.
        """
        mean_days = self.world.scenario.customers.reorder_mean_days
        if content is not None:
            yield from self.orders.place(customer, content)
        while (days := customer.orders_again_in(mean_days or float("inf"))) is not None:
            wanted = self.world.clock.after(self.env.now, days * HOURS_PER_DAY)
            if wanted == float("inf"):
                return  # not in this run
            yield self.env.timeout(wanted - self.env.now)
            yield from self._care(customer)
            yield from self.orders.place(customer, None)
        self.record.add(self.env.now, Kind.CHURNED, customer.key, -1, customer.unit, customer.family)
        customer.remove()

    def _care(self, customer: Customer) -> Wait:
        """Have the rep serve a customer who wants to order again."""
        rep = int(self.world.rep_of_unit[customer.unit])
        self.record.add(self.env.now, Kind.WANTED, customer.key, rep, customer.unit, customer.family)
        hours = self.world.scenario.customers.care_hours
        if hours > 0:
            task = Task(self.env, customer.key, customer.unit, CARE_PRIORITY)
            task.work_hours = hours
            self.desks[rep].ask((CARE_PRIORITY, 0), task)
            yield task.answer

"""Customers who think of leaving between orders, and reps who call on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.calendar import HOURS_PER_DAY, HOURS_PER_YEAR
from sim.engine.desk import Task
from sim.engine.process import Wait, follow
from sim.loyalty import leaves_now
from sim.pipeline import CARE_PRIORITY, exponential

if TYPE_CHECKING:
    from sim.agents.customer import Customer
    from sim.documents.relations import CareVisits, Retention
    from sim.engine.customers import CustomerFlow

VISIT = -10
"""What the log says for the stage when a rep calls on a customer."""


class Keeping:
    """What leads customers away between orders, and what keeps them."""

    def __init__(self, customers: CustomerFlow) -> None:
        self.customers, self.env, self.streams = customers, customers.env, customers.world.streams
        scenario = customers.world.scenario
        self._retention, self._care = scenario.customers.retention, scenario.plan.care
        self._highest = scenario.customers.relationship.leave_odds
        self._after_leads = len(scenario.pipeline.stages) + 1

    def begin(self, customer: Customer) -> None:
        """Let a customer think of leaving now and then, and be visited."""
        if self._retention is not None:
            follow(self._thinks_of_leaving(customer, self._retention))
        if self._care is not None:
            follow(self._is_visited(customer, self._care))

    def _thinks_of_leaving(self, customer: Customer, rule: Retention) -> Wait:
        """Let a customer leave between orders, at a rate that visits and loyalty lower."""
        mean_hours = HOURS_PER_YEAR / (rule.leave_per_year * self._highest)
        occasion = 0
        while True:
            luck_gap, luck_leaving = self.streams.pair("leaving", customer.key, occasion)
            occasion += 1
            yield self.env.timeout(exponential(mean_hours, luck_gap))
            if customer.gone:
                return
            if customer.is_bound:
                continue
            covered, odds = customer.visited_until > self.env.now, self.customers.odds_to_leave(customer)
            if luck_leaving < leaves_now(rule.visit_effect, covered, odds, self._highest):
                self.customers.leave(customer)
                return

    def _is_visited(self, customer: Customer, plan: CareVisits) -> Wait:
        """Have the rep call on a customer now and then."""
        holds = 0.0 if self._retention is None else self._retention.visit_holds_days * HOURS_PER_DAY
        cover, visit = self.customers.cover, 0
        while True:
            luck = self.streams.uniform("care visit", customer.key, visit)
            visit += 1
            yield self.env.timeout(exponential(HOURS_PER_YEAR / plan.per_year, luck))
            if customer.gone:
                return
            task = Task(self.env, customer.key, customer.unit, VISIT)
            task.work_hours = plan.hours
            task.travel_hours = cover.journey(cover.serving(customer), customer.unit)
            yield from self.customers.work(customer, task, CARE_PRIORITY if plan.first else self._after_leads)
            customer.visited_until = self.env.now + holds

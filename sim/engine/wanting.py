"""Customers who come to want another family than the one they came for, and the rep who offers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.adoption import wants_now
from sim.agents.customer import Line
from sim.calendar import HOURS_PER_YEAR
from sim.engine.desk import Task
from sim.engine.log import Kind
from sim.engine.process import Outcome, Wait, follow
from sim.loyalty import relationship_odds
from sim.pipeline import CARE_PRIORITY, chance_to_advance, exponential
from sim.prices import win_odds
from sim.streams import LINE, child_id

if TYPE_CHECKING:
    from sim.agents.customer import Customer
    from sim.documents.relations import Adoption
    from sim.engine.customers import CustomerFlow

OFFER = -11
"""What the log says for the stage when a rep offers a customer another family."""


class Wanting:
    """How further families spread over the customers of one replication."""

    def __init__(self, customers: CustomerFlow) -> None:
        self.customers, self.env, self.streams = customers, customers.env, customers.world.streams
        scenario = customers.world.scenario
        families = [family.id for family in scenario.market.families]
        self._rules = [(families.index(rule.id), rule) for rule in scenario.customers.adoption]
        self._potential, self._adopted = [0] * len(families), [0] * len(families)
        self._price_odds, self._win_odds = win_odds(scenario), scenario.customers.relationship.win_odds

    def begin(self, customer: Customer) -> None:
        """Let a customer come to want each further family that he has a use for."""
        for number, (family, rule) in enumerate(self._rules):
            follow(self._wants_more(customer, number, family, rule))

    def _wants_more(self, customer: Customer, number: int, family: int, rule: Adoption) -> Wait:
        """Let a customer come to want another family, until the rep sells it to him."""
        pace = rule.innovation_per_year + rule.imitation_per_year
        key = child_id(customer.key, LINE + family)
        has_use = self.streams.uniform("potential", key) < rule.potential_share
        if customer.family == family or not has_use or pace <= 0:
            return
        self._potential[family] += 1
        occasion = 0
        while True:
            luck_gap, luck_want = self.streams.pair("adoption", key, occasion)
            yield self.env.timeout(exponential(HOURS_PER_YEAR / pace, luck_gap))
            if customer.gone:
                return
            adopted, potential = self._adopted[family], self._potential[family]
            if luck_want < wants_now(rule.innovation_per_year, rule.imitation_per_year, adopted, potential):
                chance = yield from self._is_offered(customer, key, family, rule)
                if customer.gone:
                    return
                if self.streams.uniform("offer", key, occasion) < chance:
                    break
            occasion += 1
        self._adopted[family] += 1
        self.customers.tell(Kind.ADOPTED, key, customer, family)
        self.customers.begin_line(Line(customer, family, number))

    def _is_offered(self, customer: Customer, key: int, family: int, rule: Adoption) -> Outcome:
        """Have the rep offer a family; return the chance that the customer buys."""
        self.customers.tell(Kind.OFFERED, key, customer, family)
        task = Task(self.env, customer.key, customer.unit, OFFER)
        task.work_hours = rule.offer_hours
        rep = yield from self.customers.work(customer, task, CARE_PRIORITY)
        return chance_to_advance(rule.win_share, 1.0, self._odds(customer, family, rep))

    def _odds(self, customer: Customer, family: int, rep: int) -> float:
        """Return the factor of skill, relationship and price on the odds of selling another family."""
        world, flow = self.customers.world, self.customers.flow
        broken = self.customers.cover.broken(customer.unit, rep, customer.since, self.env.now)
        cell = family * world.n_segments + int(world.segment[customer.unit])
        return flow.odds[rep][cell][-1] * relationship_odds(self._win_odds, broken) * self._price_odds[family]

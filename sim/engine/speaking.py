"""What customers say after an order: they answer polls and recommend the firm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.adoption import refers_now
from sim.calendar import HOURS_PER_DAY
from sim.engine.log import Kind
from sim.market import normal_pair
from sim.pipeline import exponential
from sim.polls import answer, chance_to_answer, hundredths
from sim.streams import child_id

if TYPE_CHECKING:
    from sim.agents.customer import Line
    from sim.documents.relations import Poll, Referral
    from sim.engine.customers import CustomerFlow


class Speaking:
    """The polls and referrals of one replication."""

    def __init__(self, customers: CustomerFlow) -> None:
        self.customers, self.env, self.streams = customers, customers.env, customers.world.streams
        rules = customers.world.scenario.customers
        self._poll, self._referral = rules.poll, rules.referral

    def speak(self, line: Line) -> None:
        """Let a customer who has judged the latest order of a line answer a poll and recommend the firm."""
        order = child_id(line.key, line.orders)
        if self._poll is not None:
            self._is_polled(line, order, self._poll)
        if self._referral is not None:
            self._recommends(line, order, self._referral)

    def _is_polled(self, line: Line, order: int, rule: Poll) -> None:
        customer, truth = line.customer, line.customer.satisfaction
        luck_asked, luck_answer = self.streams.pair("poll", order)
        if luck_asked >= rule.asked_share:
            return
        self.customers.tell(Kind.POLLED, order, customer, line.family, hundredths(truth))
        if luck_answer < chance_to_answer(rule.response_share, rule.at_score, rule.response_bias, truth):
            noise, _ = normal_pair(self.streams, "poll noise", order, 0)
            score = hundredths(answer(truth, rule.answer_bias, rule.noise_sd, noise))
            self.customers.tell(Kind.ANSWERED, order, customer, line.family, score)

    def _recommends(self, line: Line, order: int, rule: Referral) -> None:
        customer = line.customer
        luck, luck_delay = self.streams.pair("referral", order)
        if luck < refers_now(rule.share, rule.from_score, customer.satisfaction):
            lead = child_id(order, 0)
            self.customers.tell(Kind.REFERRED, lead, customer, line.family)
            delay = exponential(rule.mean_days, luck_delay) * HOURS_PER_DAY
            self.customers.flow.leads.expect(lead, customer.unit, self.env.now + delay)

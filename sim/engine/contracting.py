"""Customers under contract: terms that end on real days, and are renewed or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.calendar import HOURS_PER_DAY
from sim.engine.log import Kind
from sim.engine.order import Order
from sim.engine.process import Wait, follow
from sim.loyalty import odds_times
from sim.renewals import later_day, opening_day
from sim.satisfaction import chance_to_leave
from sim.streams import CONTRACT, child_id

if TYPE_CHECKING:
    from sim.agents.customer import Customer, Line
    from sim.documents.order_to_cash import Contracts
    from sim.engine.customers import CustomerFlow


class Contracting:
    """The contracts of one replication."""

    def __init__(self, customers: CustomerFlow, rule: Contracts) -> None:
        self.customers, self.env, self._rule = customers, customers.env, rule
        self.streams, self.orders = customers.world.streams, customers.orders
        self._day_0 = customers.world.line.first_day.toordinal() - 1

    def open(self, line: Line) -> None:
        """Let one who bought before the run be under contract, somewhere in a term."""
        customer = line.customer
        luck, luck_day = self.streams.pair("contract", customer.key)
        if luck < self._rule.share:
            customer.is_bound = True
            ends = self._day_0 + opening_day(self._rule.term_months, luck_day)
            follow(self._terms(line, ends, 0))

    def sign(self, line: Line) -> None:
        """Let a new customer sign a contract with his first order."""
        customer = line.customer
        if self.streams.uniform("contract", customer.key) < self._rule.share:
            customer.is_bound = True
            self._tell(Kind.SIGNED, line, 0, 0)
            today = self._day_0 + self.customers.world.line.day_of(self.env.now)
            follow(self._terms(line, today, 1))

    def delivered(self, customer: Customer, cents: int) -> None:
        """Count what was delivered to a customer in the term."""
        customer.term_cents += cents

    def _terms(self, line: Line, first: int, number: int) -> Wait:
        """Let terms end, so many lengths of a term after a first day; on the last one the customer leaves."""
        customer = line.customer
        while True:
            ends = later_day(first, self._rule.term_months * number) - self._day_0
            yield self.env.timeout(ends * HOURS_PER_DAY - self.env.now)
            if customer.gone:
                return
            chance = chance_to_leave(
                self._rule.leave_share, self._rule.at_score, self._rule.per_point, customer.satisfaction
            )
            number += 1
            luck = self.streams.uniform("renewal", customer.key, number)
            if luck < odds_times(chance, self.customers.odds_to_leave(customer)):
                self._tell(Kind.NOT_RENEWED, line, number, 0)
                self.customers.leave(customer)
                return
            self._tell(Kind.RENEWED, line, number, customer.term_cents)
            customer.term_cents = 0

    def _tell(self, kind: Kind, line: Line, number: int, cents: int) -> None:
        term = child_id(child_id(line.customer.key, CONTRACT), number)
        rep = self.customers.cover.serving(line.customer)
        self.orders.happens(kind, Order(term, line, rep, 0, cents))


def contracting(customers: CustomerFlow) -> Contracting | None:
    """Return the contracts, ``None`` where there are none."""
    rule = customers.world.scenario.order_to_cash.contracts
    return None if rule is None else Contracting(customers, rule)

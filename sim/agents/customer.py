"""The customer as a Mesa agent: what he buys, how satisfied and loyal he is, and whether he comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.loyalty import loyalty_after, loyalty_odds, odds_times
from sim.pipeline import exponential
from sim.satisfaction import chance_to_leave, review_score, satisfaction_after
from sim.streams import LINE, child_id

if TYPE_CHECKING:
    from sim.engine.model import SalesModel


class Customer(mesa.Agent):
    """
    One who bought.

    Attributes
    ----------
    key
        Stable 64-bit id, the key of all his luck.
    unit, family
        Rows of his basic unit and of the product family he came for.
    since
        When he became a customer [hours].
    satisfaction
        Score from 1 to 5, moved by each delivery.
    loyalty
        From 0 to 1, moved by each delivery.
    visited_until
        How long the rep's last visit holds [hours].
    gone
        Whether he has left.
    owner
        Row of the rep who won him, -1 when he belongs to whoever covers his unit.
    is_bound
        Whether a contract keeps him: then he leaves at the end of its term only.
    term_cents
        What was delivered to him in the term [cents].
    """

    def __init__(self, model: SalesModel, key: int, unit: int, family: int, since: float) -> None:
        super().__init__(model)
        self.key, self.unit, self.family, self.since = key, unit, family, since
        self.satisfaction = model.scenario.customers.satisfaction.opening
        self.loyalty = 0.0
        self.visited_until = since
        self.gone = False
        self.owner = -1
        self.is_bound, self.term_cents = False, 0

    def judge(self, days_late: float | None) -> None:
        """Take in a delivery so many days late (negative when early), or ``None``: it never came."""
        rule, loyalty = self.model.scenario.customers.satisfaction, self.model.scenario.customers.loyalty
        score = rule.never_delivered
        if days_late is not None:
            score = review_score(rule.floor, rule.ceiling, rule.midpoint_days, rule.slope_per_day, days_late)
        self.satisfaction = satisfaction_after(rule.memory, self.satisfaction, score)
        if loyalty is not None:
            self.loyalty = loyalty_after(
                loyalty.gain, loyalty.loss, self.loyalty, score >= loyalty.good_score
            )

    def odds_to_leave(self) -> float:
        """Return the factor of his loyalty on the odds of leaving."""
        rule = self.model.scenario.customers.loyalty
        return 1.0 if rule is None else loyalty_odds(rule.holds, self.loyalty)


class Line:
    """
    A customer's business in one product family: his orders there, one after the other.

    Attributes
    ----------
    key
        Stable 64-bit id: the customer's own for the family he came for.
    number
        -1 for the family he came for, else its place in ``customers.adoption``.
    orders
        Orders placed so far.
    """

    __slots__ = ("customer", "family", "key", "number", "orders")

    def __init__(self, customer: Customer, family: int, number: int = -1) -> None:
        self.customer, self.family, self.number = customer, family, number
        self.key = customer.key if number < 0 else child_id(customer.key, LINE + family)
        self.orders = 0

    def orders_again_in(self, mean_days: float, odds_to_leave: float) -> float | None:
        """
        Return the days of season time until the next order is wanted, or ``None``: he leaves after the latest one.

        Who has not ordered yet in this run has no order to leave after.
        """
        model = self.customer.model
        luck_leaving, luck_gap = model.streams.pair("after order", self.key, self.orders)
        churn = model.scenario.customers.churn
        chance = chance_to_leave(churn.share, churn.at_score, churn.per_point, self.customer.satisfaction)
        may_leave = self.orders > 0 and not self.customer.is_bound
        leaves = may_leave and luck_leaving < odds_times(chance, odds_to_leave)
        return None if leaves else exponential(mean_days, luck_gap)

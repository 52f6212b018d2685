"""The customer as a Mesa agent: what he buys, how satisfied he is, and whether he comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.pipeline import exponential
from sim.satisfaction import chance_to_leave, review_score, satisfaction_after

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
        Rows of his basic unit and of the product family he buys.
    satisfaction
        Score from 1 to 5, moved by each delivery.
    orders
        Orders placed so far.
    """

    def __init__(self, model: SalesModel, key: int, unit: int, family: int) -> None:
        super().__init__(model)
        self.key, self.unit, self.family = key, unit, family
        self.orders = 0
        self.satisfaction = model.scenario.customers.satisfaction.opening

    def judge(self, days_late: float | None) -> None:
        """Take in a delivery so many days late (negative when early), or ``None``: it never came."""
        rule = self.model.scenario.customers.satisfaction
        score = rule.never_delivered
        if days_late is not None:
            score = review_score(rule.floor, rule.ceiling, rule.midpoint_days, rule.slope_per_day, days_late)
        self.satisfaction = satisfaction_after(rule.memory, self.satisfaction, score)

    def orders_again_in(self, mean_days: float) -> float | None:
        """
        Return the days of season time until he wants to order again, or ``None``: he leaves after the latest order.

        Who has not ordered yet in this run has no order to leave after.
        """
        luck_leaving, luck_gap = self.model.streams.pair("after order", self.key, self.orders)
        churn = self.model.scenario.customers.churn
        chance = chance_to_leave(churn.share, churn.at_score, churn.per_point, self.satisfaction)
        return None if self.orders and luck_leaving < chance else exponential(mean_days, luck_gap)

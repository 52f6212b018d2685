"""The rules of quotes and discounts: what a customer gets off, whether he answers in time. Plain numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.market import prices_cents

if TYPE_CHECKING:
    from sim.scenario import Scenario

ACCEPTED, DECLINED, EXPIRED = 0, 1, 2


def discounted_cents(  # noqa: PLR0913, PLR0917 - the rule's numbers and its two lucks
    cents: int, share: float, least: float, most: float, luck: float, luck_size: float
) -> int:
    """
    Return what is left of an order's value [cents] after the discount of a scenario, half a cent up.

    ``share`` of the orders get one, evenly spread from ``least`` to ``most``.
    """
    if luck >= share:
        return cents
    return math.floor(cents * (1.0 - (least + (most - least) * luck_size)) + 0.5)


def answer_to(answer_days: float, valid_days: float, accepted_share: float, luck: float) -> int:
    """Return what becomes of a quote that would be answered after so many days: a late answer is none."""
    if answer_days > valid_days:
        return EXPIRED
    return ACCEPTED if luck < accepted_share else DECLINED


def floors_cents(scenario: Scenario) -> list[int]:
    """Return the lowest price of a unit of each family without an approval [cents], 0 where there is none."""
    rule = scenario.plan.floors
    of_list = {} if rule is None else {floor.id: floor.of_list for floor in rule.families}
    listed = prices_cents(scenario.market).tolist()
    return [
        math.ceil(cents * of_list.get(family.id, 0.0) - 1e-6)
        for family, cents in zip(scenario.market.families, listed, strict=True)
    ]


def quotes_orders(scenario: Scenario) -> bool:
    """Return whether anything comes between what a customer wants and his order: a discount, a floor, a quote."""
    rules = scenario.order_to_cash
    return rules.quotes is not None or rules.discounts is not None or scenario.plan.floors is not None

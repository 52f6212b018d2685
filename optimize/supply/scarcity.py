"""What scarcity is worth, carried into what is sold: margins less scarcity, weights of credit, a price list."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimize.program import Floats, SolverName
from optimize.supply.facts import SupplyFacts, by_period
from optimize.supply.options import family_of, repriced
from optimize.supply.planning import SupplyPlan, plan_supply

_GOLDEN = (math.sqrt(5) - 1) / 2
_STEPS, _ROUNDS = 14, 2
_DIGITS = 9


@dataclass(frozen=True)
class Worth:
    """
    What one more unit of demand for a family is worth, means over the periods by demand [currency/unit].

    ``margin`` is price less material; ``scarcity`` what the plan must give up elsewhere for the unit; ``net`` is margin
    less scarcity: what one more unit sold adds to the plan's profit.
    """

    family: str
    price: float
    margin: float
    scarcity: float

    @property
    def net(self) -> float:
        """Return margin less scarcity, without a solver's last digits."""
        return round(self.margin - self.scarcity, _DIGITS)


def worth_of_sales(plan: SupplyPlan) -> list[Worth]:
    """
    Return each family's margin and scarcity price from a plan's duals.

    Price less the dual of the demand row is what one more unit sold adds to profit, so scarcity is that dual less
    material: 0 where a unit can simply be made, the whole margin where it can only be turned away.

    Raises
    ------
    ValueError
        When the plan is in whole numbers, which have no prices.
    """
    if not plan.unit_price:
        raise ValueError("a plan in whole people and units has no prices; plan without whole=True")
    found = []
    for family in plan.facts.families:
        demand = np.array(family.demand)
        weight = demand / demand.sum() if demand.sum() else np.full(len(demand), 1 / len(demand))
        price = round(float(weight @ by_period(family.price, len(demand))), _DIGITS)
        dual = float(weight @ plan.unit_price[family.id])
        # A solver's last digits must not make a scarcity of -0.00 of none.
        scarcity = round(dual - family.material, _DIGITS) + 0.0
        found.append(Worth(family.id, price, round(price - family.material, _DIGITS), scarcity))
    return found


def credit_weights(worth: list[Worth], revenue: Mapping[str, float], least: float = 0.0) -> dict[str, float]:
    """
    Return what a currency unit of each family's sales should count as credit, 1 in the mean over revenue.

    In proportion to net margin over price, and never below ``least`` of the mean: then pay follows what one more sale
    adds to profit, and costs the same at today's mix.

    Raises
    ------
    ValueError
        When nothing that is sold adds to profit, so that there is nothing to point at.
    """
    rate = {each.family: max(each.net / each.price, 0.0) if each.price else 0.0 for each in worth}
    total = sum(revenue[name] for name in rate)
    mean = sum(rate[name] * revenue[name] for name in rate) / total if total else 0.0
    if not mean > 0:
        raise ValueError("no family's sales add to profit: margin less scarcity is 0 or less for all of them")
    weights = {name: max(one / mean, least) for name, one in rate.items()}
    again = sum(weights[name] * revenue[name] for name in weights) / total
    return {name: one / again for name, one in weights.items()}


def price_list(
    facts: SupplyFacts,
    elasticity: Mapping[str, float],
    most_change: float = 0.15,
    solver: SolverName = "highs",
) -> dict[str, float]:
    """
    Return the price of each family over its price now that earns most under the plan, within ``most_change``.

    Demand reacts with constant elasticity. At the best price p of a family without bounds p = e / (e - 1) (material +
    scarcity), the rule of Lerner (1934, *Review of Economic Studies* 1, 157-175) with the plan's scarcity price as a
    cost. Families are searched one after the other, twice over, by golden section on the plan's profit, which has one
    peak in each price when what is short is turned away.
    Facts without any limit give the list that ignores scarcity.

    Parameters
    ----------
    facts
        Demand, costs and limits; every family needs a price and may be turned away.
    elasticity
        Share by which demand falls for one percent of price, by family; families that are not in it keep their price.
    most_change
        How far a price may move [share].
    """
    for name in elasticity:
        family_of(facts, name)
    ratios = dict.fromkeys((family.id for family in facts.families), 1.0)
    for _ in range(_ROUNDS):
        for name in elasticity:
            ratios[name] = _best_ratio(facts, ratios, name, elasticity, (most_change, solver))
    return ratios


def _best_ratio(
    facts: SupplyFacts,
    ratios: Mapping[str, float],
    name: str,
    elasticity: Mapping[str, float],
    search: tuple[float, SolverName],
) -> float:
    most_change, solver = search
    low, high = 1 - most_change, 1 + most_change

    def profit(ratio: float) -> float:
        return plan_supply(at_prices(facts, {**ratios, name: ratio}, elasticity), solver).profit

    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = profit(left), profit(right)
    for _ in range(_STEPS):
        if at_left < at_right:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = profit(right)
        else:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = profit(left)
    # At a bound the search only comes near it.
    tried = {ratio: profit(ratio) for ratio in (1 - most_change, (low + high) / 2, 1 + most_change)}
    return max(tried, key=lambda ratio: tried[ratio])


def at_prices(
    facts: SupplyFacts, ratios: Mapping[str, float], elasticity: Mapping[str, float]
) -> SupplyFacts:
    """Return the facts with every family at its price ratio, demand following by its elasticity (0: none)."""
    for name, ratio in ratios.items():
        if ratio != 1.0:
            facts = repriced(facts, name, ratio, elasticity.get(name, 0.0))
    return facts


def unit_worth(potential: Floats, win_ratio: Floats, mix: Floats, net: Floats) -> Floats:
    """
    Return what a year's demand of each basic unit is worth at margins less scarcity, any scale, shape (n_units,).

    What a territory or quota optimizer balances in place of potential when capacity is short.

    Parameters
    ----------
    potential, win_ratio
        Of each basic unit, shape (n_units,).
    mix
        Expected units sold of each family for one of potential, shape (n_families,), or (n_units, n_families) where
        basic units differ in what they buy.
    net
        Margin less scarcity of a unit of each family [currency], shape (n_families,).
    """
    worth: Floats = potential * win_ratio * (np.atleast_2d(mix) @ np.maximum(net, 0.0))
    return worth

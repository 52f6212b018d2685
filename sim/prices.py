"""How buyers react to price, and who takes the deals we lose. Plain numbers, for both engines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.market import prices_cents

if TYPE_CHECKING:
    from sim.scenario import Scenario

_MOST_LOG = 300.0
"""Beyond e ** 300 a price is as good as given away, and no number holds the product of two such factors."""


def price_factor(price_ratio: float, elasticity: float) -> float:
    """Return price_ratio ** elasticity, exactly 1 at the list price or without a reaction."""
    return math.exp(min(elasticity * math.log(price_ratio), _MOST_LOG))


def asked_cents(scenario: Scenario) -> list[int]:
    """Return what a unit of each family costs under the plan [cents]: list price times the plan's, to the cent."""
    of_list = {price.id: price.of_list for price in scenario.plan.prices}
    listed = prices_cents(scenario.market).tolist()
    return [
        max(round(cents * of_list.get(family.id, 1.0)), 1) if cents else 0
        for family, cents in zip(scenario.market.families, listed, strict=True)
    ]


def price_ratios(scenario: Scenario) -> list[float]:
    """Return the price asked over the list price of each family."""
    listed = prices_cents(scenario.market).tolist()
    return [
        asked / cents if cents else 1.0 for asked, cents in zip(asked_cents(scenario), listed, strict=True)
    ]


def gap_factors(scenario: Scenario) -> list[float]:
    """Return the factor of each family's price on the mean gap between a customer's orders."""
    elasticity = scenario.market.price_response.repeat_elasticity
    return [price_factor(ratio, elasticity) for ratio in price_ratios(scenario)]


def margin_shares(scenario: Scenario) -> list[float]:
    """Return the margin of each family over what is asked for it: its cost is what the list price leaves."""
    return [
        family.margin_share if ratio == 1.0 else 1.0 - (1.0 - family.margin_share) / ratio
        for family, ratio in zip(scenario.market.families, price_ratios(scenario), strict=True)
    ]


def rival_weights(scenario: Scenario) -> list[float]:
    """
    Return how attractive each rival, and last buying from nobody, is to a buyer who does not buy from us.

    Share times price_ratio ** -elasticity, the multinomial logit (McFadden 1974): at equal prices they are the
    shares, and add to 1. Empty without competition.
    """
    competition = scenario.market.competition
    if competition is None:
        return []
    elasticity = scenario.market.price_response.win_elasticity
    rivals = [rival.share * price_factor(rival.price_ratio, -elasticity) for rival in competition.rivals]
    return [*rivals, max(1.0 - sum(rival.share for rival in competition.rivals), 0.0)]


def win_odds(scenario: Scenario) -> list[float]:
    """
    Return the factor on the odds of winning a deal of each family, from prices; 1 at list price and equal rivals.

    Our price ratio ** -elasticity over the sum of the others' weights: a cheaper rival lowers our odds.
    """
    elasticity = scenario.market.price_response.win_elasticity
    others = sum(rival_weights(scenario)) if _rivals_differ(scenario) else 1.0
    return [price_factor(ratio, -elasticity) / others for ratio in price_ratios(scenario)]


def _rivals_differ(scenario: Scenario) -> bool:
    """Return whether a rival's price is not our list price; else the weights add to 1 but for rounding."""
    competition = scenario.market.competition
    return competition is not None and any(rival.price_ratio != 1.0 for rival in competition.rivals)


def taken_by(weights: Sequence[float], total: float, luck: float) -> int:
    """Return which rival takes a lost deal, by weight, or -1 for nobody, whose weight is the last."""
    left = luck * total
    for rival in range(len(weights) - 1):
        left -= weights[rival]
        if left < 0.0:
            return rival
    return -1

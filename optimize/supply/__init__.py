"""Supply planning: how much to make, hire, store and buy in each period, and what scarce capacity is worth."""

from optimize.supply.allocation import Claims, allocate
from optimize.supply.assortment import ranges
from optimize.supply.facts import Family, SupplyFacts, Workforce
from optimize.supply.hedging import HedgedPlan, Reserve, plan_hedged
from optimize.supply.options import Promotion, promoted, repriced, weigh_options
from optimize.supply.planning import SupplyPlan, plan_supply
from optimize.supply.relaxing import relaxed
from optimize.supply.scarcity import credit_weights, price_list, worth_of_sales

__all__ = [
    "Claims",
    "Family",
    "HedgedPlan",
    "Promotion",
    "Reserve",
    "SupplyFacts",
    "SupplyPlan",
    "Workforce",
    "allocate",
    "credit_weights",
    "plan_hedged",
    "plan_supply",
    "price_list",
    "promoted",
    "ranges",
    "relaxed",
    "repriced",
    "weigh_options",
    "worth_of_sales",
]

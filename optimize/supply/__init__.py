"""Supply planning: how much to make, hire, store and buy in each period, and what scarce capacity is worth."""

from optimize.supply.facts import Family, SupplyFacts, Workforce
from optimize.supply.planning import SupplyPlan, plan_supply

__all__ = ["Family", "SupplyFacts", "SupplyPlan", "Workforce", "plan_supply"]

"""How many people, in which role, from when: headcount plans, textbook sizes, the chance of hitting the plan."""

from optimize.elastic import InfeasibleError
from optimize.sizing.facts import Earning, Goal, Need, Ratio, Role, SizingFacts
from optimize.sizing.methods import AccountClass, break_even_ratio, by_breakdown, by_increments, by_workload
from optimize.sizing.planning import plan_headcount
from optimize.sizing.relaxing import relaxed
from optimize.sizing.result import HeadcountPlan
from optimize.sizing.surely import plan_surely

__all__ = [
    "AccountClass",
    "Earning",
    "Goal",
    "HeadcountPlan",
    "InfeasibleError",
    "Need",
    "Ratio",
    "Role",
    "SizingFacts",
    "break_even_ratio",
    "by_breakdown",
    "by_increments",
    "by_workload",
    "plan_headcount",
    "plan_surely",
    "relaxed",
]

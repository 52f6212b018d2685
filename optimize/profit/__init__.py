"""
Profit-driven alignment: units to reps so that sales by the best use of each rep's time, less cost, are greatest.

After COSTA (Skiera and Albers 1998): balance is a proxy, profit is what counts.
"""

from optimize.profit.case import Case
from optimize.profit.response import EFFORT_ELASTICITY, PowerResponse, Response, TableResponse
from optimize.profit.scenario import ProfitDesign, coverage_response, profit_alignment
from optimize.profit.solving import ProfitPlan, ProfitRules, maximize_profit

__all__ = [
    "EFFORT_ELASTICITY",
    "Case",
    "PowerResponse",
    "ProfitDesign",
    "ProfitPlan",
    "ProfitRules",
    "Response",
    "TableResponse",
    "coverage_response",
    "maximize_profit",
    "profit_alignment",
]

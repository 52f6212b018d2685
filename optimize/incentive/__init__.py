"""Incentive pay: least-cost contracts for one agent, quota bonuses, linear plans, and repricing at equal pay."""

from optimize.incentive.bonus import QuotaBonus, first_best_bonus, least_cost_bonus
from optimize.incentive.contract import Agent, Contract, best_contract, least_cost_contract
from optimize.incentive.linear import LinearPlan, best_linear_plan
from optimize.incentive.reprice import reprice_accelerator

__all__ = [
    "Agent",
    "Contract",
    "LinearPlan",
    "QuotaBonus",
    "best_contract",
    "best_linear_plan",
    "first_best_bonus",
    "least_cost_bonus",
    "least_cost_contract",
    "reprice_accelerator",
]

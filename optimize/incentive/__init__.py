"""Incentive pay: least-cost contracts for one agent, quota bonuses, linear plans, and repricing at equal pay."""

from optimize.incentive.bonus import first_best_bonus, least_cost_bonus
from optimize.incentive.contract import Agent, best_contract, least_cost_contract
from optimize.incentive.lever import pay_turn
from optimize.incentive.linear import best_linear_plan
from optimize.incentive.reprice import equal_pay, reprice_accelerator
from optimize.incentive.searching import PayDesign
from optimize.incentive.wishes import PayWishes

__all__ = [
    "Agent",
    "PayDesign",
    "PayWishes",
    "best_contract",
    "best_linear_plan",
    "equal_pay",
    "first_best_bonus",
    "least_cost_bonus",
    "least_cost_contract",
    "pay_turn",
    "reprice_accelerator",
]

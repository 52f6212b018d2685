"""What a common plan loses over unlike territories, with quotas of their own and with one quota for all (T10)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from optimize.incentive.gamma import GammaRep, answers, best_plan, best_simple_plan

EFFORTS = np.linspace(0.0, 1.6, 41)
QUOTAS = np.concatenate([[0.0], np.linspace(0.2, 1.3, 23)])
TERRITORIES = 5


def grid_of_reps() -> list[GammaRep]:
    """108 reps: luck, cost of effort, outside option and effectiveness."""
    cells = product((2.0, 4.0, 8.0), (0.2, 0.3, 0.5), (1.8, 2.2, 2.6, 3.0), (0.8, 1.0, 1.2))
    return [GammaRep(shape=c, effort_cost=d, outside=m, effect=k) for c, d, m, k in cells]


def simple_loss(rep: GammaRep, quotas: np.ndarray = QUOTAS) -> float:
    """Share of profit that the best simple plan loses against the best of all."""
    best = best_plan(rep)
    efforts = np.linspace(max(0.6 * best.effort, 0.005), 1.3 * best.effort + 0.02, 21)
    return 1.0 - best_simple_plan(rep, quotas, efforts).profit / best.profit


def linear_loss(cv: float) -> float:
    """Mean share of profit that linear plans lose where sales have this coefficient of variation."""
    reps = [
        replace(rep, shape=cv**-2, effect=1.0)
        for rep in grid_of_reps()
        if rep.shape == 2.0 and rep.effect == 1.0
    ]
    return float(np.mean([simple_loss(rep, np.array([0.0])) for rep in reps]))


def sales_force(seed: int) -> list[GammaRep]:
    """Five territories that differ in base sales and in what effort does there."""
    rng = np.random.default_rng(seed)
    return [
        GammaRep(base=float(rng.uniform(2.5, 6.0)), effect=float(rng.uniform(0.8, 1.2)))
        for _ in range(TERRITORIES)
    ]


def common_losses(seed: int) -> tuple[float, float]:
    """Shares of profit lost with common salary and rate and own quotas, and with everything common."""
    reps = sales_force(seed)
    best = [best_plan(rep) for rep in reps]
    each = [best_simple_plan(rep, QUOTAS, np.linspace(0.05, 1.2, 24)) for rep in reps]
    first_best = sum(one.profit for one in best)
    middle = np.array([[one.terms[0], one.terms[1]] for one in each]).mean(axis=0)
    own, common, width = -np.inf, -np.inf, 0.5
    centres = [middle.copy(), middle.copy()]
    for _ in range(4):
        for which in (0, 1):
            found, where = _search(reps, centres[which], width, own_quotas=which == 0)
            if which == 0 and found > own:
                own, centres[0] = found, where
            elif which == 1 and found > common:
                common, centres[1] = found, where
        width *= 0.5
    return 1.0 - own / first_best, 1.0 - common / first_best


def _search(
    reps: list[GammaRep], centre: np.ndarray, width: float, *, own_quotas: bool
) -> tuple[float, np.ndarray]:
    """Best total profit over salaries and rates around a centre, everybody taking part."""
    best, where = -np.inf, centre
    factors = np.linspace(1.0 - width, 1.0 + width, 5)
    quotas = np.linspace(0.0, 7.0, 50)
    for salary, rate in product(centre[0] * factors, centre[1] * factors):
        plans = np.stack([np.full(len(quotas), salary), np.full(len(quotas), rate), quotas], axis=1)
        told = [answers(rep, plans, EFFORTS) for rep in reps]
        profits = np.array([np.where(one.rent >= -1e-9, one.profit, -np.inf) for one in told])
        total = profits.max(axis=1).sum() if own_quotas else profits.sum(axis=0).max()
        if total > best:
            best, where = float(total), np.array([salary, rate])
    return best, where

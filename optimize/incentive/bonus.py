"""Quota bonuses: where the quota goes when the rep cannot be fined, and when a bonus reaches the first best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

from optimize.elastic import TINY, InfeasibleError, elastic
from optimize.lp import solve
from optimize.program import Floats, Program, Solution, SolverName


@dataclass(frozen=True)
class QuotaBonus:
    """
    A bonus paid from a quota on.

    ``quota`` is in units of sales above effort (``least_cost_bonus``) or of sales (``first_best_bonus``); ``per_pay``
    is the bonus for one of expected pay, ``attained`` the chance to make quota, ``quotas_used`` how many steps pay has.
    """

    quota: float
    bonus: float
    attained: float
    per_pay: float
    quotas_used: int = 1
    solution: Solution | None = field(default=None, repr=False)


def least_cost_bonus(
    density: Floats, survival: Floats, grid: Floats, solver: SolverName = "highs"
) -> QuotaBonus:
    """
    Return the monotone pay of least expected cost that gives one unit of marginal incentive: a bonus at one quota.

        min  sum_k b_k (1 - F(z_k))   s.t.  incentive: sum_k b_k f(z_k) = 1,  b >= 0

    b_k is the step of pay at quota z_k (sales less effort). The answer puts all weight on the largest hazard
    f / (1 - F) (Oyer 2000, *A theory of sales quotas with limited liability and rent sharing*, J. of Labor Economics).

    Parameters
    ----------
    density, survival
        f(z) and 1 - F(z) of the sales shock on the grid, each of shape (n,).
    grid
        The quotas that may be used, shape (n,).
    solver
        By which solver.
    """
    program = Program("least-cost bonus")
    steps = program.add_columns([f"step at {z:g}" for z in grid], cost=survival)
    program.add_row("incentive", (steps, density), low=1.0, high=1.0)
    solution = solve(program, solver)
    if not solution.found:
        raise InfeasibleError("no quota on the grid gives an incentive", elastic(program))
    used = np.flatnonzero(solution.values > TINY)
    best = int(used[np.argmax(solution.values[used])])
    bonus = float(solution.values[best])
    return QuotaBonus(
        float(grid[best]), bonus, float(survival[best]), bonus / solution.objective, len(used), solution
    )


def first_best_bonus(
    effort: float,
    cost: Callable[[float], float],
    marginal_cost: Callable[[float], float],
    outside: float,
    sd: float,
) -> QuotaBonus:
    """
    Return the quota and bonus, without salary, at which a risk-neutral rep gives first-best effort and has no rent.

    The quota solves hazard((q - e) / sd) / sd = c'(e) / (outside + c(e)) for normal sales e + sd z, and the bonus is
    (outside + c(e)) / P(attain) (the result of Park 1995 and Kim 1997, derived anew).

    Parameters
    ----------
    effort
        First-best effort, at which the margin of one more sale is its marginal cost.
    cost, marginal_cost
        Cost of effort, and its derivative.
    outside
        The rep's outside option [currency].
    sd
        Standard deviation of sales given effort.

    Raises
    ------
    ValueError
        When no quota within eight standard deviations does.
    """
    owed = outside + cost(effort)
    wanted = marginal_cost(effort) / owed * sd

    def excess(z: float) -> float:
        return float(norm.pdf(z) / norm.sf(z)) - wanted

    if excess(-8.0) > 0 or excess(8.0) < 0:
        raise ValueError(f"no quota gives a hazard of {wanted / sd:.4g} at effort {effort:g}")
    z = float(brentq(excess, -8.0, 8.0, xtol=1e-12))
    attained = float(norm.sf(z))
    return QuotaBonus(effort + sd * z, owed / attained, attained, 1.0 / attained)

"""The best linear plan, salary plus commission rate, found on simulated reps without knowing the answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from optimize.program import Floats


@dataclass(frozen=True)
class LinearPlan:
    """Salary and commission rate, the effort they bring about, and the firm's profit."""

    salary: float
    rate: float
    effort: float
    profit: float


def best_linear_plan(  # noqa: PLR0913 - the parameters of the model, by name
    shocks: Floats,
    *,
    risk_aversion: float,
    effort_cost: float,
    effect: float = 1.0,
    margin: float = 1.0,
    base: float = 0.0,
    outside: float = 0.0,
) -> LinearPlan:
    """
    Return the most profitable linear plan for a rep with constant absolute risk aversion, on simulated sales.

    Sales are base + effect x effort + shock, effort costs effort_cost x effort^2 / 2. The rep maximises mean utility
    -exp(-r (pay - cost)) over the shocks; the firm sets the rate, and the salary that just keeps him. No formula is
    used: both searches see only simulated utilities, so it checks them against the closed form
    rate = margin / (1 + r d sd^2 / effect^2) (Holmstrom and Milgrom 1987; Lal and Srinivasan 1993).

    Parameters
    ----------
    shocks
        Draws of the sales shock, shape (n,); the same for every rate (common random numbers).
    risk_aversion, effort_cost, effect, margin, base, outside
        r, d, k, m, h and the certainty equivalent of the other job.
    """

    def certainty_equivalent(rate: float, effort: float) -> float:
        sure = rate * (base + effect * effort) - effort_cost * effort * effort / 2
        risky = -risk_aversion * rate * shocks
        largest = float(risky.max())  # exp of less than 1 cannot overflow
        return sure - (largest + float(np.log(np.mean(np.exp(risky - largest))))) / risk_aversion

    def chosen_effort(rate: float) -> float:
        most = 4.0 * margin * effect / effort_cost
        found = minimize_scalar(
            lambda e: -certainty_equivalent(rate, e),
            bounds=(0.0, most),
            method="bounded",
            options={"xatol": 1e-7},
        )
        return float(found.x)

    def profit(rate: float) -> tuple[float, float, float]:
        effort = chosen_effort(rate)
        salary = outside - certainty_equivalent(rate, effort)
        sales = base + effect * effort + float(shocks.mean())
        return (margin - rate) * sales - salary, effort, salary

    best = minimize_scalar(
        lambda rate: -profit(rate)[0], bounds=(0.0, 2.0 * margin), method="bounded", options={"xatol": 1e-6}
    )
    rate = float(best.x)
    earned, effort, salary = profit(rate)
    return LinearPlan(salary, rate, effort, earned)

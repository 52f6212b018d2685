"""
The textbook rep of Basu, Lal, Srinivasan and Staelin, his best plan in closed form, and the simple plans beside it.

Sales are gamma with shape c and mean mu(t) = h + k t, utility of pay is 2 sqrt(s), effort t costs V = d t^gamma, the
outside option is worth m. With I = c k^2 / mu^2 the least-cost pay for effort t is (A + B x)^2,

    lambda = (m + V) / 2,  nu = V' / (2 I),  A = lambda - nu c k / mu,  B = nu c k / mu^2,  E s = lambda^2 + nu^2 I

(Basu, Lal, Srinivasan and Staelin 1985, Marketing Science 4, 267-291, for the power 1/2). A simple plan pays
S + b max(x - Q, 0): a salary and a commission above a quota (Raju and Srinivasan 1996, Management Science 42,
1454-1465); Q = 0 is a linear plan (Basu and Kalyanaram 1990). With s = sigma^2 (1 + r max(x - Q, 0)), the rep's first
order and participation leave one equation for r and sigma at each t and Q, and Q and t are searched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from optimize.program import Floats

NODES = 160
_HALVINGS = 45
_STEEPEST = 1e9


@dataclass(frozen=True)
class GammaRep:
    """A rep and his market: c, h, k, d, gamma, m as in the module's formulas; ``margin`` is of one of sales."""

    shape: float = 4.0
    base: float = 4.0
    effect: float = 1.0
    effort_cost: float = 0.3
    power: float = 2.0
    outside: float = 2.2
    margin: float = 0.7

    def mean(self, effort: Floats) -> Floats:
        """Return mean sales at each effort."""
        return self.base + self.effect * effort

    def cost(self, effort: Floats) -> Floats:
        """Return what each effort costs the rep in utility."""
        cost: Floats = self.effort_cost * effort**self.power
        return cost

    def marginal_cost(self, effort: Floats) -> Floats:
        """Return what a little more effort costs the rep in utility."""
        cost: Floats = self.effort_cost * self.power * effort ** (self.power - 1.0)
        return cost

    def luck(self, n: int = NODES) -> Floats:
        """Return equally likely draws of sales over their mean, shape (n,): the mean of each of n strata."""
        edges = gamma(self.shape).ppf(np.linspace(0.0, 1.0, n + 1))
        upper = gamma(self.shape + 1.0).cdf(edges)
        means: Floats = np.diff(upper) * n
        return means


@dataclass(frozen=True)
class RepPlan:
    """A plan for a rep: his effort, expected pay, the firm's profit, and what the plan is made of."""

    effort: float
    expected_pay: float
    profit: float
    terms: tuple[float, ...]


def best_plan(rep: GammaRep, efforts: Floats | None = None) -> RepPlan:
    """
    Return the best plan of all; its terms are A and B.

    The first-order approach is taken for granted, as in the paper: where it fails a simple plan may do better.
    """
    t = _grid() if efforts is None else efforts
    mean = rep.mean(t)
    information = rep.shape * rep.effect**2 / mean**2
    lam, nu = (rep.outside + rep.cost(t)) / 2.0, rep.marginal_cost(t) / (2.0 * information)
    pay = lam**2 + nu**2 * information
    profit = rep.margin * mean - pay
    best = int(np.argmax(profit))
    score = nu[best] * rep.shape * rep.effect / mean[best]
    terms = (float(lam[best] - score), float(score / mean[best]))
    return RepPlan(float(t[best]), float(pay[best]), float(profit[best]), terms)


def best_simple_plan(rep: GammaRep, quotas: Floats, efforts: Floats) -> RepPlan:
    """
    Return the best salary, commission rate and quota; the terms are S, b and Q.

    Parameters
    ----------
    rep
        Whom it is for.
    quotas
        Quotas to choose among, as shares of mean sales, shape (n_quotas,); only 0: a linear plan.
    efforts
        Efforts to bring about, shape (n_efforts,).
    """
    luck = rep.luck()
    t = efforts[:, None]
    mean = rep.mean(t)
    x = mean[..., None] * luck
    above = np.maximum(x - (quotas * mean)[..., None], 0.0)
    score = rep.shape * rep.effect / mean[..., None] * (luck - 1.0)
    owed = rep.outside + rep.cost(t)
    rate = _steepness(above, score, rep.marginal_cost(t) / owed)
    root = np.sqrt(1.0 + rate[..., None] * above)
    # Without any salary a steeper plan leaves a rent: sigma comes from the incentive, not from participation.
    sigma = np.maximum(
        owed / (2.0 * root.mean(axis=-1)), rep.marginal_cost(t) / (2.0 * (root * score).mean(axis=-1))
    )
    pay = sigma**2 * (1.0 + rate * above.mean(axis=-1))
    profit = rep.margin * mean - pay
    best = np.unravel_index(int(np.argmax(profit)), profit.shape)
    effort, quota = float(efforts[best[0]]), float(quotas[best[1]] * mean[best[0], 0])
    salary = float(sigma[best] ** 2)
    return RepPlan(effort, float(pay[best]), float(profit[best]), (salary, salary * float(rate[best]), quota))


def _steepness(above: Floats, score: Floats, wanted: Floats) -> Floats:
    """Return r with E[root score] / E[root] = wanted, root = sqrt(1 + r above); the steepest where none is enough."""
    low = np.zeros(above.shape[:2])
    high = np.full(above.shape[:2], _STEEPEST)
    for _ in range(_HALVINGS):
        middle = np.sqrt(np.maximum(low, 1e-9) * high)
        root = np.sqrt(1.0 + middle[..., None] * above)
        enough = (root * score).mean(axis=-1) / root.mean(axis=-1) >= wanted
        high = np.where(enough, middle, high)
        low = np.where(enough, low, middle)
    return high


def _grid() -> Floats:
    return np.linspace(0.005, 3.0, 1200)


@dataclass(frozen=True, eq=False)
class Answers:
    """What a rep does under plans: effort, utility over his outside option, the firm's profit; shape (n_plans,)."""

    effort: Floats
    rent: Floats
    profit: Floats


def answers(rep: GammaRep, plans: Floats, efforts: Floats) -> Answers:
    """
    Return what a rep does under simple plans, by looking at every effort; no first-order approach.

    Parameters
    ----------
    rep
        Who is asked.
    plans
        S, b and Q of each plan, shape (n_plans, 3).
    efforts
        What he may choose among, shape (n_efforts,).
    """
    mean = rep.mean(efforts)
    x = mean[:, None] * rep.luck(NODES // 2)
    salary, rate, quota = (plans[:, number, None, None] for number in range(3))
    pay = salary + rate * np.maximum(x - quota, 0.0)
    left = 2.0 * np.sqrt(pay).mean(axis=-1) - rep.cost(efforts)
    best = np.argmax(left, axis=1)
    rows = np.arange(len(plans))
    profit = rep.margin * mean[best] - pay.mean(axis=-1)[rows, best]
    return Answers(efforts[best], left[rows, best] - rep.outside, profit)

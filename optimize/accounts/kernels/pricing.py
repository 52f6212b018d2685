"""
The smoothed dual of the transport relaxation, and Newton directions on it.

With prices p on the loads, an item pays c_ij - p_j a_i at rep j. The dual sums the least such cost over items, and
over reps p_j times the side of the band that hurts. Entropy at temperature T makes the least cost
-T log sum exp(-cost / T): smooth, with shares of items over reps as its derivative, and above the dual by nothing and
below it by at most T log(number of reps). Cooling T leads to the relaxation's own prices.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from optimize.accounts.kernels.arrays import Arcs, Bands
from optimize.compiling import compiled, kernel
from optimize.program import Floats, Ints

NEGLIGIBLE = 1e-9
"""Shares below this do not enter the curvature."""

FAR = 40.0
"""exp(-40) is below a double's last digit."""


class Heat(NamedTuple):
    """Temperatures [currency] of the items (n,) and of the reps' bands (k, m)."""

    item: Floats
    band: Floats


class Spread(NamedTuple):
    """Shares of items over their arcs (n, s), filled in by :func:`dual`, and the loads that follow (k, m)."""

    share: Floats
    load: Floats


@kernel
def dual(arcs: Arcs, bands: Bands, price: Floats, heat: Heat, spread: Spread) -> tuple[float, float]:
    """Return the smoothed and the exact dual over these arcs at these prices; fills ``spread``."""
    for j in range(price.shape[0]):
        for d in range(price.shape[1]):
            spread.load[j, d] = 0.0
    smooth, exact = 0.0, 0.0
    for i in range(arcs.rep.shape[0]):
        least = _shares(arcs, price, heat.item[i], spread, i)
        exact += least[0]
        smooth += least[0] + least[1]
    for j in range(price.shape[0]):
        for d in range(price.shape[1]):
            level, lift = _side(bands.low[j, d], bands.high[j, d], price[j, d], heat.band[j, d])
            exact += level
            smooth += level + lift
    return smooth, exact


@compiled
def _shares(arcs: Arcs, price: Floats, heat: float, spread: Spread, i: int) -> tuple[float, float]:
    """Return an item's least priced cost and what smoothing adds to it; fills its shares and adds its loads."""
    n_measures = price.shape[1]
    least, n = np.inf, 0
    for s in range(arcs.rep.shape[1]):
        j = arcs.rep[i, s]
        if j < 0:
            break
        cost = arcs.cost[i, s]
        for d in range(n_measures):
            cost -= price[j, d] * arcs.amount[i, s, d]
        spread.share[i, s] = cost
        least = min(least, cost)
        n += 1
    total = 0.0
    for s in range(n):
        apart = (spread.share[i, s] - least) / heat
        spread.share[i, s] = math.exp(-apart) if apart < FAR else 0.0
        total += spread.share[i, s]
    for s in range(n):
        spread.share[i, s] /= total
        if spread.share[i, s] > 0.0:
            for d in range(n_measures):
                spread.load[arcs.rep[i, s], d] += spread.share[i, s] * arcs.amount[i, s, d]
    return least, -heat * math.log(total)


@compiled
def _side(low: float, high: float, price: float, heat: float) -> tuple[float, float]:
    """Return min(price low, price high), and what smoothing adds to it."""
    level = min(price * low, price * high)
    apart = abs(price) * (high - low) / heat
    return level, -heat * math.log1p(math.exp(-apart))


@compiled
def _bend(  # noqa: C901, PLR0913, PLR0917 - one loop, and what it reads
    arcs: Arcs, heat: Heat, spread: Spread, items: Ints, x: Floats, out: Floats
) -> None:
    """Add the items' curvature times ``x`` to ``out``: how loads answer to prices."""
    n_measures = x.shape[1]
    for at in range(items.shape[0]):
        i = items[at]
        mean = 0.0
        for s in range(arcs.rep.shape[1]):
            if arcs.rep[i, s] < 0:
                break
            if spread.share[i, s] > NEGLIGIBLE:
                for d in range(n_measures):
                    mean += spread.share[i, s] * arcs.amount[i, s, d] * x[arcs.rep[i, s], d]
        for s in range(arcs.rep.shape[1]):
            if arcs.rep[i, s] < 0:
                break
            if spread.share[i, s] > NEGLIGIBLE:
                j, pull = arcs.rep[i, s], -mean
                for d in range(n_measures):
                    pull += arcs.amount[i, s, d] * x[j, d]
                pull *= spread.share[i, s] / heat.item[i]
                for d in range(n_measures):
                    out[j, d] += pull * arcs.amount[i, s, d]


@compiled
def _diagonal(arcs: Arcs, heat: Heat, spread: Spread, items: Ints, out: Floats) -> None:
    """Add the diagonal of the items' curvature to ``out``."""
    for at in range(items.shape[0]):
        i = items[at]
        for s in range(arcs.rep.shape[1]):
            j, p = arcs.rep[i, s], spread.share[i, s]
            if j < 0:
                break
            for d in range(out.shape[1]):
                out[j, d] += p * (1.0 - p) * arcs.amount[i, s, d] ** 2 / heat.item[i]


class Goal(NamedTuple):
    """The gradient to go up and the bands' curvature, both (k, m), and when conjugate gradients stop."""

    gradient: Floats
    bend: Floats
    exact: float
    steps: int


@compiled
def _power(rest: Floats, diagonal: Floats) -> float:
    """Return the square of what is left of the gradient, each part over its curvature."""
    total = 0.0
    for j in range(rest.shape[0]):
        for d in range(rest.shape[1]):
            total += rest[j, d] * (rest[j, d] / diagonal[j, d])
    return total


@compiled
def _ridged(diagonal: Floats) -> float:
    """Raise a diagonal a little, so that none of it is 0; return by how much."""
    greatest = -np.inf
    for j in range(diagonal.shape[0]):
        for d in range(diagonal.shape[1]):
            greatest = max(greatest, diagonal[j, d])
    ridge = 1e-9 * greatest + 1e-300
    for j in range(diagonal.shape[0]):
        for d in range(diagonal.shape[1]):
            diagonal[j, d] += ridge
    return ridge


@compiled
def _product(one: Floats, other: Floats) -> float:
    """Return the sum of the products."""
    total = 0.0
    for j in range(one.shape[0]):
        for d in range(one.shape[1]):
            total += one[j, d] * other[j, d]
    return total


@kernel
def direction(arcs: Arcs, heat: Heat, spread: Spread, items: Ints, goal: Goal) -> Floats:
    """Return the Newton direction by conjugate gradients with the curvature's diagonal as preconditioner, (k, m)."""
    k, n_measures = goal.bend.shape
    x, rest, diagonal = np.zeros(goal.bend.shape), goal.gradient.copy(), goal.bend.copy()
    way, answer = np.zeros(goal.bend.shape), np.zeros(goal.bend.shape)
    _diagonal(arcs, heat, spread, items, diagonal)
    ridge = _ridged(diagonal)
    power, turn = _power(rest, diagonal), 0.0
    enough = goal.exact * power
    for _ in range(goal.steps):
        if power <= enough or power <= 0.0:
            break
        for j in range(k):
            for d in range(n_measures):
                way[j, d] = rest[j, d] / diagonal[j, d] + turn * way[j, d]
                answer[j, d] = (goal.bend[j, d] + ridge) * way[j, d]
        _bend(arcs, heat, spread, items, way, answer)
        length = power / _product(way, answer)
        for j in range(k):
            for d in range(n_measures):
                x[j, d] += length * way[j, d]
                rest[j, d] -= length * answer[j, d]
        before, power = power, _power(rest, diagonal)
        turn = power / before
    return x

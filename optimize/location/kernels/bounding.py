"""
Lagrangian bounds for median problems: customers' prices u, each site worth what it saves them.

L(u) = sum u_i + the p least of r_j, with r_j = sum_i min(0, d_ij - u_i), or with a capacity the least of
sum (d_ij - u_i) over the customers that fit (a knapsack in whole demands). No choice of p sites costs less.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimize.compiling import compiled, kernel
from optimize.kernels.ordering import rising
from optimize.program import Floats, Ints

Bools = NDArray[np.bool_]


class Load(NamedTuple):
    """Demand of each customer (n,) in whole numbers, and the capacity of a site; no capacity when negative."""

    demand: Ints
    capacity: int


class Climb(NamedTuple):
    """A subgradient climb: steps, the best known cost to aim at, and the step length to begin with."""

    steps: int
    aim: float
    length: float


@compiled
def _worth(columns: Floats, price: Floats, load: Load, j: int) -> float:
    """Return what a site saves at most, 0 or less."""
    if load.capacity >= 0:
        return float(_knapsack(columns, price, load, j, np.empty((0, 0), np.bool_))[load.capacity])
    worth = 0.0
    for i in range(price.shape[0]):
        worth += min(0.0, columns[j, i] - price[i])
    return worth


@compiled
def _knapsack(columns: Floats, price: Floats, load: Load, j: int, took: Bools) -> Floats:
    """
    Return the least sum of distance less price over customers that fit in each room up to a site's, (capacity + 1,).

    Dynamic programming; ``took`` (n, capacity + 1) is filled with who is taken in which room, unless it is empty.
    """
    n, room = price.shape[0], load.capacity
    best = np.zeros(room + 1)
    for i in range(n):
        less = columns[j, i] - price[i]
        need = load.demand[i]
        if less < 0.0:
            for r in range(room, need - 1, -1):
                if best[r - need] + less < best[r]:
                    best[r] = best[r - need] + less
                    if took.shape[0] > 0:
                        took[i, r] = True
    return best


@compiled
def _serve(columns: Floats, price: Floats, load: Load, j: int, cover: Floats) -> None:
    """Take one from ``cover`` (n,) for every customer that a site serves at these prices."""
    n = price.shape[0]
    if load.capacity < 0:
        for i in range(n):
            if columns[j, i] < price[i]:
                cover[i] -= 1.0
        return
    took = np.zeros((n, load.capacity + 1), np.bool_)
    _knapsack(columns, price, load, j, took)
    r = load.capacity
    for i in range(n - 1, -1, -1):
        if took[i, r]:
            cover[i] -= 1.0
            r -= load.demand[i]


@compiled
def total(values: Floats) -> float:
    """Return the sum."""
    found = 0.0
    for i in range(values.shape[0]):
        found += values[i]
    return found


@compiled
def squares(values: Floats) -> float:
    """Return the sum of squares."""
    found = 0.0
    for i in range(values.shape[0]):
        found += values[i] * values[i]
    return found


@compiled
def least_worth(worth: Floats, order: Ints, p: int) -> float:
    """Return the sum of what the first sites of an order save, at most p of them."""
    found = 0.0
    for at in range(min(p, order.shape[0])):
        found += worth[order[at]]
    return found


@compiled
def stepped(price: Floats, length: float, way: Floats) -> Floats:
    """Return the prices after a step."""
    found = np.empty(price.shape[0])
    for i in range(price.shape[0]):
        found[i] = price[i] + length * way[i]
    return found


@kernel
def bound(columns: Floats, p: int, price: Floats, load: Load, climb: Climb) -> tuple[float, Floats, Ints]:
    """
    Return the best bound met by subgradient steps, the prices it stands on, and the sites chosen there.

    ``columns`` are distances by site and customer (n, n). Steps follow Held, Wolfe and Crowder (1974).
    """
    n = columns.shape[0]
    worth, cover = np.empty(n), np.empty(n)
    best, best_price, best_open = -np.inf, price.copy(), np.zeros(p, np.int64)
    length, idle = climb.length, 0
    for _ in range(climb.steps):
        for j in range(n):
            worth[j] = _worth(columns, price, load, j)
        chosen = rising(worth)
        value = total(price) + least_worth(worth, chosen, p)
        idle += 1
        if value > best:
            if value > best + GAIN * abs(best):
                idle = 0
            best, best_price, best_open = value, price.copy(), chosen[:p].copy()
        if idle >= PATIENCE:
            length, idle, price = length * SHORTER, 0, best_price.copy()
        for i in range(n):
            cover[i] = 1.0
        for at in range(p):
            _serve(columns, price, load, chosen[at], cover)
        norm = squares(cover)
        if norm == 0.0 or length < SHORTEST:
            break
        price = stepped(price, length * max(climb.aim * AIM - value, 1e-6 * abs(climb.aim)) / norm, cover)
    return best, best_price, best_open


GAIN = 1e-5
PATIENCE, SHORTER, SHORTEST = 20, 0.7, 1e-3
"""After so many steps without a gain of this share the length falls, and the climb ends when it is short."""
AIM = 1.0005

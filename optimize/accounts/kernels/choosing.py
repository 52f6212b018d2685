"""Passes over all arcs: the cheapest of each item at given prices, and the bound that they prove."""

from __future__ import annotations

import numpy as np

from optimize.accounts.kernels.arrays import Arcs, Every
from optimize.compiling import compiled, kernel
from optimize.program import Floats, Ints


@compiled
def _priced(every: Every, price: Floats, i: int, j: int) -> float:
    """Return the cost of an arc less what its load earns."""
    cost = every.cost[i, j]
    column = j if every.amount.shape[2] > 1 else 0
    for d in range(price.shape[1]):
        cost -= price[j, d] * every.amount[d, i, column]
    return float(cost)


@kernel
def least(every: Every, price: Floats) -> Floats:
    """Return each item's least priced cost over all reps, shape (n,)."""
    found = np.empty(every.cost.shape[0])
    for i in range(every.cost.shape[0]):
        best = np.inf
        for j in range(every.cost.shape[1]):
            best = min(best, _priced(every, price, i, j))
        found[i] = best
    return found


@kernel
def cheapest(every: Every, price: Floats, width: int, kept: Ints) -> Arcs:
    """
    Return each item's ``width`` cheapest arcs at these prices, in order.

    The arc to ``kept`` (n,) is always among them.

    Equal costs stand in the order of reps.
    """
    n, k = every.cost.shape
    n_measures = price.shape[1]
    rep = np.full((n, width), -1, np.int64)
    cost = np.full((n, width), np.inf)
    amount = np.zeros((n, width, n_measures))
    row, value = np.empty(width, np.int64), np.empty(width)
    for i in range(n):
        m = 0
        for j in range(k):
            priced = _priced(every, price, i, j)
            if priced < np.inf and (m < width or priced < value[m - 1]):
                m = _insert(row, value, m, j, priced)
        if kept[i] >= 0 and not (row[:m] == kept[i]).any():
            row[m if m < width else m - 1] = kept[i]
            m = min(m + 1, width)
        for s in range(m):
            j = row[s]
            rep[i, s] = j
            cost[i, s] = every.cost[i, j]
            for d in range(n_measures):
                amount[i, s, d] = every.amount[d, i, j if every.amount.shape[2] > 1 else 0]
    return Arcs(rep, cost, amount)


@compiled
def _insert(row: Ints, value: Floats, m: int, j: int, priced: float) -> int:
    """Insert an arc into the ordered list of the cheapest; return how many it holds."""
    at = m if m < row.shape[0] else m - 1
    m = min(m + 1, row.shape[0])
    while at > 0 and value[at - 1] > priced:
        row[at], value[at] = row[at - 1], value[at - 1]
        at -= 1
    row[at], value[at] = j, priced
    return m


@kernel
def runner_up(every: Every, price: Floats, rep: Ints) -> Ints:
    """Return the rep of least priced cost other than ``rep`` (n,), -1 where nobody else may have the item."""
    found = np.full(every.cost.shape[0], -1, np.int64)
    for i in range(every.cost.shape[0]):
        best = np.inf
        for j in range(every.cost.shape[1]):
            if j != rep[i]:
                cost = _priced(every, price, i, j)
                if cost < best:
                    best, found[i] = cost, j
    return found

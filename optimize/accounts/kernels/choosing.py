"""Passes over all arcs: the cheapest of each item at given prices, and the bound that they prove."""

from __future__ import annotations

import numpy as np

from optimize.accounts.kernels.arrays import Arcs, Every
from optimize.compiling import compiled, kernel
from optimize.program import Floats, Ints


@compiled
def _price_row(every: Every, price: Floats, i: int, value: Floats) -> None:
    """Fill ``value`` (k,) with an item's costs less what its loads earn at ``price`` (m, k)."""
    k = every.cost.shape[1]
    # one plain loop a measure: the compiler makes wide instructions of it, which counts over a hundred million arcs
    for j in range(k):
        value[j] = every.cost[i, j]
    for d in range(price.shape[0]):
        if every.amount.shape[2] == 1:
            amount = every.amount[d, i, 0]
            for j in range(k):
                value[j] -= price[d, j] * amount
        else:
            for j in range(k):
                value[j] -= price[d, j] * every.amount[d, i, j]


@kernel
def least(every: Every, price: Floats) -> Floats:
    """Return each item's least priced cost over all reps, shape (n,)."""
    found = np.empty(every.cost.shape[0])
    by_measure, value = price.T.copy(), np.empty(every.cost.shape[1])
    for i in range(every.cost.shape[0]):
        _price_row(every, by_measure, i, value)
        best = np.inf
        for j in range(value.shape[0]):
            best = min(best, value[j])
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
    by_measure, priced_row = price.T.copy(), np.empty(k)
    for i in range(n):
        m = 0
        _price_row(every, by_measure, i, priced_row)
        for j in range(k):
            priced = priced_row[j]
            if priced < np.inf and (m < width or priced < value[m - 1]):
                m = _insert(row, value, m, j, priced)
        if kept[i] >= 0 and not _listed(row, m, kept[i]):
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
def _listed(row: Ints, m: int, j: int) -> bool:
    """Return whether a rep is among the first of a list."""
    for s in range(m):  # noqa: SIM110 - Numba compiles no generator
        if row[s] == j:
            return True
    return False


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

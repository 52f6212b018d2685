"""
The bound of a p-median with some sites held open and others closed, and which more its reduced costs settle.

A free site j outside the p chosen ones that would raise the bound above the best known cost when it took the place of
the worst chosen one is closed for good; a chosen one whose leaving would is open (reduced-cost fixing, as in Beasley
1985).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimize.compiling import compiled, kernel
from optimize.kernels.ordering import rising
from optimize.location.kernels.bounding import Climb, least_worth, squares, stepped, total
from optimize.program import Floats, Ints

OPEN, FREE, CLOSED = 1, 0, -1
PATIENCE, SHORTER = 8, 0.6
"""After so many steps without a gain the length falls."""


class Branch(NamedTuple):
    """Bound, its prices (n,), what is held now (n,), and the free chosen site that saves most, -1 for none."""

    bound: float
    price: Floats
    held: Ints
    site: int


@compiled
def _choose(columns: Floats, price: Floats, held: Ints, sites: Ints, worth: Floats) -> None:
    """Fill ``worth`` (n,) for the sites that are not closed."""
    for at in range(sites.shape[0]):
        j = sites[at]
        total = 0.0
        for i in range(price.shape[0]):
            total += min(0.0, columns[j, i] - price[i])
        worth[j] = total


@compiled
def _order(held: Ints, sites: Ints, worth: Floats) -> Ints:
    """Return the sites that are not closed, the open ones first, then by what they save."""
    key = np.empty(sites.shape[0])
    for at in range(sites.shape[0]):
        key[at] = -np.inf if held[sites[at]] == OPEN else worth[sites[at]]
    order = rising(key)
    for at in range(order.shape[0]):
        order[at] = sites[order[at]]
    return order


@compiled
def _not_closed(held: Ints) -> Ints:
    """Return the sites that are not closed."""
    found, n = np.empty(held.shape[0], np.int64), 0
    for j in range(held.shape[0]):
        if held[j] != CLOSED:
            found[n] = j
            n += 1
    return found[:n]


@kernel
def branch(columns: Floats, p: int, price: Floats, held: Ints, climb: Climb) -> Branch:
    """Return the best bound met by subgradient steps with these sites held; ``climb.aim`` is the cost to beat."""
    n = columns.shape[0]
    sites = _not_closed(held)
    worth, cover = np.zeros(n), np.empty(n)
    best, best_price = -np.inf, price.copy()
    length, idle = climb.length, 0
    for _ in range(climb.steps):
        _choose(columns, price, held, sites, worth)
        order = _order(held, sites, worth)
        value = total(price) + least_worth(worth, order, p)
        idle += 1
        if value > best:
            idle = 0 if value > best + 1e-6 * abs(best) else idle
            best, best_price = value, price.copy()
            if best > climb.aim:
                break
        if idle >= PATIENCE:
            length, idle, price = length * SHORTER, 0, best_price.copy()
        for i in range(n):
            cover[i] = 1.0
        for at in range(p):
            for i in range(n):
                if columns[order[at], i] < price[i]:
                    cover[i] -= 1.0
        norm = squares(cover)
        if norm == 0.0:
            break
        price = stepped(price, length * max(climb.aim - value, 1e-6 * abs(climb.aim)) / norm, cover)
    return _settled(columns, p, best_price, held, climb.aim)


@compiled
def _settled(columns: Floats, p: int, price: Floats, held: Ints, aim: float) -> Branch:
    """Return the bound at these prices, with the sites that it settles held too."""
    sites = _not_closed(held)
    worth, held = np.zeros(columns.shape[0]), held.copy()
    _choose(columns, price, held, sites, worth)
    order = _order(held, sites, worth)
    value, found = total(price) + least_worth(worth, order, p), -1
    if order.shape[0] > p:
        for at in range(order.shape[0]):
            j = order[at]
            if held[j] == FREE and at < p:
                if value - worth[j] + worth[order[p]] > aim:
                    held[j] = OPEN
                elif found < 0:
                    found = j
            elif held[j] == FREE and value + worth[j] - worth[order[p - 1]] > aim:
                held[j] = CLOSED
    return Branch(float(value), price, held, found)

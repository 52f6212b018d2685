"""
Swap search for the p-median: the best exchange of one open site for a closed one, until none gains.

Fast interchange (Whitaker 1983; Hansen and Mladenovic 1997): with each customer's nearest and second nearest open site
known, all exchanges for one closed site are weighed in a single pass over the customers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimize.compiling import compiled, kernel
from optimize.location.kernels.luck import draw
from optimize.program import Floats, Ints

NEARBY = 0.5
"""How often a shaken site takes the place of the nearest one."""


class Sites(NamedTuple):
    """
    Which sites are open and which two are nearest to each customer.

    ``open`` (p,) rows of sites; ``place`` (n,) where a site stands among them, -1 when closed; ``first`` and ``second``
    (n,) places of a customer's nearest open sites, ``near`` and ``next`` their distances.
    """

    open: Ints
    place: Ints
    first: Ints
    second: Ints
    near: Floats
    next: Floats


@kernel
def opened(distance: Floats, chosen: Ints) -> Sites:
    """Return the state with these sites open; ``distance`` (sites, customers) is square."""
    n = distance.shape[0]
    sites = Sites(
        chosen.copy(),
        np.full(n, -1, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n),
        np.zeros(n),
    )
    for at in range(chosen.shape[0]):
        sites.place[chosen[at]] = at
    for i in range(n):
        _nearest(distance, sites, i)
    return sites


@compiled
def _nearest(distance: Floats, sites: Sites, i: int) -> None:
    """Find a customer's two nearest open sites."""
    near, further, first, second = np.inf, np.inf, -1, -1
    for at in range(sites.open.shape[0]):
        d = distance[sites.open[at], i]
        if d < near:
            further, second = near, first
            near, first = d, at
        elif d < further:
            further, second = d, at
    sites.near[i], sites.next[i], sites.first[i], sites.second[i] = near, further, first, second


@compiled
def _exchange(distance: Floats, sites: Sites, at: int, site: int) -> None:
    """Open a site in the place of another."""
    sites.place[sites.open[at]] = -1
    sites.open[at], sites.place[site] = site, at
    for i in range(distance.shape[0]):
        if sites.first[i] == at or sites.second[i] == at:
            _nearest(distance, sites, i)
            continue
        d = distance[site, i]
        if d < sites.near[i]:
            sites.next[i], sites.second[i] = sites.near[i], sites.first[i]
            sites.near[i], sites.first[i] = d, at
        elif d < sites.next[i]:
            sites.next[i], sites.second[i] = d, at


@compiled
def _weigh(distance: Floats, sites: Sites, site: int, loss: Floats) -> tuple[float, int]:
    """Return the gain of opening a site in the best place, and the place; ``loss`` is room for p numbers."""
    gain = 0.0
    for at in range(loss.shape[0]):
        loss[at] = 0.0
    for i in range(distance.shape[0]):
        d = distance[site, i]
        if d < sites.near[i]:
            gain += sites.near[i] - d
        else:
            loss[sites.first[i]] += min(d, sites.next[i]) - sites.near[i]
    best = 0
    for at in range(1, loss.shape[0]):
        if loss[at] < loss[best]:
            best = at
    return gain - loss[best], best


@kernel
def descend(distance: Floats, sites: Sites) -> float:
    """Exchange sites until no exchange gains, the first that gains each time; return the sum of nearest distances."""
    n = distance.shape[0]
    loss = np.empty(sites.open.shape[0])
    site, idle = 0, 0
    while idle < n:
        if sites.place[site] < 0:
            gain, at = _weigh(distance, sites, site, loss)
            if gain > 1e-9 * (1.0 + abs(gain)):
                _exchange(distance, sites, at, site)
                idle = 0
        site, idle = (site + 1) % n, idle + 1
    cost = 0.0
    for i in range(n):
        cost += sites.near[i]
    return cost


@kernel
def shake(distance: Floats, sites: Sites, swaps: int, key: int) -> None:
    """Exchange so many open sites for closed ones near a customer drawn at random."""
    n, p = distance.shape[0], sites.open.shape[0]
    for swap in range(swaps):
        site = int(draw(key, 2 * swap) * n)
        while sites.place[site] >= 0:
            site = (site + 1) % n
        lot = draw(key, 2 * swap + 1)
        at = sites.first[site] if lot < NEARBY else int(lot * p)
        _exchange(distance, sites, at, site)

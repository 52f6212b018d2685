"""Annealed capacitated k-medoids: customers shift and swap between clusters, and each cluster's median follows."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from optimize.compiling import compiled, kernel
from optimize.location.kernels.luck import draw
from optimize.program import Floats, Ints

SWAPS = 0.6
"""How often two customers change places instead of one moving."""


class Clusters(NamedTuple):
    """Median (p,), cluster of each customer (n,), and load of each cluster (p,)."""

    median: Ints
    cluster: Ints
    load: Floats


class Task(NamedTuple):
    """Distances (n, n), demand (n,), capacity, and the fine for a unit of load above it."""

    distance: Floats
    demand: Floats
    capacity: float
    fine: float


class Cooling(NamedTuple):
    """Sweeps of one proposal a customer, from which temperature to which, and the key of the draws."""

    sweeps: int
    hot: float
    cold: float
    key: int


@kernel
def recentre(task: Task, state: Clusters) -> None:
    """Move each cluster's median to the member that is nearest to all."""
    n = state.cluster.shape[0]
    for c in range(state.median.shape[0]):
        best = np.inf
        for v in range(n):
            if state.cluster[v] != c:
                continue
            total = 0.0
            for u in range(n):
                if state.cluster[u] == c:
                    total += task.distance[u, v]
            if total < best:
                best, state.median[c] = total, v


@kernel
def deal(task: Task, state: Clusters, order: Ints) -> None:
    """Give customers, in this order, to the cluster that costs least with the fine."""
    for c in range(state.load.shape[0]):
        state.load[c] = 0.0
    for at in range(order.shape[0]):
        u, best, chosen = order[at], np.inf, 0
        for c in range(state.median.shape[0]):
            over = max(0.0, state.load[c] + task.demand[u] - task.capacity)
            total = task.distance[u, state.median[c]] + task.fine * over
            if total < best:
                best, chosen = total, c
        state.cluster[u] = chosen
        state.load[chosen] += task.demand[u]


@compiled
def _over(task: Task, load: float) -> float:
    return float(task.fine * max(0.0, load - task.capacity))


@compiled
def _shift(task: Task, state: Clusters, u: int, c: int, v: int) -> float:
    """Return what changes when a customer goes to cluster ``c``, and ``v`` of that cluster comes back (-1: nobody)."""
    old = state.cluster[u]
    more = task.demand[u] - (task.demand[v] if v >= 0 else 0.0)
    change = task.distance[u, state.median[c]] - task.distance[u, state.median[old]]
    if v >= 0:
        change += task.distance[v, state.median[old]] - task.distance[v, state.median[c]]
    change += _over(task, state.load[c] + more) - _over(task, state.load[c])
    return float(change + _over(task, state.load[old] - more) - _over(task, state.load[old]))


@compiled
def _heaviest(state: Clusters) -> float:
    """Return the greatest load of a cluster."""
    found = 0.0
    for c in range(state.load.shape[0]):
        found = max(found, state.load[c])
    return found


@kernel
def anneal(task: Task, state: Clusters, cooling: Cooling, best: Ints) -> float:
    """Return the least cost met with all loads in the capacity, infinite when none; ``best`` (n,) takes its medians."""
    n, p = state.cluster.shape[0], state.median.shape[0]
    least, number = np.inf, 0
    for sweep in range(cooling.sweeps):
        heat = cooling.hot * math.exp(math.log(cooling.cold / cooling.hot) * sweep / cooling.sweeps)
        for _ in range(n):
            u = int(draw(cooling.key, number) * n)
            c, v = int(draw(cooling.key, number + 1) * p), -1
            if draw(cooling.key, number + 2) < SWAPS:
                v = int(draw(cooling.key, number + 1) * n)
                c = state.cluster[v]
            limit = -heat * math.log(draw(cooling.key, number + 3))
            number += 4
            old = state.cluster[u]
            if c != old and _shift(task, state, u, c, v) <= limit:
                more = task.demand[u] - (task.demand[v] if v >= 0 else 0.0)
                state.load[c] += more
                state.load[old] -= more
                state.cluster[u] = c
                if v >= 0:
                    state.cluster[v] = old
        recentre(task, state)
        if _heaviest(state) <= task.capacity + 1e-9:
            cost = 0.0
            for u in range(n):
                cost += task.distance[u, state.median[state.cluster[u]]]
            if cost < least:
                least = cost
                for u in range(n):
                    best[u] = state.median[state.cluster[u]]
    return least

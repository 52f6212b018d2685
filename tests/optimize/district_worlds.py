"""Small maps for districting, and the best map of all by looking at every set of units."""

import numpy as np

from optimize.districting import Measure, Plane, Problem
from sim.territory import Adjacency


def lattice(rows, columns):
    """Return places and borders of a grid of squares."""
    n = rows * columns
    cell = np.arange(n)
    right, below = cell[cell % columns < columns - 1], cell[: n - columns]
    graph = Adjacency.of_pairs(n, np.r_[right, below], np.r_[right + 1, below + columns])
    return (cell % columns).astype(float), (cell // columns).astype(float), graph


def ragged(seed, n):
    """Return places, weights and borders of a random planar map: a shaken grid, some borders gone, some diagonals."""
    rng = np.random.default_rng(seed)
    x, y = np.arange(n) % 4 + rng.uniform(-0.3, 0.3, n), np.arange(n) // 4 + rng.uniform(-0.3, 0.3, n)
    edges = [(i, i + 1) for i in range(n - 1) if (i + 1) % 4] + [(i, i + 4) for i in range(n - 4)]
    edges += [(i, i + 5) for i in range(n - 5) if (i + 1) % 4 and rng.random() < 0.4]
    root, kept = list(range(n)), []
    for a, b in (edges[q] for q in rng.permutation(len(edges))):
        if root[a] != root[b] or rng.random() < 0.75:  # a tree at least, so that the map is whole
            root = [root[b] if r == root[a] else r for r in root]
            kept.append((a, b))
    graph = Adjacency.of_pairs(n, *np.array(kept).T)
    return x, y, rng.integers(5, 20, n).astype(float), graph


def problem(places, weight, graph, k=3, band=0.2, **rules):
    """Return a problem on a plane with one measure."""
    n = len(weight)
    measure = Measure.within("potential", weight, k, band)
    return Problem([f"u{i}" for i in range(n)], graph, (measure,), k, Plane(*places), **rules)


def best_of_three(given):
    """Return the least objective of all maps of three territories that keep band and contiguity; inf when none does."""
    n, measure = len(given), given.measures[0]
    every = np.arange(1 << n)
    bits = (every[:, None] >> np.arange(n)) & 1
    load = bits @ measure.amount
    fits = (load >= measure.low[0] - 1e-9) & (load <= measure.high[0] + 1e-9)
    sets = every[fits & _hang_together(every, given.graph)]
    power = 2 if given.objective == "inertia" else 1
    far = given.distance.between(np.arange(n), np.arange(n), power)
    from_each = np.where(bits[sets] == 1, bits[sets] @ (measure.amount[:, None] * far), np.inf)
    cost = np.full(1 << n, np.inf)
    cost[sets] = from_each.min(axis=1)
    least = np.inf
    for first in sets[sets & 1 == 1]:
        rest = every[-1] ^ first
        second = sets[(sets & first == 0) & (sets & (rest & -rest) != 0)]
        least = min(least, (cost[first] + cost[second] + cost[rest ^ second]).min(initial=np.inf))
    return least


def _hang_together(every, graph):
    """Return for every set of units whether it hangs together, by growing each from its lowest unit."""
    near = [sum(1 << int(j) for j in graph.of_unit(i)) for i in range(len(graph))]
    reached = every & -every
    while True:
        grown = reached.copy()
        for i, around in enumerate(near):
            grown |= np.where(reached >> i & 1, around, 0)
        grown &= every
        if (grown == reached).all():
            return reached == every
        reached = grown

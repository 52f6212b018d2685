"""Colours for territories, so that neighbours differ."""

from __future__ import annotations

import numpy as np

from optimize.program import Ints
from sim.territory.contiguity import Adjacency

LIGHT = (
    "#77AADD",
    "#EE8866",
    "#EEDD88",
    "#44BB99",
    "#FFAABB",
    "#BBCC33",
    "#99DDFF",
    "#AAAA00",
    "#DDDDDD",
)
"""Paul Tol's "light" scheme (SRON technical note EPS/TN/09-002): distinct for the colour-blind, under black text."""


def territory_borders(graph: Adjacency, rep_of: Ints, n_reps: int) -> Adjacency:
    """Return which territories border on which."""
    one, other = graph.pairs()
    left, right = rep_of[one], rep_of[other]
    apart = left != right
    return Adjacency.of_pairs(n_reps, left[apart], right[apart])


def coloured(borders: Adjacency) -> Ints:
    """
    Return the number of a colour for each territory, so that no two neighbours have one, shape (n_reps,).

    Brelaz (1979), DSATUR: next the territory whose neighbours have most colours already, then the one with most
    neighbours, then the first; it takes, of the colours that its neighbours leave, the one least used so far, so that
    no colour dominates. A colour is added only when none is left.
    """
    n = len(borders)
    colour = np.full(n, -1, dtype=np.int64)
    degree = np.diff(borders.start)
    used = [0]
    for _ in range(n):
        open_ = np.flatnonzero(colour < 0)
        taken = [{int(colour[j]) for j in borders.of_unit(int(i)) if colour[j] >= 0} for i in open_]
        best = min(range(len(open_)), key=lambda q: (-len(taken[q]), -int(degree[open_[q]]), q))
        free = [c for c in range(len(used)) if c not in taken[best]]
        if not free:
            used.append(0)
            free = [len(used) - 1]
        chosen = min(free, key=lambda c: (used[c], c))
        colour[open_[best]] = chosen
        used[chosen] += 1
    return colour

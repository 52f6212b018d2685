"""The shortest round tour of a few places, worked out exactly: what the approximations of travel are held against."""

import numpy as np


def distances(places):
    """Return the distances between places in the plane, shape (n, n)."""
    return np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=-1))


def shortest_tour(between):
    """
    Return the length of the shortest round tour from place 0 through all others.

    Dynamic program over subsets (Held and Karp 1962): ``best[S, k]`` is the shortest way from 0 through S that ends
    at k; sets as bit masks of the places 1, 2, ….
    """
    n = len(between) - 1
    best = np.full((1 << n, n), np.inf)
    best[1 << np.arange(n), np.arange(n)] = between[0, 1:]
    for subset in range(1, 1 << n):
        inside = np.array([k for k in range(n) if subset >> k & 1])
        for k in (k for k in range(n) if not subset >> k & 1):
            way = (best[subset, inside] + between[inside + 1, k + 1]).min()
            best[subset | 1 << k, k] = min(best[subset | 1 << k, k], way)
    return float((best[-1] + between[1:, 0]).min())


def good_tour(between):
    """Return the length of a good round tour, an upper bound of the shortest: nearest neighbour, then 2-opt."""
    tour, left = [0], set(range(1, len(between)))
    while left:
        tour.append(min(sorted(left), key=lambda place: between[tour[-1], place]))
        left.remove(tour[-1])
    order = np.array(tour)
    while (better := _two_opt(order, between)) is not None:
        order = better
    return float(between[order, np.roll(order, -1)].sum())


def _two_opt(order, between):
    """Return the tour after the best reversal of one of its parts, or None when none shortens it."""
    following = np.roll(order, -1)
    legs = between[order, following]
    gain = legs[:, None] + legs - between[np.ix_(order, order)] - between[np.ix_(following, following)]
    i, j = np.unravel_index(int(np.argmax(np.triu(gain, 1))), gain.shape)
    if gain[i, j] <= 1e-9:
        return None
    return np.concatenate([order[: i + 1], order[i + 1 : j + 1][::-1], order[j + 1 :]])

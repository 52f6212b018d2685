"""Which territory each unit goes to when prices hold the loads equal, and the joining of pieces that are cut off."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimize.compiling import compiled, kernel
from optimize.program import Floats, Ints

FASTER, SLOWER = 1.3, 0.5
FULL_STRIDE = 5.0
LEAST_STRIDE = 0.1


class Offer(NamedTuple):
    """Territories that each unit may go to (n, q), cost per weight with each (n, q), amount over the average's (n,)."""

    near: Ints
    cost: Floats
    share: Floats


class Borders(NamedTuple):
    """The neighbours of unit ``i`` are ``neighbour[start[i]:start[i + 1]]``; each has a weight, shape (n,)."""

    start: Ints
    neighbour: Ints
    weight: Floats


@kernel
def spread(offer: Offer, price: Floats, stride: float, steps: int) -> Ints:
    """
    Return the territory of each unit, shape (n,), after some price steps; ``price`` (k,) is changed to the best met.

    Every territory asks a price per weight and every unit goes where cost and price are least: an additively weighted
    power diagram, the dual of the transport program. A territory that attracts too much becomes dearer. Each has a
    stride of its own that grows while its error keeps its sign and shrinks when it turns (Riedmiller and Braun 1993,
    "Rprop"): in a dense region a little price moves a whole county, on the plains much moves none.

    Parameters
    ----------
    stride
        First step of a price [cost per weight].
    """
    n, k = len(offer.near), len(price)
    owner, best = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    load, sign, strides, best_price = np.zeros(k), np.zeros(k), np.zeros(k), np.zeros(k)
    for j in range(k):
        strides[j] = stride
    least = np.inf
    for _ in range(steps):
        _deal(offer, price, owner, load)
        excess = 0.0
        for j in range(k):
            excess += (load[j] - 1.0) * (load[j] - 1.0)
        if excess < least:
            least = excess
            for i in range(n):
                best[i] = owner[i]
            for j in range(k):
                best_price[j] = price[j]
        _reprice(load, sign, strides, price)
    for j in range(k):
        price[j] = best_price[j]
    return best


@compiled
def _deal(offer: Offer, price: Floats, owner: Ints, load: Floats) -> None:
    """Send every unit where cost and price are least, and add up the loads."""
    for j in range(len(load)):
        load[j] = 0.0
    for i in range(len(owner)):
        least = np.inf
        for q in range(offer.near.shape[1]):
            paid = offer.cost[i, q] + price[offer.near[i, q]]
            if paid < least:
                least, owner[i] = paid, offer.near[i, q]
        load[owner[i]] += offer.share[i]


@compiled
def _reprice(load: Floats, sign: Floats, stride: Floats, price: Floats) -> None:
    """Move each price by its stride, up where too much came and down where too little."""
    mean = 0.0
    for j in range(len(load)):
        error = load[j] - 1.0
        side = 1.0 if error > 0 else -1.0 if error < 0 else 0.0
        turned = side * sign[j]
        stride[j] *= FASTER if turned > 0 else SLOWER if turned < 0 else 1.0
        sign[j] = 0.0 if turned < 0 else side
        price[j] += stride[j] * min(max(abs(error) * FULL_STRIDE, LEAST_STRIDE), 1.0) * side
        mean += price[j] / len(price)
    for j in range(len(price)):
        price[j] -= mean


@kernel
def join(borders: Borders, cost: Floats, root: Ints, owner: Ints) -> None:
    """
    Give every piece that is cut off away, unit by unit from its edge, to the cheapest territory that borders.

    The piece with the territory's ``root`` (k,) stays, else the heaviest. ``owner`` (n,) is changed; a piece that no
    territory borders on stays as it is.
    """
    n = len(owner)
    piece, loose = np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=np.int64)
    count = _label(borders, owner, piece, loose)
    main = _main_pieces(borders, owner, piece, root, count)
    waiting = 0
    for i in range(n):
        if piece[i] != main[owner[i]]:
            loose[waiting] = i
            waiting += 1
            owner[i] = -1 - owner[i]  # who had it, for a piece that must stay
    taker = np.zeros(n, dtype=np.int64)
    while waiting > 0:
        left = _give(borders, cost, owner, (loose, taker), waiting)
        if left == waiting:
            for p in range(waiting):
                owner[loose[p]] = -1 - owner[loose[p]]
            return
        waiting = left


@compiled
def _main_pieces(borders: Borders, owner: Ints, piece: Ints, root: Ints, count: int) -> Ints:
    """Return the piece of each territory that stays, shape (k,)."""
    heavy, main = np.zeros(count), np.full(len(root), -1, dtype=np.int64)
    for i in range(len(owner)):
        heavy[piece[i]] += borders.weight[i] + 1e-12
    for i in range(len(owner)):
        j = owner[i]
        if main[j] < 0 or heavy[piece[i]] > heavy[main[j]]:
            main[j] = piece[i]
    for j in range(len(root)):
        if root[j] >= 0 and owner[root[j]] == j:
            main[j] = piece[root[j]]
    return main


@compiled
def _label(borders: Borders, owner: Ints, piece: Ints, queue: Ints) -> int:
    """Return how many pieces territories lie in, and number them."""
    count = 0
    for first in range(len(owner)):
        if piece[first] >= 0:
            continue
        piece[first], queue[0] = count, first
        at, end = 0, 1
        while at < end:
            here = queue[at]
            at += 1
            for e in range(borders.start[here], borders.start[here + 1]):
                other = borders.neighbour[e]
                if piece[other] < 0 and owner[other] == owner[first]:
                    piece[other] = count
                    queue[end] = other
                    end += 1
        count += 1
    return count


@compiled
def _give(borders: Borders, cost: Floats, owner: Ints, lists: tuple[Ints, Ints], waiting: int) -> int:
    """Give the loose units at an edge away; return how many are left, which stand first in the list then."""
    loose, taker = lists
    for p in range(waiting):
        i, taker[p] = loose[p], -1
        for e in range(borders.start[i], borders.start[i + 1]):
            j = owner[borders.neighbour[e]]
            if j >= 0 and (taker[p] < 0 or cost[i, j] < cost[i, taker[p]]):
                taker[p] = j
    left = 0
    for p in range(waiting):
        i = loose[p]
        if taker[p] >= 0:
            owner[i] = taker[p]
        else:
            loose[left] = i
            left += 1
    return left

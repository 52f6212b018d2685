"""
Trades between two reps: up to two items each way, the best of all that can pay.

With prices on the loads every item's reduced cost and every load's slack cost is nothing or more, so trades are tried
in the order of their reduced costs and given up as soon as these alone are above the best sum found.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimize.accounts.kernels.search import Scene, State, fined, settle, slot_to
from optimize.compiling import compiled, kernel
from optimize.kernels.ordering import rising
from optimize.program import Floats, Ints

LISTED = 16
"""Items of a rep that are thought of for a trade: those that go at the least reduced cost."""


class Half(NamedTuple):
    """
    What may go one way.

    By reduced cost (h,): none, one or two items (h, 2) over their arcs (h, 2), -1 for none, with
    what leaves (h, m) and what arrives (h, m).
    """

    cost: Floats
    item: Ints
    slot: Ints
    leaves: Floats
    arrives: Floats


@compiled
def idle(scene: Scene, j: int, load: Floats, change: Floats, again: Floats) -> float:
    """Return what a rep's loads cost after ``change`` and ``again``: slack where full pays, fines out of band."""
    cost = 0.0
    for d in range(load.shape[0]):
        low, high, price = scene.bands.low[j, d], scene.bands.high[j, d], scene.price[j, d]
        after = load[d] + change[d] + again[d]
        cost += price * after - min(price * low, price * high) + scene.fine[j, d] * fined(after, low, high)
    return cost


class List(NamedTuple):
    """Items of a rep that may go to another, by what that raises reduced cost, with their arcs there."""

    item: Ints
    slot: Ints
    rise: Floats


@compiled
def _list(scene: Scene, state: State, j: int, to: int) -> List:
    """Return the items of a rep that go to another at the least reduced cost."""
    arcs = scene.arcs
    item, slot, rise, n = np.empty(LISTED, np.int64), np.empty(LISTED, np.int64), np.empty(LISTED), 0
    for at in range(state.held[j]):
        i = state.members[j, at]
        s = slot_to(arcs, scene.width, i, to)
        if s < 0:
            continue
        more = scene.reduced[i, s] - scene.reduced[i, state.slot[i]]
        if n == LISTED and more >= rise[n - 1]:
            continue
        place = n if n < LISTED else n - 1
        n = min(n + 1, LISTED)
        while place > 0 and rise[place - 1] > more:
            item[place], slot[place], rise[place] = item[place - 1], slot[place - 1], rise[place - 1]
            place -= 1
        item[place], slot[place], rise[place] = i, s, more
    return List(item[:n], slot[:n], rise[:n])


@compiled
def _saving(listed: List) -> float:
    """Return what the two best items save at most, 0 or less."""
    saving = 0.0
    for at in range(min(2, listed.rise.shape[0])):
        saving += min(0.0, listed.rise[at])
    return saving


@compiled
def _half(scene: Scene, state: State, listed: List, most: float) -> Half:
    """Return the ways, by cost, in which none, one or two of the listed items go, raising by less than ``most``."""
    n = 0
    while n < listed.rise.shape[0] and listed.rise[n] < most:
        n += 1
    ways, n_measures = 1 + n + n * (n - 1) // 2, state.load.shape[1]
    cost, pair = np.zeros(ways), np.full((ways, 2), -1)
    at = 1
    for a in range(n):
        for b in range(a, n):
            cost[at] = listed.rise[a] + (listed.rise[b] if b > a else 0.0)
            pair[at, 0], pair[at, 1] = a, b if b > a else -1
            at += 1
    order = rising(cost)
    half = Half(
        np.empty(ways),
        np.full((ways, 2), -1),
        np.full((ways, 2), -1),
        np.zeros((ways, n_measures)),
        np.zeros((ways, n_measures)),
    )
    for at in range(ways):
        half.cost[at] = cost[order[at]]
        for place in range(2):
            a = pair[order[at], place]
            if a >= 0:
                i, s = listed.item[a], listed.slot[a]
                half.item[at, place], half.slot[at, place] = i, s
                for d in range(n_measures):
                    half.leaves[at, d] += scene.arcs.amount[i, state.slot[i], d]
                    half.arrives[at, d] += scene.arcs.amount[i, s, d]
    return half


@compiled
def _trade(  # noqa: C901 - calls would cost more than the steps
    scene: Scene, state: State, j: int, to: int, least_gain: float
) -> float:
    """Make the best trade of two reps that gains at least so much; return the gain."""
    n_measures = state.load.shape[1]
    zero, less, more = np.zeros(n_measures), np.empty(n_measures), np.empty(n_measures)
    now = idle(scene, j, state.load[j], zero, zero) + idle(scene, to, state.load[to], zero, zero)
    goes, comes = _list(scene, state, j, to), _list(scene, state, to, j)
    most = now - _saving(goes) - _saving(comes)
    there, back = _half(scene, state, goes, most), _half(scene, state, comes, most)
    best, found, found_back = now - least_gain, -1, -1
    for a in range(there.cost.shape[0]):
        if there.cost[a] + back.cost[0] >= best:
            break
        for d in range(n_measures):
            less[d] = -there.leaves[a, d]
        for b in range(back.cost.shape[0]):
            moved = there.cost[a] + back.cost[b]
            if moved >= best:
                break
            total = moved + idle(scene, j, state.load[j], less, back.arrives[b])
            if total < best:
                for d in range(n_measures):
                    more[d] = -back.leaves[b, d]
                total += idle(scene, to, state.load[to], there.arrives[a], more)
                if total < best:
                    best, found, found_back = total, a, b
    if found < 0:
        return 0.0
    for d in range(n_measures):
        state.load[j, d] += back.arrives[found_back, d] - there.leaves[found, d]
        state.load[to, d] += there.arrives[found, d] - back.leaves[found_back, d]
    for place in range(2):
        _go(scene, state, there, found, place)
        _go(scene, state, back, found_back, place)
    return now - best


@compiled
def _go(scene: Scene, state: State, half: Half, way: int, place: int) -> None:
    """Write down that an item of a way, when there is one, goes over."""
    if half.item[way, place] >= 0:
        settle(scene.arcs, state, half.item[way, place], half.slot[way, place])


@kernel
def trade(scene: Scene, state: State, pairs: Ints, stale: Ints, least_gain: float) -> float:
    """
    Make the best trade of each pair of reps (p, 2) of which one has changed; return what is gained.

    ``stale`` (k,) counts rounds: 0 when the rep has changed in this round, 1 in the round before, and so on.
    """
    gained = 0.0
    room = state.members.shape[1] - 2
    for p in range(pairs.shape[0]):
        j, to = pairs[p, 0], pairs[p, 1]
        if min(stale[j], stale[to]) > 1 or max(state.held[j], state.held[to]) > room:
            continue
        gain = _trade(scene, state, j, to, least_gain)
        if gain > 0.0:
            gained += gain
            stale[j] = stale[to] = 0
    return gained

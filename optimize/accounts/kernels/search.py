"""
Annealed shifts and ejection chains over the arcs: repair first, then fewer costs.

One proposal shifts an item to another rep. When that is not accepted, an item of that rep goes on to the first rep (a
swap) or to a third one, and so on for a few links (ejection chains, Glover 1996; for generalized assignment Yagiura,
Ibaraki and Glover 2004); the chain is kept as soon as its sum passes Metropolis' test. Loads out of their band are
paid for, so a state may break them on the way.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from optimize.accounts.kernels.arrays import Arcs, Bands
from optimize.compiling import compiled, kernel
from optimize.program import Floats, Ints

LINKS = 4
HOME = 0.7
"""How often the next link goes back to the first rep."""
REACH = 12.0
"""Arcs are proposed up to a reduced cost of so many temperatures."""
AT_ALL = 0.003
"""Share of the limit that a load is fined for being out of its band at all: a hair over is over."""
KEPT = 1e-9
"""Share of a band's limit below which a load counts as within it: rounding."""


class State(NamedTuple):
    """
    Where items are, and who is at which rep.

    ``slot`` (n,) the arc of each item; ``load`` (k, m); ``members`` (k, most) items of each rep in no order, ``held``
    (k,) how many; ``place`` (n,) where an item stands among the members.
    """

    slot: Ints
    load: Floats
    members: Ints
    held: Ints
    place: Ints


class Scene(NamedTuple):
    """
    What a search looks at: arcs and how many each item has (n,), bands, prices of loads, fines on loads out of band.

    ``reduced`` (n, s) costs less what prices pay, above each item's least. ``live`` the arcs worth proposing, row
    times s plus slot, by reduced cost ``live_cost``. ``alike``: an item's amounts are the same at every rep.
    """

    arcs: Arcs
    width: Ints
    bands: Bands
    price: Floats
    fine: Floats
    reduced: Floats
    live: Ints
    live_cost: Floats
    alike: bool


class Run(NamedTuple):
    """How many proposals, from which temperature to which [currency], and the key of the draws."""

    proposals: int
    hot: float
    cold: float
    key: int


@compiled
def _draw(key: np.uint64, number: np.uint64) -> float:
    """Return a number in (0, 1) for a key and a count (SplitMix64, Steele, Lea and Flood 2014)."""
    z = key + (number + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return (float(z >> np.uint64(11)) + 0.5) * 1.1102230246251565e-16


@compiled
def excess(load: float, low: float, high: float) -> float:
    """Return how far a load is out of its band."""
    slack = KEPT * max(abs(low), abs(high))
    if load > high + slack:
        return load - high
    if load < low - slack:
        return low - load
    return 0.0


@compiled
def fined(load: float, low: float, high: float) -> float:
    """Return what a load out of its band is fined for: how far it is out, and a little more for being out at all."""
    out = excess(load, low, high)
    return out + AT_ALL * max(abs(low), abs(high)) if out > 0.0 else 0.0


@compiled
def _step(  # noqa: PLR0913, PLR0917 - what a change of one load needs
    bands: Bands, state: State, fine: Floats, arcs: Arcs, i: int, s: int, sign: float
) -> float:
    """Add (or take) an item's amounts at the rep of an arc; return what the fines change by."""
    j, change = arcs.rep[i, s], 0.0
    for d in range(fine.shape[1]):
        before = state.load[j, d]
        after = before + sign * arcs.amount[i, s, d]
        low, high = bands.low[j, d], bands.high[j, d]
        change += fine[j, d] * (fined(after, low, high) - fined(before, low, high))
        state.load[j, d] = after
    return change


@compiled
def settle(arcs: Arcs, state: State, i: int, s: int) -> None:
    """Write down that an item goes over to another rep; loads are changed already."""
    j = arcs.rep[i, state.slot[i]]
    state.held[j] -= 1
    last = state.members[j, state.held[j]]
    state.members[j, state.place[i]] = last
    state.place[last] = state.place[i]
    j = arcs.rep[i, s]
    state.members[j, state.held[j]] = i
    state.place[i] = state.held[j]
    state.held[j] += 1
    state.slot[i] = s


@compiled
def slot_to(arcs: Arcs, width: Ints, i: int, j: int) -> int:
    """Return an item's arc to a rep, -1 when it has none."""
    for s in range(width[i]):
        if arcs.rep[i, s] == j:
            return s
    return -1


@kernel
def fill(scene: Scene, state: State, order: Ints) -> None:
    """
    Take the items of ``order`` out and put them back one by one, each where reduced cost and fines are least.

    Loads below a band cost nothing on the way: the items that are still to come fill them.
    """
    arcs, bands = scene.arcs, scene.bands
    for at in range(order.shape[0]):
        i = order[at]
        for d in range(state.load.shape[1]):
            state.load[arcs.rep[i, state.slot[i]], d] -= arcs.amount[i, state.slot[i], d]
    for at in range(order.shape[0]):
        i, best, slot = order[at], np.inf, 0
        for s in range(scene.width[i]):
            j, total = arcs.rep[i, s], scene.reduced[i, s]
            for d in range(state.load.shape[1]):
                load, high = state.load[j, d], bands.high[j, d]
                total += scene.fine[j, d] * (
                    fined(load + arcs.amount[i, s, d], 0.0, high) - fined(load, 0.0, high)
                )
            if total < best:
                best, slot = total, s
        for d in range(state.load.shape[1]):
            state.load[arcs.rep[i, slot], d] += arcs.amount[i, slot, d]
        if slot != state.slot[i] and state.held[arcs.rep[i, slot]] < state.members.shape[1]:
            settle(arcs, state, i, slot)


@compiled
def _partner(  # noqa: PLR0913, PLR0917 - where to look, and what is reached already
    scene: Scene, state: State, j: int, home: int, change: float, limit: float
) -> tuple[int, int]:
    """
    Return the item of rep ``j`` that brings a chain nearest to its end when it goes to ``home``, and its arc there.

    An item is looked at closely only when even its least reduced cost would do.
    """
    arcs, best, found, found_slot = scene.arcs, np.inf, -1, -1
    for at in range(state.held[j]):
        i = state.members[j, at]
        now = state.slot[i]
        if scene.alike:
            hope = change - scene.reduced[i, now] + _exchange(scene, state, i, now, home, now)
            for d in range(scene.price.shape[1]):
                hope += (scene.price[home, d] - scene.price[j, d]) * arcs.amount[i, now, d]
            if hope >= best or hope > limit:
                continue
        s = slot_to(arcs, scene.width, i, home)
        if s >= 0:
            total = change + arcs.cost[i, s] - arcs.cost[i, now] + _exchange(scene, state, i, now, home, s)
            if total < best:
                best, found, found_slot = total, i, s
    return found, found_slot


@compiled
def _exchange(  # noqa: PLR0913, PLR0917 - an item, from where to where
    scene: Scene, state: State, i: int, now: int, home: int, s: int
) -> float:
    """Return what fines change by when an item leaves its rep for ``home``, with the amounts of arc ``s`` there."""
    arcs, j, change = scene.arcs, scene.arcs.rep[i, now], 0.0
    for d in range(scene.fine.shape[1]):
        low, high, load = scene.bands.low[j, d], scene.bands.high[j, d], state.load[j, d]
        change += scene.fine[j, d] * (
            fined(load - arcs.amount[i, now, d], low, high) - fined(load, low, high)
        )
        low, high, load = scene.bands.low[home, d], scene.bands.high[home, d], state.load[home, d]
        change += scene.fine[home, d] * (
            fined(load + arcs.amount[i, s, d], low, high) - fined(load, low, high)
        )
    return change


@compiled
def _below(ordered: Floats, limit: float) -> int:
    """Return how many of an ordered list are below a limit."""
    low, high = 0, ordered.shape[0]
    while low < high:
        middle = (low + high) // 2
        if ordered[middle] < limit:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def anneal(scene: Scene, state: State, run: Run) -> int:  # noqa: C901 - calls would cost more than the steps
    """Change ``state`` by shifts and chains; return how many proposals were kept."""
    arcs, live = scene.arcs, scene.live
    key, number, kept = np.uint64(run.key), np.uint64(0), 0
    chain, target = np.empty(LINKS, np.int64), np.empty(LINKS, np.int64)
    cooling = math.log(run.cold / run.hot) / max(run.proposals, 1)
    heat, n_live = run.hot, 1
    most, slots = state.members.shape[1], arcs.rep.shape[1]
    for proposal in range(run.proposals):
        if proposal % 256 == 0:
            heat = run.hot * math.exp(cooling * proposal)
            n_live = max(1, _below(scene.live_cost, REACH * heat))
        limit = -heat * math.log(_draw(key, number))
        arc = live[int(_draw(key, number + np.uint64(1)) * n_live)]
        number += np.uint64(2)
        i, s = arc // slots, arc % slots
        home = arcs.rep[i, state.slot[i]]
        links, change, accepted = 0, 0.0, False
        while s >= 0 and s != state.slot[i]:
            chain[links], target[links] = i, s
            change += arcs.cost[i, s] - arcs.cost[i, state.slot[i]]
            change += _step(scene.bands, state, scene.fine, arcs, i, state.slot[i], -1.0)
            change += _step(scene.bands, state, scene.fine, arcs, i, s, 1.0)
            links += 1
            if change <= limit:
                accepted = True
                break
            j = arcs.rep[i, s]
            if links == LINKS or j == home or state.held[j] == 0:
                break
            if links == LINKS - 1 or _draw(key, number) < HOME:
                i, s = _partner(scene, state, j, home, change, limit)
            else:
                i = state.members[j, int(_draw(key, number + np.uint64(1)) * state.held[j])]
                lean = _draw(key, number + np.uint64(2))
                s = int(lean * lean * lean * scene.width[i])
            number += np.uint64(3)
        for link in range(links):
            accepted &= state.held[arcs.rep[chain[link], target[link]]] < most
        if accepted:
            kept += 1
            for link in range(links):
                settle(arcs, state, chain[link], target[link])
        else:
            for link in range(links - 1, -1, -1):
                _take_back(arcs, state, chain[link], target[link])
    return kept


@compiled
def _take_back(arcs: Arcs, state: State, i: int, s: int) -> None:
    """Undo one link's change of loads."""
    for d in range(state.load.shape[1]):
        state.load[arcs.rep[i, s], d] -= arcs.amount[i, s, d]
        state.load[arcs.rep[i, state.slot[i]], d] += arcs.amount[i, state.slot[i], d]

"""What kernels work on: the ground as it is given, and an assignment on the way with its borders."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimize.compiling import compiled, kernel
from optimize.program import Floats, Ints
from sim.territory.contiguity import Adjacency

REACH = 512
"""Units looked at before a territory counts as torn: a way round that is longer than this is not looked for."""


class Ground(NamedTuple):
    """
    What is given: n units, k territories, m measures; the slots of a unit's borders are ``start[i]:start[i + 1]``.

    ``back`` is the slot of the same border seen from the other side. ``cost`` (n, k); ``amount`` (m, n, q) with q = 1
    when it is the same in every territory, else k; ``low`` and ``high`` (m, k) in the same unit; ``held`` units stay.
    ``present`` is the territory of today (-1: none), ``toll`` what a move uses up of ``budget`` (1,). ``seam`` (1,) is
    what each border between two units costs that runs between territories.
    """

    start: Ints
    neighbour: Ints
    tail: Ints
    back: Ints
    cost: Floats
    amount: Floats
    low: Floats
    high: Floats
    held: NDArray[np.bool_]
    present: Ints
    toll: Floats
    budget: Floats
    seam: Floats


class State(NamedTuple):
    """
    An assignment in whole pieces: owner (n,), load (m, k), size (k,), and the slots of borders between territories.

    ``cut`` lists these slots, ``place`` (-1: none) where each stands in the list, ``n_cut`` how many they are.
    ``seen``, ``stamp`` and ``queue`` are scratch, ``moved`` (1,) what is used of the budget, ``drawn`` (1,) draws.
    """

    owner: Ints
    load: Floats
    size: Ints
    cut: Ints
    place: Ints
    n_cut: Ints
    seen: Ints
    stamp: Ints
    queue: Ints
    moved: Floats
    drawn: Ints


def slots(graph: Adjacency) -> tuple[Ints, Ints]:
    """Return the unit that each border slot belongs to, and the slot of the same border from the other side."""
    n = len(graph)
    tail = np.repeat(np.arange(n), np.diff(graph.start))
    return tail, np.searchsorted(tail * n + graph.neighbour, graph.neighbour * n + tail)


def state_of(ground: Ground, owner: Ints) -> State:
    """Return the state of an assignment, shape (n,), that lies in whole pieces."""
    n, k = ground.cost.shape
    slots = len(ground.neighbour)
    state = State(
        owner=np.array(owner, dtype=np.int64),
        load=np.zeros((len(ground.amount), k)),
        size=np.zeros(k, dtype=np.int64),
        cut=np.zeros(slots, dtype=np.int64),
        place=np.full(slots, -1, dtype=np.int64),
        n_cut=np.zeros(1, dtype=np.int64),
        seen=np.zeros(n, dtype=np.int64),
        stamp=np.zeros(1, dtype=np.int64),
        queue=np.zeros(n, dtype=np.int64),
        moved=np.zeros(1),
        drawn=np.zeros(1, dtype=np.int64),
    )
    fill(ground, state)
    return state


@kernel
def fill(g: Ground, s: State) -> None:
    """Fill loads, counts, budget used and the list of borders of an assignment."""
    for i in range(len(s.owner)):
        j = s.owner[i]
        s.size[j] += 1
        for m in range(len(g.amount)):
            s.load[m, j] += g.amount[m, i, j if g.amount.shape[2] > 1 else 0]
        if j != g.present[i]:
            s.moved[0] += g.toll[i]
        for e in range(g.start[i], g.start[i + 1]):
            if s.owner[g.neighbour[e]] != j:
                _list(s, e)


@compiled
def _list(s: State, slot: int) -> None:
    s.place[slot] = s.n_cut[0]
    s.cut[s.n_cut[0]] = slot
    s.n_cut[0] += 1


@compiled
def _unlist(s: State, slot: int) -> None:
    s.n_cut[0] -= 1
    last = s.cut[s.n_cut[0]]
    s.cut[s.place[slot]] = last
    s.place[last] = s.place[slot]
    s.place[slot] = -1


@compiled
def move(g: Ground, s: State, i: int, to: int) -> None:
    """Give unit ``i`` to another territory."""
    come_from, wide = s.owner[i], g.amount.shape[2] > 1
    for m in range(len(g.amount)):
        s.load[m, come_from] -= g.amount[m, i, come_from if wide else 0]
        s.load[m, to] += g.amount[m, i, to if wide else 0]
    s.size[come_from] -= 1
    s.size[to] += 1
    s.moved[0] += toll(g, i, come_from, to)
    s.owner[i] = to
    for e in range(g.start[i], g.start[i + 1]):
        is_cut = s.owner[g.neighbour[e]] != to
        if is_cut and s.place[e] < 0:
            _list(s, e)
            _list(s, g.back[e])
        elif not is_cut and s.place[e] >= 0:
            _unlist(s, e)
            _unlist(s, g.back[e])


@compiled
def toll(g: Ground, i: int, come_from: int, to: int) -> float:
    """Return what a move uses up of the budget; giving a unit back to its present territory frees some."""
    used = 0.0
    if g.present[i] == come_from:
        used = g.toll[i]
    elif g.present[i] == to:
        used = -g.toll[i]
    return used


@compiled
def may_leave(g: Ground, s: State, i: int) -> bool:
    """
    Return whether the territory of a unit still hangs together, and has a unit left, without it.

    Breadth-first search from one of its neighbours until all others are reached; mostly that takes a few steps round
    the unit. A search that has seen ``REACH`` units gives up and says no.
    """
    mine = s.owner[i]
    if s.size[mine] <= 1:
        return False
    wanted = s.stamp[0] + 1
    s.stamp[0] += 2
    missing, first = 0, -1
    for e in range(g.start[i], g.start[i + 1]):
        other = g.neighbour[e]
        if s.owner[other] == mine:
            missing += 1
            s.seen[other] = wanted
            first = other
    if missing <= 1:
        return missing == 1
    return _reaches(g, s, i, first, missing - 1)


@compiled
def _reaches(g: Ground, s: State, i: int, first: int, missing: int) -> bool:
    """Return whether all units stamped as wanted are reached from the first without passing unit ``i``."""
    mine, wanted, reached = s.owner[i], s.stamp[0] - 1, s.stamp[0]
    s.seen[i] = s.seen[first] = reached
    s.queue[0] = first
    at, end = 0, 1
    while at < end < REACH:
        here = s.queue[at]
        at += 1
        for e in range(g.start[here], g.start[here + 1]):
            other = g.neighbour[e]
            if s.owner[other] != mine or s.seen[other] == reached:
                continue
            if s.seen[other] == wanted:
                missing -= 1
                if missing == 0:
                    return True
            s.seen[other] = reached
            s.queue[end] = other
            end += 1
    return False

"""
The best chain of items through several reps, by layers: what single trades between two reps cannot mend.

A chain starts at one rep. Forward, he gives an item to a second rep, who gives one to a third, and so on; backward, he
takes one, whose rep takes another. It ends where the loads may stay as they are, or, forward, comes round to its start
(cyclic exchange: Thompson and Psaraftis 1993; Ahuja and others 2007). For each number of links the cheapest way to each
rep is kept, with what it did to the loads of the reps behind it, so the search is a heuristic: of two ways to a rep the
dearer may be the one that goes on better.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimize.accounts.kernels.search import Scene, State, settle
from optimize.accounts.kernels.trading import idle
from optimize.compiling import compiled, kernel
from optimize.program import Floats, Ints


class Ways(NamedTuple):
    """
    The cheapest way to each rep by links (links + 1, k).

    ``cost`` above the state as it is, the last rep's own load not counted; ``item`` that moved last and ``slot`` it
    moved to; ``before`` the rep that the way came from; ``first`` the item that moved first.
    """

    cost: Floats
    item: Ints
    slot: Ints
    before: Ints
    first: Ints


@kernel
def chain(scene: Scene, state: State, start: int, links: int, forward: bool) -> float:
    """Make the best chain that starts at a rep; return what it gains with fines counted, 0 when none gains."""
    ways, now = _no_ways(links, state.load.shape[0]), _idle_now(scene, state)
    ways.cost[0, start] = 0.0
    best, length, end, last, last_slot = -1e-9 * (1.0 + abs(_total(now))), 0, -1, -1, -1
    for link in range(links):
        if link > 1 and forward:
            total, j, i, s = _closed(scene, state, ways, link, start, now)
            if total < best:
                best, length, end, last, last_slot = total, link, j, i, s
        _extend(scene, state, ways, link, now, forward)
        for j in range(now.shape[0]):
            if ways.cost[link + 1, j] < np.inf:
                total = ways.cost[link + 1, j] + _last(scene, state, ways, link + 1, j, forward) - now[j]
                if total < best:
                    best, length, end, last = total, link + 1, j, -1
    if end < 0 or (last >= 0 and state.held[start] >= state.members.shape[1] - 1):
        return 0.0
    if last >= 0:
        _go(scene, state, last, last_slot)
    while length > 0:
        i, s, came = ways.item[length, end], ways.slot[length, end], ways.before[length, end]
        _go(scene, state, i, s)
        length, end = length - 1, came
    return float(-best)


@compiled
def _no_ways(links: int, k: int) -> Ways:
    """Return room for the ways to so many reps."""
    shape = (links + 1, k)
    return Ways(
        np.full(shape, np.inf),
        np.full(shape, -1, np.int64),
        np.full(shape, -1, np.int64),
        np.full(shape, -1, np.int64),
        np.full(shape, -1, np.int64),
    )


@compiled
def _idle_now(scene: Scene, state: State) -> Floats:
    """Return what each rep's loads cost as they are, (k,)."""
    zero = np.zeros(state.load.shape[1])
    found = np.empty(state.load.shape[0])
    for j in range(found.shape[0]):
        found[j] = idle(scene, j, state.load[j], zero, zero)
    return found


@compiled
def _total(values: Floats) -> float:
    """Return the sum."""
    found = 0.0
    for j in range(values.shape[0]):
        found += values[j]
    return found


@compiled
def _went(scene: Scene, state: State, i: int, s: int, sign: float) -> Floats:
    """Return an item's amounts at the rep of an arc, with a sign."""
    change = np.empty(state.load.shape[1])
    for d in range(change.shape[0]):
        change[d] = sign * scene.arcs.amount[i, s, d]
    return change


@compiled
def _last(  # noqa: PLR0913, PLR0917 - a way and where it ends
    scene: Scene, state: State, ways: Ways, link: int, j: int, forward: bool
) -> float:
    """Return what the load of a way's last rep costs when the way ends there."""
    i = ways.item[link, j]
    change = (
        _went(scene, state, i, ways.slot[link, j], 1.0)
        if forward
        else _went(scene, state, i, state.slot[i], -1.0)
    )
    return idle(scene, j, state.load[j], change, np.zeros(change.shape[0]))


@compiled
def _passed(ways: Ways, link: int, j: int, other: int) -> bool:
    """Return whether a way to rep ``j`` has come through another rep."""
    while link >= 0:
        if j == other:
            return True
        j = ways.before[link, j]
        link -= 1
    return False


@compiled
def _extend(  # noqa: PLR0913, PLR0917 - one loop over all arcs
    scene: Scene, state: State, ways: Ways, link: int, now: Floats, forward: bool
) -> None:
    """Fill the next link: each way goes on by each arc from (backward: to) its last rep."""
    arcs, m = scene.arcs, state.load.shape[1]
    room = state.members.shape[1] - 2
    came, goes = np.zeros(m), np.zeros(m)
    for i in range(arcs.rep.shape[0]):
        held = arcs.rep[i, state.slot[i]]
        if forward and not ways.cost[link, held] < np.inf:
            continue
        for s in range(scene.width[i]):
            to = arcs.rep[i, s]
            here, there = (held, to) if forward else (to, held)
            base = ways.cost[link, here]
            if to == held or not base < np.inf or state.held[to] > room:
                continue
            cost = base + scene.reduced[i, s] - scene.reduced[i, state.slot[i]]
            if cost - now[here] >= ways.cost[link + 1, there]:
                continue
            if link > 0:
                last = ways.item[link, here]
                at = ways.slot[link, here] if forward else state.slot[last]
                for d in range(m):
                    came[d] = arcs.amount[last, at, d] if forward else -arcs.amount[last, at, d]
            for d in range(m):
                goes[d] = -arcs.amount[i, state.slot[i], d] if forward else arcs.amount[i, s, d]
            cost += idle(scene, here, state.load[here], came, goes) - now[here]
            if cost < ways.cost[link + 1, there] and not _passed(ways, link, here, there):
                ways.cost[link + 1, there] = cost
                ways.item[link + 1, there] = i
                ways.slot[link + 1, there] = s
                ways.before[link + 1, there] = here
                ways.first[link + 1, there] = i if link == 0 else ways.first[link, here]


@compiled
def _closed(  # noqa: PLR0913, PLR0917 - ways and their start
    scene: Scene, state: State, ways: Ways, link: int, start: int, now: Floats
) -> tuple[float, int, int, int]:
    """Return the least total of a way that comes round to its start, its last rep, and the item and arc of its end."""
    arcs, m = scene.arcs, state.load.shape[1]
    best, found, item, slot = np.inf, -1, -1, -1
    nothing = np.zeros(m)
    for j in range(state.load.shape[0]):
        if j == start or not ways.cost[link, j] < np.inf:
            continue
        first = ways.first[link, j]
        left = _went(scene, state, first, state.slot[first], -1.0)
        opened = idle(scene, start, state.load[start], left, nothing)
        came = _went(scene, state, ways.item[link, j], ways.slot[link, j], 1.0)
        for at in range(state.held[j]):
            i = state.members[j, at]
            for s in range(scene.width[i]):
                if arcs.rep[i, s] != start:
                    continue
                total = ways.cost[link, j] - opened + scene.reduced[i, s] - scene.reduced[i, state.slot[i]]
                if total - now[j] >= best:
                    break
                total += idle(scene, j, state.load[j], came, _went(scene, state, i, state.slot[i], -1.0))
                total -= now[j]
                if total < best:
                    total += idle(scene, start, state.load[start], left, _went(scene, state, i, s, 1.0))
                    if total < best:
                        best, found, item, slot = total, j, i, s
                break
    return best, found, item, slot


@compiled
def _go(scene: Scene, state: State, i: int, s: int) -> None:
    """Let an item go over to another rep, loads and members."""
    for d in range(state.load.shape[1]):
        state.load[scene.arcs.rep[i, state.slot[i]], d] -= scene.arcs.amount[i, state.slot[i], d]
        state.load[scene.arcs.rep[i, s], d] += scene.arcs.amount[i, s, d]
    settle(scene.arcs, state, i, s)

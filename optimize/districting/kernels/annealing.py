"""
Simulated annealing over the units at borders (Kirkpatrick, Gelatt and Vecchi 1983), every state in whole pieces.

A border between two territories is drawn; the unit on one side goes over to the other, alone or, in a chain, while
another unit of the territory it enters leaves that one for a third or for the first. A missed band costs a fine that
grows in the course of a run.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimize.compiling import compiled, kernel
from optimize.districting.kernels.luck import uniform
from optimize.districting.kernels.state import Ground, State, may_leave, move, toll

LEAST_PROPOSALS = 256
TRIES = 10_000
"""Borders drawn in search of one of the zone."""
WALK = 16
"""Steps inside a territory in search of the unit that leaves it in a chain."""


class Heat(NamedTuple):
    """Temperature and fine [per unit of a measure missed] at the first and the last sweep, and the share of chains."""

    hot: float
    cold: float
    soft: float
    hard: float
    chains: float


@kernel
def anneal_sweeps(g: Ground, s: State, heat: Heat, sweeps: tuple[int, int, int], key: np.uint64) -> int:
    """
    Shift units for the sweeps ``first`` up to ``last`` of ``all`` and return how many moves were made.

    A sweep is one proposal for every unit, and some hundred on a small map, where most come to nothing.
    """
    first, last, total = sweeps
    n, made = max(len(s.owner), LEAST_PROPOSALS), 0
    for sweep in range(first, last):
        done = sweep / max(total - 1, 1)
        temperature = heat.hot * (heat.cold / heat.hot) ** done
        fine = heat.soft * (heat.hard / heat.soft) ** done
        for _ in range(n):
            if s.n_cut[0] == 0:
                return made
            slot = s.cut[int(_draw(s, key) * s.n_cut[0])]
            made += _propose(g, s, slot, (temperature, fine, heat.chains), key)
    return made


@kernel
def anneal_zone(g: Ground, s: State, heat: Heat, zone: tuple[NDArray[np.bool_], int], key: np.uint64) -> int:
    """
    Shift units at the borders of some territories only and return how many moves were made.

    Parameters
    ----------
    zone
        Which territories, shape (k,), and the number of proposals.
    """
    inside, proposals = zone
    made = 0
    for step in range(proposals):
        done = step / max(proposals - 1, 1)
        temperature = heat.hot * (heat.cold / heat.hot) ** done
        fine = heat.soft * (heat.hard / heat.soft) ** done
        for _ in range(TRIES):
            if s.n_cut[0] == 0:
                return made
            slot = s.cut[int(_draw(s, key) * s.n_cut[0])]
            if inside[s.owner[g.tail[slot]]] or inside[s.owner[g.neighbour[slot]]]:
                made += _propose(g, s, slot, (temperature, fine, heat.chains), key)
                break
    return made


@compiled
def _draw(s: State, key: np.uint64) -> float:
    s.drawn[0] += 1
    return uniform(key, s.drawn[0])


@compiled
def _propose(g: Ground, s: State, slot: int, now: tuple[float, float, float], key: np.uint64) -> int:
    """Propose one shift or chain over a border; return whether it was made."""
    temperature, fine, chains = now
    i, into = g.tail[slot], g.neighbour[slot]
    if g.held[i]:
        return 0
    second, to = -1, -1
    if _draw(s, key) < chains:
        second, to = _next(g, s, i, into, key)
        if second < 0:
            return 0
    change = _change(g, s, (i, s.owner[into], second, to), fine)
    if change > 0 and _draw(s, key) >= math.exp(-change / temperature):
        return 0
    return _make(g, s, (i, s.owner[into], second, to))


@compiled
def _next(g: Ground, s: State, i: int, into: int, key: np.uint64) -> tuple[int, int]:
    """Return a unit near the border by which ``i`` comes in, and the territory it borders on; -1 when none is met."""
    mine, at = s.owner[into], into
    for _ in range(WALK):
        width = g.start[at + 1] - g.start[at]
        other = g.neighbour[g.start[at] + int(_draw(s, key) * width)]
        if s.owner[other] == mine:
            at = other
        elif other != i and not g.held[at]:
            return at, s.owner[other]
    return -1, -1


@compiled
def _change(g: Ground, s: State, shift: tuple[int, int, int, int], fine: float) -> float:
    """Return what a shift, or a chain of two, changes: cost, and the fine for bands missed by more or less."""
    i, into, second, to = shift
    left = s.owner[i]
    change: float = g.cost[i, into] - g.cost[i, left]
    if second >= 0:
        change += g.cost[second, to] - g.cost[second, into]
    if g.seam[0] > 0:
        change += g.seam[0] * _longer(g, s, (i, into, -1, -1))
        if second >= 0:
            change += g.seam[0] * _longer(g, s, (second, to, i, into))
    wide = g.amount.shape[2] > 1
    for m in range(len(g.amount)):
        out = -g.amount[m, i, left if wide else 0]
        come = g.amount[m, i, into if wide else 0]
        if second >= 0:
            come -= g.amount[m, second, into if wide else 0]
            more = g.amount[m, second, to if wide else 0]
            if to == left:
                out += more
            else:
                change += fine * _missed(g, s, m, to, more)
        change += fine * (_missed(g, s, m, left, out) + _missed(g, s, m, into, come))
    return change


@compiled
def _longer(g: Ground, s: State, shift: tuple[int, int, int, int]) -> int:
    """Return how many more borders run between territories after a unit went over, another unit having gone before."""
    i, into, before, there = shift
    left, more = s.owner[i], 0
    for e in range(g.start[i], g.start[i + 1]):
        other = g.neighbour[e]
        owner = there if other == before else s.owner[other]
        more += int(owner == left) - int(owner == into)
    return more


@compiled
def _missed(g: Ground, s: State, m: int, j: int, more: float) -> float:
    """Return by how much a territory misses its band more when its load changes."""
    load, low, high = s.load[m, j], g.low[m, j], g.high[m, j]
    return _out(load + more, low, high) - _out(load, low, high)


@compiled
def _out(load: float, low: float, high: float) -> float:
    return max(low - load, load - high, 0.0)


@compiled
def _make(g: Ground, s: State, shift: tuple[int, int, int, int]) -> int:
    """Make a shift or chain when all territories still hang together and the budget allows; return whether it was."""
    i, into, second, to = shift
    left = s.owner[i]
    used = toll(g, i, left, into)
    if second >= 0:
        used += toll(g, second, into, to)
    if used > 0 and s.moved[0] + used > g.budget[0]:
        return 0
    if not may_leave(g, s, i):
        return 0
    move(g, s, i, into)
    if second < 0:
        return 1
    if may_leave(g, s, second):
        move(g, s, second, to)
        return 1
    move(g, s, i, left)
    return 0

"""From a layout to whole territories: pieces joined, borders shifted, centres moved, bands kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimize.districting.effort import Meter
from optimize.districting.kernels import (
    Borders,
    Ground,
    Heat,
    State,
    anneal_sweeps,
    join,
    state_of,
)
from optimize.districting.mending import KEPT, Scale, mend
from optimize.districting.terrain import Terrain
from optimize.program import Ints

CHUNK = 5
CHAINS = 0.4
LAST_TRIES = 8
"""Runs round about territories that miss a band that are made although the budget is spent."""


@dataclass(frozen=True)
class Schedule:
    """Sweeps of a run; heat in costs of a mean node, fine for missing a band in costs of a mean territory."""

    sweeps: int
    hot: float = 1.0
    cold: float = 0.001
    soft: float = 2.0
    hard: float = 60.0


FIRST, LONG = Schedule(100), Schedule(200)
COLD = Schedule(10, 1e-9, 1e-9, 1e4, 1e4)


@dataclass(frozen=True, eq=False)
class Shape:
    """Whole territories: owner of each node, centres (rows of units), objective, and bands missed in all [shares]."""

    owner: Ints
    centres: Ints
    objective: float
    miss: float

    @property
    def key(self) -> tuple[float, float]:
        """Return what is to be small: bands missed, then the objective."""
        return (round(self.miss, 9) if self.miss > KEPT else 0.0), self.objective

    @property
    def keeps_bands(self) -> bool:
        """Return whether every band is kept."""
        return self.miss <= KEPT


class Shaping:
    """One run over a terrain from an assignment in whole pieces."""

    def __init__(self, terrain: Terrain, owner: Ints, centres: Ints, key: np.uint64) -> None:
        self.terrain, self.key = terrain, key
        self.centres = centres.copy()
        self.extra = terrain.moves_cost()
        cost = terrain.travel(centres)
        self.ground: Ground = terrain.ground(cost if self.extra is None else cost + self.extra)
        joined = whole(terrain, self.ground, owner)
        self.state: State = state_of(self.ground, joined)
        self._bring_home()
        self.best = self.shape()

    def run(self, schedule: Schedule, meter: Meter) -> Shape:
        """Return the best shape met in a run of the schedule, mended at the end; stops when the budget is spent."""
        self._cool(schedule, meter)
        if not self.best.keeps_bands:
            self._mend(meter)
        self._reset(self.best)
        self._cool(COLD, meter)
        return self.best

    def _mend(self, meter: Meter) -> None:
        """Keep the bands that are still missed."""
        self._reset(self.best)

        def done(turn: int, proposals: int) -> bool:
            meter.used += max(1, proposals // self.terrain.n)
            self._bring_home()
            self._keep()
            return self.best.keeps_bands or (turn >= LAST_TRIES and meter.over())

        scale = Scale(self.best.objective / self.terrain.n, self.best.objective / self.terrain.k)
        mend(self.ground, self.state, scale, self.key, done)

    def _keep(self) -> None:
        reached = self.shape()
        if reached.key < self.best.key:
            self.best = reached

    def shape(self) -> Shape:
        """Return what the run has arrived at."""
        owner = self.state.owner
        objective = float(self.ground.cost[np.arange(len(owner)), owner].sum())
        return Shape(owner.copy(), self.centres.copy(), objective, self.terrain.miss(owner))

    def _cool(self, schedule: Schedule, meter: Meter) -> None:
        """Anneal in chunks, with centres moved to the middle after each, and keep the best."""
        per_node = max(self.best.objective, 1e-12) / self.terrain.n
        per_territory = max(self.best.objective, 1e-12) / self.terrain.k
        heat = Heat(
            schedule.hot * per_node,
            schedule.cold * per_node,
            schedule.soft * per_territory,
            schedule.hard * per_territory,
            CHAINS,
        )
        for first in range(0, schedule.sweeps, CHUNK):
            last = min(first + CHUNK, schedule.sweeps)
            anneal_sweeps(self.ground, self.state, heat, (first, last, schedule.sweeps), self.key)
            meter.used += last - first
            self._recentre()
            self._keep()
            if meter.effort.seconds is not None and meter.over() and self.best.keeps_bands:
                break  # but a map that misses a band is no answer, so it is seen through

    def _recentre(self) -> None:
        if self.terrain.problem.centres is None:
            self._use(self.terrain.middle(self.state.owner, self.centres))

    def _bring_home(self) -> None:
        """Move a free centre whose own unit went to another territory back into its own: only there may it lie."""
        if self.terrain.problem.centres is None:
            owner = self.state.owner
            away = np.flatnonzero(
                owner[self.terrain.nodes.of_unit[self.centres]] != np.arange(self.terrain.k)
            )
            self._use(self.terrain.middle(owner, self.centres, away))

    def _reset(self, shape: Shape) -> None:
        """Go back to a shape."""
        self._use(shape.centres)
        drawn = int(self.state.drawn[0])
        self.state = state_of(self.ground, shape.owner)
        self.state.drawn[0] = drawn

    def _use(self, centres: Ints) -> None:
        """Work from these centres on."""
        changed = np.flatnonzero(centres != self.centres)
        if len(changed):
            cost = self.terrain.travel(centres[changed])
            self.ground.cost[:, changed] = cost if self.extra is None else cost + self.extra[:, changed]
            self.centres = centres.copy()


def whole(terrain: Terrain, ground: Ground, owner: Ints) -> Ints:
    """Return an assignment in whole pieces near the given one: locks kept, no territory empty, loose pieces joined."""
    held = terrain.held >= 0
    joined = owner.copy()
    joined[held] = terrain.held[held]
    root = np.full(terrain.k, -1, dtype=np.int64)
    root[terrain.held[held][::-1]] = np.flatnonzero(held)[::-1]
    _bridge(terrain, ground, joined, root)
    _fill(ground, joined, held)
    join(Borders(ground.start, ground.neighbour, terrain.node_weight), ground.cost, root, joined)
    return joined


def _fill(ground: Ground, owner: Ints, held: NDArray[np.bool_]) -> None:
    """Give every empty territory the node that costs it least, from a territory with several."""
    k = ground.cost.shape[1]
    for j in np.flatnonzero(np.bincount(owner, minlength=k) == 0):
        spare = (np.bincount(owner, minlength=k)[owner] > 1) & ~held
        owner[int(np.where(spare, ground.cost[:, j], np.inf).argmin())] = j


def _bridge(terrain: Terrain, ground: Ground, owner: Ints, root: Ints) -> None:
    """Join the locked nodes of each territory by a shortest way over nodes that no other territory needs."""
    taken = terrain.held.copy()
    for j in range(terrain.k):
        locked = np.flatnonzero(terrain.held == j)
        for target in locked[1:] if root[j] >= 0 else ():
            way = _way(ground, taken, int(target), j)
            for node in way:
                taken[node] = owner[node] = j


def _way(ground: Ground, taken: Ints, target: int, j: int) -> list[int]:
    """Return the nodes on a shortest way from a locked node to the rest of its territory's; none when there is none."""
    first = int(np.flatnonzero(taken == j)[0])
    come_from, queue = {first: -1}, [first]
    for here in queue:
        if here == target:
            break
        for other in ground.neighbour[ground.start[here] : ground.start[here + 1]].tolist():
            if other not in come_from and taken[other] in (-1, j):
                come_from[other] = here
                queue.append(other)
    way, at = [], target if target in come_from else -1
    while at >= 0:
        way.append(at)
        at = come_from[at]
    return way

"""
Neighbouring territories of a layout drawn anew, a few at a time, until the map as a whole is better.

Where the centres of a whole map lie is a hard question; where those of a handful of neighbours lie, between borders
that stay, is an easy one: cut their land in two again and again, settle by balanced Lloyd, compare ("POPMUSIC",
Taillard and Voss 2002; on centroids, Taillard 2003, "Heuristic methods for large centroid clustering problems"). A
worse drawing is kept at times, ever seldomer (annealing).
"""

from __future__ import annotations

import math

import numpy as np

from optimize.districting.halving import halved
from optimize.districting.kernels import Offer, spread
from optimize.districting.layout import MISS_WEIGHT, Layout, Layouts
from optimize.program import Floats, Ints
from sim.streams import entity_id

LEAST_GROUP, MOST_GROUP = 3, 9
"""Territories drawn anew at once."""
ROUNDS, FIRST_STEPS, STEPS = 6, 40, 15
WARMTH = 0.1
"""First temperature, in costs of a mean territory."""
LEEWAY = 0.02
"""Share of a mean by which a load may be off at no cost: shifting single units mends that."""
LAST_ROUNDS, LAST_STEPS = 5, 60
PURPOSE = "districting-redrawing"


class Redrawing:
    """A layout on the way; every draw is named by the seed, ``name`` and the number of the trial."""

    def __init__(self, layouts: Layouts, layout: Layout, name: str) -> None:
        self.layouts, self.terrain, self.name = layouts, layouts.terrain, name
        self.centres, self.owner = layout.centres.copy(), layout.owner.copy()
        self.mean = layout.value / self.terrain.k
        self.place = self.terrain.between_units(self.centres, self.centres)

    def trial(self, number: int, warmth: float) -> bool:
        """Draw some neighbours anew and return whether that is kept; ``warmth`` goes from 1 to 0 in a run."""
        draws = self.layouts.luck.uniforms(
            PURPOSE,
            np.array([entity_id(f"{self.name} {number}")], dtype=np.uint64),
            np.arange(3 + 2 * MOST_GROUP),
        )
        size = min(self.terrain.k, LEAST_GROUP + int(draws[0] * (MOST_GROUP - LEAST_GROUP + 1)))
        seed = int(draws[1] * self.terrain.k)
        group = np.argsort(self.place[seed], kind="stable")[:size]
        position = np.full(self.terrain.k, -1, dtype=np.int64)
        position[group] = np.arange(size)
        rows = np.flatnonzero(position[self.owner] >= 0)
        if len(rows) < size:
            return False
        now = self._value(rows, position[self.owner[rows]], self.terrain.travel_of(rows, self.centres[group]))
        owner, centres, value = self._drawn(rows, group, draws[3:])
        if value >= now - self.mean * WARMTH * warmth * math.log(draws[2]):
            return False
        self.owner[rows], self.centres[group] = group[owner], centres
        self.place[group] = self.terrain.between_units(centres, self.centres)
        self.place[:, group] = self.terrain.between_units(self.centres, centres)
        return True

    def layout(self) -> Layout:
        """Return the layout arrived at, settled as a whole."""
        layouts = self.layouts
        layout = Layout(
            self.centres.copy(), layouts.columns(self.centres), np.zeros(self.terrain.k), self.owner, np.inf
        )
        return layouts.settle(layout, LAST_ROUNDS, LAST_STEPS)

    def _drawn(self, rows: Ints, group: Ints, draws: Floats) -> tuple[Ints, Ints, float]:
        """Return the nodes' territories by place in the group, its new centres, and the value of both."""
        terrain, share, size = self.terrain, self.layouts.share, len(group)
        anchored = self.layouts.anchored
        parts = halved(terrain, rows, share, size, draws)
        centres = np.array([terrain.best_of(terrain.units_of(part)) for part in parts])
        centres = self.layouts.with_anchors(centres, group)
        free = [q for q, j in enumerate(group.tolist()) if j not in anchored]
        load = share[rows] * (size / max(float(share[rows].sum()), 1e-300))
        weight, near = self.layouts.weight[rows], np.tile(np.arange(size), (len(rows), 1))
        price, steps = np.zeros(size), FIRST_STEPS
        for turn in range(ROUNDS + 1):
            cost = terrain.travel_of(rows, centres)
            per_weight = cost / weight[:, None]
            stride = float(np.median(per_weight.min(axis=1))) / 10 + 1e-12
            owner = spread(Offer(near, per_weight, load), price, stride, steps)
            steps, moved = STEPS, centres.copy()
            for q in free if turn < ROUNDS else ():
                inside = rows[owner == q]
                moved[q] = terrain.best_of(terrain.units_of(inside)) if len(inside) else centres[q]
            if (moved == centres).all():
                break
            centres = moved
        return owner, centres, self._value(rows, owner, cost)

    def _value(self, rows: Ints, owner: Ints, cost: Floats) -> float:
        """Return the cost of a drawing, more the less it balances."""
        paid = float(cost[np.arange(len(rows)), owner].sum())
        load = np.bincount(owner, self.layouts.share[rows], cost.shape[1])
        off = float(np.maximum(np.abs(load - 1) - LEEWAY, 0).mean())
        return paid * (1 + MISS_WEIGHT * off)

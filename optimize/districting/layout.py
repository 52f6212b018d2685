"""
Where centres lie, before territories are whole: balanced Lloyd from a map halved again and again.

Location-allocation (Cooper 1963) with balance (Fleischmann and Paraschis 1988): for given centres, prices hold the
loads of a power diagram equal; then each centre moves to the best unit of its territory. Lloyd's steps get stuck where
the numbers of centres per region are wrong; halving by load sets them right from the first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from optimize.districting.halving import halved
from optimize.districting.kernels import Offer, spread
from optimize.districting.terrain import Terrain
from optimize.program import Floats, Ints
from sim.streams import Streams, entity_id

NEAR = 12
"""Nearest centres that a unit may go to."""
FIRST_ROUNDS = 20
FIRST_STEPS, STEPS = 60, 20
MISS_WEIGHT = 2.0
"""What missing bands by a whole mean costs in the comparison of layouts, in costs of a mean territory."""
PURPOSE = "districting-centres"


@dataclass(frozen=True, eq=False)
class Layout:
    """
    Centres (rows of units, shape (k,)), cost per weight of each node with each (n, k), prices, nodes' territory, value.

    The territories of a layout balance about, and lie in pieces perhaps.
    """

    centres: Ints
    column: Floats
    price: Floats
    owner: Ints
    value: float


class Layouts:
    """The layouts of a terrain; every draw is named by the seed, the start and its number."""

    def __init__(self, terrain: Terrain, seed: int) -> None:
        self.terrain, self.luck = terrain, Streams(seed, 0)
        self.weight = np.maximum(terrain.node_weight, 1e-12 * max(float(terrain.node_weight.max()), 1e-300))
        self.share = terrain.amount.mean(axis=0)
        self.anchored = self._anchors()

    def _anchors(self) -> dict[int, int]:
        """Return territories that have a place because units are locked to them, with a unit in the middle of these."""
        held, terrain = self.terrain.held, self.terrain
        if terrain.problem.centres is not None:
            return dict(enumerate(np.asarray(terrain.problem.centres).tolist()))
        owner = np.where(held >= 0, held, terrain.k)
        middle = {}
        for j in np.unique(held[held >= 0]).tolist():
            units = np.flatnonzero(owner[terrain.nodes.of_unit] == j)
            middle[j] = terrain.best_of(units)
        return middle

    def first(self, start: int) -> Layout:
        """Return a layout from a map halved again and again by load, each start along other lines."""
        terrain = self.terrain
        draws = self._draws(f"start {start}", 2 * terrain.k)
        parts = halved(terrain, np.arange(terrain.n), self.share, terrain.k, draws)
        centres = np.array([terrain.best_of(terrain.units_of(part)) for part in parts])
        centres = self.with_anchors(centres, np.arange(terrain.k))
        layout = Layout(centres, self.columns(centres), np.zeros(terrain.k), np.empty(0, np.int64), np.inf)
        return self.settle(layout, FIRST_ROUNDS, FIRST_STEPS)

    def with_anchors(self, centres: Ints, group: Ints) -> Ints:
        """Return centres for a group of territories, where each that has a place takes it, the nearest centre's."""
        held = [(q, self.anchored[j]) for q, j in enumerate(group.tolist()) if j in self.anchored]
        if not held:
            return centres
        places, units = (np.array(side) for side in zip(*held, strict=True))
        far = self.terrain.between_units(units, centres)
        replaced = linear_sum_assignment(far)[1]
        placed, free = np.empty_like(centres), np.setdiff1d(np.arange(len(group)), places)
        placed[places], placed[free] = units, np.delete(centres, replaced)
        return placed

    def of_centres(self, centres: Ints) -> Layout:
        """Return the layout of given centres, which stay."""
        column = self.columns(centres)
        layout = Layout(centres, column, np.zeros(len(centres)), np.empty(0, np.int64), np.inf)
        return self._spread(layout, FIRST_STEPS * 3)

    def settle(self, layout: Layout, rounds: int, steps: int) -> Layout:
        """Return the layout after rounds of balanced allocation and re-centring, the first with ``steps`` of prices."""
        layout = self._spread(layout, steps)
        for _ in range(rounds):
            moved = self.terrain.middle(layout.owner, layout.centres)
            for j, unit in self.anchored.items():
                moved[j] = unit
            changed = np.flatnonzero(moved != layout.centres)
            if not len(changed):
                break
            column = layout.column.copy()
            column[:, changed] = self.columns(moved[changed])
            layout = self._spread(replace(layout, centres=moved, column=column), STEPS)
        return layout

    def _spread(self, layout: Layout, steps: int) -> Layout:
        """Return the layout with the nodes dealt anew at prices that balance."""
        terrain, k = self.terrain, self.terrain.k
        price = layout.price.copy()
        if k > NEAR:
            near = np.argpartition(layout.column, NEAR - 1, axis=1)[:, :NEAR]
            cost = np.take_along_axis(layout.column, near, axis=1)
        else:
            near, cost = np.broadcast_to(np.arange(k), (terrain.n, k)).copy(), layout.column
        stride = float(np.median(cost.min(axis=1))) / 10 + 1e-12
        owner = spread(Offer(near, np.ascontiguousarray(cost), self.share), price, stride, steps)
        owner[terrain.held >= 0] = terrain.held[terrain.held >= 0]
        paid = float(self.weight @ layout.column[np.arange(terrain.n), owner])
        value = paid * (1 + MISS_WEIGHT * terrain.miss(owner) / k)
        return replace(layout, price=price, owner=owner, value=value)

    def columns(self, centres: Ints) -> Floats:
        """Return the cost per weight of each node with each of some centres, shape (n, len(centres))."""
        cost: Floats = self.terrain.travel(centres) / self.weight[:, None]
        return cost

    def _draws(self, what: str, n: int) -> Floats:
        return self.luck.uniforms(PURPOSE, np.array([entity_id(what)], dtype=np.uint64), np.arange(n))

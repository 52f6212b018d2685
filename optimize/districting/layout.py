"""
Where centres lie, before territories are whole: balanced Lloyd and jumps of single centres.

Location-allocation (Cooper 1963) with balance (Fleischmann and Paraschis 1988): for given centres, prices hold the
loads of a power diagram equal; then each centre moves to the best unit of its territory. Lloyd's steps get stuck where
the numbers of centres per region are wrong, so one centre at a time is closed and opened elsewhere ("random swap",
Fränti 2018).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimize.districting.kernels import Offer, spread
from optimize.districting.terrain import Terrain
from optimize.program import Floats, Ints
from sim.streams import Streams, entity_id

NEAR = 12
"""Nearest centres that a unit may go to."""
FIRST_ROUNDS, JUMP_ROUNDS = 20, 6
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
        """Return a layout from seeds spread by chance, far ones likelier (k-means++, Arthur and Vassilvitskii 2007)."""
        terrain = self.terrain
        draws = self._draws(f"start {start}", terrain.k)
        centres = np.full(terrain.k, -1, dtype=np.int64)
        column = np.empty((terrain.n, terrain.k))
        least = np.ones(terrain.n)
        for j in [*self.anchored, *(j for j in range(terrain.k) if j not in self.anchored)]:
            chance = self.weight * (least + 1e-12 * least.max() + 1e-300)
            chance[terrain.nodes.of_unit[centres[centres >= 0]]] = 0.0
            node = _pick(chance, draws[j])
            centres[j] = self.anchored.get(j, int(terrain.members[node][0]))
            column[:, j] = self._columns(centres[[j]])[:, 0]
            nearer = column[:, j] if (centres >= 0).sum() == 1 else np.minimum(least, column[:, j])
            least = nearer
        return self.settle(
            Layout(centres, column, np.zeros(terrain.k), np.empty(0, np.int64), np.inf), FIRST_ROUNDS
        )

    def of_centres(self, centres: Ints) -> Layout:
        """Return the layout of given centres, which stay."""
        column = self._columns(centres)
        layout = Layout(centres, column, np.zeros(len(centres)), np.empty(0, np.int64), np.inf)
        return self._spread(layout, FIRST_STEPS * 3)

    def jump(self, layout: Layout, number: int) -> Layout:
        """Return the layout after one centre was closed and opened where it is dear to reach, and all settled anew."""
        terrain = self.terrain
        free = np.array([j for j in range(terrain.k) if j not in self.anchored])
        draws = self._draws(f"jump {number}", 2)
        paid = self.weight * layout.column[np.arange(terrain.n), layout.owner]
        gone = int(free[int(draws[0] * len(free))])
        node = _pick(paid, draws[1])
        centres, column = layout.centres.copy(), layout.column.copy()
        centres[gone] = terrain.members[node][0]
        column[:, gone] = self._columns(centres[[gone]])[:, 0]
        price = layout.price.copy()
        price[gone] = layout.price[layout.owner[node]]
        return self.settle(replace(layout, centres=centres, column=column, price=price), JUMP_ROUNDS)

    def settle(self, layout: Layout, rounds: int) -> Layout:
        """Return the layout after rounds of balanced allocation and re-centring."""
        layout = self._spread(layout, FIRST_STEPS if rounds == FIRST_ROUNDS else STEPS)
        for _ in range(rounds):
            moved = self.terrain.middle(layout.owner, layout.centres)
            for j, unit in self.anchored.items():
                moved[j] = unit
            changed = np.flatnonzero(moved != layout.centres)
            if not len(changed):
                break
            column = layout.column.copy()
            column[:, changed] = self._columns(moved[changed])
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

    def _columns(self, centres: Ints) -> Floats:
        cost: Floats = self.terrain.travel(centres) / self.weight[:, None]
        return cost

    def _draws(self, what: str, n: int) -> Floats:
        return self.luck.uniforms(PURPOSE, np.array([entity_id(what)], dtype=np.uint64), np.arange(n))


def _pick(chance: Floats, draw: float) -> int:
    """Return an index by chance in proportion; the first when there is none."""
    total = np.cumsum(chance)
    return int(min(np.searchsorted(total, draw * total[-1], side="right"), len(chance) - 1))

"""Which basic units border on which, and whether a territory hangs together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.scenario import Tables
from sim.territory.travel import distance_km

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Adjacency:
    """
    The graph of borders between basic units.

    The neighbours of unit ``i`` are ``neighbour[start[i]:start[i + 1]]``, in order of rows. ``start`` has
    shape (n_units + 1,); every border stands twice, once from each side.
    """

    start: Ints
    neighbour: Ints

    @classmethod
    def of_pairs(cls, n_units: int, one: ArrayLike, other: ArrayLike) -> Adjacency:
        """
        Return the graph of these borders; a pair may stand once or twice, either way round.

        Raises
        ------
        ValueError
            When a unit borders on itself or is outside the ``n_units`` rows.

        """
        a, b = np.asarray(one, dtype=np.int64), np.asarray(other, dtype=np.int64)
        both = np.concatenate([a, b]), np.concatenate([b, a])
        if len(a) and (min(both[0]) < 0 or max(both[0]) >= n_units):
            raise ValueError(f"a border names a unit outside rows 0 to {n_units - 1}")
        if (a == b).any():
            raise ValueError(f"unit in row {int(a[a == b][0])} borders on itself")
        edges = np.unique(both[0] * n_units + both[1])
        start = np.searchsorted(edges, np.arange(n_units + 1) * n_units)
        return cls(start.astype(np.int64), edges % n_units)

    @classmethod
    def of(cls, tables: Tables) -> Adjacency | None:
        """Return the graph of a scenario's neighbours table, ``None`` when it has none."""
        if tables.neighbours is None:
            return None
        row = tables.units.index()
        one = [row[str(unit)] for unit in tables.neighbours["unit"]]
        other = [row[str(unit)] for unit in tables.neighbours["neighbour"]]
        return cls.of_pairs(len(tables.units), one, other)

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.start) - 1

    def of_unit(self, unit: int) -> Ints:
        """Return the rows of the units that border on one."""
        return self.neighbour[self.start[unit] : self.start[unit + 1]]

    def part(self, units: ArrayLike) -> Adjacency:
        """Return the graph of some units only, in the order given."""
        chosen = np.asarray(units, dtype=np.int64)
        place = np.full(len(self), -1, dtype=np.int64)
        place[chosen] = np.arange(len(chosen))
        one, other = self.pairs()
        inside = (place[one] >= 0) & (place[other] >= 0)
        return Adjacency.of_pairs(len(chosen), place[one[inside]], place[other[inside]])

    def pairs(self) -> tuple[Ints, Ints]:
        """Return every border once, lower row first."""
        one = np.repeat(np.arange(len(self)), np.diff(self.start))
        once = one < self.neighbour
        return one[once], self.neighbour[once]


def pieces(graph: Adjacency, rep_of: ArrayLike) -> Ints:
    """
    Return the number of each unit's piece, shape (n_units,).

    Units of the same rep that can be reached over borders inside his territory are one piece. Pieces count
    from 0 in the order of their first unit. Breadth-first search.
    """
    owner = np.asarray(rep_of).tolist()
    start, neighbour = graph.start.tolist(), graph.neighbour.tolist()
    piece = [-1] * len(graph)
    count = 0
    for first in range(len(graph)):
        if piece[first] >= 0:
            continue
        piece[first] = count
        queue = [first]
        for unit in queue:
            for near in neighbour[start[unit] : start[unit + 1]]:
                if piece[near] < 0 and owner[near] == owner[unit]:
                    piece[near] = count
                    queue.append(near)
        count += 1
    return np.array(piece, dtype=np.int64)


def pieces_by_rep(graph: Adjacency, rep_of: ArrayLike, n_reps: int) -> Ints:
    """Return in how many pieces each territory lies, shape (n_reps,): 1 is contiguous, 0 has no unit."""
    piece = pieces(graph, rep_of)
    _, first = np.unique(piece, return_index=True)
    return np.bincount(np.asarray(rep_of)[first], minlength=n_reps)


def islands(graph: Adjacency) -> list[Ints]:
    """Return the parts of the map that cannot be reached from its largest part, each an array of units."""
    part = pieces(graph, np.zeros(len(graph), dtype=np.int64))
    mainland = int(np.argmax(np.bincount(part)))
    return [np.flatnonzero(part == p) for p in range(int(part.max()) + 1) if p != mainland]


def with_crossings(
    graph: Adjacency, lng: ArrayLike, lat: ArrayLike
) -> tuple[Adjacency, list[tuple[int, int]]]:
    """
    Return the graph with each island joined to the mainland, and the crossings that do it.

    A crossing is (island unit, mainland unit); it goes from each island to the nearest unit of the largest
    part, centre to centre by great circle.
    """
    x, y = np.asarray(lng, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    isolated = islands(graph)
    if not isolated:
        return graph, []
    mainland = np.setdiff1d(np.arange(len(graph)), np.concatenate(isolated))
    crossings = []
    for island in isolated:
        km = distance_km(x[island][:, None], y[island][:, None], x[mainland], y[mainland])
        near, far = np.unravel_index(int(np.argmin(km)), km.shape)
        crossings.append((int(island[near]), int(mainland[far])))
    one, other = graph.pairs()
    extra = np.array(crossings)
    joined = Adjacency.of_pairs(
        len(graph), np.concatenate([one, extra[:, 0]]), np.concatenate([other, extra[:, 1]])
    )
    return joined, crossings

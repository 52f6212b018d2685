"""How far units lie from centres: on a plane, on the globe, by a table, or in borders crossed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from optimize.program import Floats, Ints
from sim.territory.contiguity import Adjacency
from sim.territory.travel import distance_km

HOPS_UNITS = 10_000
"""Most units for which a table of hops is made: its size grows with the square, 200 MB here."""


class Distance(Protocol):
    """Distances between rows of units; ``len`` is the number of units that have a place."""

    def __len__(self) -> int:
        """Return the number of units."""
        ...

    def between(self, units: Ints, centres: Ints, power: int) -> Floats:
        """Return distance to the given power, shape (len(units), len(centres))."""
        ...


@dataclass(frozen=True, eq=False)
class Plane:
    """Straight lines between places on a plane; any unit of length, shape (n,) each."""

    x: Floats
    y: Floats

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.x)

    def between(self, units: Ints, centres: Ints, power: int) -> Floats:
        """Return distance to the given power."""
        squared: Floats = np.subtract.outer(self.x[units], self.x[centres]) ** 2
        squared += np.subtract.outer(self.y[units], self.y[centres]) ** 2
        return squared if power == 2 else np.sqrt(squared)  # noqa: PLR2004 - a square is a square

    def nearest_mean(self, units: Ints, weight: Floats) -> int:
        """Return the unit nearest to the weighted mean of some: none has a smaller moment of inertia around it."""
        total = max(float(weight.sum()), 1e-300)
        x, y = self.x[units], self.y[units]
        return int(units[int(((x - weight @ x / total) ** 2 + (y - weight @ y / total) ** 2).argmin())])


@dataclass(frozen=True, eq=False)
class Globe:
    """Great circles between places in degrees, shape (n,) each [km]."""

    lng: Floats
    lat: Floats

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.lng)

    def between(self, units: Ints, centres: Ints, power: int) -> Floats:
        """Return distance [km] to the given power."""
        km = distance_km(
            self.lng[units][:, None], self.lat[units][:, None], self.lng[centres], self.lat[centres]
        )
        return np.asarray(km**power)


@dataclass(frozen=True, eq=False)
class Given:
    """Distances of a table, shape (n, n): row from, column to; a road network's, for one."""

    table: Floats

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.table)

    def between(self, units: Ints, centres: Ints, power: int) -> Floats:
        """Return distance to the given power."""
        part: Floats = self.table[np.ix_(units, centres)].astype(np.float64, copy=False)
        return part if power == 1 else part**power


def hops(graph: Adjacency) -> Given:
    """
    Return the distances in borders crossed on the way, over the whole map.

    Raises
    ------
    ValueError
        When there are too many units for a table, or some cannot be reached.
    """
    n = len(graph)
    if n > HOPS_UNITS:
        raise ValueError(
            f"hops are counted for at most {HOPS_UNITS:,} units, got {n:,}; take travel or inertia"
        )
    matrix = csr_array((np.ones(len(graph.neighbour)), graph.neighbour, graph.start), shape=(n, n))
    steps = shortest_path(matrix, unweighted=True)
    if not np.isfinite(steps).all():
        raise ValueError("hops need a map in one piece")
    return Given(steps.astype(np.uint16))

"""The map as it is worked on: barriers closed, islands joined, groups drawn together into one node each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimize.districting.faults import DistrictingError, named
from optimize.districting.problem import Problem
from optimize.program import Ints
from sim.territory.contiguity import Adjacency, islands, pieces


@dataclass(frozen=True, eq=False)
class Nodes:
    """
    Nodes that move as one: each a unit, or a group of units.

    ``of_unit`` (n_units,) is the node of each unit, ``graph`` borders between nodes, ``units`` borders between units
    with the crossings that join islands and without barriers; ``crossings`` are (island unit, mainland unit).
    """

    of_unit: Ints
    graph: Adjacency
    units: Adjacency
    crossings: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.graph)


def nodes(problem: Problem) -> Nodes:
    """
    Return the map of a problem.

    Raises
    ------
    DistrictingError
        When the map, or a group, lies in pieces.
    """
    joined, crossings = _joined(problem)
    graph = _closed(joined, problem.barriers)
    cut_off = islands(graph)
    if cut_off:
        raise DistrictingError(
            f"barriers cut {named(problem, part)} off from the rest; leave a border open" for part in cut_off
        )
    of_unit = _grouped(problem, graph)
    one, other = graph.pairs()
    a, b = of_unit[one], of_unit[other]
    apart = a != b
    contracted = Adjacency.of_pairs(int(of_unit.max()) + 1, a[apart], b[apart])
    return Nodes(of_unit, contracted, graph, crossings)


def _joined(problem: Problem) -> tuple[Adjacency, tuple[tuple[int, int], ...]]:
    """Return the borders with a crossing from each island to the nearest unit of the largest part of the map."""
    cut_off = islands(problem.graph)
    if not cut_off:
        return problem.graph, ()
    if problem.islands == "refuse" or problem.distance is None:
        way = (
            "give distances to join them"
            if problem.islands == "attach"
            else "join them with islands='attach'"
        )
        raise DistrictingError(
            f"{named(problem, part)} cannot be reached from the rest; {way}" for part in cut_off
        )
    mainland = np.setdiff1d(np.arange(len(problem)), np.concatenate(cut_off))
    crossings = []
    for island in cut_off:
        far = problem.distance.between(island, mainland, 1)
        here, there = np.unravel_index(int(np.argmin(far)), far.shape)
        crossings.append((int(island[here]), int(mainland[there])))
    one, other = problem.graph.pairs()
    extra = np.array(crossings)
    ends = np.concatenate([one, extra[:, 0]]), np.concatenate([other, extra[:, 1]])
    return Adjacency.of_pairs(len(problem), *ends), tuple(crossings)


def _closed(graph: Adjacency, barriers: tuple[tuple[int, int], ...]) -> Adjacency:
    """Return the borders without those that barriers close."""
    if not barriers:
        return graph
    one, other = graph.pairs()
    shut = np.sort(np.array(barriers, dtype=np.int64), axis=1)
    is_open = ~np.isin(one * len(graph) + other, shut[:, 0] * len(graph) + shut[:, 1])
    return Adjacency.of_pairs(len(graph), one[is_open], other[is_open])


def _grouped(problem: Problem, graph: Adjacency) -> Ints:
    """Return the node of each unit: units of a group share one, in the order of their first units."""
    n = len(problem)
    if problem.groups is None:
        return np.arange(n)
    label = [f"g{group}" if group else f"u{i}" for i, group in enumerate(problem.groups)]
    _, first, of = np.unique(np.array(label), return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    of_unit: Ints = rank[of.ravel()]
    piece = pieces(graph, of_unit)
    if piece.max() + 1 > len(first):
        torn = np.flatnonzero(np.bincount(of_unit[np.unique(piece, return_index=True)[1]]) > 1)
        raise DistrictingError(
            f"group {problem.groups[int(np.flatnonzero(of_unit == node)[0])]} lies in pieces; only units that hang "
            "together can stay together"
            for node in torn
        )
    if problem.k > len(first):
        raise DistrictingError(
            [f"k is at most the number of groups and single units ({len(first)}), got {problem.k}"]
        )
    return of_unit

"""A problem as arrays by node: costs from any centre, amounts, bands and what is held."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimize.districting.distance import Distance, Plane, hops
from optimize.districting.faults import DistrictingError, check
from optimize.districting.kernels import Ground, slots
from optimize.districting.mapping import Nodes, nodes
from optimize.districting.problem import Problem
from optimize.program import Floats, Ints

LEAST_WEIGHT = 0.01
"""Least a unit counts for in the objective, as a share of the mean: empty land must lie near its centre too."""
POWER = {"inertia": 2, "travel": 1, "hops": 1}
MANY, COARSE, FINE = 1500, 64, 256


@dataclass(frozen=True, eq=False)
class Terrain:
    """
    A problem by node; n nodes, k territories, m measures.

    ``amount`` (m, n) and ``low``, ``high`` (m, k) are shares of the mean territory's; ``weight`` (n_units,) counts in
    the objective; ``held`` (n,) is the territory that a node is locked to (-1: free).
    """

    problem: Problem
    nodes: Nodes
    distance: Distance
    weight: Floats
    amount: Floats
    low: Floats
    high: Floats
    held: Ints

    @classmethod
    def of(cls, problem: Problem) -> Terrain:
        """
        Return the arrays of a problem.

        Raises
        ------
        DistrictingError
            When the problem makes no sense.
        """
        check(problem)
        parts = nodes(problem)
        distance = hops(parts.units) if problem.objective == "hops" else problem.distance
        if distance is None:
            raise DistrictingError([f"the objective {problem.objective!r} needs distances"])
        mean = np.array([measure.amount.sum() / problem.k for measure in problem.measures])
        amount = np.stack(
            [np.bincount(parts.of_unit, measure.amount, len(parts)) for measure in problem.measures]
        )
        return cls(
            problem,
            parts,
            distance,
            _weight(problem),
            amount / mean[:, None],
            np.stack([measure.low for measure in problem.measures]) / mean[:, None],
            np.stack([measure.high for measure in problem.measures]) / mean[:, None],
            _held(problem, parts),
        )

    @property
    def n(self) -> int:
        """Return the number of nodes."""
        return len(self.nodes)

    @property
    def k(self) -> int:
        """Return the number of territories."""
        return self.problem.k

    @property
    def is_plain(self) -> bool:
        """Return whether every node is one unit."""
        return self.n == len(self.problem)

    @cached_property
    def node_weight(self) -> Floats:
        """Return the weight of each node, shape (n,)."""
        weight: Floats = np.bincount(self.nodes.of_unit, self.weight, self.n).astype(np.float64)
        return weight

    @cached_property
    def toll(self) -> Floats:
        """Return what moving each node uses up of the budget, shape (n,)."""
        tolls = np.ones(len(self.problem)) if self.problem.tolls is None else self.problem.tolls
        return np.bincount(self.nodes.of_unit, tolls, self.n).astype(np.float64)

    @cached_property
    def present(self) -> Ints:
        """Return the territory of each node today (-1: none), shape (n,); a group's is its first unit's."""
        if self.problem.present is None:
            return np.full(self.n, -1, dtype=np.int64)
        return np.asarray(self.problem.present, dtype=np.int64)[self.first]

    @cached_property
    def first(self) -> Ints:
        """Return the first unit of each node, shape (n,)."""
        return np.unique(self.nodes.of_unit, return_index=True)[1]

    @cached_property
    def members(self) -> list[Ints]:
        """Return the units of each node."""
        order = np.argsort(self.nodes.of_unit, kind="stable")
        return np.split(order, np.cumsum(np.bincount(self.nodes.of_unit))[:-1])

    def units_of(self, rows: Ints) -> Ints:
        """Return the units of some nodes, node by node."""
        return rows if self.is_plain else np.concatenate([self.members[row] for row in rows.tolist()])

    def between(self, rows: Ints, others: Ints) -> Floats:
        """Return the distance between nodes, to the power that the objective takes, shape (len(rows), len(others))."""
        return self.between_units(self.first[rows], self.first[others])

    def between_units(self, units: Ints, others: Ints) -> Floats:
        """Return the distance between units, to the power that the objective takes, shape (len(units), len(others))."""
        return self.distance.between(units, others, POWER[self.problem.objective])

    def travel(self, centres: Ints) -> Floats:
        """Return the objective of each node with each of some centres (rows of units), shape (n, len(centres))."""
        return self.travel_of(np.arange(self.n), centres)

    def travel_of(self, rows: Ints, centres: Ints) -> Floats:
        """Return the objective of some nodes with some centres (rows of units), shape (len(rows), len(centres))."""
        units = self.units_of(rows)
        cost = self.weight[units][:, None] * self.between_units(units, centres)
        if self.is_plain:
            return cost
        sizes = np.array([len(self.members[row]) for row in rows.tolist()])
        summed: Floats = np.add.reduceat(cost, np.cumsum(sizes) - sizes, axis=0)
        return summed

    def moves_cost(self) -> Floats | None:
        """Return what each node costs in each territory because it moves, shape (n, k); ``None`` when nothing."""
        if self.problem.present is None or self.problem.move_price == 0:
            return None
        moved = self.present[:, None] != np.arange(self.k)
        price: Floats = moved * (self.toll * self.problem.move_price)[:, None]
        return price

    def middle(self, owner: Ints, centres: Ints, which: Ints | None = None) -> Ints:
        """Return the unit of each territory from which it costs least; ``which`` says for which to look anew."""
        moved = centres.copy()
        unit_owner = owner[self.nodes.of_unit]
        order = np.argsort(unit_owner, kind="stable")
        ends = np.searchsorted(unit_owner[order], np.arange(self.k + 1))
        for j in range(self.k) if which is None else which.tolist():
            inside = order[ends[j] : ends[j + 1]]
            if len(inside):
                moved[j] = self.best_of(inside)
        return moved

    def best_of(self, inside: Ints) -> int:
        """Return the unit among some from which all of them cost least; of many, near the best of a coarse choice."""
        candidates = inside
        if isinstance(self.distance, Plane) and self.problem.objective == "inertia":
            return self.distance.nearest_mean(inside, self.weight[inside])
        if len(inside) > MANY:
            coarse = inside[np.linspace(0, len(inside) - 1, COARSE).astype(np.int64)]
            start = coarse[[int(self._from(inside, coarse).argmin())]]
            far = self.distance.between(inside, start, 1)[:, 0]
            candidates = inside[np.argpartition(far, FINE)[:FINE]]
        return int(candidates[int(self._from(inside, candidates).argmin())])

    def _from(self, inside: Ints, candidates: Ints) -> Floats:
        cost: Floats = self.weight[inside] @ self.distance.between(
            inside, candidates, POWER[self.problem.objective]
        )
        return cost

    def ground(self, cost: Floats) -> Ground:
        """Return what kernels need, for some cost of each node with each territory, shape (n, k)."""
        graph = self.nodes.graph
        tail, back = slots(graph)
        budget = np.inf if self.problem.budget is None else self.problem.budget + 1e-9
        return Ground(
            graph.start,
            graph.neighbour,
            tail,
            back,
            np.ascontiguousarray(cost),
            self.amount[:, :, None],
            self.low,
            self.high,
            self.held >= 0,
            self.present,
            self.toll,
            np.array([budget]),
            np.zeros(1),
        )

    def loads(self, owner: Ints) -> Floats:
        """Return each measure by territory [shares of the mean], shape (m, k)."""
        return np.stack([np.bincount(owner, amount, self.k) for amount in self.amount])

    def miss(self, owner: Ints) -> float:
        """Return by how much all bands together are missed [shares of the mean]."""
        load = self.loads(owner)
        return float((np.maximum(self.low - load, 0) + np.maximum(load - self.high, 0)).sum())


def _weight(problem: Problem) -> Floats:
    """Return the weight of each unit in the objective."""
    weight = problem.measures[0].amount if problem.weight is None else problem.weight
    weights: Floats = np.asarray(weight, dtype=np.float64)
    return np.maximum(weights, LEAST_WEIGHT * weights.mean()) if problem.empty == "keep" else weights


def _held(problem: Problem, parts: Nodes) -> Ints:
    """Return the territory that each node is locked to, by a lock or as its centre; -1 when free."""
    held = np.full(len(parts), -1, dtype=np.int64)
    locks = list(problem.locks)
    if problem.centres is not None:
        locks += [(int(centre), j) for j, centre in enumerate(problem.centres)]
    clashes = []
    for unit, territory in locks:
        node = parts.of_unit[unit]
        if held[node] not in (-1, territory):
            clashes.append(
                f"{problem.ids[unit]} belongs to territory {territory}, but its group to {held[node]}"
            )
        held[node] = territory
    if clashes:
        raise DistrictingError(clashes)
    return held

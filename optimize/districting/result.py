"""What a districting answers: territories, what is proved, how the bands are kept, and what was done to the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from optimize.districting.mapping import Nodes
from optimize.districting.problem import Problem
from optimize.program import Ints, Status
from sim.territory import metrics

BoundFor = Literal["all maps", "these centres", "nothing"]


@dataclass(frozen=True, eq=False)
class Districts:
    """
    Contiguous territories.

    ``territory`` of each unit, shape (n_units,); ``centres`` the unit (row) each is worked from, shape (k,). ``bound``
    is what no map can beat, ``bound_for`` which maps it speaks of: all, those worked from the given centres, or none.
    ``deviation`` is the largest from the mean by measure [share]; ``moved`` what was used of the budget of moves;
    ``crossings`` the (island, mainland) units that join the map; ``enclaves`` the territories inside one other.
    ``interrupted`` says that the user stopped the search.
    """

    territory: Ints
    centres: Ints
    status: Status
    objective: float
    bound: float
    bound_for: BoundFor
    seconds: float
    deviation: dict[str, float]
    moved: float
    crossings: tuple[tuple[str, str], ...]
    enclaves: tuple[int, ...]
    notes: tuple[str, ...]
    interrupted: bool = False

    @property
    def gap(self) -> float:
        """Return the relative gap between objective and bound, infinite when nothing is proved."""
        if not np.isfinite(self.bound):
            return float("inf")
        return max(0.0, self.objective - self.bound) / max(abs(self.objective), 1e-12)


def deviations(problem: Problem, territory: Ints) -> dict[str, float]:
    """Return the largest deviation from the mean territory by measure [share]."""
    return {
        measure.name: metrics.largest_deviation(np.bincount(territory, measure.amount, problem.k))
        for measure in problem.measures
    }


def moved(problem: Problem, territory: Ints) -> float:
    """Return what a map uses up of the budget of moves."""
    if problem.present is None:
        return 0.0
    tolls = np.ones(len(problem)) if problem.tolls is None else problem.tolls
    return float(tolls[territory != np.asarray(problem.present)].sum())


def enclaves(parts: Nodes, territory: Ints, k: int) -> tuple[int, ...]:
    """Return the territories that border on one other only, among three or more: holes in it, or corners of the map."""
    one, other = parts.units.pairs()
    across = territory[one] != territory[other]
    pairs = np.unique(
        np.concatenate(
            [
                territory[one[across]] * k + territory[other[across]],
                territory[other[across]] * k + territory[one[across]],
            ]
        )
    )
    neighbours = np.bincount(pairs // k, minlength=k)
    return tuple(np.flatnonzero(neighbours == 1).tolist()) if k > 2 else ()  # noqa: PLR2004 - of two each is


def notes(problem: Problem, parts: Nodes, bound_for: BoundFor) -> tuple[str, ...]:
    """Return what a reader must know to judge the result."""
    told = [_of_bound(bound_for)]
    if len(problem.measures) > 1 and bound_for == "all maps":
        told.append(f"The bound knows the bands of {problem.measures[0].name} only.")
    if parts.crossings:
        told.append(
            f"{len(parts.crossings)} islands are joined to the nearest unit of the largest part of the map."
        )
    bare = int(np.all([measure.amount == 0 for measure in problem.measures], axis=0).sum())
    if bare:
        told.append(
            f"{bare} units have no demand; they count for a hundredth of the mean weight, to lie near a centre."
        )
    return tuple(told)


def _of_bound(bound_for: BoundFor) -> str:
    if bound_for == "these centres":
        return "The bound holds for the given centres and all ways to deal the units, split or in pieces."
    if bound_for == "all maps":
        return "The bound holds for all maps with any centres; it lets units be split and territories lie in pieces."
    return "Nothing is proved: no bound for free centres is known where territories have different bands."

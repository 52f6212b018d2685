"""Why a unit is where it is: what its next best territory would cost, and which rules that would break."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimize.districting.checker import breaches
from optimize.districting.problem import Problem
from optimize.districting.result import Districts
from optimize.districting.terrain import Terrain


@dataclass(frozen=True)
class Reason:
    """
    The reason of one assignment.

    ``territory`` is the unit's, ``other`` the one that would be cheapest among the others; ``change`` what the
    objective gains (below zero) or loses when the unit, with its group, goes there and all centres stay; ``broken`` the
    rules that no longer hold then.
    """

    unit: str
    territory: int
    other: int
    change: float
    broken: tuple[str, ...]

    def __str__(self) -> str:
        """Return the reason in a sentence."""
        if self.change >= 0 and not self.broken:
            return (
                f"{self.unit} is in territory {self.territory}: {self.other} would cost {self.change:g} more"
            )
        if self.change >= 0:
            return (
                f"{self.unit} is in territory {self.territory}: {self.other} would cost {self.change:g} more, and "
                f"{self.broken[0]}"
            )
        then = f"but {self.broken[0]}" if self.broken else "which a longer search may find"
        return (
            f"{self.unit} is in territory {self.territory}: {self.other} would save {-self.change:g}, {then}"
        )


def reason(problem: Problem, drawn: Districts, unit: int) -> Reason:
    """
    Return why a unit (row) is in its territory.

    Raises
    ------
    ValueError
        When there is no such row, or only one territory.
    """
    if not 0 <= unit < len(problem):
        raise ValueError(f"rows go from 0 to {len(problem) - 1}, got {unit}")
    if problem.k == 1:
        raise ValueError("with one territory every unit is in it")
    terrain = Terrain.of(problem)
    node = int(terrain.nodes.of_unit[unit])
    cost = terrain.travel(drawn.centres)[node]
    moves = terrain.moves_cost()
    cost = cost if moves is None else cost + moves[node]
    own = int(drawn.territory[unit])
    other = int(np.where(np.arange(problem.k) == own, np.inf, cost).argmin())
    moved = drawn.territory.copy()
    moved[terrain.members[node]] = other
    broken = tuple(breaches(problem, terrain.nodes.units, moved))
    return Reason(str(problem.ids[unit]), own, other, float(cost[other] - cost[own]), broken)

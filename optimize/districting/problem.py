"""A districting problem: which units there are, what is balanced, and which rules hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from optimize.districting.distance import Distance
from optimize.program import Floats, Ints
from sim.territory.contiguity import Adjacency

Objective = Literal["inertia", "travel", "hops"]


@dataclass(frozen=True, eq=False)
class Measure:
    """A quantity to balance: amount of each unit, shape (n,), and each territory's least and most, shape (k,)."""

    name: str
    amount: Floats
    low: Floats
    high: Floats

    @classmethod
    def within(cls, name: str, amount: ArrayLike, k: int, band: float) -> Measure:
        """Return the measure with a band around the mean of ``k`` territories [share], the same for each."""
        amounts = np.asarray(amount, dtype=np.float64)
        mean = float(amounts.sum()) / max(k, 1)
        return cls(name, amounts, np.full(k, (1 - band) * mean), np.full(k, (1 + band) * mean))


@dataclass(frozen=True, eq=False)
class Problem:
    """
    Units to be drawn into ``k`` contiguous territories.

    Parameters
    ----------
    ids
        Name of each of n units, once.
    graph
        Which units border on which.
    measures
        What is held within bands; the first also gives each unit its weight unless ``weight`` is given.
    k
        Number of territories.
    distance
        Between units; not needed for hops.
    objective
        ``inertia`` (sum of weight * distance^2, Hess and others 1965), ``travel`` (weight * distance) or ``hops``
        (weight * borders crossed); distance is to a unit, the territory's centre.
    weight
        Of each unit in the objective, shape (n,).
    centres
        Rows of the units that territories are worked from, shape (k,); ``None`` leaves them free.
    barriers
        Pairs of units whose border may not be used: a river, a range.
    groups
        Name of the group of each unit, ``""`` for none: a group's units stay together.
    present
        Territory of each unit today, shape (n,); ``budget`` then is how much may move, in the unit of ``tolls`` (each
        unit counts as one when not given), and ``move_price`` what it costs [objective per toll].
    locks
        Unit to territory: where it must be.
    islands
        ``attach`` joins each part of the map that cannot be reached to the nearest unit of the largest part, and lists
        it; ``refuse`` takes it for a fault.
    empty
        Whether units without demand in any measure are a fault (``refuse``) or belong to the map (``keep``).
    """

    ids: Sequence[str]
    graph: Adjacency
    measures: tuple[Measure, ...]
    k: int
    distance: Distance | None = None
    objective: Objective = "inertia"
    weight: Floats | None = None
    centres: Ints | None = None
    barriers: tuple[tuple[int, int], ...] = ()
    groups: Sequence[str] | None = None
    present: Ints | None = None
    budget: float | None = None
    tolls: Floats | None = None
    move_price: float = 0.0
    locks: tuple[tuple[int, int], ...] = field(default=())
    islands: Literal["attach", "refuse"] = "attach"
    empty: Literal["refuse", "keep"] = "refuse"

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.ids)

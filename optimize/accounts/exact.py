"""The whole program, or what reduced costs leave of it, to the exact solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimize.accounts.items import Items
from optimize.lp import solve
from optimize.program import Floats, Ints, Limits, Program, SolverName, Status

PROVED = 1e-9


@dataclass(frozen=True, eq=False)
class Model:
    """A program, with the item and rep of each column."""

    program: Program
    item: Ints
    rep: Ints

    def read(self, values: Floats) -> Ints:
        """Return the rep of each item at a point."""
        rep = np.empty(int(self.item.max()) + 1, dtype=np.int64)
        chosen = np.round(values) == 1
        rep[self.item[chosen]] = self.rep[chosen]
        return rep


@dataclass(frozen=True, eq=False)
class Solved:
    """What the exact solver found, None when nothing, and what it proved for the arcs it was given."""

    rep: Ints | None
    bound: float
    status: Status


def model_of(
    items: Items, arcs: NDArray[np.bool_], names: tuple[Sequence[str], Sequence[str]] | None = None
) -> Model:
    """
    Return the program over the given arcs (n_items, k); rows are named by measures and reps.

    ``names`` are those of the measures and reps, numbers when not given.
    """
    item, rep = np.nonzero(arcs & np.isfinite(items.every.cost))
    n_measures = len(items.every.amount)
    of_measures, of_reps = names or ([str(d) for d in range(n_measures)], [str(j) for j in range(items.k)])
    program = Program("accounts to reps")
    cost = items.every.cost[item, rep]
    columns = program.add_columns(
        [f"{i} with {j}" for i, j in zip(item, rep, strict=True)], cost=cost, high=1.0, whole=True
    )
    edge = np.searchsorted(item, np.arange(items.n + 1))
    for i in range(items.n):
        mine = columns[edge[i] : edge[i + 1]]
        program.add_row(f"item {i} has one rep", (mine, np.ones(len(mine))), low=1.0, high=1.0)
    for d in range(n_measures):
        taken = items.every.amount[d, item, rep if items.every.amount.shape[2] > 1 else 0]
        for j in range(items.k):
            mine = np.flatnonzero((rep == j) & (taken > 0))
            low, high = float(items.bands.low[j, d]), float(items.bands.high[j, d])
            program.add_row(
                f"{of_measures[d]} of {of_reps[j]}", (columns[mine], taken[mine]), low=low, high=high
            )
    return Model(program, item, rep)


def exact(
    items: Items, arcs: NDArray[np.bool_], solver: SolverName, limits: Limits, start: Ints | None = None
) -> Solved:
    """Return the best assignment over some arcs; the bound is for these arcs alone."""
    if not (arcs & np.isfinite(items.every.cost)).any(axis=1).all():
        return Solved(None, np.inf, "infeasible")
    model = model_of(items, arcs)
    point = None if start is None else (model.rep == start[model.item]).astype(np.float64)
    answer = solve(model.program, solver, limits, start=point)
    if answer.status == "infeasible":
        return Solved(None, np.inf, "infeasible")
    bound = answer.bound if np.isfinite(answer.bound) else -np.inf
    return Solved(model.read(answer.values) if answer.found else None, bound, answer.status)

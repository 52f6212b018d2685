"""A linear or mixed-integer program by named rows, as arrays, and what a solver proved about it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Status = Literal["optimal", "feasible", "infeasible", "unbounded", "failed"]
SolverName = Literal["highs", "cbc"]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Limits:
    """
    When a solver stops: at a relative gap or a number of nodes; on the clock only when ``seconds`` is given.

    An answer that must be the same on every machine leaves ``seconds`` out.
    """

    gap: float = 1e-6
    nodes: int | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Effort:
    """By which solver, and when it stops."""

    solver: SolverName = "highs"
    limits: Limits = Limits()


@dataclass(frozen=True)
class Row:
    """One constraint ``low <= coefficients @ x <= high``; an infinite side is no constraint."""

    name: str
    columns: Ints
    coefficients: Floats
    low: float
    high: float


@dataclass(frozen=True)
class Solution:
    """
    What a solver proved.

    ``optimal`` means proved within the gap asked for, ``feasible`` that a limit came first. ``bound`` is
    the proved limit of the objective, ``gap`` = |objective - bound| / |objective|. ``duals`` (linear
    programs only) say how much the objective grows when a row's binding side is raised by one, in the
    program's own sense: for a maximum, what one more unit of the resource earns; for a minimum, what one
    more unit of the requirement costs.
    """

    status: Status
    objective: float
    bound: float
    seconds: float
    solver: str
    values: Floats = field(repr=False)
    duals: Mapping[str, float] = field(default_factory=dict, repr=False)

    @property
    def gap(self) -> float:
        """Return the relative gap, 0 when proved to the last digit, infinite when nothing is proved."""
        if not (math.isfinite(self.objective) and math.isfinite(self.bound)):
            return math.inf
        return abs(self.objective - self.bound) / max(abs(self.objective), 1e-9)

    @property
    def found(self) -> bool:
        """Return whether there is a point to read."""
        return self.status in ("optimal", "feasible")


class Program:
    """
    A linear program, ``min`` or ``max``, some columns whole numbers, with every row and column named.

    >>> program = Program("carpenter", sense="max")
    >>> tables, chairs = program.add_columns(["tables", "chairs"], cost=[5.0, 3.0])
    >>> program.add_row("wood", {tables: 2.0, chairs: 1.0}, high=40.0)
    >>> [row.name for row in program.rows]
    ['wood']
    """

    def __init__(self, name: str, *, sense: Literal["min", "max"] = "min") -> None:
        self.name, self.sense = name, sense
        self.rows: list[Row] = []
        self.column_names: list[str] = []
        self._blocks: list[tuple[Floats, Floats, Floats, NDArray[np.bool_]]] = []

    def add_columns(
        self,
        names: Sequence[str],
        *,
        cost: ArrayLike,
        low: ArrayLike = 0.0,
        high: ArrayLike = math.inf,
        whole: bool | NDArray[np.bool_] = False,
    ) -> Ints:
        """Add columns with objective coefficients and bounds; return their numbers, shape (n_names,)."""
        first, n = len(self.column_names), len(names)
        block = [np.broadcast_to(np.asarray(a, dtype=np.float64), (n,)) for a in (cost, low, high)]
        if np.isnan(block).any():
            raise ValueError(f"{self.name}: a cost or bound from column {names[0]!r} on is no number")
        self._blocks.append(
            (block[0], block[1], block[2], np.broadcast_to(np.asarray(whole, dtype=np.bool_), (n,)))
        )
        self.column_names.extend(names)
        return np.arange(first, first + n, dtype=np.int64)

    def add_row(
        self,
        name: str,
        terms: Mapping[int, float] | tuple[Ints, Floats],
        *,
        low: float = -math.inf,
        high: float = math.inf,
    ) -> None:
        """Add ``low <= sum of terms <= high``; terms are column number to coefficient, or two arrays."""
        if isinstance(terms, tuple):
            columns, coefficients = terms
        else:
            columns = np.fromiter(terms.keys(), np.int64, len(terms))
            coefficients = np.fromiter(terms.values(), np.float64, len(terms))
        if not np.isfinite(coefficients).all() or math.isnan(low) or math.isnan(high):
            raise ValueError(f"{self.name}: row {name!r} holds a coefficient or side that is not a number")
        self.rows.append(Row(name, columns, coefficients, low, high))

    def columns(self) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
        """Return cost, low, high and whole of every column, each shape (n_columns,)."""
        if not self._blocks:
            empty = np.empty(0)
            return empty, empty, empty, np.empty(0, dtype=np.bool_)
        cost, low, high, whole = (np.concatenate(part) for part in zip(*self._blocks, strict=True))
        return cost, low, high, whole

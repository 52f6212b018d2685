"""How good any realignment within a move budget can be: the relaxed program, certified over all changes of hands."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from optimize.lp import solve
from optimize.program import Floats, Ints, SolverName
from optimize.realignment.program import Changes, Prices, constant, model, priced, prices_of
from optimize.realignment.yardstick import Yardstick

SIFTS = 12
"""Rounds of columns; the bound holds whenever they end."""
ENTER = 2000
"""Units of which a change of hands comes in at once: those of the most negative reduced cost."""
TINY = 1e-9
CERTIFIED = 1e-4
"""Relative distance of the bound from the restricted program's value at which no more columns come in."""


@dataclass(frozen=True)
class Line:
    """A proved bound: no realignment with a budget of B, up to ``most``, costs less than constant - price * B."""

    constant: float
    price: float
    most: float


@dataclass(eq=False)
class Relaxation:
    """Move budgets over one map: the prices found for one budget bound others too, so their lines are kept."""

    yardstick: Yardstick
    weight: Floats
    solver: SolverName = "highs"
    lines: list[Line] = field(default_factory=list)
    columns: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def __post_init__(self) -> None:
        """Take today's costs and loads as the start."""
        self.changes = Changes(self.yardstick, self.weight)

    def bound(self, most: float) -> float:
        """Return the highest proved bound of the objective under a budget [currency/year]; falls as budgets grow."""
        return max(
            (line.constant - line.price * most for line in self.lines if line.most >= most), default=-np.inf
        )

    def solve(self, most: float) -> float:
        """Return the bound for a budget after every change of hands that could lower the relaxation has come in."""
        k = self.yardstick.cost.shape[1]
        nothing = Prices(np.zeros((2, k)), np.zeros(k), np.zeros(self.yardstick.cost.shape), 0.0)
        columns = np.union1d(self._within(most), self._entering(nothing, most))
        for _ in range(SIFTS):
            program = model(self.changes, columns, most, whole=False)
            answer = solve(program.program, self.solver)
            prices = prices_of(
                self.changes, program, np.fromiter(answer.duals.values(), np.float64, len(answer.duals))
            )
            reduced = priced(self.changes, prices, most)
            self.lines.append(Line(constant(self.changes, prices, reduced), prices.budget, most))
            entering = np.setdiff1d(self._entering(prices, most), columns)
            if answer.objective - self.bound(most) <= CERTIFIED * abs(answer.objective) or not len(entering):
                break
            columns = np.union1d(columns, entering)
        self.columns = np.union1d(self.columns, columns)
        return self.bound(most)

    def _within(self, most: float) -> Ints:
        """Return the columns of earlier budgets that this one reaches."""
        k = self.yardstick.cost.shape[1]
        there: Ints = self.columns[self.changes.way[self.columns // k, self.columns % k] <= most]
        return there

    def _entering(self, prices: Prices, most: float) -> Ints:
        """Return each unit's cheapest change of hands where it is cheaper than staying, the best first."""
        reduced: Floats = priced(self.changes, prices, most)
        best: Ints = reduced.argmin(axis=1)
        lowest = reduced[np.arange(len(best)), best]
        good = np.flatnonzero(lowest < -TINY)
        good = good[np.argsort(lowest[good], kind="stable")][:ENTER]
        columns: Ints = np.sort(good * reduced.shape[1] + best[good])
        return columns

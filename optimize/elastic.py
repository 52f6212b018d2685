"""Why a program has no answer: the rows that clash, and the cheapest way to relax them."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from optimize.lp import solve
from optimize.program import Limits, Program, SolverName

TINY = 1e-7
MOST_NODES = 20_000
"""Nodes of the search for the cheapest relaxation of a program with whole numbers."""


@dataclass(frozen=True)
class Relaxation:
    """
    What stands in the way of an answer.

    ``clashing`` are the rows that cannot hold together; ``by`` says how far each row must give way in the relaxation of
    least total, in the row's own unit. ``proved`` is false when the search for the least was cut short: relaxing as
    told is enough, but a cheaper way may exist.
    """

    clashing: tuple[str, ...]
    by: dict[str, float]
    proved: bool = True


class InfeasibleError(ValueError):
    """A program without an answer; carries the rows that clash and the cheapest relaxation."""

    def __init__(self, message: str, relaxation: Relaxation) -> None:
        super().__init__(message)
        self.relaxation = relaxation


def elastic(
    program: Program, soft: Collection[str] | None = None, solver: SolverName = "highs"
) -> Relaxation:
    """
    Return the clashing rows and the cheapest relaxation of a program that has no answer.

    Every row in ``soft`` (all when not given) may be missed; the least total is found with the objective left out
    (elastic programming, Brown and Graves 1975). A miss is counted in the row's largest coefficient, so that a limit
    told in minutes is no dearer than the same limit in hours. Rows that are missed, or that have a price in the
    relaxed linear program, clash.

    Raises
    ------
    InfeasibleError
        When even with all soft rows gone the rest has no answer, or none is found within ``MOST_NODES`` nodes.
    """
    loose, misses = _loosened(program, soft)
    answer = solve(loose, solver, Limits(gap=1e-6, nodes=MOST_NODES))
    if not answer.found:
        hard = tuple(row.name for row in program.rows if soft is not None and row.name not in soft)
        why = "clash" if answer.status == "infeasible" else f"have no answer within {MOST_NODES:,} nodes"
        raise InfeasibleError(f"rows that may not be relaxed {why}", Relaxation(hard, {}))
    by: dict[str, float] = {}
    for name, column in misses:
        if answer.values[column] > TINY:
            by[name] = by.get(name, 0.0) + float(answer.values[column])
    prices = solve(loose, solver, relaxed=True).duals
    priced = {name for name, dual in prices.items() if abs(dual) > TINY}
    names = [row.name for row in program.rows if row.name in priced or row.name in by]
    return Relaxation(tuple(names), by, answer.status == "optimal")


def _loosened(program: Program, soft: Collection[str] | None) -> tuple[Program, list[tuple[str, int]]]:
    """Return the program with a miss on each side of each soft row, and the misses' columns by row name."""
    _, low, high, whole = program.columns()
    loose = Program(f"{program.name}, relaxed")
    loose.add_columns(program.column_names, cost=0.0, low=low, high=high, whole=whole)
    misses: list[tuple[str, int]] = []
    for row in program.rows:
        columns, coefficients = row.columns, row.coefficients
        price = 1.0 / max(float(np.abs(coefficients).max(initial=0.0)), TINY)
        for side, sign in ((row.low, 1.0), (row.high, -1.0)):
            if math.isfinite(side) and (soft is None or row.name in soft):
                miss = loose.add_columns([f"miss of {row.name}"], cost=price)
                misses.append((row.name, int(miss[0])))
                columns = np.append(columns, miss)
                coefficients = np.append(coefficients, sign)
        loose.add_row(row.name, (columns, coefficients), low=row.low, high=row.high)
    return loose, misses

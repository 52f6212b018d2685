"""The best realignment of a small map within a move budget, proved: whole changes of hands and cuts."""

from __future__ import annotations

import numpy as np

from optimize.lp import solve
from optimize.program import Ints, Limits
from optimize.realignment.program import Changes, Model, model
from optimize.realignment.search import Budget
from optimize.realignment.yardstick import Yardstick
from sim.territory.contiguity import pieces

SMALL = 1500
"""Units times reps up to which a realignment is solved to the end."""
ROUNDS = 400
GAP = 1e-7
NODES = 3000
"""Nodes of one solve after which a map counts as too large after all."""


def best(yardstick: Yardstick, budget: Budget) -> tuple[Ints, float] | None:
    """
    Return the best alignment within a budget and its bound, ``None`` when it is too large to solve to the end.

    A piece that hangs together with no anchor of its rep is cut off by a separator row: its units are with the rep only
    if one of the units around the piece is too (Oehrlein and Haunert 2017). Rows are added until no piece is loose.
    """
    n, k = yardstick.cost.shape
    if n * k > SMALL:
        return None
    changes = Changes(yardstick, budget.weight)
    columns = np.flatnonzero((changes.way <= budget.most + 1e-9).ravel())
    solved = model(changes, columns, budget.most, whole=True)
    for turn in range(ROUNDS):
        answer = solve(solved.program, limits=Limits(gap=GAP, nodes=NODES))
        if answer.status != "optimal":
            return None
        rep_of = _read(yardstick, solved, answer.values)
        loose = _loose(yardstick, rep_of)
        if not loose:
            return rep_of, answer.bound
        for number, (unit, around) in enumerate(loose):
            _cut(yardstick, solved, (unit, int(rep_of[unit]), around), f"cut {turn}.{number}")
    return None


def _read(yardstick: Yardstick, solved: Model, values: np.typing.NDArray[np.float64]) -> Ints:
    """Return the alignment of a solution."""
    k = yardstick.cost.shape[1]
    rep_of = yardstick.today.copy()
    chosen = solved.columns[values[: len(solved.columns)] > 0.5]  # noqa: PLR2004 - whole but for rounding
    rep_of[chosen // k] = chosen % k
    return rep_of


def _loose(yardstick: Yardstick, rep_of: Ints) -> list[tuple[int, Ints]]:
    """Return each unit of each piece without an anchor, with the units around the piece."""
    graph = yardstick.ground.graph
    if graph is None:
        return []
    piece = pieces(graph, rep_of)
    anchored = np.unique(piece[yardstick.anchor])
    found = []
    for number in np.setdiff1d(piece, anchored):
        inside = np.flatnonzero(piece == number)
        around = np.setdiff1d(np.concatenate([graph.of_unit(int(i)) for i in inside]), inside)
        found += [(int(i), around) for i in inside]
    return found


def _cut(yardstick: Yardstick, solved: Model, what: tuple[int, int, Ints], name: str) -> None:
    """Add the row that a unit is with a rep only if one of the units around its piece is."""
    unit, rep, around = what
    terms: dict[int, float] = {}
    constant = _add(yardstick, solved, (unit, rep), 1.0, terms)
    for near in around.tolist():
        constant += _add(yardstick, solved, (near, rep), -1.0, terms)
    solved.program.add_row(name, terms, high=-constant)


def _add(
    yardstick: Yardstick, solved: Model, pair: tuple[int, int], sign: float, terms: dict[int, float]
) -> float:
    """Add whether a unit is with a rep to a row, and return the constant that goes with it."""
    unit, rep = pair
    k = yardstick.cost.shape[1]
    if yardstick.today[unit] != rep:
        place = int(np.searchsorted(solved.columns, unit * k + rep))
        if place < len(solved.columns) and solved.columns[place] == unit * k + rep:
            terms[place] = terms.get(place, 0.0) + sign
        return 0.0
    first, last = np.searchsorted(solved.columns, [unit * k, (unit + 1) * k])
    for place in range(int(first), int(last)):
        terms[place] = terms.get(place, 0.0) - sign
    return sign

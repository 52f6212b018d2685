"""Why every basic unit is covered by whom it is: the next best rep, what he would cost more, what holds the unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimize.program import Ints
from optimize.realignment.shifts import Map
from optimize.realignment.why import locks_of
from optimize.realignment.yardstick import Yardstick

ROWS = 1000
"""Units that are compared with all reps at a time."""
DEARER = "anybody else would cost more"
GAINS = "going there alone would gain"


@dataclass(frozen=True)
class Reason:
    """
    Why a unit is where it is.

    ``second`` is the rep who would take it next, one beside it where there is one, empty without any other rep;
    ``costs_more`` what travel and imbalance rise by when it alone goes to him [currency/year]; ``held_by`` what keeps
    it: locks in words, or that nobody else is cheaper.
    """

    unit: str
    name: str
    rep: str
    second: str
    costs_more: float
    held_by: tuple[str, ...]


def reasons(yardstick: Yardstick) -> tuple[Reason, ...]:
    """Return why each unit is with its rep, in the order of units."""
    here, reps = Map(yardstick), yardstick.ground.present.reps
    units = yardstick.ground.scenario.tables.units
    found = []
    for i, (second, more) in enumerate(_seconds(here)):
        held = locks_of(here, i) or ((DEARER,) if second < 0 or more >= 0 else (GAINS,))
        other = "" if second < 0 else str(reps[second])
        rep = str(reps[here.rep_of[i]])
        found.append(Reason(str(units["id"][i]), str(units["name"][i]), rep, other, more, held))
    return tuple(found)


def _seconds(here: Map) -> Iterator[tuple[int, float]]:
    """Yield for each unit the row of the next best rep, -1 for none, and what he costs more."""
    n, k = here.yardstick.cost.shape
    others = np.flatnonzero(here.yardstick.active)
    for first in range(0, n, ROWS):
        rows = np.arange(first, min(first + ROWS, n))
        gain = here.gain(np.repeat(rows, len(others)), np.tile(others, len(rows)))
        gain = np.asarray(gain).reshape(len(rows), -1)
        gain[here.rep_of[rows][:, None] == others] = -np.inf
        order = _beside_first(here, rows, others, k)
        best = np.where(order.any(axis=1, keepdims=True) & ~order, -np.inf, gain)
        chosen = best.argmax(axis=1)
        for row, at in enumerate(chosen.tolist()):
            more = -float(best[row, at])
            yield (int(others[at]), more) if np.isfinite(more) else (-1, 0.0)


def _beside_first(here: Map, rows: Ints, others: Ints, k: int) -> np.typing.NDArray[np.bool_]:
    """Return which reps have a unit beside each unit and are not its own, shape (n_rows, n_others)."""
    graph = here.yardstick.ground.graph
    beside = np.zeros((len(rows), k), dtype=np.bool_)
    for at, unit in enumerate(rows.tolist()):
        if graph is not None:
            beside[at, here.rep_of[graph.of_unit(unit)]] = True
    beside[np.arange(len(rows)), here.rep_of[rows]] = False
    picked: np.typing.NDArray[np.bool_] = beside[:, others]
    return picked

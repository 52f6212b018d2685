"""Which units may change hands, one at a time, without tearing the map: the neighbourhood of a realignment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimize.program import Floats, Ints
from optimize.realignment.yardstick import Yardstick
from sim.territory.contiguity import Adjacency


@dataclass(frozen=True, eq=False)
class Shifts:
    """Single changes of hands: unit ``unit[s]`` to rep ``rep[s]``, and what each changes of the objective."""

    unit: Ints
    rep: Ints
    gain: Floats
    """What the objective falls by [currency/year]; below zero it rises."""


class Map:
    """
    An alignment on the way, with its loads kept up to date.

    The rule of contiguity: a unit goes to a rep who has a unit beside it, and the territory that it leaves falls into
    no more pieces than before. Anchors are locked, so every unit keeps hanging together with one. A world without
    borders knows no pieces.
    """

    def __init__(self, yardstick: Yardstick, rep_of: Ints | None = None) -> None:
        self.yardstick = yardstick
        self.rep_of: Ints = np.array(yardstick.today if rep_of is None else rep_of, dtype=np.int64)
        self.loads = yardstick.loads(self.rep_of)
        self.count = np.bincount(self.rep_of, minlength=yardstick.cost.shape[1])
        graph = yardstick.ground.graph
        self._pairs = None if graph is None else graph.pairs()

    def gain(self, units: Ints, reps: Ints) -> Floats:
        """Return what the objective falls by when each unit alone goes to the rep beside it, shape of ``units``."""
        stick, now = self.yardstick, self.rep_of[units]
        travel = stick.cost[units, now] - stick.cost[units, reps]
        leaves, joins = stick.amounts[:, units, now], stick.amounts[:, units, reps]
        missed = stick.misses(self.loads)
        before = missed[:, now] + missed[:, reps]
        after = stick.misses(self.loads[:, now] - leaves) + stick.misses(self.loads[:, reps] + joins)
        gained: Floats = travel + stick.price * (before - after).sum(axis=0)
        return np.where(now == reps, 0.0, gained)

    def candidates(self) -> Shifts:
        """Return every shift over a border (without borders: to anybody) that is not locked, torn maps among them."""
        n, k = self.yardstick.cost.shape
        if self._pairs is None:
            unit, rep = np.repeat(np.arange(n), k), np.tile(np.arange(k), n)
        else:
            one, other = self._pairs
            unit = np.concatenate([one, other])
            rep = np.concatenate([self.rep_of[other], self.rep_of[one]])
        stick, now = self.yardstick, self.rep_of[unit]
        allowed = (now != rep) & ~stick.locked[unit] & (self.count[now] > 1) & stick.active[rep]
        code = np.unique(unit[allowed] * k + rep[allowed])
        unit, rep = code // k, code % k
        return Shifts(unit, rep, self.gain(unit, rep))

    def tears(self, unit: int) -> bool:
        """Return whether the rest of a unit's territory falls into more pieces without it."""
        graph = self.yardstick.ground.graph
        return graph is not None and rest_in_pieces(graph, self.rep_of, unit) > 1

    def beside(self, unit: int, rep: int) -> bool:
        """Return whether a rep has a unit beside this one; without borders all are."""
        graph = self.yardstick.ground.graph
        return graph is None or bool((self.rep_of[graph.of_unit(unit)] == rep).any())

    def shift(self, unit: int, rep: int) -> None:
        """Give a unit to a rep."""
        now, amounts = int(self.rep_of[unit]), self.yardstick.amounts
        self.loads[:, now] -= amounts[:, unit, now]
        self.loads[:, rep] += amounts[:, unit, rep]
        self.count[now] -= 1
        self.count[rep] += 1
        self.rep_of[unit] = rep


def rest_in_pieces(graph: Adjacency, rep_of: Ints, unit: int) -> int:
    """
    Return into how many pieces a unit's own neighbours of the same rep fall without it; 0 when it has none.

    One search from the first of them ends as soon as it has met the others; two or more mean that giving the unit away
    would cut the territory.
    """
    rep = rep_of[unit]
    around = [i for i in graph.of_unit(unit).tolist() if rep_of[i] == rep]
    parts, waiting = 0, set(around)
    while waiting:
        parts += 1
        first = min(waiting)
        waiting.discard(first)
        queue, met = [first], {unit, first}
        for here in queue:
            if not waiting:
                break
            for near in graph.of_unit(here).tolist():
                if near not in met and rep_of[near] == rep:
                    met.add(near)
                    queue.append(near)
                    waiting.discard(near)
    return parts

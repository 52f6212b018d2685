"""Branch and bound on sites: the bound of a p-median beyond its relaxation, as far as the time goes."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np

from optimize.location.kernels.bounding import Climb
from optimize.location.kernels.branching import CLOSED, FREE, OPEN, branch
from optimize.program import Floats, Ints

ROOT, STEPS, LENGTH = 300, 60, 0.3
"""Steps of the climb at the root and at a branch, and the length of the first step there."""


@dataclass(order=True)
class _Node:
    """What is held in a branch, and the bound it had."""

    bound: float
    number: int
    held: Ints = field(compare=False)
    price: Floats = field(compare=False)
    site: int = field(compare=False)


class Proof:
    """
    The branches that are left of a p-median; ``bound`` holds for every choice of p sites.

    ``beat`` is what an answer must cost less than to be worth finding: a little below the best known. ``sites`` are
    those of the best answer that a branch has come to, empty while there is none.
    """

    def __init__(self, columns: Floats, p: int, price: Floats, beat: float) -> None:
        self._columns, self._p, self.beat, self._made = columns, p, beat, 0
        self._left: list[_Node] = []
        self.sites: Ints = np.empty(0, dtype=np.int64)
        self._add(np.full(len(columns), FREE), price, ROOT, -np.inf)

    @property
    def bound(self) -> float:
        """Return the least bound of what is left; what is not there any more costs ``beat`` or more."""
        return min(self._left[0].bound, self.beat) if self._left else self.beat

    def go_on(self, branches: int) -> None:
        """Branch so many times, the least bound first, or until nothing is left."""
        for _ in range(branches):
            if not self._left or self._left[0].bound >= self.beat:
                self._left.clear()
                return
            node = heapq.heappop(self._left)
            for state in (OPEN, CLOSED):
                held = node.held.copy()
                held[node.site] = state
                self._add(held, node.price, STEPS, node.bound)

    def _add(self, held: Ints, price: Floats, steps: int, parent: float) -> None:
        """Add a branch unless nothing in it can be better; one with nothing left to choose is an answer."""
        if (held == OPEN).sum() > self._p or (held != CLOSED).sum() < self._p:
            return
        found = branch(self._columns, self._p, price, held, Climb(steps, self.beat, LENGTH))
        bound = max(found.bound * (1 - 1e-12), parent)
        if bound >= self.beat:
            return
        chosen = np.flatnonzero(found.held == OPEN)
        chosen = chosen if len(chosen) == self._p else np.flatnonzero(found.held != CLOSED)
        if len(chosen) == self._p:
            cost = float(self._columns[chosen].min(axis=0).sum())
            if cost < self.beat:
                self.beat, self.sites = cost, chosen
            return
        self._made += 1
        heapq.heappush(self._left, _Node(bound, self._made, found.held, found.price, found.site))

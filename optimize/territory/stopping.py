"""While a map is drawn: how far it is, and after Ctrl-C the best so far and nothing more."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from optimize.program import Ints
from optimize.territory.program import Deal

NO_MAP = "stopped before there was a map"
TINY = 1e-9


def unheard(_: str) -> None:
    """Say nothing."""


class Stop:
    """
    Whether the user stopped the search; handed down through its parts, so that each ends with what it has.

    ``hear`` is told how far it is.
    """

    def __init__(self, hear: Callable[[str], None] = unheard) -> None:
        self.asked, self.hear = False, hear


class SoFar:
    """
    A search on its way: the best assignment met (bands missed first, then cost and seams) and the best bound known.

    ``deal`` is what the assignment is judged by. The clock starts with it.
    """

    def __init__(self, deal: Deal, territory: Ints, stop: Stop | None = None) -> None:
        self.deal, self.territory, self.stop = deal, territory, stop or Stop()
        self.clock, self.bound = time.perf_counter(), _each_cheapest(deal)
        self._key = self._key_of(territory)

    def offer(self, territory: Ints) -> None:
        """Keep an assignment when it is better."""
        key = self._key_of(territory)
        if key < self._key:
            self.territory, self._key = territory.copy(), key
            self._tell()

    def proved(self, bound: float) -> None:
        """Keep a bound when it is better."""
        if bound > self.bound:
            self.bound = bound
            self._tell()

    def _tell(self) -> None:
        cost, misses_bands = self.deal.total(self.territory), self._key[0] > 0
        if not misses_bands:
            gap = (cost - self.bound) / max(cost, TINY)
            self.stop.hear(f"map so far: cost {cost:,.0f}, bound {self.bound:,.0f}, gap {gap:.1%}")

    def _key_of(self, territory: Ints) -> tuple[float, float]:
        return round(self.deal.miss(territory), 7), self.deal.total(territory) + self.deal.seams(territory)


def _each_cheapest(deal: Deal) -> float:
    """Return the bound that needs no program: every unit where it costs least, a base with its own."""
    cheapest = deal.cost.min(axis=1)
    own = np.flatnonzero(deal.own >= 0)
    cheapest[deal.own[own]] = deal.cost[deal.own[own], own]
    return float(cheapest.sum())

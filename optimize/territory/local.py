"""
Whole, contiguous territories near the relaxation: round it, rejoin what is cut off, then shift units over borders.

Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) over single shifts of border units, each kept only
when the territory it leaves still hangs together; missing a band costs little at first and more than anything at
the end. Every state is contiguous; the relaxation's bound says how far from the best it can be.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optimize.program import Ints
from optimize.territory.program import Deal
from sim.streams import Streams, entity_id
from sim.territory.contiguity import Adjacency, pieces

COOLED = 0.5
"""From this share of the run on, states are compared with the best so far."""


@dataclass(frozen=True)
class Schedule:
    """
    How long and how hot an annealing run is.

    ``sweeps`` are proposals per unit of the map; ``hottest`` and ``coldest`` the temperature at first and last, as
    a share of a unit's mean cost; ``softest`` and ``hardest`` the price of a missed band, in multiples of an
    average territory's cost per average missed.
    """

    sweeps: int
    hottest: float = 1.0
    coldest: float = 0.001
    softest: float = 10.0
    hardest: float = 60.0


def rejoin(deal: Deal, territory: Ints) -> Ints:
    """
    Return the assignment with every cut-off piece given away, unit by unit, to the cheapest territory that borders.

    The piece with the territory's own unit stays, else the heaviest. Nothing changes without borders.
    """
    if deal.graph is None:
        return territory
    joined = territory.copy()
    loose = _cut_off(deal, deal.graph, joined)
    while len(loose):
        waiting = set(loose.tolist())
        settled = []
        for unit in loose.tolist():
            near = deal.graph.of_unit(unit)
            options = sorted({int(joined[other]) for other in near.tolist() if other not in waiting})
            if options:
                settled.append((unit, options[int(deal.cost[unit, options].argmin())]))
        if not settled:
            break
        for unit, j in settled:
            joined[unit] = j
        loose = np.array(sorted(waiting - {unit for unit, _ in settled}), dtype=np.int64)
    return joined


def _cut_off(deal: Deal, graph: Adjacency, territory: Ints) -> Ints:
    """Return the units that do not hang together with the main piece of their territory."""
    piece = pieces(graph, territory)
    weight = deal.measures[0].amount[np.arange(len(piece)), territory]
    heavy = np.bincount(piece, weight) + 1e-12 * np.bincount(piece)
    main = np.full(deal.cost.shape[1], -1, dtype=np.int64)
    for number in np.argsort(heavy, kind="stable"):
        main[territory[piece == number][0]] = number
    own = np.flatnonzero(deal.own >= 0)
    at_home = own[territory[deal.own[own]] == own]
    main[at_home] = piece[deal.own[at_home]]
    return np.flatnonzero(piece != main[territory])


@dataclass(eq=False)
class _State:
    """An assignment on the way, as plain lists: element access is what the search does most."""

    owner: list[int]
    count: list[int]
    loads: list[list[float]]


def anneal(deal: Deal, territory: Ints, seed: int, schedule: Schedule) -> Ints:
    """Return the cheapest contiguous assignment met that misses the bands the least; starts from a contiguous one."""
    search = _Search(deal, territory, seed)
    return search.run(schedule)


class _Search:
    """The shifts of one annealing run."""

    def __init__(self, deal: Deal, territory: Ints, seed: int) -> None:
        n, k = deal.cost.shape
        self.deal, self.n, self.k, self.seed = deal, n, k, seed
        self.cost = deal.cost.tolist()
        self.amounts = [m.amount.tolist() for m in deal.measures]
        self.bands = [(m.low.tolist(), m.high.tolist()) for m in deal.measures]
        self.near = self._neighbours()
        self.fixed = [False] * n
        for unit in deal.own[deal.own >= 0].tolist():
            self.fixed[unit] = True
        self.state = _State(
            territory.tolist(),
            np.bincount(territory, minlength=k).tolist(),
            [load.tolist() for load in deal.loads(territory)],
        )

    def _neighbours(self) -> list[list[int]]:
        """Return the units around each; without borders every unit is near its few cheapest territories' bases."""
        graph = self.deal.graph
        if graph is None:
            return [[] for _ in range(self.n)]
        return [graph.of_unit(i).tolist() for i in range(self.n)]

    def run(self, schedule: Schedule) -> Ints:
        """Return the best assignment of an annealing run."""
        cost = self.deal.total(np.array(self.state.owner))
        per_unit, per_territory = cost / self.n, cost / self.k
        luck = Streams(self.seed, 0)
        best, best_key = list(self.state.owner), self._key()
        for sweep in range(schedule.sweeps):
            done = sweep / max(schedule.sweeps - 1, 1)
            heat = per_unit * schedule.hottest * (schedule.coldest / schedule.hottest) ** done
            fine = per_territory * schedule.softest * (schedule.hardest / schedule.softest) ** done
            draws = luck.uniforms(
                "territory-shift", _SWEEP, np.arange(sweep * 3 * self.n, (sweep + 1) * 3 * self.n)
            )
            if self._sweep(draws.tolist(), heat, fine) and done > COOLED:
                key = self._key()
                if key < best_key:
                    best, best_key = list(self.state.owner), key
        return np.array(best, dtype=np.int64)

    def _key(self) -> tuple[float, float]:
        owner = np.array(self.state.owner)
        return round(self.deal.miss(owner), 6), self.deal.total(owner)

    def _sweep(self, draws: list[float], heat: float, fine: float) -> int:
        """Propose one shift per unit of the map and return how many were made."""
        n, near, owner, fixed = self.n, self.near, self.state.owner, self.fixed
        made = 0
        for p in range(0, 3 * n, 3):
            unit = int(draws[p] * n)
            around = near[unit]
            if fixed[unit] or not around:
                continue
            to = owner[around[int(draws[p + 1] * len(around))]]
            if to == owner[unit]:
                continue
            change = self._change(unit, to, fine)
            if change > 0 and draws[p + 2] >= math.exp(-change / heat):
                continue
            if self._may_leave(unit):
                self._move(unit, to)
                made += 1
        return made

    def _change(self, unit: int, to: int, fine: float) -> float:
        """Return what a shift changes: cost, and the fine for bands missed by more or less."""
        come_from = self.state.owner[unit]
        change: float = self.cost[unit][to] - self.cost[unit][come_from]
        for load, amount, (low, high) in zip(self.state.loads, self.amounts, self.bands, strict=True):
            less, more = amount[unit][come_from], amount[unit][to]
            change += fine * (
                _out(load[come_from] - less, low[come_from], high[come_from])
                - _out(load[come_from], low[come_from], high[come_from])
                + _out(load[to] + more, low[to], high[to])
                - _out(load[to], low[to], high[to])
            )
        return change

    def _may_leave(self, unit: int) -> bool:
        """Return whether the territory of a unit still hangs together, and has a unit left, without it."""
        owner, near = self.state.owner, self.near
        mine = owner[unit]
        if self.state.count[mine] <= 1:
            return False
        wanted = [other for other in near[unit] if owner[other] == mine]
        if len(wanted) <= 1:
            return True
        missing, seen, queue = set(wanted[1:]), {unit, wanted[0]}, [wanted[0]]
        for at in queue:
            for other in near[at]:
                if owner[other] == mine and other not in seen:
                    seen.add(other)
                    queue.append(other)
                    missing.discard(other)
                    if not missing:
                        return True
        return False

    def _move(self, unit: int, to: int) -> None:
        state = self.state
        come_from = state.owner[unit]
        for load, amount in zip(state.loads, self.amounts, strict=True):
            load[come_from] -= amount[unit][come_from]
            load[to] += amount[unit][to]
        state.count[come_from] -= 1
        state.count[to] += 1
        state.owner[unit] = to


_SWEEP = np.array([entity_id("territory-search")], dtype=np.uint64)


def _out(load: float, low: float, high: float) -> float:
    """Return by how much a load lies outside its band."""
    return low - load if load < low else load - high if load > high else 0.0

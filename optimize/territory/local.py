"""
Whole, contiguous territories near the relaxation: rejoin what is cut off, then shift units over borders.

The compiled annealing of :mod:`optimize.districting` on a deal: every state is contiguous, missing a band costs little
at first and more than anything at the end. The relaxation's bound says how far from the best it can be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimize.districting.kernels import (
    Borders,
    Ground,
    Heat,
    State,
    anneal_sweeps,
    join,
    key_of,
    slots,
    state_of,
)
from optimize.program import Floats, Ints
from optimize.territory.program import Deal
from sim.territory.contiguity import Adjacency

COOLED = 0.5
"""From this share of the run on, states are compared with the best so far."""
CHUNK = 10
CHAINS = 0.4


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
    joined = territory.astype(np.int64)
    weight = np.ascontiguousarray(deal.measures[0].amount[np.arange(len(joined)), joined])
    join(
        Borders(deal.graph.start, deal.graph.neighbour, weight),
        np.ascontiguousarray(deal.cost),
        deal.own,
        joined,
    )
    return joined


def anneal(
    deal: Deal, territory: Ints, seed: int, schedule: Schedule, better: Callable[[Ints], None] | None = None
) -> Ints:
    """
    Return the cheapest contiguous assignment met that misses the bands the least; starts from a contiguous one.

    ``better`` is given each assignment that is the best so far, for who stops the search.
    """
    n, k = deal.cost.shape
    ground = _ground(deal)
    state: State = state_of(ground, territory)
    cost = deal.total(territory)
    heat = Heat(
        schedule.hottest * cost / n,
        schedule.coldest * cost / n,
        schedule.softest * cost / k,
        schedule.hardest * cost / k,
        CHAINS,
    )
    key = key_of(seed, "territory-shift")
    best, best_key = territory, _key(deal, territory)
    for first in range(0, schedule.sweeps, CHUNK):
        last = min(first + CHUNK, schedule.sweeps)
        anneal_sweeps(ground, state, heat, (first, last, schedule.sweeps), key)
        reached = _key(deal, state.owner) if last > COOLED * schedule.sweeps else best_key
        if reached < best_key:
            best, best_key = state.owner.copy(), reached
            (better or _unheard)(best)
    return best


def _unheard(_best: Ints) -> None:
    """Tell nobody."""


def _key(deal: Deal, territory: Ints) -> tuple[float, float]:
    """Return what is to be small: bands missed, then cost and seams."""
    return round(deal.miss(territory), 6), deal.total(territory) + deal.seams(territory)


def _ground(deal: Deal) -> Ground:
    """Return a deal as the arrays of the search; without borders nothing can be shifted."""
    n = len(deal.cost)
    graph = deal.graph or Adjacency(np.zeros(n + 1, dtype=np.int64), np.empty(0, dtype=np.int64))
    tail, back = slots(graph)
    amount = np.stack([measure.amount for measure in deal.measures])
    held = np.zeros(n, dtype=np.bool_)
    held[deal.own[deal.own >= 0]] = True
    return Ground(
        start=graph.start,
        neighbour=graph.neighbour,
        tail=tail,
        back=back,
        cost=np.ascontiguousarray(deal.cost),
        amount=_narrow(amount),
        low=np.stack([measure.low for measure in deal.measures]),
        high=np.stack([measure.high for measure in deal.measures]),
        held=held,
        present=np.full(n, -1, dtype=np.int64),
        toll=np.zeros(n),
        budget=np.array([np.inf]),
        seam=np.array([deal.seam]),
    )


def _narrow(amount: Floats) -> Floats:
    """Return amounts (m, n, k) as (m, n, 1) when no unit's depends on the territory."""
    alike = bool((amount == amount[:, :, :1]).all())
    return np.ascontiguousarray(amount[:, :, :1] if alike else amount)

"""An assignment as the search keeps it: loads summed anew, and what it costs and misses."""

from __future__ import annotations

import numpy as np

from optimize.accounts.kernels.arrays import Arcs, Bands
from optimize.accounts.kernels.search import KEPT, State
from optimize.program import Floats, Ints


def seat(arcs: Arcs, slot: Ints, n_reps: int, most: int) -> State:
    """Return the state with every item at its arc ``slot``; at most ``most`` items at a rep."""
    row = np.arange(len(slot))
    rep = arcs.rep[row, slot]
    held = np.bincount(rep, minlength=n_reps)
    order = np.argsort(rep, kind="stable")
    place = np.empty(len(slot), dtype=np.int64)
    place[order] = row - (np.cumsum(held) - held)[rep[order]]
    members = np.empty((n_reps, most), dtype=np.int64)
    members[rep, place] = row
    amount = arcs.amount[row, slot]
    load = np.empty((n_reps, amount.shape[1]))
    for d in range(amount.shape[1]):
        load[:, d] = np.bincount(rep, amount[:, d], minlength=n_reps)
    return State(slot.copy(), load, members, held, place)


def worth(arcs: Arcs, bands: Bands, state: State) -> tuple[float, float]:
    """Return a state's cost, and the sum of what its loads are out of their bands, as shares of the limits."""
    limit = np.maximum(np.abs(bands.low), np.abs(bands.high))
    slack = KEPT * limit
    under = np.where(state.load < bands.low - slack, bands.low - state.load, 0.0)
    out = np.where(state.load > bands.high + slack, state.load - bands.high, under)
    cost = arcs.cost[np.arange(len(state.slot)), state.slot]
    return _sum(cost), _sum(out / np.maximum(limit, 1e-300))


def _sum(values: Floats) -> float:
    """Return the sum from the first to the last, as a loop adds: how the parts stand in memory makes no difference."""
    return float(np.cumsum(values)[-1])

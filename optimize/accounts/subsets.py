"""Items of a few reps at a time dealt anew by the exact solver, all others as they are (fix and optimize)."""

from __future__ import annotations

import numpy as np

from optimize.accounts.effort import Clock
from optimize.accounts.exact import PROVED, exact
from optimize.accounts.items import Items
from optimize.accounts.kernels.arrays import Bands, Every
from optimize.accounts.searching import Found
from optimize.program import Ints, Limits
from sim.streams import Streams

REPS, SECONDS = 5, 2.0
"""How many reps are looked at at a time, and for how long at most."""


def redealt(items: Items, found: Found, clock: Clock, until: float) -> Found:
    """
    Return an assignment that keeps the bands with random sets of reps dealt anew, ``until`` seconds on the clock.

    A keyboard interrupt ends it with the best so far and is noted on the clock.
    """
    luck, turn, rows = Streams(0, 0), 0, np.arange(items.k).astype(np.uint64)
    rep = found.rep.copy()
    try:
        while clock.seconds + SHORTEST < until:
            reps = np.sort(np.argsort(luck.uniforms("accounts-subset", rows, turn), kind="stable")[:REPS])
            deal_anew(items, rep, reps, clock, min(SECONDS, until - clock.seconds))
            turn += 1
    except KeyboardInterrupt:
        clock.interrupted = True
    better = Found(rep, items.total(rep), 0.0)
    return better if not items.miss(rep).any() and better.beats(found) else found


def deal_anew(items: Items, rep: Ints, reps: Ints, clock: Clock, seconds: float) -> None:
    """Change ``rep`` (n_items,) to the best that is found for the items of some reps."""
    mine = np.flatnonzero(np.isin(rep, reps))
    if len(mine) == 0:
        return
    some, now = _part(items, mine, reps), np.searchsorted(reps, rep[mine])
    limits = Limits(gap=PROVED, seconds=seconds)
    solved = exact(some, np.isfinite(some.every.cost), clock.effort.solver, limits, now)
    if solved.rep is None or some.miss(solved.rep).any() or some.total(solved.rep) >= some.total(now):
        return
    rep[mine] = reps[solved.rep]


SHORTEST = 0.2


def _part(items: Items, mine: Ints, reps: Ints) -> Items:
    """Return some items and reps as a statement of their own: what these reps have is all from these items."""
    amount = items.every.amount[:, mine]
    amount = amount if amount.shape[2] == 1 else amount[:, :, reps]
    every = Every(items.every.cost[np.ix_(mine, reps)], np.ascontiguousarray(amount))
    return Items(every, Bands(items.bands.low[reps], items.bands.high[reps]), np.arange(len(mine)))

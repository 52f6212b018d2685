"""Arcs that no whole assignment can use: an item that does not fit beside what a rep must have anyway."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimize.accounts.items import ROUNDING, Items
from optimize.program import Floats

PASSES = 10


def fitting(items: Items) -> Items:
    """
    Return the items without arcs that cannot be used, the same when there are none.

    An item with one arc left takes its room at that rep; an arc of another item whose amount is above the room left is
    dropped. The relaxation without them is nearer to whole items. An item may end without any arc: then nothing fits.
    """
    for _ in range(PASSES):
        drop = _too_large(items)
        if drop is None:
            break
        cost = np.where(drop, np.inf, items.every.cost)
        items = replace(items, every=items.every._replace(cost=cost))
    return items


def _too_large(items: Items) -> np.ndarray | None:
    """Return which arcs do not fit (n_items, k), None when all do."""
    cost, amount = items.every
    open_arcs = np.isfinite(cost)
    settled = np.flatnonzero(open_arcs.sum(axis=1) == 1)
    room = items.bands.high - _taken(items, settled)
    # rounding of what is taken is no reason to drop an arc
    room = np.maximum(room, 0.0) + ROUNDING * np.maximum(items.bands.high, 1e-300)
    if (amount.max(axis=(1, 2)) <= room.min(axis=0)).all():
        return None
    drop = np.zeros(cost.shape, dtype=np.bool_)
    for d in range(len(amount)):
        drop |= amount[d] > room[:, d]
    drop[settled] = False
    drop &= open_arcs
    return drop if drop.any() else None


def _taken(items: Items, settled: np.ndarray) -> Floats:
    """Return the loads of the items that have one arc only, shape (k, m)."""
    cost, amount = items.every
    rep = np.isfinite(cost[settled]).argmax(axis=1)
    taken = np.zeros(items.bands.low.shape)
    for d in range(len(amount)):
        mine = amount[d, settled, rep] if amount.shape[2] > 1 else amount[d, settled, 0]
        np.add.at(taken[:, d], rep, mine)
    return taken

"""Which lead an order goes back to: from the inquiry to the customer it became and all that he bought."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.log import EventLog, Kind
from sim.streams import LINE, child_ids

Ids = NDArray[np.uint64]
Ints = NDArray[np.int64]


def origin_of_orders(log: EventLog, n_families: int) -> tuple[Ints, Ints]:
    """
    Return for each ORDERED event the row of the WON event it goes back to, and its number in the customer's line.

    Both have shape (n_orders,); -1 for orders of those who were customers before the run. Ids are children of ids, so
    the chain lead, customer, line of business, order can be followed without a table.
    """
    won, ordered = log.of(Kind.WON).entity, log.of(Kind.ORDERED).entity
    place = np.argsort(ordered, kind="stable")
    origin, number = np.full(len(ordered), -1), np.full(len(ordered), -1)
    customers = child_ids(won, 0)
    lines = [customers, *(child_ids(customers, LINE + family) for family in range(n_families))]
    for keys in lines:
        _follow(keys, ordered, place, origin, number)
    return origin, number


def _follow(keys: Ids, ordered: Ids, place: Ints, origin: Ints, number: Ints) -> None:
    """Note the orders 1, 2, … of lines with these keys, until none has any more."""
    alive, n = np.arange(len(keys)), 0
    while len(alive):
        n += 1
        wanted = child_ids(keys[alive], n)
        at = np.minimum(np.searchsorted(ordered, wanted, sorter=place), max(len(ordered) - 1, 0))
        found = ordered[place[at]] == wanted if len(ordered) else np.zeros(len(alive), dtype=np.bool_)
        row = place[at[found]]
        origin[row], number[row] = alive[found], n
        alive = alive[found]

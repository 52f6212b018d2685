"""The customer file: who the customers are, where they are, and what they ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.log import Kind
from sim.people.skill import segments
from sim.streams import LINE, child_ids

if TYPE_CHECKING:
    from sim.engine.run import Run

Ids = NDArray[np.uint64]
Ints = NDArray[np.int64]
_TRACES = (Kind.ORDERED, Kind.QUOTED, Kind.APPROVAL_ASKED)
"""What every order, and every quote that became none, leaves in the log."""


def customers_of(run: Run) -> tuple[Ids, Ints]:
    """Return the ids and basic units of all who ever were customers: of the opening, and won; shape (n_customers,)."""
    ids, units, _ = run.world.customers
    won = run.log.of(Kind.WON)
    return np.concatenate([ids, child_ids(won.entity, 0)]), np.concatenate([units, won.unit])


def owners_of_orders(run: Run) -> tuple[Ids, Ints]:
    """
    Return the ids of all orders and quotes, in order of size, and the row of the customer of each.

    A row is a place in :func:`customers_of`, -1 where nobody is behind an order, which breaks a law.
    """
    known = np.unique(run.log.of(*_TRACES).entity)
    owner = np.full(len(known), -1, dtype=np.int64)
    customers, _ = customers_of(run)
    families = [family.id for family in run.world.scenario.market.families]
    adopted = [families.index(rule.id) for rule in run.world.scenario.customers.adoption]
    lines = np.concatenate([customers, *(child_ids(customers, LINE + family) for family in adopted)])
    rows = np.tile(np.arange(len(customers)), 1 + len(adopted))
    number = 1
    while len(lines) and len(known):
        orders = child_ids(lines, number)  # a line's orders are numbered without a gap
        place = np.minimum(np.searchsorted(known, orders), len(known) - 1)
        there = known[place] == orders
        owner[place[there]] = rows[there]
        lines, rows, number = lines[there], rows[there], number + 1
    return known, owner


def customer_file(run: Run) -> dict[str, NDArray[np.generic]]:
    """
    Return the account table, a column each of shape (n_customers,), in order of :func:`customers_of`.

    ``id``; ``unit``, ``segment`` and ``potential`` of the place; ``since``, when he became a customer [hours; -inf:
    before the run]; ``orders``, ``ordered`` and ``delivered`` value [cents]; ``is_there``: still one at the end.
    """
    ids, unit = customers_of(run)
    units = run.world.scenario.tables.units
    known, owner = owners_of_orders(run)
    ordered, delivered = run.log.of(Kind.ORDERED), run.log.of(Kind.DELIVERED)
    who = owner[np.searchsorted(known, ordered.entity)]
    whose = owner[np.searchsorted(known, delivered.entity)]
    n_opening = len(run.world.customers[0])
    return {
        "id": ids,
        "unit": units["id"][unit],
        "segment": np.array(segments(run.world.scenario))[run.world.segment[unit]],
        "potential": units["potential"][unit],
        "since": np.concatenate([np.full(n_opening, -np.inf), run.log.of(Kind.WON).time]),
        "orders": np.bincount(who, minlength=len(ids)),
        "ordered": _sum(who, ordered.cents, len(ids)),
        "delivered": _sum(whose, delivered.cents, len(ids)),
        "is_there": ~np.isin(ids, run.log.of(Kind.CHURNED).entity),
    }


def _sum(rows: Ints, cents: Ints, n: int) -> Ints:
    total = np.zeros(n, dtype=np.int64)
    np.add.at(total, rows, cents)
    return total

"""The books of the orders: what each came to, from the order to the last cent, and whether the books agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.log import EventLog, Kind

Cents = NDArray[np.int64]
Ids = NDArray[np.uint64]
BOOKED = (
    Kind.ORDERED,
    Kind.CANCELLED,
    Kind.SHIPPED,
    Kind.DELIVERED,
    Kind.INVOICED,
    Kind.DEPOSITED,
    Kind.PAID,
    Kind.WRITTEN_OFF,
    Kind.RETURNED,
    Kind.REFUNDED,
    Kind.CHARGED_BACK,
    Kind.REVERSED,
)
"""Kinds of events that have a column in the books."""
CASH = {Kind.DEPOSITED: 1, Kind.PAID: 1, Kind.REVERSED: 1, Kind.REFUNDED: -1, Kind.CHARGED_BACK: -1}
"""What an event's value counts for as cash."""


@dataclass(frozen=True)
class Books:
    """
    The value of each order's events [cents], by kind.

    ``ids`` are those of the orders placed, in order of size; ``columns`` have their shape, (n_orders,); ``strays`` are
    the ids of events of orders that were never placed.
    """

    ids: Ids
    columns: dict[Kind, Cents]
    strays: Ids

    def __getitem__(self, kind: Kind) -> Cents:
        """Return a column."""
        return self.columns[kind]

    @property
    def owed(self) -> Cents:
        """Return what is still to be paid for each invoice [cents]: less deposits, payments, and what was forgotten."""
        forgiven = self[Kind.RETURNED] - self[Kind.REFUNDED] + self[Kind.WRITTEN_OFF]
        left: Cents = self[Kind.INVOICED] - self[Kind.DEPOSITED] - self[Kind.PAID] - forgiven
        return np.where(self[Kind.INVOICED] > 0, left, 0)


@dataclass(frozen=True)
class Mismatch:
    """An order whose books do not agree: what is wrong, and by how much [cents]."""

    order: int
    wrong: str
    cents: int


def books(log: EventLog) -> Books:
    """Return the books of all orders of a log, which must begin with the run."""
    ids = np.unique(log.of(Kind.ORDERED).entity)
    columns, strays = {}, []
    for kind in BOOKED:
        part = log.of(kind)
        place = np.minimum(np.searchsorted(ids, part.entity), max(len(ids) - 1, 0))
        known = ids[place] == part.entity if len(ids) else np.zeros(len(part), dtype=np.bool_)
        columns[kind] = np.zeros(len(ids), dtype=np.int64)
        np.add.at(columns[kind], place[known], part.cents[known])
        strays.append(part.entity[~known])
    return Books(ids, columns, np.unique(np.concatenate(strays)))


def reconcile(log: EventLog) -> tuple[Mismatch, ...]:
    """
    Return every mismatch between orders, shipments, deliveries, invoices and cash of a log; none when all agree.

    The log must begin with the run. Without invoices nobody looks at money.
    """
    found = books(log)
    strays = (Mismatch(order, "was never placed", 0) for order in found.strays.tolist())
    return (*strays, *(fault for check in _checks(found, log) for fault in _faults(found, *check)))


def _faults(found: Books, wrong: str, amiss: Cents) -> list[Mismatch]:
    rows = np.flatnonzero(amiss)
    return [
        Mismatch(order, wrong, cents)
        for order, cents in zip(found.ids[rows].tolist(), amiss[rows].tolist(), strict=True)
    ]


def _checks(found: Books, log: EventLog) -> list[tuple[str, Cents]]:
    """Return what each order is checked for, and how far it is off [cents], shape (n_orders,)."""
    ordered, shipped, cancelled = found[Kind.ORDERED], found[Kind.SHIPPED], found[Kind.CANCELLED]
    delivered, invoiced, paid = found[Kind.DELIVERED], found[Kind.INVOICED], found[Kind.PAID]
    closed = (shipped + cancelled) > 0
    checks = [
        ("shipped or cancelled, but not as ordered", np.where(closed, shipped + cancelled - ordered, 0)),
        ("delivered, but not as shipped", np.where(delivered > 0, delivered - shipped, 0)),
        ("returned more than delivered", np.maximum(found[Kind.RETURNED] - delivered, 0)),
    ]
    if not log.counts[Kind.INVOICED]:
        return checks
    settled = (paid > 0) | (found[Kind.WRITTEN_OFF] > 0)
    refunded, back = found[Kind.REFUNDED], found[Kind.CHARGED_BACK]
    return [
        *checks,
        ("invoiced, but not as delivered", invoiced - delivered),
        ("settled, but not as invoiced", np.where(settled, found.owed, 0)),
        ("paid more than invoiced", np.minimum(found.owed, 0)),
        (
            "cancelled, but the deposit was not paid back",
            np.where(cancelled > 0, found[Kind.DEPOSITED] - refunded, 0),
        ),
        ("charged back more than paid", np.maximum(back - paid, 0)),
        (
            "reversed, but not as charged back",
            np.where(found[Kind.REVERSED] > 0, found[Kind.REVERSED] - back, 0),
        ),
    ]

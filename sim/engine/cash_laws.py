"""The laws from quote to cash: what is sold below its floor, owed, delivered, paid and given back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.books import Books, books, reconcile
from sim.customer_file import customers_of, owners_of_orders
from sim.engine.log import EventLog, Kind
from sim.engine.run import Run
from sim.points import rows_by_share
from sim.quoting import floors_cents, quotes_orders
from sim.receivables import limits_cents

Ints = NDArray[np.int64]


def cash_faults(run: Run) -> Iterator[str]:
    """Yield each law that a replication breaks, in words; nothing is looked at where nothing is on."""
    scenario, log = run.world.scenario, run.log
    if quotes_orders(scenario):
        yield from _quotes(run)
    if scenario.order_to_cash.contracts is not None:
        yield from _contracts(log)
    if scenario.plan.terms is None:
        return
    for fault in reconcile(log)[:1]:
        yield f"orders, deliveries, invoices, cash agree: order {fault.order} was {fault.wrong} ({fault.cents} cents)"
    if scenario.plan.terms.credit is not None:
        yield from _exposure(run)


def _quotes(run: Run) -> Iterator[str]:
    """Yield whether a quote that came to nothing was ordered, or anything below its floor without an approval."""
    scenario, log = run.world.scenario, run.log
    ordered = log.of(Kind.ORDERED)
    if np.isin(ordered.entity, log.of(Kind.QUOTE_EXPIRED, Kind.DECLINED).entity).any():
        yield "expired and declined quotes never become orders"
    if (
        scenario.order_to_cash.quotes is not None
        and not np.isin(ordered.entity, log.of(Kind.QUOTED).entity).all()
    ):
        yield "every order was quoted"
    floor = ordered.units * np.array(floors_cents(scenario))[ordered.family]
    below = ordered.entity[ordered.cents < floor]
    if not np.isin(below, log.of(Kind.APPROVED).entity).all():
        yield "no order below the floor without an approval"


def _contracts(log: EventLog) -> Iterator[str]:
    """Yield whether a term ended twice."""
    ended = log.of(Kind.RENEWED, Kind.NOT_RENEWED).entity
    if len(np.unique(ended)) != len(ended):
        yield "a term ends once"


def _exposure(run: Run) -> Iterator[str]:
    """Yield whether any customer ever owed more than his limit."""
    known, owner = owners_of_orders(run)
    if (owner < 0).any():
        yield "every order has a customer"
        return
    time, order, cents = _movements(run.log)
    who = owner[np.searchsorted(known, order)]
    # What is paid at one moment frees what is accepted at that moment.
    by = np.lexsort((cents > 0, time, who))
    who, total = who[by], np.cumsum(cents[by])
    first = np.searchsorted(who, who)
    before = np.where(first > 0, total[first - 1], 0)
    if (total - before > credit_limits(run)[who]).any():
        yield "no customer owes more than his limit"


def credit_limits(run: Run) -> Ints:
    """Return the credit limit of every customer [cents], in order of ``customers_of``."""
    world = run.world
    ids, unit = customers_of(run)
    shares = [payer.share for payer in world.scenario.order_to_cash.payers]
    payer = (
        rows_by_share(world.streams.uniforms("payer", ids), shares)
        if shares
        else np.zeros(len(ids), np.int64)
    )
    limits: Ints = np.array(limits_cents(world.scenario))[payer * world.n_segments + world.segment[unit]]
    return limits


def _movements(log: EventLog) -> tuple[NDArray[np.float64], NDArray[np.uint64], Ints]:
    """Return when what customers owe went up or down, for which order, and by how much [cents]."""
    found = books(log)
    ordered, cancelled = log.of(Kind.ORDERED), log.of(Kind.CANCELLED)
    at_once = ordered.where(~np.isin(ordered.entity, log.of(Kind.CREDIT_HELD).entity))
    freed = log.of(Kind.CREDIT_FREED)
    accepted = np.concatenate([at_once.entity, freed.entity])
    undone = cancelled.where(np.isin(cancelled.entity, accepted))
    parts = [
        *((part, _less(part, found, Kind.DEPOSITED)) for part in (at_once, freed)),
        (undone, -_less(undone, found, Kind.DEPOSITED)),
        *((log.of(kind), -log.of(kind).cents) for kind in (Kind.PAID, Kind.WRITTEN_OFF)),
        (log.of(Kind.RETURNED), -_less(log.of(Kind.RETURNED), found, Kind.REFUNDED)),
    ]
    return (
        np.concatenate([part.time for part, _ in parts]),
        np.concatenate([part.entity for part, _ in parts]),
        np.concatenate([cents for _, cents in parts]),
    )


def _less(part: EventLog, found: Books, kind: Kind) -> Ints:
    """Return the value of events less what their orders have in another column of the books [cents]."""
    less: Ints = part.cents - found[kind][np.searchsorted(found.ids, part.entity)]
    return less

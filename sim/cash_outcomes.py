"""What quotes, invoices, payments, returns and contracts came to in one replication."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.books import CASH, books, reconcile
from sim.calendar import HOURS_PER_DAY
from sim.engine.log import EventLog, Kind
from sim.prices import asked_cents, margin_shares
from sim.quoting import quotes_orders

if TYPE_CHECKING:
    from sim.engine.run import Run
    from sim.outcomes import Measured, Row

_CENTS = 100.0
Floats = NDArray[np.float64]
_OWED = {
    Kind.INVOICED: 1,
    Kind.DEPOSITED: -1,
    Kind.PAID: -1,
    Kind.WRITTEN_OFF: -1,
    Kind.RETURNED: -1,
    Kind.REFUNDED: 1,
}
"""What an event's value counts for as receivables less deposits."""


def cash_rows(measured: Measured) -> list[Row]:
    """Return the measures from quote to cash; what the scenario does not have is left out."""
    run, log = measured.run, measured.log
    values: dict[str, float | None] = {**_quotes(run, log), **_contracts(run, log)}
    rows: list[Row] = []
    if run.world.scenario.plan.terms is not None:
        values |= {**_cash(run, log), **_owed(run)}
        rows = _by_month(run)
    return [*rows, *((name, "", 0, float(value)) for name, value in values.items() if value is not None)]


def price_cuts(run: Run, log: EventLog) -> float:
    """Return what discounts on shipped orders cost beyond what the margin on the lower price tells [currency]."""
    if not quotes_orders(run.world.scenario):
        return 0.0
    shipped = log.of(Kind.SHIPPED)
    margin = np.array(margin_shares(run.world.scenario))
    return float((_cut(run, shipped) * (1.0 - margin[shipped.family])).sum()) / _CENTS


def cash_cost(run: Run, log: EventLog) -> float:
    """
    Return what returns, bad debts and lost disputes take from the margin of what was shipped [currency].

    Goods that come back take their margin with them, and the part of their cost at which they are not sold again.
    """
    rule = run.world.scenario.order_to_cash.returns
    back = log.of(Kind.RETURNED)
    margin = np.array(margin_shares(run.world.scenario))[back.family]
    lost = 0.0 if rule is None else 1.0 - rule.resale_share
    goods = float((back.cents * (margin + (1.0 - margin) * lost)).sum()) / _CENTS
    return goods + _value(log, Kind.WRITTEN_OFF) + _value(log, Kind.CHARGED_BACK) - _value(log, Kind.REVERSED)


def _quotes(run: Run, log: EventLog) -> dict[str, float | None]:
    """Return how quotes end, what discounts come to [currency], and what was sold below the floor."""
    scenario, counts = run.world.scenario, log.counts
    values: dict[str, float | None] = {}
    if scenario.order_to_cash.quotes is not None:
        ended = counts[Kind.ORDERED] + counts[Kind.QUOTE_EXPIRED] + counts[Kind.DECLINED]
        values["quotes"] = counts[Kind.QUOTED]
        values["quote_conversion"] = counts[Kind.ORDERED] / ended if ended else None
    if quotes_orders(scenario):
        values["discounts_given"] = float(_cut(run, log.of(Kind.ORDERED)).sum()) / _CENTS
    if scenario.plan.floors is not None:
        values["approvals_asked"] = counts[Kind.APPROVAL_ASKED]
    return values


def _cut(run: Run, orders: EventLog) -> Floats:
    """Return what each order costs less than is asked for its units [cents], shape (n_orders,)."""
    cut: Floats = orders.units * np.array(asked_cents(run.world.scenario))[orders.family] - orders.cents
    return cut


def _contracts(run: Run, log: EventLog) -> dict[str, float | None]:
    """Return how many contracts were renewed, and the share of those whose term ended."""
    if run.world.scenario.order_to_cash.contracts is None:
        return {}
    renewed, ended = log.counts[Kind.RENEWED], log.counts[Kind.NOT_RENEWED]
    return {
        "renewals": renewed,
        "renewed_value": _value(log, Kind.RENEWED),
        "renewal_rate": renewed / (renewed + ended) if renewed + ended else None,
    }


def _cash(run: Run, log: EventLog) -> dict[str, float | None]:
    """Return what was invoiced, came in, came back and was lost in the measured months [currency]."""
    terms, rules = run.world.scenario.plan.terms, run.world.scenario.order_to_cash
    values: dict[str, float | None] = {
        "invoiced": _value(log, Kind.INVOICED),
        "cash_collected": sum(sign * _value(log, kind) for kind, sign in CASH.items()),
        "bad_debt": _value(log, Kind.WRITTEN_OFF),
    }
    if terms is not None and terms.credit is not None:
        values["orders_held"] = log.counts[Kind.CREDIT_HELD]
    if rules.returns is not None:
        values["returns"] = _value(log, Kind.RETURNED)
    if rules.disputes is not None:
        values["charged_back"] = _value(log, Kind.CHARGED_BACK) - _value(log, Kind.REVERSED)
    return values


def _owed(run: Run) -> dict[str, float | None]:
    """
    Return what customers owe at the end [currency], the days sales outstanding, and the orders that do not reconcile.

    DSO = mean of receivables over the measured months x days / value invoiced in them: the mean time from the invoice
    to the payment, by money, in a steady state (Little 1961).
    """
    line, log = run.world.line, run.log
    days = line.n_days - line.warmup_days
    invoiced = _value(log.since(line.start_hour), Kind.INVOICED)
    rule, time, cents = books(log), *_movements(log)
    mean = float((cents * (line.end_hour - np.maximum(time, line.start_hour))).sum()) / (days * HOURS_PER_DAY)
    return {
        "receivables": float(rule.owed.sum()) / _CENTS,
        "dso_days": mean / _CENTS * days / invoiced if invoiced else None,
        "unreconciled_orders": len({fault.order for fault in reconcile(log)}),
    }


def _movements(log: EventLog) -> tuple[Floats, NDArray[np.int64]]:
    """Return when receivables went up or down, and by how much [cents]: a deposit is set off against its invoice."""
    found = books(log)
    invoiced = log.of(Kind.INVOICED)
    place = np.searchsorted(found.ids, invoiced.entity)
    delivered = found.ids[place]
    parts = [(invoiced, invoiced.cents - found[Kind.DEPOSITED][place])]
    for kind in (Kind.PAID, Kind.WRITTEN_OFF, Kind.RETURNED, Kind.REFUNDED):
        part = log.of(kind)
        part = part.where(np.isin(part.entity, delivered))
        parts.append((part, _OWED[kind] * part.cents))
    return np.concatenate([part.time for part, _ in parts]), np.concatenate([cents for _, cents in parts])


def _by_month(run: Run) -> list[Row]:
    """Return what was invoiced, came in and went out in each month, and receivables at its end [currency]."""
    log, months = run.log, run.world.scenario.run.months
    into = [kind for kind, sign in CASH.items() if sign > 0]
    out_of = [kind for kind, sign in CASH.items() if sign < 0]
    flows = {"month_invoiced": [Kind.INVOICED], "month_cash_in": into, "month_cash_out": out_of}
    totals: dict[str, Floats] = {
        name: _in_months(run, log.of(*kinds).time, log.of(*kinds).cents) for name, kinds in flows.items()
    }
    owed = _in_months(run, *_movements(log))
    totals["month_receivables"] = np.array(list(itertools.accumulate(owed.tolist())))
    return [
        (name, "", month, float(total[month]) / _CENTS)
        for name, total in totals.items()
        for month in range(1, months + 1)
    ]


def _in_months(run: Run, time: Floats, cents: NDArray[np.int64]) -> Floats:
    """Return the sum of each measured month, shape (months + 1,): column 0 is the warm-up."""
    day = np.minimum((time // HOURS_PER_DAY).astype(np.int64), run.world.line.n_days - 1)
    months = run.world.line.month[day]
    total: NDArray[Any] = np.bincount(months, weights=cents, minlength=run.world.scenario.run.months + 1)
    return total


def _value(log: EventLog, kind: Kind) -> float:
    return float(log.of(kind).cents.sum()) / _CENTS

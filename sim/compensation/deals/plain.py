"""A run as plain data: payouts, balances, rejects and rows, amounts as text, whose totals add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sim.compensation.deals.awarded import awards
from sim.compensation.deals.base import BASE
from sim.compensation.deals.book import DealEvent, Reject
from sim.compensation.deals.months import told
from sim.compensation.deals.run import DealRun


def as_data(run: DealRun, first: int | None = None, last: int | None = None) -> dict[str, object]:
    """
    Return payouts, awards, balances and rejects as plain data, amounts as text; months from ``first`` to ``last``.

    ``total`` is the sum of the payouts, ``of_which`` its base and variable pay; both are None where people are paid in
    several currencies, which do not add up, and ``totals`` has them by currency. Balances are of variable pay: what is
    paid of it is what is earned, plus what is owed, less what is held. Rows and amounts of the deals are those taken
    plus those rejected, ``amounts`` by currency.
    """
    paid: dict[tuple[str, int, str], int] = {}
    for entry in run.payouts:
        if (first is None or entry.month >= first) and (last is None or entry.month <= last):
            key = (entry.person, entry.month, entry.component)
            paid[key] = paid.get(key, 0) + run.in_payout_currency(entry)
    totals = _totals(run, paid)
    only = totals[0] if len(totals) == 1 else None
    return {
        "plan": run.title,
        "payouts": [
            {"person": person, "period": told(month), "component": component, "amount": amount(cents)}
            | ({"currency": run.currency_of(person)} if run.pays_abroad else {})
            for (person, month, component), cents in paid.items()
        ],
        "awards": _awards(run, first, last),
        "balances": _balances(run, last),
        "rejects": [_reject(run, one) for one in run.rejects],
        "rows": _rows(run),
        "total": only and only["total"],
        "of_which": only and {"base": only["base"], "variable": only["variable"]},
        "totals": totals,
    }


def _awards(run: DealRun, first: int | None, last: int | None) -> list[dict[str, str]]:
    return [
        {
            "person": one.person,
            "period": told(one.month),
            "component": one.component,
            "non_cash_value": f"{one.non_cash_value:.2f}",
        }
        for one in awards(run)
        if (first is None or one.month >= first) and (last is None or one.month <= last)
    ]


def _totals(run: DealRun, paid: Mapping[tuple[str, int, str], int]) -> list[dict[str, str]]:
    """Return what is paid in each currency, base and variable pay; zeros where nothing is paid."""
    sums: dict[str, list[int]] = {}
    for (person, _, component), cents in paid.items():
        parts = sums.setdefault(run.currency_of(person), [0, 0])
        parts[component != BASE] += cents
    if not sums:
        sums[run.own_currency] = [0, 0]
    return [
        {
            "currency": currency,
            "total": amount(base + variable),
            "base": amount(base),
            "variable": amount(variable),
        }
        for currency, (base, variable) in sorted(sums.items())
    ]


def amount(cents: int) -> str:
    """
    Return cents as an amount of currency.

    >>> amount(123456), amount(-5), amount(0)
    ('1234.56', '-0.05', '0.00')
    """
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _balances(run: DealRun, last: int | None) -> list[dict[str, str]]:
    found = []
    for person in run.persons:
        ends = [end for end in run.of_person(person) if last is None or end.month <= last]
        if ends:
            found.append({"person": person, "owed": amount(ends[-1].owed), "held": amount(ends[-1].held)})
    return found


def _reject(run: DealRun, one: Reject) -> dict[str, object]:
    return {
        "row": one.row,
        "deal_id": one.deal_id,
        "person": one.person,
        "event": one.event,
        "amount": f"{one.amount:f}",
        "currency": one.currency or run.own_currency,
        "code": one.code,
        "message": one.message,
    }


def _rows(run: DealRun) -> dict[str, dict[str, object]]:
    """Return count and amounts of the rows handed in, taken and rejected; the first is the sum of the others."""
    taken = [event for events in run.credited.events.values() for event in events]
    every: dict[str, Sequence[DealEvent | Reject]] = {
        "in": [*taken, *run.rejects],
        "taken": taken,
        "rejected": run.rejects,
    }
    known = sorted({one.currency or run.own_currency for one in every["in"]}) or [run.own_currency]
    found: dict[str, dict[str, object]] = {}
    for name, rows in every.items():
        sums = dict.fromkeys(known, Decimal(0))
        for row in rows:
            sums[row.currency or run.own_currency] += row.amount
        amounts = {currency: f"{total:f}" for currency, total in sums.items()}
        only = amounts[known[0]] if len(known) == 1 else None
        found[name] = {"rows": len(rows), "amount": only, "amounts": amounts}
    return found

"""A run as plain data: payouts, balances, rejects and rows, amounts as text, whose totals add up."""

from __future__ import annotations

from decimal import Decimal

from sim.compensation.deals.base import BASE
from sim.compensation.deals.book import Reject
from sim.compensation.deals.months import told
from sim.compensation.deals.run import DealRun


def as_data(run: DealRun, first: int | None = None, last: int | None = None) -> dict[str, object]:
    """
    Return payouts, balances and rejects as plain data, amounts as text; months from ``first`` to ``last``.

    ``total`` is the sum of the payouts, ``of_which`` its base and variable pay. Balances are of variable pay: what is
    paid of it is what is earned, plus what is owed, less what is held. Rows and amounts of the deals are those taken
    plus those rejected.
    """
    paid: dict[tuple[str, int, str], int] = {}
    for entry in run.payouts:
        if (first is None or entry.month >= first) and (last is None or entry.month <= last):
            key = (entry.person, entry.month, entry.component)
            paid[key] = paid.get(key, 0) + run.in_payout_currency(entry)
    base = sum(cents for (_, _, component), cents in paid.items() if component == BASE)
    total = sum(paid.values())
    return {
        "plan": run.title,
        "payouts": [
            {"person": person, "period": told(month), "component": component, "amount": amount(cents)}
            for (person, month, component), cents in paid.items()
        ],
        "balances": _balances(run, last),
        "rejects": [_reject(one) for one in run.rejects],
        "rows": _rows(run),
        "total": amount(total),
        "of_which": {"base": amount(base), "variable": amount(total - base)},
    }


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


def _reject(one: Reject) -> dict[str, object]:
    return {
        "row": one.row,
        "deal_id": one.deal_id,
        "person": one.person,
        "event": one.event,
        "amount": f"{one.amount:f}",
        "currency": one.currency,
        "code": one.code,
        "message": one.message,
    }


def _rows(run: DealRun) -> dict[str, dict[str, object]]:
    """Return count and amount of the rows handed in, taken and rejected; the first is the sum of the others."""
    taken = [event for events in run.credited.events.values() for event in events]
    sums = {
        "taken": (len(taken), sum((event.amount for event in taken), start=Decimal(0))),
        "rejected": (len(run.rejects), sum((one.amount for one in run.rejects), start=Decimal(0))),
    }
    count, total = (sum(column) for column in zip(*sums.values(), strict=True))
    sums = {"in": (count, total), **sums}
    return {name: {"rows": rows, "amount": f"{total:f}"} for name, (rows, total) in sums.items()}

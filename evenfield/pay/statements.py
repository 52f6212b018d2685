"""Statements: what each person is paid month by month, of which what, and what stays open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from evenfield.pay.columns import WIDTH, money, table
from sim.compensation.deals import DealRun, MonthEnd
from sim.compensation.deals.base import BASE
from sim.compensation.deals.months import told

Months = tuple[int | None, int | None]
"""First and last month shown, None for no limit."""
Paid = Mapping[int, Mapping[str, int]]
"""What a person is paid by month and component [cents]."""


def statements(run: DealRun, months: Months) -> Iterator[str]:
    """Yield everybody's statement."""
    paid: dict[str, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for entry in run.payouts:
        paid[entry.person][entry.month][entry.component] += run.in_payout_currency(entry)
    order = _order(run)
    for person in run.persons:
        ends = [end for end in run.of_person(person) if _shown(end.month, months)]
        yield from _statement(person, ends, paid[person], _currency(run, person, ends), order)
        yield ""


def _order(run: DealRun) -> Mapping[str, int]:
    """Return where columns stand: base, components and caps as the plans list them; the ledger's own come after."""
    names = [BASE]
    for plan in run.together or (run.plan,):
        names += [part.id for part in plan.components] + [cap.id for cap in plan.caps]
    return {name: at for at, name in enumerate(dict.fromkeys(names))}


def _currency(run: DealRun, person: str, ends: Sequence[MonthEnd]) -> str:
    """Return the currency a person is paid in, and the plan's where balances are in that."""
    currency = run.currency_of(person)
    if currency == run.own_currency or not any(end.owed or end.held for end in ends):
        return currency
    return f"{currency}; owed and held in {run.own_currency}"


def _shown(month: int, months: Months) -> bool:
    first, last = months
    return (first is None or month >= first) and (last is None or month <= last)


def _statement(
    person: str, ends: Sequence[MonthEnd], paid: Paid, currency: str, order: Mapping[str, int]
) -> Iterator[str]:
    yield f"{person}  [{currency}]" if currency else person
    told_months = [end for end in ends if paid.get(end.month) or end.owed or end.held]
    if not told_months:
        yield "  nothing"
        return
    met = dict.fromkeys(name for end in told_months for name in paid.get(end.month, {}))
    names = sorted(met, key=lambda name: order.get(name, len(order)))
    heading = ["month", *names, "paid"]
    heading += [name for name in ("owed", "held") if any(getattr(end, name) for end in told_months)]
    rows = [heading, *(_row(end, paid.get(end.month, {}), heading, names) for end in told_months)]
    if len(told_months) > 1:
        rows.append(_sum(paid, [end.month for end in told_months], heading, names))
    lines = table(rows)
    yield from lines if max(map(len, lines)) <= WIDTH else _upright(rows)


def _row(end: MonthEnd, paid: Mapping[str, int], heading: Sequence[str], names: Sequence[str]) -> list[str]:
    cells = [told(end.month), *(money(paid[name]) if name in paid else "" for name in names)]
    cells.append(money(sum(paid.values())))
    return cells + [money(getattr(end, name)) for name in heading[len(cells) :]]


def _sum(paid: Paid, months: Sequence[int], heading: Sequence[str], names: Sequence[str]) -> list[str]:
    by_name = [sum(paid.get(month, {}).get(name, 0) for month in months) for name in names]
    cells = ["total", *map(money, by_name), money(sum(by_name))]
    return cells + [""] * (len(heading) - len(cells))


def _upright(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a statement with more components than a line holds: one line a component and month."""
    heading, *months = rows
    found: list[tuple[str, str, str]] = []
    for cells in months:
        first, *rest = [(name, cell) for name, cell in zip(heading[1:], cells[1:], strict=True) if cell]
        found += [(cells[0], *first), *(("", *one) for one in rest)]
    return table([(month.ljust(9) + name, amount) for month, name, amount in found])

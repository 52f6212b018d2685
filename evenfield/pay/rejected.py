"""The rows that could not be used, and how many rows and how much money came in, were taken and were not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from evenfield.pay.columns import table

_MOST = 20


def rejects(data: dict[str, Any]) -> Iterator[str]:
    """Yield each reject of a run's plain data, the sums by reason, and the rows that add up."""
    found = data["rejects"]
    for one in found[:_MOST]:
        amount = _amount(Decimal(one["amount"]), one["currency"])
        yield f"rejected: row {one['row']}, deal {one['deal_id']}, {amount}: {one['message']} [{one['code']}]"
    if len(found) > _MOST:
        yield f"rejected: {len(found) - _MOST:,} more rows; --json and --out list them all"
    for code in sorted({one["code"] for one in found}):
        here = [one for one in found if one["code"] == code]
        yield f"rejected for {code}: {_rows(len(here))}, {_sums(here)}"
    rows = data["rows"]
    currencies = list(rows["in"]["amounts"])
    heading = currencies if len(currencies) > 1 else ["amount"]
    counts = [
        (name, f"{one['rows']:,}", *(_amount(Decimal(one["amounts"][money])) for money in currencies))
        for name, one in rows.items()
    ]
    yield from table([("rows", "number", *heading), *counts], indent="")


def _sums(rejected: Sequence[Mapping[str, str]]) -> str:
    """Return the amounts of rows in words, currency by currency: different ones do not add up."""
    sums: dict[str, Decimal] = {}
    for one in rejected:
        sums[one["currency"]] = sums.get(one["currency"], Decimal(0)) + Decimal(one["amount"])
    return ", ".join(_amount(total, currency) for currency, total in sorted(sums.items()))


def _rows(n: int) -> str:
    return "1 row" if n == 1 else f"{n:,} rows"


def _amount(amount: Decimal, currency: str = "") -> str:
    return f"{amount:,f} {currency}".rstrip()

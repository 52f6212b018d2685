"""The rows that could not be used, and how many rows and how much money came in, were taken and were not."""

from __future__ import annotations

from collections.abc import Iterator
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
        amounts = [Decimal(one["amount"]) for one in found if one["code"] == code]
        yield f"rejected for {code}: {_rows(len(amounts))}, {_amount(sum(amounts, Decimal(0)))}"
    counts = [
        (name, f"{one['rows']:,}", _amount(Decimal(one["amount"]))) for name, one in data["rows"].items()
    ]
    yield from table([("rows", "number", "amount"), *counts], indent="")


def _rows(n: int) -> str:
    return "1 row" if n == 1 else f"{n:,} rows"


def _amount(amount: Decimal, currency: str = "") -> str:
    return f"{amount:,f} {currency}".rstrip()

"""The textbook methods of sizing a sales force: workload (build-up), breakdown, incremental, break-even ratio."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

ROUNDING = 1e-9


@dataclass(frozen=True)
class AccountClass:
    """Accounts that are called on alike: their number, calls a year to each, hours a call (1: count in calls)."""

    accounts: float
    calls_per_year: float
    hours_per_call: float = 1.0


def by_workload(classes: Sequence[AccountClass], hours_per_rep: float) -> int:
    """
    Return the reps whom all calls keep busy (Talley 1961, "How to design sales territories": build-up method).

    Parameters
    ----------
    classes
        Of accounts.
    hours_per_rep
        That a rep has for calls in a year, in the unit of ``hours_per_call``.

    Examples
    --------
    Kotler and Keller, "Marketing Management": 1,000 A-accounts with 36 calls a year and 2,000 B-accounts with 12 are
    60,000 calls; a rep makes 1,000.

    >>> by_workload([AccountClass(1000, 36), AccountClass(2000, 12)], 1000)
    60
    """
    _positive(hours_per_rep=hours_per_rep)
    hours = sum(c.accounts * c.calls_per_year * c.hours_per_call for c in classes)
    return math.ceil(hours / hours_per_rep - ROUNDING)


def by_breakdown(sales: float, sales_per_rep: float, turnover: float = 0.0) -> int:
    """
    Return the reps who sell the forecast, and those who replace the share that leaves: S / P (1 + T).

    The breakdown or sales-potential method of the textbooks (Still, Cundiff and Govoni, "Sales Management").

    Examples
    --------
    >>> by_breakdown(10e6, 250e3)
    40
    >>> by_breakdown(10e6, 250e3, turnover=0.10)
    44
    """
    _positive(sales_per_rep=sales_per_rep)
    if not (sales >= 0 and turnover >= 0):
        raise ValueError(f"sales and turnover: 0 or more are wanted, got {sales} and {turnover}")
    return math.ceil(sales / sales_per_rep * (1.0 + turnover) - ROUNDING)


def by_increments(
    margin: Callable[[int], float], cost: Callable[[int], float], at_least: int, at_most: int
) -> int:
    """
    Return the number of reps after whom the next one would not pay for himself (Semlow 1959; incremental method).

    Parameters
    ----------
    margin, cost
        Gross margin, and cost of selling, of a force of so many reps [currency/year]. The margin of each further rep is
        taken to fall, so that the first who does not pay is the end.
    at_least, at_most
        Numbers between which to look.

    Examples
    --------
    Revenue of 1,000,000 sqrt(x) and reps of 100,000 each: 500,000 / sqrt(x) = 100,000 at 25 reps.

    >>> by_increments(lambda n: 1e6 * n**0.5, lambda n: 1e5 * n, 1, 100)
    25
    """
    if not 0 <= at_least <= at_most:
        raise ValueError(f"0 <= at_least <= at_most is wanted, got {at_least} and {at_most}")
    reps = at_least
    while reps < at_most and margin(reps + 1) - margin(reps) >= cost(reps + 1) - cost(reps):
        reps += 1
    return reps


def break_even_ratio(sales_of_one_more: float, cost: float, margin_share: float) -> float:
    """
    Return sales of one more rep over the sales that pay for him, cost / margin share: above 1 he pays.

    Zoltners, Sinha and Lorimer 2006, "Match your sales force structure to your business life cycle".

    Examples
    --------
    >>> break_even_ratio(600e3, 150e3, 0.5)
    2.0
    """
    _positive(cost=cost, margin_share=margin_share)
    return sales_of_one_more / (cost / margin_share)


def _positive(**numbers: float) -> None:
    wrong = [
        f"{name}: a number above 0 is wanted, got {value}" for name, value in numbers.items() if not value > 0
    ]
    if wrong:
        raise ValueError("\n".join(wrong))

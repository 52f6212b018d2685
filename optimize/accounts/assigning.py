"""Give accounts to reps."""

from __future__ import annotations

import numpy as np

from optimize.accounts.effort import Effort
from optimize.accounts.faults import check
from optimize.accounts.items import Items, items_of
from optimize.accounts.kernels.arrays import Every
from optimize.accounts.oversize import refuse_oversize
from optimize.accounts.relaxing import refusal
from optimize.accounts.result import Coverage
from optimize.accounts.solving import RELAXED_EXACTLY, Dealt, deal
from optimize.accounts.statement import Portfolio
from optimize.program import Floats, Ints


def assign(portfolio: Portfolio, effort: Effort | None = None) -> Coverage:
    """
    Return every account with one rep, at the least cost that keeps the bands and rules, and what is proved about it.

    A keyboard interrupt ends it at any stage with the best assignment so far and its gap; before there is one that
    keeps the bands it goes on its way.

    Raises
    ------
    ValueError
        When the statement has faults; all of them, one a line.
    OversizeError
        When an account is above what any rep may take; with priced ways out.
    ImpossibleError
        When nothing keeps bands and rules, or nothing was found that does; with the rules that clash and the cheapest
        way to relax them.
    """
    check(portfolio)
    items = items_of(portfolio)
    refuse_oversize(portfolio, items)
    if not np.isfinite(items.every.cost).any(axis=1).all():
        raise refusal(portfolio, None)
    effort = effort or Effort()
    dealt = deal(items, effort, nearest=portfolio.cost.size > RELAXED_EXACTLY)
    if dealt.status not in ("optimal", "feasible"):
        raise refusal(portfolio, dealt)
    return _coverage(portfolio, items, dealt)


def _coverage(portfolio: Portfolio, items: Items, dealt: Dealt) -> Coverage:
    """Return the answer by account."""
    second = _runner_up(items.every, dealt.price, dealt.rep)
    delta = _delta(items, dealt.rep, second)
    of = items.item_of
    return Coverage(
        portfolio=portfolio,
        rep_of=dealt.rep[of],
        load=items.loads(dealt.rep),
        status=dealt.status,
        objective=dealt.objective,
        bound=dealt.bound,
        seconds=dealt.seconds,
        stopped=dealt.interrupted,
        second=second[of],
        delta=delta[of],
    )


def _runner_up(every: Every, price: Floats, rep: Ints) -> Ints:
    """Return the rep of least priced cost other than ``rep`` (n,), -1 where nobody else may have the item."""
    found = np.empty(len(rep), dtype=np.int64)
    for first in range(0, len(rep), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        value = every.cost[some].copy()
        for d, amount in enumerate(every.amount):
            value -= price[:, d] * amount[some]
        value[np.arange(len(value)), rep[some]] = np.inf
        nearest = value.argmin(axis=1)
        found[some] = np.where(np.isfinite(value[np.arange(len(value)), nearest]), nearest, -1)
    return found


AT_ONCE = 256
"""Items whose costs with all reps stand in a processor's cache."""


def _delta(items: Items, rep: Ints, second: Ints) -> Floats:
    """Return what the cost changes by when an item goes to its second rep, infinite when there is none."""
    row = np.arange(items.n)
    change = items.every.cost[row, np.maximum(second, 0)] - items.every.cost[row, rep]
    return np.where(second >= 0, change, np.inf)

"""A statement as the solver sees it: families merged to items, rules as arcs that are not there, finite bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimize.accounts.kernels.arrays import Bands, Every
from optimize.accounts.statement import Portfolio
from optimize.program import Floats, Ints


@dataclass(frozen=True, eq=False)
class Items:
    """
    What is given out as one.

    ``every`` the cost (n_items, k) and amounts of all arcs; ``bands`` (k, m); ``item_of`` the item of each account.
    """

    every: Every
    bands: Bands
    item_of: Ints

    @property
    def n(self) -> int:
        """Return how many items there are."""
        return len(self.every.cost)

    @property
    def k(self) -> int:
        """Return how many reps there are."""
        return int(self.every.cost.shape[1])

    def loads(self, rep: Ints) -> Floats:
        """Return the load of each rep and measure when item i is with ``rep[i]``, shape (k, m)."""
        amount = self.every.amount
        taken = amount[:, :, 0] if amount.shape[2] == 1 else amount[:, np.arange(self.n), rep]
        return np.stack([np.bincount(rep, one, minlength=self.k) for one in taken], axis=1)

    def total(self, rep: Ints) -> float:
        """Return the cost when item i is with ``rep[i]``."""
        return float(self.every.cost[np.arange(self.n), rep].sum())

    def miss(self, rep: Ints) -> Floats:
        """Return how far loads are out of their bands, positive above, negative below, (k, m); rounding is none."""
        load = self.loads(rep)
        out = np.maximum(load - self.bands.high, 0) - np.maximum(self.bands.low - load, 0)
        limit = np.maximum(np.abs(self.bands.low), np.abs(self.bands.high))
        return np.where(np.abs(out) > ROUNDING * limit, out, 0.0)


ROUNDING = 1e-9


def items_of(portfolio: Portfolio, *, rules: bool = True) -> Items:
    """Return the items of a sound statement; without ``rules`` only families are kept."""
    item_of = _item_of(portfolio)
    n, k = int(item_of.max()) + 1, len(portfolio.reps)
    cost = portfolio.cost
    if rules and (portfolio.locks or portfolio.named or portfolio.exclusions or portfolio.closed):
        cost = ruled(portfolio)
    alike = all(measure.amount.ndim == 1 for measure in portfolio.measures)
    amount = [_wide(measure.amount, 1 if alike else k) for measure in portfolio.measures]
    if n < len(item_of):
        cost, amount = _merged(item_of, cost), [_merged(item_of, one) for one in amount]
    every = Every(np.ascontiguousarray(cost, dtype=np.float64), np.ascontiguousarray(np.stack(amount)))
    return Items(every, _bands(portfolio, every.amount, rules=rules), item_of)


def _item_of(portfolio: Portfolio) -> Ints:
    """Return the item of each account: families share one, in the order of their first account."""
    row = rows(portfolio.accounts)
    head = np.arange(len(portfolio.accounts))
    for family in portfolio.families:
        members = [row[name] for name in family]
        head[members] = min(members, default=0)
    found: Ints = np.unique(head, return_inverse=True)[1].astype(np.int64)
    return found


def rows(names: Sequence[str]) -> dict[str, int]:
    """Return the row of each name."""
    return {name: row for row, name in enumerate(names)}


def ruled(portfolio: Portfolio) -> Floats:
    """Return the cost with an infinite one wherever a rule keeps an account from a rep, shape (n_accounts, k)."""
    row, column = rows(portfolio.accounts), rows(portfolio.reps)
    cost = portfolio.cost.copy()
    only = {account: (rep,) for account, rep in portfolio.locks.items()}
    for account, reps in [*portfolio.named.items(), *only.items()]:
        others = np.setdiff1d(np.arange(len(column)), [column[rep] for rep in reps])
        cost[row[account], others] = np.inf
    for account, rep in portfolio.exclusions:
        cost[row[account], column[rep]] = np.inf
    cost[:, [column[rep] for rep in portfolio.closed]] = np.inf
    return cost


def _wide(amount: Floats, columns: int) -> Floats:
    """Return an amount with as many columns as the others have."""
    return (
        amount[:, None]
        if columns == 1
        else np.broadcast_to(amount.reshape(len(amount), -1), (len(amount), columns))
    )


def _merged(item_of: Ints, values: Floats) -> Floats:
    """Return the sums of an array's rows by item."""
    order = np.argsort(item_of, kind="stable")
    first = np.searchsorted(item_of[order], np.arange(int(item_of.max()) + 1))
    found: Floats = np.add.reduceat(values[order], first, axis=0)
    return found


def _bands(portfolio: Portfolio, amount: Floats, *, rules: bool) -> Bands:
    """Return finite bands: no load is below 0 or above the sum of all amounts; closed reps need no load."""
    low = np.stack([np.maximum(measure.low, 0.0) for measure in portfolio.measures], axis=1)
    most = amount.max(axis=2).sum(axis=1)
    high = np.stack([measure.high for measure in portfolio.measures], axis=1)
    if rules and portfolio.closed:
        column = rows(portfolio.reps)
        low[[column[rep] for rep in portfolio.closed]] = 0.0
    return Bands(low, np.minimum(high, np.maximum(most, low)))

"""Accounts above what any rep may take: named, with ways out and what each costs at least."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimize.accounts.effort import Clock, Effort
from optimize.accounts.items import Items, items_of, rows
from optimize.accounts.pricing import prices
from optimize.accounts.statement import Measure, Portfolio
from optimize.program import Floats

PRICED = 3
"""So many oversize accounts get their ways out priced; others are named."""


@dataclass(frozen=True)
class WayOut:
    """
    One way out: ``split`` an account among reps, ``pool`` it (one rep for it alone), or a ``wider band``.

    ``at_least`` is the proved least total cost of the whole statement when this is done [currency/year]; infinite when
    nothing fits even then.
    """

    kind: str
    told: str
    at_least: float
    portfolio: Portfolio


class OversizeError(ValueError):
    """Accounts above every rep's limit; carries the ways out of the first few."""

    def __init__(self, message: str, ways: tuple[WayOut, ...]) -> None:
        super().__init__(message)
        self.ways = ways


def refuse_oversize(portfolio: Portfolio, items: Items) -> None:
    """
    Refuse accounts (or families) whose amount is above the limit of every rep who may have them.

    Raises
    ------
    OversizeError
        Names all, and prices the ways out of the first few.
    """
    found = _oversize(portfolio, items)
    if not found:
        return
    told, ways = [], []
    for number, (account, d) in enumerate(found):
        measure = portfolio.measures[d]
        size, most = _size(portfolio, account, measure), float(measure.high.max())
        told.append(
            f"account {account!r}: {measure.name} of {size:,.6g} is above every rep's limit, {most:,.6g} at most"
        )
        if number < PRICED:
            options = ways_out(portfolio, account, measure.name)
            told += [f"  {way.told}: the total costs at least {way.at_least:,.0f}" for way in options]
            ways += options
    raise OversizeError("\n".join(told), tuple(ways))


def _oversize(portfolio: Portfolio, items: Items) -> list[tuple[str, int]]:
    """Return the first account of each oversize item, with the measure."""
    found = []
    first = np.unique(items.item_of, return_index=True)[1]
    allowed = np.isfinite(items.every.cost)
    for d in range(len(portfolio.measures)):
        high = items.bands.high[:, d]
        if items.every.amount.shape[2] == 1:
            # mostly even the least limit is above an item, and then nothing has to be compared one by one
            suspects = np.flatnonzero(items.every.amount[d, :, 0] > high.min())
        else:
            suspects = np.flatnonzero((items.every.amount[d] > high).any(axis=1))
        fits = items.every.amount[d, suspects] <= high * (1 + 1e-9)
        none = allowed[suspects].any(axis=1) & ~(fits & allowed[suspects]).any(axis=1)
        found += [(str(portfolio.accounts[first[i]]), d) for i in suspects[none]]
    return found


def _amount(portfolio: Portfolio, account: str, measure: Measure) -> Floats:
    """Return what an account with its family brings to each rep, shape (n_reps,)."""
    row = rows(portfolio.accounts)
    family = next((family for family in portfolio.families if account in family), (account,))
    members = [row[name] for name in family]
    taken = measure.amount[members].sum(axis=0)
    return np.broadcast_to(taken, len(portfolio.reps)).astype(np.float64)


def _size(portfolio: Portfolio, account: str, measure: Measure) -> float:
    """Return the least that an account with its family brings to any rep."""
    return float(_amount(portfolio, account, measure).min())


def ways_out(portfolio: Portfolio, account: str, measure: str) -> list[WayOut]:
    """Return the ways out for an oversize account, each with the least cost of the whole statement."""
    of = next(one for one in portfolio.measures if one.name == measure)
    size, most = _size(portfolio, account, of), float(of.high.max())
    parts = int(np.ceil(size / most * (1 - 1e-12))) if most > 0 else 0
    family = any(account in members for members in portfolio.families)
    options = []
    if parts > 1 and not family:
        options.append(("split", f"split {account} in {parts} parts", split(portfolio, account, parts)))
    rep = _cheapest_rep(portfolio, account)
    options.append(("pool", f"pool {account}: {rep} has it and no band", pool(portfolio, rep)))
    wide = f"wider band: {measure} of {rep} up to {size:,.6g}"
    options.append(("wider band", wide, widen(portfolio, rep, measure, size)))
    return [WayOut(kind, told, _least(changed), changed) for kind, told, changed in options]


def _cheapest_rep(portfolio: Portfolio, account: str) -> str:
    """Return the rep who costs least with an account."""
    cost = items_of(portfolio)
    return portfolio.reps[int(cost.every.cost[cost.item_of[rows(portfolio.accounts)[account]]].argmin())]


def _least(portfolio: Portfolio) -> float:
    """Return the proved least cost of a statement, infinite when it is shown that nothing fits."""
    known = prices(items_of(portfolio), Clock(Effort()))
    return np.inf if known.impossible else known.bound


def split(portfolio: Portfolio, account: str, parts: int) -> Portfolio:
    """Return the statement with an account in equal parts that go their own ways: ``account/1``, ``account/2``, ..."""
    i = rows(portfolio.accounts)[account]
    names = [f"{account}/{part}" for part in range(1, parts + 1)]
    repeat = np.ones(len(portfolio.accounts), dtype=np.int64)
    repeat[i] = parts
    share = np.where(repeat > 1, 1.0 / repeat, 1.0).repeat(repeat)

    def shared(values: Floats) -> Floats:
        return values.repeat(repeat, axis=0) * share.reshape(-1, *[1] * (values.ndim - 1))

    return replace(
        portfolio,
        accounts=[*portfolio.accounts[:i], *names, *portfolio.accounts[i + 1 :]],
        cost=shared(portfolio.cost),
        measures=tuple(replace(measure, amount=shared(measure.amount)) for measure in portfolio.measures),
        owner={
            name: rep for old, rep in portfolio.owner.items() for name in (names if old == account else [old])
        },
        locks={name: rep for name, rep in portfolio.locks.items() if name != account},
        named={
            name: of for old, of in portfolio.named.items() for name in (names if old == account else [old])
        },
        exclusions=tuple(
            (name, rep) for old, rep in portfolio.exclusions for name in (names if old == account else [old])
        ),
    )


def pool(portfolio: Portfolio, rep: str) -> Portfolio:
    """Return the statement with one rep outside all bands."""
    j = rows(portfolio.reps)[rep]
    free = np.arange(len(portfolio.reps)) == j
    return replace(
        portfolio,
        measures=tuple(
            replace(one, low=np.where(free, 0.0, one.low), high=np.where(free, np.inf, one.high))
            for one in portfolio.measures
        ),
    )


def widen(portfolio: Portfolio, rep: str, measure: str, high: float) -> Portfolio:
    """Return the statement with a rep's limit of one measure raised."""
    j = rows(portfolio.reps)[rep]
    mine = np.arange(len(portfolio.reps)) == j
    return replace(
        portfolio,
        measures=tuple(
            replace(one, high=np.where(mine, np.maximum(one.high, high), one.high))
            if one.name == measure
            else one
            for one in portfolio.measures
        ),
    )


def with_own_reps(portfolio: Portfolio, measure: str, band: float) -> Portfolio:
    """
    Return the statement in which every account above a fair load has the nearest free rep alone, and the rest is fair.

    The fair load is taken anew without each such account and its rep, so that the others are balanced among themselves,
    within ``band`` of that load, a share of it. Reps keep the proportions of their bands, half a post half a load; who
    takes nothing gets nothing.
    """
    of = next(one for one in portfolio.measures if one.name == measure)
    n_reps = len(portfolio.reps)
    weight = np.where(np.isfinite(of.high), of.low + of.high, 0.0)
    weight = weight / weight[weight > 0].mean() if weight.any() else np.ones(n_reps)
    own: dict[int, int] = {}
    for i in np.argsort(-of.amount, kind="stable").tolist():
        rest = of.amount.sum() - of.amount[list(own)].sum()
        taken = np.isin(np.arange(n_reps), list(own.values())) | (weight <= 0)
        free = weight[~taken]
        if len(free) <= 1 or of.amount[i] <= rest * free.max() / free.sum() * (1 + band):
            break
        own[i] = int(np.where(taken, np.inf, portfolio.cost[i]).argmin())
    alone, reps = list(own), list(own.values())
    weight[reps] = 0.0
    fair = (of.amount.sum() - of.amount[alone].sum()) * weight / weight.sum()
    low, high = fair * (1 - band), fair * (1 + band)
    low[reps], high[reps] = 0.0, of.amount[alone]
    locks = {portfolio.accounts[i]: portfolio.reps[j] for i, j in own.items()}
    balanced = replace(of, low=low, high=high)
    return replace(
        portfolio,
        locks={**portfolio.locks, **locks},
        measures=tuple(balanced if one is of else one for one in portfolio.measures),
    )

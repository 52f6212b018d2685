"""What is wrong with a statement: every fault at once, each with the account or rep, the value and what is allowed."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from optimize.accounts.statement import Measure, Portfolio

SHOWN = 20


def check(portfolio: Portfolio) -> None:
    """
    Refuse a statement that cannot be read.

    Raises
    ------
    ValueError
        One line for each fault, all of them.
    """
    found = list(faults(portfolio))
    if found:
        more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        raise ValueError("\n".join(found[:SHOWN] + more))


def faults(portfolio: Portfolio) -> Iterator[str]:
    """Return every fault, one line each; what depends on sound ids and sizes is looked at only when these are sound."""
    shape = (len(portfolio.accounts), len(portfolio.reps))
    first = [*_ids(portfolio), *_sizes(portfolio, shape)]
    yield from first
    if not first:
        yield from _numbers(portfolio)
        unknown = list(_unknown(portfolio))
        yield from unknown
        if not unknown:
            yield from _contradictions(portfolio)


def _ids(portfolio: Portfolio) -> Iterator[str]:
    """Return ids that stand twice or not at all, and more reps than accounts."""
    for what, ids in (("account", portfolio.accounts), ("rep", portfolio.reps)):
        if not len(ids):
            yield f"there is no {what}"
        yield from (f"{what} {name!r} stands {n} times" for name, n in Counter(ids).items() if n > 1)
    n, k = len(portfolio.accounts), len(portfolio.reps) - len(set(portfolio.closed))
    if k > n:
        yield f"{k} reps for {n} accounts: close {k - n} reps at least, so that each can have an account"


def _sizes(portfolio: Portfolio, shape: tuple[int, int]) -> Iterator[str]:
    """Return arrays of a wrong shape."""
    if portfolio.cost.shape != shape:
        yield f"cost has shape {portfolio.cost.shape}; accounts by reps are {shape}"
    for measure in portfolio.measures:
        if measure.amount.shape not in (shape, shape[:1]):
            yield f"{measure.name}: amount has shape {measure.amount.shape}; allowed are {shape[:1]} and {shape}"
        for side in ("low", "high"):
            if getattr(measure, side).shape != shape[1:]:
                found = getattr(measure, side).shape
                yield f"{measure.name}: {side} has shape {found}; {shape[1]} reps need {shape[1:]}"
    names = Counter(measure.name for measure in portfolio.measures)
    yield from (f"measure {name!r} stands {n} times" for name, n in names.items() if n > 1)


def _numbers(portfolio: Portfolio) -> Iterator[str]:
    """Return costs that are no number, amounts that are negative or no number, and limits that cross."""
    wrong = np.isnan(portfolio.cost) | (portfolio.cost == -np.inf)
    for i, j in np.argwhere(wrong).tolist():
        yield f"account {portfolio.accounts[i]!r}: its cost with {portfolio.reps[j]!r} is {portfolio.cost[i, j]}"
    for measure in portfolio.measures:
        amount = measure.amount.reshape(len(portfolio.accounts), -1)
        for row in np.flatnonzero((~np.isfinite(amount) | (amount < 0)).any(axis=1)).tolist():
            account = portfolio.accounts[row]
            value = amount[row][~np.isfinite(amount[row]) | (amount[row] < 0)][0]
            yield f"account {account!r}: {measure.name} is {value}; it is a number of 0 or more"
        yield from _limits(measure, portfolio.reps)


def _limits(measure: Measure, reps: Sequence[str]) -> Iterator[str]:
    """Return the limits of a measure that cross, are negative or no number."""
    for j, (low, high) in enumerate(zip(measure.low.tolist(), measure.high.tolist(), strict=True)):
        if np.isnan(low) or np.isnan(high) or high < 0:
            yield f"rep {reps[j]!r}: {measure.name} is limited to {low:g} to {high:g}; limits are 0 or more"
        elif low > high:
            yield f"rep {reps[j]!r}: {measure.name} of at least {low:g} and at most {high:g} cross"


def _unknown(portfolio: Portfolio) -> Iterator[str]:
    """Return names in rules that no account or rep has, with the near miss."""
    accounts, reps = set(portfolio.accounts), set(portfolio.reps)
    used: list[tuple[str, Iterable[str], Iterable[str]]] = [
        ("owner", portfolio.owner.keys(), portfolio.owner.values()),
        ("locks", portfolio.locks.keys(), portfolio.locks.values()),
        ("named", portfolio.named.keys(), (rep for of in portfolio.named.values() for rep in of)),
        ("families", (member for family in portfolio.families for member in family), ()),
        (
            "exclusions",
            (pair[0] for pair in portfolio.exclusions),
            (pair[1] for pair in portfolio.exclusions),
        ),
        ("closed", (), portfolio.closed),
    ]
    for rule, of_accounts, of_reps in used:
        for what, names, known in (("account", of_accounts, accounts), ("rep", of_reps, reps)):
            for name in dict.fromkeys(names):
                if name not in known:
                    near = difflib.get_close_matches(name, sorted(known), 1)
                    yield f"{rule}: there is no {what} {name!r}" + (
                        f"; did you mean {near[0]!r}?" if near else ""
                    )


def _contradictions(portfolio: Portfolio) -> Iterator[str]:
    """Return rules of which no two can hold, and accounts that nobody can have."""
    excluded, closed = set(portfolio.exclusions), set(portfolio.closed)
    for account, rep in portfolio.locks.items():
        if (account, rep) in excluded:
            yield f"account {account!r} is locked to {rep!r} and excluded from {rep!r}"
        if rep in closed:
            yield f"account {account!r} is locked to {rep!r}, who is closed and takes nothing"
        if account in portfolio.named and rep not in portfolio.named[account]:
            only = ", ".join(portfolio.named[account])
            yield f"account {account!r} is locked to {rep!r} but is a named account of {only}"
    times = Counter(member for family in portfolio.families for member in family)
    yield from (f"account {name!r} stands in {n} families" for name, n in times.items() if n > 1)
    for family in portfolio.families:
        held = {portfolio.locks[member]: member for member in family if member in portfolio.locks}
        if len(held) > 1:
            told = ", ".join(f"{member!r} to {rep!r}" for rep, member in held.items())
            yield f"family {', '.join(family)}: its accounts are locked to different reps ({told})"

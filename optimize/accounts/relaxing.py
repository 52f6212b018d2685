"""Why nothing keeps the bands and rules: which clash, and the cheapest way to relax them, in the user's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from optimize.accounts.exact import model_of
from optimize.accounts.items import Items, items_of, rows, ruled
from optimize.accounts.solving import RELAXED_EXACTLY, Dealt
from optimize.accounts.statement import Portfolio
from optimize.elastic import InfeasibleError, Relaxation, elastic
from optimize.program import Program, Row


@dataclass(frozen=True)
class Relief:
    """
    One rule that gives way.

    ``rule`` is ``band``: ``measure`` of ``rep`` may go ``by`` above its limit (below, when negative), in the measure's
    unit; or ``pairing``: ``rep`` may have ``account`` in spite of a lock, an exclusion, a named account's list or
    being closed.
    """

    rule: str
    rep: str
    measure: str = ""
    account: str = ""
    by: float = 0.0

    def told(self, portfolio: Portfolio) -> str:
        """Return it in words."""
        if self.rule == "pairing":
            return f"let {self.rep} have {self.account} ({_forbids(portfolio, self.account, self.rep)})"
        measure = next(one for one in portfolio.measures if one.name == self.measure)
        j = rows(portfolio.reps)[self.rep]
        side, limit = ("at most", measure.high[j]) if self.by > 0 else ("at least", measure.low[j])
        return f"{self.measure} of {self.rep}: {limit + self.by:,.6g} instead of {limit:,.6g} {side}"


class ImpossibleError(InfeasibleError):
    """A statement that nothing fits; carries the reliefs that together make it fit."""

    def __init__(self, message: str, relaxation: Relaxation, reliefs: tuple[Relief, ...]) -> None:
        super().__init__(message, relaxation)
        self.reliefs = reliefs


def relieved(portfolio: Portfolio, reliefs: Iterable[Relief]) -> Portfolio:
    """Return the statement with these rules relaxed as told."""
    for relief in reliefs:
        portfolio = _pairing(portfolio, relief) if relief.rule == "pairing" else _band(portfolio, relief)
    return portfolio


def _band(portfolio: Portfolio, relief: Relief) -> Portfolio:
    """Return the statement with one limit moved."""
    mine = np.arange(len(portfolio.reps)) == rows(portfolio.reps)[relief.rep]
    more, less = np.where(mine, max(relief.by, 0.0), 0.0), np.where(mine, min(relief.by, 0.0), 0.0)
    return replace(
        portfolio,
        measures=tuple(
            replace(one, low=np.maximum(one.low + less, 0.0), high=one.high + more)
            if one.name == relief.measure
            else one
            for one in portfolio.measures
        ),
    )


def _pairing(portfolio: Portfolio, relief: Relief) -> Portfolio:
    """Return the statement in which a rep may have an account; a lock that is lifted is gone."""
    named = dict(portfolio.named)
    if relief.account in named:
        named[relief.account] = tuple(dict.fromkeys([*named[relief.account], relief.rep]))
    return replace(
        portfolio,
        locks={
            name: rep for name, rep in portfolio.locks.items() if name != relief.account or rep == relief.rep
        },
        named=named,
        exclusions=tuple(pair for pair in portfolio.exclusions if pair != (relief.account, relief.rep)),
        closed=tuple(rep for rep in portfolio.closed if rep != relief.rep),
    )


def refusal(portfolio: Portfolio, dealt: Dealt | None) -> ImpossibleError:
    """Return what to say when nothing was found: what clashes, and how to relax it."""
    proved = dealt is None or dealt.status == "infeasible"
    if portfolio.cost.size <= RELAXED_EXACTLY:
        clashing, reliefs = _cheapest(portfolio)
        how = "the cheapest way to relax them"
    else:
        reliefs = _without_rep(portfolio) if dealt is None else _nearest(portfolio, dealt)
        clashing = tuple(
            f"{relief.measure} of {relief.rep}"
            if relief.rule == "band"
            else _forbids(portfolio, relief.account, relief.rep)
            for relief in reliefs
        )
        how = "the nearest found (a cheaper one may exist)"
    sure = (
        "nothing keeps the bands and rules" if proved else "nothing was found that keeps the bands and rules"
    )
    told = "; ".join(relief.told(portfolio) for relief in reliefs)
    more = f" and {len(clashing) - SHOWN} more" if len(clashing) > SHOWN else ""
    message = f"{sure}; these clash: {', '.join(clashing[:SHOWN])}{more}; {how}: {told}"
    by = {f"{relief.measure}{relief.account} of {relief.rep}": relief.by for relief in reliefs}
    return ImpossibleError(message, Relaxation(clashing, by), reliefs)


SHOWN = 10
"""Clashing rules that the message names."""


def _forbids(portfolio: Portfolio, account: str, rep: str) -> str:
    """Return the rule that keeps an account from a rep, in the user's words."""
    if rep in portfolio.closed:
        return f"{rep} is closed"
    if portfolio.locks.get(account, rep) != rep:
        return f"{account} is locked to {portfolio.locks[account]}"
    if rep not in portfolio.named.get(account, (rep,)):
        return f"{account} is a named account of {', '.join(portfolio.named[account])}"
    return f"{account} is excluded from {rep}"


def _without_rep(portfolio: Portfolio) -> tuple[Relief, ...]:
    """Return, for the items that nobody may have, the pairings with the rep who costs least."""
    items, free = items_of(portfolio), items_of(portfolio, rules=False)
    nobody = np.flatnonzero(~np.isfinite(items.every.cost).any(axis=1))
    rep = free.every.cost.argmin(axis=1)
    forbidden = ~np.isfinite(ruled(portfolio))
    return tuple(
        Relief("pairing", portfolio.reps[int(rep[item])], account=portfolio.accounts[i])
        for i, item in enumerate(items.item_of.tolist())
        if item in nobody and forbidden[i, rep[item]]
    )


def _nearest(portfolio: Portfolio, dealt: Dealt) -> tuple[Relief, ...]:
    """Return the bands that the best assignment found misses, and by how much."""
    items = items_of(portfolio)
    miss = items.miss(dealt.rep)
    miss += np.sign(miss) * ROOM * np.maximum(items.bands.low, items.bands.high)
    miss = np.maximum(miss, -items.bands.low)
    return tuple(
        Relief("band", portfolio.reps[j], measure=portfolio.measures[d].name, by=float(miss[j, d]))
        for j, d in zip(*np.nonzero(miss), strict=True)
    )


ROOM = 0.005
"""Share of a limit that is given beyond what the assignment found needs, so that another search finds one too."""
SPARE = 1e-6
"""A limit is moved so much further than a solver's tolerance asks for."""


def _cheapest(portfolio: Portfolio) -> tuple[tuple[str, ...], tuple[Relief, ...]]:
    """
    Return what clashes, and the reliefs of least total.

    A limit moved by a fair load counts as much as one pairing that is allowed. Rules come back as rows, so that they
    have a price; pairings without a cost stay out.
    """
    items = items_of(portfolio, rules=False)
    closed = rows(portfolio.reps)
    items.bands.low[[closed[rep] for rep in portfolio.closed]] = 0.0
    names = ([measure.name for measure in portfolio.measures], portfolio.reps)
    model = model_of(items, np.isfinite(items.every.cost), names)
    program, fair = _scaled(portfolio, model.program)
    ruled_out = _rule_rows(portfolio, items, program, (model.item, model.rep))
    soft = [row.name for row in program.rows if row.name in fair or row.name in ruled_out]
    answer = elastic(program, soft)
    reliefs = [ruled_out[name] for name in answer.by if name in ruled_out]
    for name, by in answer.by.items():
        if name in fair:
            measure, rep, scale = fair[name]
            sign = 1.0 if _above(program, name, by) else -1.0
            reliefs.append(Relief("band", rep, measure=measure, by=sign * (by + SPARE) * scale))
    # that every account needs a rep is no rule of the user's
    told = {
        name if name in fair else _forbids(portfolio, ruled_out[name].account, ruled_out[name].rep): None
        for name in answer.clashing
        if name in soft
    }
    return tuple(told), tuple(reliefs)


def _scaled(portfolio: Portfolio, program: Program) -> tuple[Program, dict[str, tuple[str, str, float]]]:
    """Return the program with band rows in fair loads, one for each side; and measure, rep and scale by name."""
    fair = {}
    scale = {
        one.name: max(float(one.amount.mean()) * len(portfolio.accounts) / len(portfolio.reps), 1e-300)
        for one in portfolio.measures
    }
    of = {f"{one.name} of {rep}": (one.name, rep) for one in portfolio.measures for rep in portfolio.reps}
    changed: list[Row] = []
    for row in program.rows:
        if row.name not in of:
            changed.append(row)
            continue
        measure, rep = of[row.name]
        for side, low, high in (("at least", row.low, np.inf), ("at most", -np.inf, row.high)):
            name, unit = f"{row.name} {side}", scale[measure]
            changed.append(Row(name, row.columns, row.coefficients / unit, low / unit, high / unit))
            fair[name] = (measure, rep, unit)
    program.rows = changed
    return program, fair


def _above(program: Program, name: str, by: float) -> bool:
    """Return whether a row that is missed is an upper limit."""
    return by > 0 and name.endswith("at most")


def _rule_rows(
    portfolio: Portfolio, items: Items, program: Program, arc: tuple[np.ndarray, np.ndarray]
) -> dict[str, Relief]:
    """Add one row for each arc that a rule forbids, ``x <= 0``; return the relief by the row's name."""
    allowed = np.isfinite(ruled(portfolio))
    forbidden = np.isfinite(portfolio.cost) & ~allowed
    found = {}
    column = {(int(i), int(j)): at for at, (i, j) in enumerate(zip(*arc, strict=True))}
    for account, j in zip(*np.nonzero(forbidden), strict=True):
        at = column.get((int(items.item_of[account]), int(j)))
        name = f"{portfolio.accounts[account]} not with {portfolio.reps[j]}"
        if at is not None:
            program.add_row(name, {at: 1.0}, high=0.0)
            found[name] = Relief("pairing", portfolio.reps[j], account=portfolio.accounts[account])
    return found

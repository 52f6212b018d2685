"""From a case to an alignment, its bound, and what is said about every unit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from optimize.profit.bound import Prices, bound, least_bound, net_surplus, rep_profits
from optimize.profit.case import LOWEST, Bools, Case
from optimize.profit.closing import close, reduced
from optimize.profit.response import Floats, Ints
from optimize.profit.searching import Found, Search
from optimize.program import Effort, Limits, Status
from sim.streams import Streams

FINE = (0.003, 0.001, 0.0003, 0.0001)
"""Rounding of the bound's corners when its prices are nearly right from the start."""
RESTARTS = 20
SHAKES = (0.006, 0.02)
"""How far off hour prices are shaken at most, in logarithms."""
ENTRY = 1e-3
"""A rep who would lose no more than this share of the best rep's profit is open in the first alignment."""


@dataclass(frozen=True)
class ProfitRules:
    """
    How far a search goes.

    Attributes
    ----------
    gap
        Relative gap that counts as proved.
    trials
        Openings, closings and exchanges of reps that are tried in all.
    exact_pairs
        Pairs that the bound may leave open for the rest to be solved exactly.
    nodes, seconds
        When that exact program stops; without ``seconds`` the answer is the same on every machine.
    """

    gap: float = 1e-3
    trials: int = 200
    exact_pairs: int = 1200
    nodes: int | None = 2000
    seconds: float | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        if not self.gap >= 0 or self.trials < 0 or self.exact_pairs < 0:
            raise ValueError(f"gap, trials and exact_pairs: 0 or more are wanted, got {self}")


@dataclass(frozen=True, eq=False)
class ProfitPlan:
    """
    Who gets what, and what is proved about it.

    Attributes
    ----------
    rep_of
        Row of each unit's rep, shape (n_units,).
    objective, bound, gap
        Profit, what no alignment can exceed [currency/year], and how far apart they are, as a share of the profit.
    status
        ``optimal`` when the gap asked for is proved, else ``feasible``.
    hours
        Best hours for each unit, travel included [hours/year], shape (n_units,).
    hour_value
        What another hour of each rep earns [currency/hour], the same in every unit of his, shape (n_reps,).
    second, delta
        For each unit the best other rep, and what giving it to him would earn [currency/year]; -1 and minus infinity
        when nobody else may have it.
    interrupted
        Whether the user stopped the search; it is the best so far.
    """

    case: Case
    rep_of: Ints
    status: Status
    objective: float
    bound: float
    seconds: float
    hours: Floats
    hour_value: Floats
    second: Ints
    delta: Floats
    interrupted: bool = False

    @property
    def gap(self) -> float:
        """Return the relative gap."""
        return max(0.0, self.bound - self.objective) / max(abs(self.objective), 1e-9)

    def left_on_the_table(self, rep_of: Ints) -> float:
        """Return what another alignment, such as a balanced one, earns less [currency/year]."""
        return self.objective - self.case.profit(rep_of)


def maximize_profit(case: Case, rules: ProfitRules | None = None, start: Ints | None = None) -> ProfitPlan:
    """
    Return the alignment with the greatest profit that was found, and the bound on all others.

    Prices of units and hours that make the Lagrangian bound least (:mod:`optimize.profit.bound`) say where each unit is
    worth most and which reps are worth their cost; from there compiled shifts and swaps, openings and closings of reps,
    and annealing go on; where the bound leaves few pairs open, the rest is solved exactly. Ctrl-C ends it with the best
    so far and its gap.

    Parameters
    ----------
    case
        The question.
    rules
        How far to go.
    start
        An alignment to be no worse than, such as a balanced one, shape (n_units,).

    Raises
    ------
    ValueError
        When the start breaks a rule of the case, or no alignment that keeps the rules is found.
    KeyboardInterrupt
        When Ctrl-C comes before there is an alignment that keeps the rules.
    """
    clock, rules = time.perf_counter(), rules or ProfitRules()
    if start is not None and (broken := case.faults(start)):
        raise ValueError(f"the start does not keep the rules: {'; '.join(broken)}")
    prices, stopped = _first_prices(case), False
    lawful = [one for one in (start, case.present) if one is not None and not case.faults(one)]
    met = [Found(one, case.profit(one)) for one in lawful]
    try:
        prices = least_bound(case, prices)
        search = Search(case, prices.hour)
        best = _searched(search, prices, rules, start, met)
    except KeyboardInterrupt:
        if not met:
            raise
        search, best, stopped = Search(case, prices.hour), max(met, key=lambda one: one.profit), True
    upper = max(bound(case, prices), best.profit)
    if not stopped and upper - best.profit > rules.gap * abs(best.profit):
        try:
            best, upper = _closed(search, best, prices, rules, upper)
        except KeyboardInterrupt:
            stopped = True
    objective = case.profit(best.rep_of)
    proved = upper - objective <= rules.gap * abs(objective) + 1e-9 * search.ground.unit
    plan = _plan(search, best.rep_of, upper, proved, time.perf_counter() - clock)
    return replace(plan, interrupted=stopped)


def _closed(
    search: Search, best: Found, prices: Prices, rules: ProfitRules, upper: float
) -> tuple[Found, float]:
    """Return alignment and bound after the exact program on what the bound leaves open, where that is little."""
    pairs = reduced(search.case, prices) > best.profit
    if pairs.sum() > rules.exact_pairs and search.case.may.size > rules.exact_pairs:
        return best, upper
    effort = Effort(limits=Limits(rules.gap, rules.nodes, rules.seconds))
    closed = close(search, best, prices, pairs, effort)
    return closed.found, closed.bound


def _first_prices(case: Case) -> Prices:
    """Return prices to begin with: each unit where an hour, at one price for all, brings most."""
    net = net_surplus(case, np.ones(case.n_reps))
    hour = case.price(net.argmax(axis=1))
    hour = np.where(hour > LOWEST, hour, max(float(hour.mean()), LOWEST))
    worth = net_surplus(case, hour)
    return Prices(np.array([row[may].max() for row, may in zip(worth, case.may, strict=True)]), hour)


def _searched(
    search: Search, prices: Prices, rules: ProfitRules, start: Ints | None, met: list[Found]
) -> Found:
    """Return the best alignment that the searches find; ``met`` gets those on the way that keep the rules."""
    case = search.case
    profit = rep_profits(case, prices)
    is_open = profit >= -ENTRY * np.abs(profit).max()
    is_open[profit.argmax()] = True
    everybody = np.ones(case.n_reps, dtype=np.bool_)
    found = [search.descended(search.at_prices(prices, is_open), is_open)]
    if start is not None:
        found.append(search.descended(start, everybody))
    if case.present is not None and not case.faults(case.present):
        found.append(search.descended(case.present, everybody))
    found = [one for one in found if not case.faults(one.rep_of)]
    met += found
    if not found:
        raise ValueError("no alignment was found that keeps locks, borders and the move budget together")
    best = max(found, key=lambda one: one.profit)
    best = _lawful(case, search.better_open(best, rules.trials), best)
    met.append(best)
    for one in _polished(search, best, prices.move):
        met.append(one)
        best = max(best, one, key=lambda found: found.profit)
    return _lawful(case, search.annealed(best, seed=1), best)


def _lawful(case: Case, met: Found, best: Found) -> Found:
    """Return the better of two alignments; the first only when it keeps the rules."""
    return met if met.profit > best.profit and not case.faults(met.rep_of) else best


def _polished(search: Search, best: Found, move: float) -> Iterator[Found]:
    """Give what prices for these very reps lead to, and roundings of split units near them; rules kept."""
    case, is_open = search.case, search.open_of(best.rep_of)
    only: Bools = case.may & is_open[None, :]
    if not only.any(axis=1).all():
        return
    there = replace(case, allowed=only, fixed=np.zeros(case.n_reps))
    hour = case.price(best.rep_of)
    hour = np.where(is_open & (hour > 0), hour, max(float(hour[is_open].mean()), LOWEST))
    worth = net_surplus(there, hour, move).max(axis=1)
    prices = least_bound(there, Prices(worth, hour, move), FINE)
    luck, reps = Streams(0, 0), np.arange(search.case.n_reps).astype(np.uint64)
    for turn in range(RESTARTS):
        off = (
            SHAKES[turn % len(SHAKES)] * (2.0 * luck.uniforms("profit-restart", reps, turn) - 1.0)
            if turn
            else 0.0
        )
        shaken = Prices(prices.unit, prices.hour * np.exp(off), prices.move)
        met = search.descended(search.at_prices(shaken, is_open), is_open)
        if not search.case.faults(met.rep_of):
            yield met


def _plan(search: Search, rep_of: Ints, upper: float, proved: bool, seconds: float) -> ProfitPlan:
    """Return the plan with its hours and reasons."""
    case, units = search.case, np.arange(search.case.n_units)
    gains = np.where(case.may, search.changes(rep_of), -np.inf)
    gains[units, rep_of] = -np.inf
    second = gains.argmax(axis=1)
    delta = gains[units, second]
    return ProfitPlan(
        case=case,
        rep_of=rep_of,
        status="optimal" if proved else "feasible",
        objective=case.profit(rep_of),
        bound=max(upper, case.profit(rep_of)),
        seconds=seconds,
        hours=case.timetable(rep_of),
        hour_value=case.price(rep_of),
        second=np.where(np.isfinite(delta), second, -1),
        delta=delta,
    )

"""The few moves that give most of the gain: which units should change hands first, and how far that takes one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from optimize.program import Ints
from optimize.realignment import exact
from optimize.realignment.relaxation import Relaxation
from optimize.realignment.search import Budget, anneal, greedy
from optimize.realignment.shifts import Map
from optimize.realignment.yardstick import Yardstick

Method = Literal["exact program", "search"]
SEEDS = 4
ROUNDS = 16
POLISHED = 2
"""Starts besides today's that are annealed, and alignments that single shifts are tried on at the end."""
PROVED = 1e-6


@dataclass(frozen=True)
class Step:
    """
    A unit that changes hands, in the order in which it is best done.

    ``gain`` is what the objective falls by with this move after those before it [currency/year], ``share`` what all
    moves so far reach of the full gain; ``whole`` is false when the map hangs together only after a later move.
    """

    unit: int
    before: int
    after: int
    gain: float
    share: float
    whole: bool


@dataclass(frozen=True, eq=False)
class Found:
    """
    An alignment within a move budget and what is proved: no other within the budget costs less than ``bound``.

    ``method`` says whether the program was solved to the end or a search found it; the bound is then the relaxation's.
    ``interrupted`` says that the user stopped the search: it is the best so far, with a bound of minus infinity when
    there was none yet.
    """

    rep_of: Ints
    objective: float
    bound: float
    method: Method
    interrupted: bool = False

    @property
    def gap(self) -> float:
        """Return the relative gap between objective and bound."""
        return max(0.0, (self.objective - self.bound) / max(abs(self.objective), 1e-9))

    @property
    def is_proved(self) -> bool:
        """Return whether it is proved to be the best."""
        return self.gap <= PROVED


@dataclass(frozen=True, eq=False)
class BestMoves:
    """
    The best moves in order.

    ``today``, ``best.objective`` and ``full.objective`` are the objective before, after these moves, and after as
    many as gain anything; ``share`` of the full gain found is reached, at least ``certified_share`` of any possible.
    ``full`` is the same as ``best`` when the user stopped the search before it came to that.
    """

    steps: tuple[Step, ...]
    today: float
    best: Found
    full: Found

    @property
    def gain(self) -> float:
        """Return what the moves gain [currency/year]."""
        return self.today - self.best.objective

    @property
    def share(self) -> float:
        """Return which share of the full gain that was found they reach; 1 when there is none to be had."""
        return _share(self.gain, self.today - self.full.objective)

    @property
    def certified_share(self) -> float:
        """Return which share they reach at least of the full gain that the bound leaves possible."""
        return _share(self.gain, self.today - self.full.bound)


def _share(gain: float, of: float) -> float:
    return 1.0 if of <= 0 else min(1.0, gain / of)


Tell = Callable[[Found], None]


def realign(
    yardstick: Yardstick,
    budget: Budget,
    relaxation: Relaxation,
    starts: tuple[Ints, ...] = (),
    tell: Tell | None = None,
) -> Found:
    """
    Return the best alignment within a budget: solved to the end on a small map, else searched for and bounded.

    Ctrl-C ends the search, and the best so far comes back with its bound.

    Parameters
    ----------
    yardstick
        What is gained.
    budget
        How much may change hands.
    relaxation
        Bounds over the same weights as the budget's.
    starts
        Alignments to begin with besides today's; those beyond the budget are left out.
    tell
        Is given every better alignment, and the first bound.
    """
    found: list[Found] = []
    try:
        for step in _search(yardstick, budget, relaxation, starts):
            better = not found or (step.objective, step.bound) != (found[-1].objective, found[-1].bound)
            found.append(step)
            if better:
                (tell or _nobody)(step)
    except KeyboardInterrupt:
        last = found[-1] if found else _found(yardstick, yardstick.today, relaxation.bound(budget.most))
        return replace(last, interrupted=True)
    return found[-1]


def _nobody(_step: Found) -> None:
    """Tell nobody."""


def _search(
    yardstick: Yardstick, budget: Budget, relaxation: Relaxation, starts: tuple[Ints, ...]
) -> Iterator[Found]:
    """Yield the best so far after each part of the search; the last one is the answer."""
    solved = exact.best(yardstick, budget)
    if solved is not None:
        rep_of, bound = solved
        objective = yardstick.objective(rep_of)
        yield Found(rep_of, objective, min(bound, objective), "exact program")
        return
    allowed = [start for start in starts if budget.allows(yardstick, start)]
    met = sorted([greedy(yardstick, budget), *allowed, yardstick.today], key=yardstick.objective)
    yield _found(yardstick, met[0], relaxation.bound(budget.most))
    bound = relaxation.solve(budget.most)
    yield _found(yardstick, met[0], bound)
    promising = [one for one in met if one is not yardstick.today][:POLISHED]
    for start, seed in [
        *((one, 0) for one in promising),
        *((yardstick.today, seed) for seed in range(SEEDS)),
    ]:
        met.append(anneal(yardstick, budget, start, seed=seed, rounds=ROUNDS))
        yield _found(yardstick, min(met, key=yardstick.objective), bound)
    best = sorted(met, key=yardstick.objective)[:POLISHED]
    yield _found(
        yardstick, min((greedy(yardstick, budget, one) for one in best), key=yardstick.objective), bound
    )


def _found(yardstick: Yardstick, rep_of: Ints, bound: float) -> Found:
    objective = yardstick.objective(rep_of)
    return Found(rep_of, objective, min(bound, objective), "search")


def best_moves(yardstick: Yardstick, most: int, tell: Tell | None = None) -> BestMoves:
    """
    Return the best ``most`` changes of hands, in order.

    Ctrl-C ends the search, and the best so far comes back; ``tell`` is given every better alignment.

    Raises
    ------
    ValueError
        When ``most`` is below zero.
    """
    if most < 0:
        raise ValueError(f"a number of moves is zero or more, got {most}")
    ones = np.ones(len(yardstick.today))
    relaxation = Relaxation(yardstick, ones)
    best = realign(yardstick, Budget(ones, float(most)), relaxation, (), tell)
    full = best
    if not best.interrupted:
        full = realign(yardstick, Budget(ones, float(len(ones))), relaxation, (best.rep_of,))
    today = yardstick.objective(yardstick.today)
    steps = in_order(yardstick, best.rep_of, today - min(full.objective, best.objective))
    return BestMoves(steps, today, best, full)


def in_order(yardstick: Yardstick, rep_of: Ints, full_gain: float) -> tuple[Step, ...]:
    """Return the changes of hands from today to an alignment, at each step the one that then gains most."""
    here, steps, reached = Map(yardstick), [], 0.0
    waiting = np.flatnonzero(rep_of != yardstick.today).tolist()
    while waiting:
        gains = here.gain(np.array(waiting), rep_of[waiting])
        order = np.argsort(-gains, kind="stable").tolist()
        keeps = [q for q in order if _keeps_whole(here, waiting[q], int(rep_of[waiting[q]]))][:1]
        chosen = (keeps or order)[0]
        unit = waiting.pop(chosen)
        reached += float(gains[chosen])
        before, after = int(here.rep_of[unit]), int(rep_of[unit])
        here.shift(unit, after)
        steps.append(Step(unit, before, after, float(gains[chosen]), _share(reached, full_gain), bool(keeps)))
    return tuple(steps)


def _keeps_whole(here: Map, unit: int, rep: int) -> bool:
    """Return whether a unit can go to a rep without tearing the map."""
    return here.beside(unit, rep) and not here.tears(unit)

"""From a deal with bases to whole territories and a bound: exact where that is affordable, search and bound beyond."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from optimize.lp import solve
from optimize.program import Floats, Ints, Limits, SolverName, Status
from optimize.territory.local import anneal, rejoin
from optimize.territory.polish import exact, polish, read
from optimize.territory.program import Arcs, Deal, Prices, first_arcs, model_of, relax

SMALL = 1500
"""Arcs up to which the whole program is solved to the end."""
PROVED = 1e-7
LUMP = 0.05
"""A unit above this share of an average territory may not be split even in the relaxation."""
LUMP_GAP = 0.015
LUMP_ARCS = 6
SWEEPS = 60
GROUPS = 12


@dataclass(frozen=True, eq=False)
class Dealt:
    """Territory of each unit, what is proved about it, and whether the bands are proved to be beyond reach."""

    territory: Ints
    status: Status
    objective: float
    bound: float
    seconds: float
    impossible: bool

    @property
    def gap(self) -> float:
        """Return the relative gap between objective and bound."""
        return max(0.0, (self.objective - self.bound) / max(abs(self.objective), 1e-9))


def deal_units(deal: Deal, start: Ints, nearest: int, limits: Limits, solver: SolverName) -> Dealt:
    """Return the assignment of units to territories, from a start in whole pieces."""
    clock = time.perf_counter()
    if deal.cost.size <= SMALL:
        everywhere = np.ones(deal.cost.shape, dtype=np.bool_)
        found = exact(deal, start, everywhere, Limits(gap=PROVED), solver, rounds=200)
        if found is not None:
            territory, bound, proved = found
            return _dealt(deal, territory, bound, limits, clock, impossible=proved and deal.miss(territory) > MISS)
    rates = relax(deal, first_arcs(deal, nearest, start), solver)
    bound, hint = _with_lumps_whole(deal, rates, start, limits, solver)
    territory = _search(deal, start, hint, rates.reduced, limits, solver)
    impossible = bool(bound > deal.cost.max(axis=1).sum())
    return _dealt(deal, territory, bound, limits, clock, impossible=impossible)


MISS = 1e-6


def _dealt(deal: Deal, territory: Ints, bound: float, limits: Limits, clock: float, *, impossible: bool) -> Dealt:
    objective = deal.total(territory)
    proved = objective - bound <= limits.gap * abs(objective) + MISS
    status: Status = "optimal" if proved else "feasible"
    if deal.miss(territory) > MISS:
        status = "infeasible" if impossible else "failed"
    return Dealt(territory, status, objective, min(bound, objective), time.perf_counter() - clock, impossible)


def _with_lumps_whole(
    deal: Deal, rates: Prices, start: Ints, limits: Limits, solver: SolverName
) -> tuple[float, Ints]:
    """
    Return a better bound and its solution rounded.

    The relaxation in which large units may not be split, small ones may: nearly as strong as the whole program,
    because what makes territories hard to balance are the lumps. Arcs are left out only above LUMP_GAP of the bound.
    """
    lumps = deal.measures[0].amount.max(axis=1) >= LUMP
    kept = _arcs(deal, rates, start)
    model = model_of(deal, kept, rates.cuts, whole=lumps)
    answer = solve(model.program, solver, limits)
    if not answer.found:
        return rates.bound, rates.share.argmax(axis=1)
    left_out = float(rates.reduced[~kept].min(initial=np.inf))
    bound = max(rates.bound, min(answer.bound, rates.bound + left_out))
    return bound, read(model, answer.values)


def _arcs(deal: Deal, rates: Prices, start: Ints) -> Arcs:
    """Return the arcs whose reduced cost is below LUMP_GAP of the bound, and those of the start and the bases."""
    kept = rates.reduced <= LUMP_GAP * abs(rates.bound)
    kept |= rates.share > MISS
    kept[np.arange(len(start)), start] = True
    own = np.flatnonzero(deal.own >= 0)
    kept[deal.own[own], own] = True
    return np.asarray(kept, dtype=np.bool_)


def _search(deal: Deal, start: Ints, hint: Ints, reduced: Floats, limits: Limits, solver: SolverName) -> Ints:
    """Return the best of the start and the rounded relaxation after shifting units, then dealing groups anew."""
    rounded = rejoin(deal, _at_home(deal, hint))
    tries = [anneal(deal, first, seed=number, sweeps=SWEEPS) for number, first in enumerate((start, rounded))]
    best = min([start, *tries], key=lambda t: (round(deal.miss(t), 6), deal.total(t)))
    quick = Limits(gap=0.002, nodes=30, seconds=limits.seconds)
    return polish(deal, best, reduced, quick, solver, GROUPS)


def _at_home(deal: Deal, territory: Ints) -> Ints:
    """Return the assignment with every base in its own territory."""
    held = territory.copy()
    own = np.flatnonzero(deal.own >= 0)
    held[deal.own[own]] = own
    return held

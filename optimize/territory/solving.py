"""From a deal with bases to whole territories and a bound: exact where that is affordable, search and bound beyond."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from optimize.program import Effort, Floats, Ints, Limits, Status
from optimize.territory.local import Schedule, anneal, rejoin
from optimize.territory.lumps import with_lumps_whole
from optimize.territory.polish import exact, polish
from optimize.territory.program import Deal, first_arcs, relax
from optimize.territory.stopping import SoFar

MISS = 1e-6
"""Shares of the average below which a band counts as kept."""
SMALL = 1500
"""Arcs up to which the whole program is solved to the end."""
PROVED = 1e-7
SEARCH = Schedule(600)
GROUP_SIZES = (3, 5, 7)
"""Territories dealt anew at once; more only while a band is missed."""


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

    def with_bound(self, bound: float, gap: float) -> Dealt:
        """Return the answer with another bound that holds too, when that is the better one."""
        better = min(max(bound, self.bound), self.objective)
        proved = self.status == "feasible" and self.objective - better <= gap * abs(self.objective) + MISS
        return replace(self, bound=better, status="optimal" if proved else self.status)


@dataclass(frozen=True, eq=False)
class _Proof:
    """An assignment, the bound, whether the bands are proved to be beyond reach, and when the clock started [s]."""

    territory: Ints
    bound: float
    impossible: bool
    clock: float


def deal_units(deal: Deal, start: Ints, nearest: int, effort: Effort) -> Dealt:
    """Return the assignment of units to territories, from a start in whole pieces: :func:`deal_from` with one deal."""
    return deal_from(deal, SoFar(deal, start), nearest, effort)


def deal_from(deal: Deal, met: SoFar, nearest: int, effort: Effort) -> Dealt:
    """
    Return the assignment of units to territories, from the one met so far.

    Beyond the size of an exact program it is looked for where it keeps the bands of ``met.deal`` too, which may be the
    same deal with more measures; the bound without these holds all the more. Ctrl-C ends the search with the best so
    far, made to keep the bands, which another Ctrl-C ends; the bound is the best known by then.
    """
    if not met.stop.asked:
        try:
            return _searched(deal, met, nearest, effort)
        except KeyboardInterrupt:
            met.stop.asked = True
    if met.deal.miss(met.territory) > MISS:
        _into_bands(deal, met, nearest, effort)
    return _dealt(deal, _Proof(met.territory, met.bound, False, met.clock), effort.limits.gap)


def _into_bands(deal: Deal, met: SoFar, nearest: int, effort: Effort) -> None:
    """Search for an assignment that keeps the bands, at the relaxation's prices; another Ctrl-C ends it."""
    try:
        rates = relax(deal, first_arcs(deal, nearest, met.territory), effort.solver)
        met.proved(rates.bound)
        met.offer(_search(met, rates.share.argmax(axis=1), rates.reduced, effort))
    except KeyboardInterrupt:
        return


def _searched(deal: Deal, met: SoFar, nearest: int, effort: Effort) -> Dealt:
    """Return the assignment solved to the end, or searched for; what is found and proved on the way is kept."""
    start, clock = met.territory, met.clock
    if deal.cost.size <= SMALL:
        everywhere = np.ones(deal.cost.shape, dtype=np.bool_)
        found = exact(deal, start, everywhere, Effort(effort.solver, Limits(gap=PROVED)), rounds=200)
        if found is not None:
            territory, bound, proved = found
            impossible = proved and deal.miss(territory) > MISS
            return _dealt(deal, _Proof(territory, bound, impossible, clock), effort.limits.gap)
    rates = relax(deal, first_arcs(deal, nearest, start), effort.solver)
    met.proved(rates.bound)
    bound, hint = with_lumps_whole(deal, rates, start, effort)
    met.proved(bound)
    territory = _search(met, hint, rates.reduced, effort)
    impossible = bool(bound > deal.cost.max(axis=1).sum())
    return _dealt(deal, _Proof(territory, bound, impossible, clock), effort.limits.gap)


def _dealt(deal: Deal, proof: _Proof, gap: float) -> Dealt:
    """Return the answer with its status."""
    territory, objective = proof.territory, deal.total(proof.territory)
    status: Status = "optimal" if objective - proof.bound <= gap * abs(objective) + MISS else "feasible"
    if deal.miss(territory) > MISS:
        status = "infeasible" if proof.impossible else "failed"
    seconds = time.perf_counter() - proof.clock
    return Dealt(territory, status, objective, min(proof.bound, objective), seconds, proof.impossible)


def _search(met: SoFar, hint: Ints, reduced: Floats, effort: Effort) -> Ints:
    """Return the best found from the start: shift units, then deal groups anew; from the hint when bands are missed."""
    deal = met.deal
    best = anneal(deal, met.territory, 0, SEARCH, met.offer)
    if deal.miss(best) > MISS:
        other = anneal(deal, rejoin(deal, _at_home(deal, hint)), 1, SEARCH, met.offer)
        best = min([best, other], key=lambda tried: (round(deal.miss(tried), 6), deal.total(tried)))
    quick = Limits(gap=0.002, nodes=30, seconds=effort.limits.seconds)
    for size in GROUP_SIZES:
        if deal.miss(best) <= MISS:
            break
        best = polish(met, best, reduced, size, Effort(effort.solver, quick))
    return polish(met, best, reduced, GROUP_SIZES[0], Effort(effort.solver, quick))


def _at_home(deal: Deal, territory: Ints) -> Ints:
    """Return the assignment with every base in its own territory."""
    held = territory.copy()
    own = np.flatnonzero(deal.own >= 0)
    held[deal.own[own]] = own
    return held

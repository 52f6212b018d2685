"""Items to reps with a proved bound: exact where that is affordable; prices, search and the exact rest beyond."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimize.accounts.effort import Clock, Effort
from optimize.accounts.exact import PROVED, exact
from optimize.accounts.fitting import fitting
from optimize.accounts.items import Items
from optimize.accounts.pricing import Prices, prices
from optimize.accounts.searching import Found, search
from optimize.accounts.subsets import REPS, redealt
from optimize.program import Floats, Ints, Limits, Status

SMALL, SMALL_NODES = 1500, 20_000
"""Arcs up to which the whole program goes to the exact solver at once."""
RELAXED_EXACTLY = 300
"""Arcs up to which the cheapest relaxation is found exactly, so that the nearest assignment need not be looked for."""
REST_LIMIT = 5_000_000
"""Arcs up to which reduced costs are looked at one by one for what is left to the exact solver."""

STOPPED = "stopped before an assignment was found that keeps the bands"
SHORT = 0.5
"""With fewer seconds left the exact solver is not called."""


@dataclass(frozen=True, eq=False)
class Dealt:
    """Rep of each item, what is proved, the prices of loads behind it (k, m), and what ended the search."""

    rep: Ints
    status: Status
    objective: float
    bound: float
    price: Floats
    seconds: float
    interrupted: bool

    @property
    def gap(self) -> float:
        """Return the relative gap between objective and bound."""
        return max(0.0, self.objective - self.bound) / max(abs(self.objective), 1e-9)


def deal(items: Items, effort: Effort, start: Ints | None = None, *, nearest: bool = True) -> Dealt:
    """
    Return items dealt to reps; ``status`` is ``optimal`` when proved, ``feasible`` when only bounded.

    ``infeasible``: proved that nothing keeps the bands; ``failed``: nothing was found that does, and nothing proved.
    Then the assignment is the one that misses least of those that were met; without ``nearest``, one that is proved at
    once to have none comes back with each item where it costs least. A keyboard interrupt ends it at any stage with the
    best so far.

    Raises
    ------
    KeyboardInterrupt
        When it comes before anything is found that keeps the bands.
    """
    clock = Clock(effort)
    flat = np.zeros(items.bands.low.shape)
    given, items = items, fitting(items)
    nobody = not np.isfinite(items.every.cost).any(axis=1).all()
    known = _Known() if nobody else _at_once(items, clock)
    if known.found is not None and known.proved:
        return _dealt(items, known.found, known.bound, flat, clock)
    told = known.proved and not nearest
    if nobody or told:
        nothing = Prices(flat, -np.inf, impossible=True)
        return _failed(given, nothing, clock, impossible=True, found=None if nearest else _cheapest(given))
    try:
        found_prices = prices(items, clock)
        if known.proved or found_prices.impossible:
            return _failed(items, found_prices, clock, impossible=True)
        found = search(items, found_prices, clock, start)
    except KeyboardInterrupt:
        if known.found is None:
            raise
        clock.interrupted = True
        return _dealt(items, known.found, known.bound, flat, clock)
    if clock.interrupted and found.miss > 0.0 and known.found is None:
        raise KeyboardInterrupt(STOPPED)
    found = known.found if known.found is not None and known.found.beats(found) else found
    bound = max(known.bound, whole(items, found_prices.bound))
    # the exact solver may be long about finding a first answer: only where the clock ends it
    worth_it = found.miss == 0.0 or effort.seconds is not None
    if worth_it and not clock.interrupted and not _done(found, bound, effort):
        found, bound = _rest(items, found_prices, found, bound, clock)
    if found.miss > 0.0:
        return _failed(items, found_prices, clock, impossible=False, found=found)
    return _dealt(items, found, bound, found_prices.load, clock)


@dataclass(frozen=True, eq=False)
class _Known:
    """What the exact solver says of the whole program: the best found, a bound, and whether it came to its end."""

    found: Found | None = None
    bound: float = -np.inf
    proved: bool = False


def _cheapest(items: Items) -> Found:
    """Return each item with the rep who costs least, whatever the bands."""
    rep: Ints = items.every.cost.argmin(axis=1)
    return Found(rep, items.total(rep), np.inf)


def _at_once(items: Items, clock: Clock) -> _Known:
    """Return what the exact solver says when the program is small, with half of the time; nothing when it is not."""
    if items.every.cost.size > SMALL:
        return _Known()
    seconds = None if clock.left is None else clock.left / 2
    limits = Limits(gap=PROVED, nodes=SMALL_NODES, seconds=seconds)
    solved = exact(items, np.isfinite(items.every.cost), clock.effort.solver, limits)
    if solved.status == "infeasible":
        return _Known(proved=True)
    if solved.rep is None or items.miss(solved.rep).any():
        return _Known(bound=whole(items, solved.bound))
    found = Found(solved.rep, items.total(solved.rep), 0.0)
    return _Known(found, whole(items, solved.bound), solved.status == "optimal")


def whole(items: Items, bound: float) -> float:
    """Return the bound, rounded up when all costs are whole numbers."""
    cost = items.every.cost
    finite = cost[np.isfinite(cost)] if cost.size <= REST_LIMIT else np.array([0.5])
    if np.isfinite(bound) and (finite == np.round(finite)).all():
        return float(np.ceil(bound - 1e-6)) + 0.0  # minus nothing is told as nothing
    return bound


def _done(found: Found, bound: float, effort: Effort) -> bool:
    return found.miss == 0.0 and found.cost - bound <= effort.gap * abs(found.cost)


def _rest(items: Items, known: Prices, found: Found, bound: float, clock: Clock) -> tuple[Found, float]:
    """
    Return the answer after the exact solver has had the arcs that could be in a better one.

    An arc whose reduced cost is above the gap costs any assignment more than the best known (reduced-cost fixing), so
    what is proved on the others holds for all. Nothing is done while too many are left. Where the clock ends it and
    more than a few are left, two thirds of the time go to parts of it: the whole is long about getting better.
    """
    if items.every.cost.size > REST_LIMIT or (clock.left is not None and clock.left < SHORT):
        return found, bound
    paid = (
        np.einsum("kd,dnc->nk", known.load, items.every.amount)
        if items.every.amount.shape[2] == 1
        else np.einsum("kd,dnk->nk", known.load, items.every.amount)
    )
    reduced = items.every.cost - paid
    reduced -= reduced.min(axis=1, keepdims=True)
    gap = found.cost - known.bound if found.miss == 0.0 else np.inf
    arcs = (reduced <= gap * (1 + 1e-9) + 1e-9) & np.isfinite(items.every.cost)
    if arcs.sum() > clock.effort.exact_arcs:
        return found, bound
    try:
        if clock.left is not None and found.miss == 0.0 and arcs.sum() > CORE * items.n:
            found = _by_parts(items, reduced, found, clock)
            if clock.interrupted:
                return found, bound
        limits = Limits(gap=min(PROVED, clock.effort.gap), nodes=clock.effort.nodes, seconds=clock.left)
        solved = exact(items, arcs, clock.effort.solver, limits, found.rep if found.miss == 0.0 else None)
    except KeyboardInterrupt:
        clock.interrupted = True
        if found.miss > 0.0:
            raise
        return found, bound
    if solved.rep is not None and not items.miss(solved.rep).any():
        better = Found(solved.rep, items.total(solved.rep), 0.0)
        found = better if better.beats(found) else found
    return found, max(bound, whole(items, min(solved.bound, found.cost if found.miss == 0.0 else np.inf)))


CORE = 3
"""Arcs for each item that the exact solver gets first where many are left: those of the lowest reduced cost."""


def _by_parts(items: Items, reduced: Floats, found: Found, clock: Clock) -> Found:
    """Return the better of an answer and of what the likeliest arcs alone, then sets of reps, make of it."""
    core = reduced <= np.partition(reduced, CORE * items.n, axis=None)[CORE * items.n]
    core[np.arange(items.n), found.rep] = True
    limits = Limits(gap=PROVED, seconds=(clock.left or 0.0) / 3)
    solved = exact(items, core, clock.effort.solver, limits, found.rep)
    if solved.rep is not None and not items.miss(solved.rep).any():
        better = Found(solved.rep, items.total(solved.rep), 0.0)
        found = better if better.beats(found) else found
    return redealt(items, found, clock, clock.seconds + (clock.left or 0.0) / 2) if items.k > REPS else found


def _dealt(items: Items, found: Found, bound: float, price: Floats, clock: Clock) -> Dealt:
    """Return an answer that keeps all bands."""
    bound = min(bound, found.cost)
    proved = found.cost - bound <= PROVED_GAP * max(1.0, abs(found.cost))
    clock.tell("done", found.cost, bound)
    status: Status = "optimal" if proved else "feasible"
    return Dealt(found.rep, status, found.cost, bound, price, clock.seconds, clock.interrupted)


PROVED_GAP = 1e-6


def _failed(
    items: Items, known: Prices, clock: Clock, *, impossible: bool, found: Found | None = None
) -> Dealt:
    """Return the assignment that misses the bands least, of those that were met."""
    best = found or search(items, Prices(np.zeros(known.load.shape), -np.inf, impossible), clock)
    status: Status = "infeasible" if impossible else "failed"
    return Dealt(best.rep, status, best.cost, known.bound, known.load, clock.seconds, clock.interrupted)

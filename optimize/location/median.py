"""Choose p sites among the customers' places: the p-median, with and without a capacity, and what is proved."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from optimize.location.kernels.bounding import Climb, Load, bound
from optimize.location.kernels.clusters import Clusters, Cooling, Task, anneal, deal, recentre
from optimize.location.kernels.interchange import descend, opened, shake
from optimize.location.proving import Proof
from optimize.program import Floats, Ints, Status

PROVED = 1e-6


@dataclass(frozen=True)
class Effort:
    """Rounds of search, steps of the bound, a relative gap that is enough, and seconds when the clock is to end it."""

    rounds: int = 400
    steps: int = 400
    gap: float = 0.0
    seconds: float | None = None
    tell: Callable[[float, float, float], None] | None = None


@dataclass(frozen=True, eq=False)
class Medians:
    """Open sites, the site of each customer (rows), the sum of distances, its bound, and whether it is proved."""

    sites: Ints = field(repr=False)
    site_of: Ints = field(repr=False)
    status: Status
    objective: float
    bound: float
    seconds: float
    stopped: bool

    @property
    def gap(self) -> float:
        """Return the relative gap between objective and bound."""
        return max(0.0, self.objective - self.bound) / max(abs(self.objective), 1e-9)


class _Run:
    """The clock, the best so far and its bound."""

    def __init__(self, distance: Floats, effort: Effort) -> None:
        self.distance, self.effort, self.start = distance, effort, time.perf_counter()
        self.whole = bool((distance == np.round(distance)).all())
        self.cost, self.bound, self.stopped = np.inf, -np.inf, False
        self.site_of = np.empty(0, dtype=np.int64)

    def seen(self, cost: float, site_of: Ints) -> bool:
        """Keep an answer when it is better; return whether it is."""
        better = cost < self.cost - 1e-9
        if better:
            self.cost, self.site_of = cost, site_of.copy()
        return better

    def proved(self, value: float) -> None:
        """Raise the bound; sums of whole numbers are whole."""
        value -= 1e-9 * abs(value)
        self.bound = max(self.bound, float(np.ceil(value - 1e-6)) if self.whole else value)

    @property
    def beat(self) -> float:
        """Return what a better answer costs less than; sums of whole numbers are whole."""
        return self.cost - 1 + 1e-2 if self.whole else self.cost * (1 - PROVED / 2)

    @property
    def done(self) -> bool:
        """Return whether to stop: proved well enough, or out of time."""
        seconds = time.perf_counter() - self.start
        if self.effort.tell is not None:
            self.effort.tell(self.cost, self.bound, seconds)
        late = self.effort.seconds is not None and seconds >= self.effort.seconds
        return late or self.cost - self.bound <= max(self.effort.gap, PROVED) * abs(self.cost)

    def answer(self) -> Medians:
        """Return the answer."""
        bounded = min(self.bound, self.cost)
        status: Status = "optimal" if self.cost - bounded <= PROVED * abs(self.cost) else "feasible"
        seconds = time.perf_counter() - self.start
        return Medians(
            np.unique(self.site_of), self.site_of, status, self.cost, bounded, seconds, self.stopped
        )


def p_median(distance: Floats, p: int, effort: Effort | None = None) -> Medians:
    """
    Return p sites that the customers are nearest to in all; every customer's place is a possible site.

    Swap search from the sites of the Lagrangian relaxation and, shaken, from the best; branch and bound beside it
    raises the bound above the relaxation's. A keyboard interrupt ends it with the best so far.

    Parameters
    ----------
    distance
        From customers to places, shape (n, n); weights, when any, multiplied in.
    p
        How many sites.
    effort
        When to stop.

    Raises
    ------
    ValueError
        When distances are negative or no numbers, the shape is not square, or p is not from 1 to n.
    """
    _check(distance, p)
    run = _Run(distance, effort or Effort())
    load = Load(np.zeros(1, dtype=np.int64), -1)
    columns = np.ascontiguousarray(distance.T)
    stride = np.linspace(0, len(distance) - 1, p).astype(np.int64)
    try:
        # `descend` reads the distances of one site in a row
        _settle(run, columns, stride)
        price = np.partition(distance, min(2, len(distance) - 1), axis=1)[:, min(2, len(distance) - 1)] * 1.0
        length, proof = 1.5, None
        for turn in range(run.effort.rounds):
            if turn in BOUND_TURNS and not run.done:
                value, price, chosen = bound(
                    columns, p, price, load, Climb(run.effort.steps, run.cost, length)
                )
                length = 0.5
                run.proved(value)
                _settle(run, columns, chosen)
            if turn >= PROOF_FROM and not run.done:
                proof = proof or Proof(columns, p, price, run.beat)
                _prove(run, columns, proof)
            if run.done:
                break
            sites = opened(columns, np.unique(run.site_of) if p > 1 else run.site_of[:1])
            sites = opened(columns, _filled(sites.open, p, len(distance)))
            shake(columns, sites, 2 + turn % max(2, min(p // 2, 8)), turn)
            cost = descend(columns, sites)
            run.seen(cost, sites.open[sites.first])
    except KeyboardInterrupt:
        if not np.isfinite(run.cost):
            raise
        run.stopped = True
    return run.answer()


def _prove(run: _Run, columns: Floats, proof: Proof) -> None:
    """Branch for a while, and keep what it proves and what it finds."""
    proof.beat = min(proof.beat, run.beat)
    proof.go_on(BRANCHES)
    if len(proof.sites):
        _settle(run, columns, proof.sites)
    run.proved(proof.bound)


PROOF_FROM, BRANCHES = 20, 4
"""The turn of the search from which branches are looked at too, and how many a turn."""
BOUND_TURNS = (0, 5, 20, 60, 150)
"""Turns of the search before which the bound climbs on."""


def _filled(chosen: Ints, p: int, n: int) -> Ints:
    """Return p sites: the chosen ones, and others when places coincide and fewer are used."""
    others = np.setdiff1d(np.arange(n), chosen)[: p - len(chosen)]
    return np.concatenate([chosen, others])


def _settle(run: _Run, columns: Floats, chosen: Ints) -> None:
    """Swap from these sites until nothing gains, and keep the result when it is the best."""
    sites = opened(columns, chosen)
    cost = descend(columns, sites)
    run.seen(cost, sites.open[sites.first])


def capacitated_median(
    distance: Floats, demand: Ints, capacity: int, p: int, effort: Effort | None = None
) -> Medians:
    """
    Return p sites and each customer's one site, of least total distance, no site's demand above its capacity.

    Annealed capacitated k-medoids; between runs one median jumps elsewhere. The bound relaxes that each customer is
    served once and keeps whole knapsacks.

    Raises
    ------
    ValueError
        When numbers are not sound, a demand is above the capacity, all demand above that of p sites, or no assignment
        was found.
    """
    _check(distance, p)
    _check_demand(demand, capacity, p)
    run = _Run(distance, effort or Effort())
    n = len(distance)
    scale = float(np.median(distance.min(axis=1, where=~np.eye(n, dtype=bool), initial=np.inf)))
    task = Task(distance, demand.astype(np.float64), float(capacity), float(distance.mean()) / demand.mean())
    order = np.argsort(-demand, kind="stable")
    load = Load(demand.astype(np.int64), int(capacity))
    columns = np.ascontiguousarray(distance.T)
    medians = opened(columns, np.linspace(0, n - 1, p).astype(np.int64))
    descend(columns, medians)
    best_median = medians.open.copy()
    price = np.full(n, float(np.median(medians.near)) * 2)
    length = 1.5
    try:
        for turn in range(run.effort.rounds):
            start = best_median.copy()
            if turn:
                start[turn % p] = np.setdiff1d(np.arange(n), start)[int(turn * 0.6180339887 % 1.0 * (n - p))]
            state = Clusters(start, np.zeros(n, dtype=np.int64), np.zeros(p))
            deal(task, state, order)
            recentre(task, state)
            found = np.zeros(n, dtype=np.int64)
            cost = anneal(task, state, Cooling(SWEEPS, scale * 2, scale * 0.05, turn + 1), found)
            if run.seen(cost, found):
                best_median = _filled(np.unique(found), p, n)
            due = turn in BOUND_TURNS or run.bound == -np.inf
            if due and np.isfinite(run.cost) and not run.done:
                value, price, _ = bound(columns, p, price, load, Climb(run.effort.steps, run.cost, length))
                length = 0.5
                run.proved(value)
            if run.done:
                break
    except KeyboardInterrupt:
        if not np.isfinite(run.cost):
            raise
        run.stopped = True
    if not np.isfinite(run.cost):
        raise ValueError(
            f"no assignment to {p} sites of {capacity} was found: more sites, or a larger capacity"
        )
    return run.answer()


SWEEPS = 400


def _check(distance: Floats, p: int) -> None:
    """Refuse what cannot be read, all of it at once."""
    faults = []
    if distance.ndim != SQUARE or distance.shape[0] != distance.shape[-1]:
        faults.append(f"distance is square, got shape {distance.shape}")
    elif not 1 <= p <= len(distance):
        faults.append(f"{p} sites of {len(distance)} places: from 1 to all of them")
    wrong = np.argwhere(~(distance >= 0) | np.isinf(distance))
    if len(wrong):
        at = tuple(wrong[0].tolist())
        faults.append(
            f"{len(wrong)} distances are negative or no number; the first, at {at}, is {distance[at]}"
        )
    if faults:
        raise ValueError("\n".join(faults))


SQUARE = 2


def _check_demand(demand: Ints, capacity: int, p: int) -> None:
    """Refuse demands that no site can take."""
    faults = [
        f"customer {i} has a demand of {demand[i]}; it is 0 or more" for i in np.flatnonzero(demand < 0)
    ]
    faults += [
        f"customer {i} has a demand of {demand[i]}, above the capacity of a site, {capacity}"
        for i in np.flatnonzero(demand > capacity)
    ]
    if demand.sum() > p * capacity:
        faults.append(
            f"the demand of {demand.sum()} is above {p} sites of {capacity}: {-(-demand.sum() // capacity)} needed"
        )
    if faults:
        raise ValueError("\n".join(faults))

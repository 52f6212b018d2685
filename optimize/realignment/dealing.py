"""Units dealt to reps by nearness and balance: a transport program, rounded, and made whole where there are borders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimize.elastic import InfeasibleError, Relaxation
from optimize.lp import solve
from optimize.program import Floats, Ints, Program
from optimize.territory.local import Schedule, anneal, rejoin
from optimize.territory.program import Deal, Measure
from sim.territory.contiguity import Adjacency, with_crossings
from sim.territory.travel import distance_km

NEAREST = 8
SHIFTS = Schedule(200)
LEAST_SHARE = 0.05
"""What empty land counts for beside its weight, in mean weights, where borders are shifted."""
MISS_KM = 20_000.0
"""Price of a rep's share that misses its band, in km for everything: farther than any place on earth."""


@dataclass(frozen=True, eq=False)
class Land:
    """Units with places and weight, shape (n,) each, the units that reps live in, shape (k,), and the borders."""

    lng: Floats
    lat: Floats
    weight: Floats
    home: Ints
    graph: Adjacency


def deal(lng: Floats, lat: Floats, weight: Floats, home: Ints, *, band: float = 0.1) -> Ints:
    """
    Return which of the reps who live in the units ``home`` gets each unit, shape (n_units,).

    min sum_ij w_i km_ij x_ij + M sum_j miss_j, each unit once, every rep within ``band`` of an equal weight; of the few
    units that the optimum splits, who has most of one gets it. A unit is open to its nearest reps. A rep gets his home.

    Raises
    ------
    InfeasibleError
        When there are more reps than units.
    """
    n, k = len(lng), len(home)
    if k > n or k == 0:
        raise InfeasibleError(f"{k} reps cannot share {n} units", Relaxation((), {}))
    km = distance_km(lng[:, None], lat[:, None], lng[home], lat[home])
    share = weight / max(float(weight.sum()), 1e-300) * k
    arcs = _arcs(km, home)
    unit, rep = np.nonzero(arcs)
    program = Program("deal")
    x = program.add_columns([""] * len(unit), cost=share[unit] * km[unit, rep], high=1.0)
    for i, mine in enumerate(np.split(x, np.searchsorted(unit, np.arange(1, n)))):
        program.add_row(f"unit {i}", (mine, np.ones(len(mine))), low=1.0, high=1.0)
    for j in range(k):
        mine = np.flatnonzero(rep == j)
        misses = program.add_columns(["short", "over"], cost=MISS_KM)
        terms = np.append(x[mine], misses), np.append(share[unit[mine]], [1.0, -1.0])
        program.add_row(f"rep {j}", terms, low=1.0 - band, high=1.0 + band)
    part = np.zeros((n, k))
    part[unit, rep] = solve(program).values[: len(unit)]
    dealt: Ints = part.argmax(axis=1)
    first_at = {int(unit): j for j, unit in reversed(list(enumerate(home.tolist())))}
    dealt[list(first_at)] = list(first_at.values())
    return _nobody_empty(dealt, km)


def whole(dealt: Ints, land: Land, band: float = 0.1) -> Ints:
    """
    Return units dealt to reps in whole pieces, within the band as far as that goes.

    Pieces that are cut off go to who is beside them; then units are shifted over borders.
    """
    k = len(land.home)
    if k == 1:
        return dealt
    km = distance_km(land.lng[:, None], land.lat[:, None], land.lng[land.home], land.lat[land.home])
    share = land.weight / max(float(land.weight.sum()), 1e-300) * k
    alone = np.bincount(land.home, minlength=len(dealt))[land.home] == 1
    measure = Measure.within("weight", np.repeat(share[:, None], k, axis=1), band)
    graph = with_crossings(land.graph, land.lng, land.lat)[0]
    cost = (share + LEAST_SHARE * share.mean())[:, None] * km
    program = Deal(cost, (measure,), np.where(alone, land.home, -1), graph, tuple(f"{j}" for j in range(k)))
    start = dealt.copy()
    start[land.home[alone]] = np.flatnonzero(alone)
    return anneal(program, rejoin(program, start), 0, SHIFTS)


def _arcs(km: Floats, home: Ints) -> np.typing.NDArray[np.bool_]:
    """Return to whom each unit is open: its nearest reps, and every rep to the units nearest to him."""
    n, k = km.shape
    arcs = np.zeros((n, k), dtype=np.bool_)
    near = np.argsort(km, axis=1, kind="stable")[:, : min(NEAREST, k)]
    arcs[np.arange(n)[:, None], near] = True
    close = np.argsort(km, axis=0, kind="stable")[: min(n, max(NEAREST, n // k))]
    arcs[close, np.arange(k)[None, :]] = True
    return arcs


def _nobody_empty(dealt: Ints, km: Floats) -> Ints:
    """Return the same with the nearest unit that somebody can spare for each rep without one."""
    for j in np.flatnonzero(np.bincount(dealt, minlength=km.shape[1]) == 0):
        spare = np.bincount(dealt, minlength=km.shape[1])[dealt] > 1
        dealt[int(np.where(spare, km[:, j], np.inf).argmin())] = j
    return dealt

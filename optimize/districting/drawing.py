"""Draw contiguous territories: exact where that is affordable, search with a bound beyond."""

from __future__ import annotations

import math

from optimize.districting.checker import breaches
from optimize.districting.effort import Effort, Meter
from optimize.districting.exact import Proof, is_affordable, prove
from optimize.districting.infeasible import refusal, refuse_clashes
from optimize.districting.problem import Problem
from optimize.districting.result import BoundFor, Districts, deviations, enclaves, moved, notes
from optimize.districting.search import Found, Search
from optimize.districting.terrain import Terrain
from optimize.program import Status

PROVED = 1e-7
"""Relative gap below which the optimum counts as proved: solvers stop there."""
FIRST_SWEEPS = 600
"""Of the search before a proof, which is the faster the better the map it begins with."""


def draw(problem: Problem, effort: Effort | None = None) -> Districts:
    """
    Return contiguous territories within the bands that are compact by the problem's objective.

    Ctrl-C ends the search and returns the best so far with its gap.

    Raises
    ------
    DistrictingError
        When the problem makes no sense, with every fault.
    InfeasibleError
        When the rules clash, or no map within the bands was found; it says which territories miss what and by how much.
    """
    effort = effort or Effort()
    terrain = Terrain.of(problem)
    refuse_clashes(terrain)
    meter = Meter(effort)
    exact = is_affordable(terrain) if effort.exact is None else effort.exact
    if not exact:
        return _districts(terrain, Search(terrain, meter).run(), meter)
    first = Effort(effort.seed, effort.sweeps or FIRST_SWEEPS, None, effort.gap, False, effort.progress)
    found = Search(terrain, Meter(first, meter.begun), bounded=False).run()
    if found.interrupted:
        return _districts(terrain, found, meter)
    return _districts(terrain, found, meter, prove(terrain, found, meter))


def _districts(terrain: Terrain, found: Found, meter: Meter, proof: Proof | None = None) -> Districts:
    """Return the answer in the user's words, after an independent look at it."""
    problem, shape = terrain.problem, found.shape if proof is None else proof.shape
    bound = found.bound if proof is None else max(found.bound, proof.bound)
    if not shape.keeps_bands:
        raise refusal(terrain, shape, proved=proof is not None and proof.complete)
    territory = shape.owner[terrain.nodes.of_unit]
    broken = breaches(problem, terrain.nodes.units, territory)
    if broken:
        raise refusal(terrain, shape, proved=False, broken=broken)
    gap = (shape.objective - bound) / max(abs(shape.objective), 1e-12)
    status: Status = "optimal" if gap <= max(meter.effort.gap, PROVED) else "feasible"
    bound_for: BoundFor = "these centres" if problem.centres is not None else "all maps"
    bound_for = bound_for if math.isfinite(bound) else "nothing"
    ids = problem.ids
    return Districts(
        territory=territory,
        centres=shape.centres.copy(),
        status=status,
        objective=shape.objective,
        bound=min(bound, shape.objective),
        bound_for=bound_for,
        seconds=meter.seconds,
        deviation=deviations(problem, territory),
        moved=moved(problem, territory),
        crossings=tuple((str(ids[a]), str(ids[b])) for a, b in terrain.nodes.crossings),
        enclaves=enclaves(terrain.nodes, territory, problem.k),
        notes=notes(problem, terrain.nodes, bound_for),
        interrupted=found.interrupted,
    )

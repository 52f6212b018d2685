"""
Exact programs for a few neighbouring territories at a time: what shifting single units cannot reach.

Large neighbourhood search (Shaw 1998): the units of one territory and of those it borders most are dealt anew by
the program of :mod:`optimize.territory.program`, all else fixed. First come those that miss their band.
"""

from __future__ import annotations

import numpy as np

from optimize.lp import solve
from optimize.program import Effort, Floats, Ints
from optimize.territory.program import Arcs, Deal, Measure, Model, add_cut, model_of, separate
from optimize.territory.stopping import SoFar

MISSED = 1e-6
GROUPS = 4
"""Programs in one polish."""
ARC_LIFT = 1.5
"""Arcs tried: reduced cost up to this many times the mean cost of a unit."""
CUT_ROUNDS = 8


def polish(met: SoFar, territory: Ints, reduced: Floats, size: int, effort: Effort) -> Ints:
    """
    Return the assignment after dealing the territories that are worst off anew, ``size`` at a time.

    While a band is missed only the territories that miss one are dealt anew. ``met`` is given each result.
    """
    deal = met.deal
    if deal.cost.shape[1] == 1:
        return territory
    missing = int((_missed(deal, territory) > MISSED).sum())
    for seed in _worst_first(deal, territory, reduced)[: missing or GROUPS]:
        territory = _again(deal, territory, _around(deal, territory, seed, size), reduced, effort)
        met.offer(territory)
    return territory


def _key(deal: Deal, territory: Ints) -> tuple[float, float]:
    """Return what is to be small: bands missed, then cost and seams."""
    return round(deal.miss(territory), 7), round(deal.total(territory) + deal.seams(territory), 6)


def _worst_first(deal: Deal, territory: Ints, reduced: Floats) -> list[int]:
    """Return territories, those that miss a band the most first, then those whose units cost most above the bound."""
    k = deal.cost.shape[1]
    above = np.bincount(territory, reduced[np.arange(len(territory)), territory], k)
    return [int(j) for j in np.lexsort((np.arange(k), -above, -np.round(_missed(deal, territory), 9)))]


def _missed(deal: Deal, territory: Ints) -> Floats:
    """Return by how much each territory misses its bands [shares of the average], shape (k,)."""
    missed = np.zeros(deal.cost.shape[1])
    for measure, load in zip(deal.measures, deal.loads(territory), strict=True):
        missed += np.maximum(measure.low - load, 0) + np.maximum(load - measure.high, 0)
    return missed


def _around(deal: Deal, territory: Ints, seed: int, size: int) -> Ints:
    """Return the seed and the territories it shares most borders with; without borders the cheapest for its units."""
    k = deal.cost.shape[1]
    if deal.graph is None:
        mine = deal.cost[territory == seed]
        closeness = -mine.sum(axis=0) if len(mine) else np.zeros(k)
    else:
        one, other = deal.graph.pairs()
        here = np.concatenate(
            [territory[other[territory[one] == seed]], territory[one[territory[other] == seed]]]
        )
        closeness = np.bincount(here, minlength=k).astype(np.float64)
    closeness[seed] = np.inf
    nearest = np.argsort(-closeness, kind="stable")[: min(size, k)]
    return np.sort(nearest[closeness[nearest] != 0])


def _again(deal: Deal, territory: Ints, group: Ints, reduced: Floats, effort: Effort) -> Ints:
    """Return the assignment with the group's units dealt anew when that is better and contiguous, else unchanged."""
    units = np.flatnonzero(np.isin(territory, group))
    part = part_of(deal, units, group)
    now = np.searchsorted(group, territory[units])
    arcs = reduced[np.ix_(units, group)] <= ARC_LIFT * deal.cost.min(axis=1).mean()
    arcs |= arcs.sum(axis=1, keepdims=True) == 0
    arcs[np.arange(len(units)), now] = True
    found = exact(part, now, arcs, effort)
    if found is None or _key(part, found[0]) >= _key(part, now):
        return territory
    changed = territory.copy()
    changed[units] = group[found[0]]
    return changed


def part_of(deal: Deal, units: Ints, group: Ints) -> Deal:
    """Return the deal of some units among some territories."""
    position = np.full(len(deal.cost), -1, dtype=np.int64)
    position[units] = np.arange(len(units))
    graph = None if deal.graph is None else deal.graph.part(units)
    both = np.ix_(units, group)
    own = np.where(deal.own[group] >= 0, position[deal.own[group]], -1)
    measures = tuple(Measure(m.name, m.amount[both], m.low[group], m.high[group]) for m in deal.measures)
    return Deal(deal.cost[both], measures, own, graph, tuple(deal.names[j] for j in group), deal.seam)


def exact(
    deal: Deal, start: Ints, arcs: Arcs, effort: Effort, rounds: int = CUT_ROUNDS
) -> tuple[Ints, float, bool] | None:
    """
    Return the best assignment in whole pieces on these arcs, its bound, and whether it is proved within the gap.

    ``None`` when the program finds none within its limits, or not within ``rounds`` of separator rows.
    """
    model = model_of(deal, arcs, (), whole=True)
    for _ in range(rounds):
        answer = solve(model.program, effort.solver, effort.limits, start=point(deal, model, start))
        if not answer.found:
            return None
        found = read(model, answer.values)
        share = np.zeros(deal.cost.shape)
        share[np.arange(len(found)), found] = 1.0
        cuts = separate(deal, share)
        if not cuts:
            return found, answer.bound, answer.status == "optimal"
        for cut in cuts:
            add_cut(deal, model, cut)
    return None


def read(model: Model, values: Floats) -> Ints:
    """Return the territory of each unit in a solution."""
    territory: Ints = np.where(model.column >= 0, values[model.column], 0.0).argmax(axis=1)
    return territory


def point(deal: Deal, model: Model, territory: Ints) -> Floats:
    """Return an assignment as a point of the program, with the bands' misses filled in."""
    values = np.zeros(len(model.program.column_names))
    values[model.column[np.arange(len(territory)), territory]] = 1.0
    misses = []
    for measure, load in zip(deal.measures, deal.loads(territory), strict=True):
        misses.append(np.maximum(measure.low - load, 0.0))
        misses.append(np.maximum(load - measure.high, 0.0))
    pairs = np.stack(misses).reshape(len(deal.measures), 2, -1).transpose(0, 2, 1)
    values[model.first_miss : model.first_miss + pairs.size] = pairs.ravel()
    return values

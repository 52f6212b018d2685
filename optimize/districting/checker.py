"""An independent look at a map: units, borders and bands counted anew, by code that the search does not use."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimize.districting.problem import Problem
from optimize.program import Ints
from sim.territory.contiguity import Adjacency

ROUNDING = 1e-9
"""Of a band's side: what adding up thousands of amounts may be off."""


def breaches(problem: Problem, graph: Adjacency, territory: Ints) -> list[str]:
    """
    Return every rule that a map breaks, in words; none when it is a good answer to the problem.

    Parameters
    ----------
    graph
        Borders between units with the crossings of islands and without barriers.
    territory
        Of each unit, shape (n_units,).
    """
    if len(territory) != len(problem) or territory.min() < 0 or territory.max() >= problem.k:
        return [f"not every unit is in one of {problem.k} territories"]
    return [*_torn(problem, graph, territory), *_unbalanced(problem, territory), *_rules(problem, territory)]


def _torn(problem: Problem, graph: Adjacency, territory: Ints) -> Iterator[str]:
    """Grow each territory from its first unit by union of borders, and see whether it is all reached."""
    one, other = graph.pairs()
    inside = territory[one] == territory[other]
    root = list(range(len(problem)))
    for a, b in zip(one[inside].tolist(), other[inside].tolist(), strict=True):
        root[_root(root, a)] = _root(root, b)
    parts = {(int(territory[i]), _root(root, i)) for i in range(len(problem))}
    count = np.bincount([j for j, _ in parts], minlength=problem.k)
    for j in np.flatnonzero(count != 1):
        yield f"territory {j} lies in {count[j]} pieces" if count[j] else f"territory {j} has no unit"


def _root(root: list[int], i: int) -> int:
    while root[i] != i:
        root[i] = root[root[i]]
        i = root[i]
    return i


def _unbalanced(problem: Problem, territory: Ints) -> Iterator[str]:
    for measure in problem.measures:
        load = np.zeros(problem.k)
        np.add.at(load, territory, measure.amount)
        room = ROUNDING * measure.amount.sum()
        for j in np.flatnonzero((load < measure.low - room) | (load > measure.high + room)):
            band = f"{measure.low[j]:g} to {measure.high[j]:g}"
            yield f"{measure.name} of territory {j} is {load[j]:g}, not within {band}"


def _rules(problem: Problem, territory: Ints) -> Iterator[str]:
    for unit, j in problem.locks:
        if territory[unit] != j:
            yield f"{problem.ids[unit]} is locked to territory {j}, but in {territory[unit]}"
    for j, centre in enumerate([] if problem.centres is None else np.asarray(problem.centres).tolist()):
        if territory[centre] != j:
            yield f"{problem.ids[centre]} is the centre of territory {j}, but in {territory[centre]}"
    if problem.groups is not None:
        label = np.array([group or f"\0{i}" for i, group in enumerate(problem.groups)])
        for group in np.unique(label):
            if len(np.unique(territory[label == group])) > 1:
                yield f"group {group} is split"
    if problem.present is not None and problem.budget is not None:
        tolls = np.ones(len(problem)) if problem.tolls is None else problem.tolls
        moved = float(tolls[territory != problem.present].sum())
        if moved > problem.budget + ROUNDING * max(1.0, problem.budget):
            yield f"{moved:g} moves, with a budget of {problem.budget:g}"

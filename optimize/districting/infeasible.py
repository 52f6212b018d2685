"""Why there is no answer: rules that clash before any search, or bands that no map found keeps."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from optimize.districting.faults import named
from optimize.districting.mending import KEPT
from optimize.districting.shaping import Shape
from optimize.districting.terrain import Terrain
from optimize.elastic import InfeasibleError, Relaxation

SHOWN = 5


def refuse_clashes(terrain: Terrain) -> None:
    """
    Raise when rules clash whatever the map.

    Raises
    ------
    InfeasibleError
        With the rules and by how much each would have to give way, in shares of a mean territory.
    """
    by = dict(_clashes(terrain))
    if by:
        told = "; ".join(f"{name} (by {share:.2%} of a mean territory)" for name, share in by.items())
        raise InfeasibleError(f"no map keeps these rules: {told}", Relaxation(tuple(by), by))


def _clashes(terrain: Terrain) -> Iterator[tuple[str, float]]:
    """Yield rules that no map can keep: sums of bands, units too large, locks too heavy."""
    for m, measure in enumerate(terrain.problem.measures):
        low, high, amount = terrain.low[m], terrain.high[m], terrain.amount[m]
        total = float(amount.sum())
        if high.sum() < total - KEPT:
            yield (
                f"{measure.name}: the most that all territories may hold is less than there is",
                total - high.sum(),
            )
        if low.sum() > total + KEPT:
            yield (
                f"{measure.name}: the least that all territories must hold is more than there is",
                low.sum() - total,
            )
        for node in np.flatnonzero(amount > high.max() + KEPT)[:SHOWN]:
            units = terrain.members[int(node)]
            yield (
                f"{measure.name} of {named(terrain.problem, units)} alone is above any band: split, or widen the band",
                float(amount[node] - high.max()),
            )
        held = terrain.held >= 0
        locked = np.bincount(terrain.held[held], amount[held], terrain.k)
        for j in np.flatnonzero(locked > high + KEPT):
            nodes = np.flatnonzero(terrain.held == j)
            if len(nodes) > 1:
                units = np.concatenate([terrain.members[int(node)] for node in nodes])
                who = named(terrain.problem, units)
                told = f"{measure.name} of the units locked to territory {j} ({who}) is above its band"
                yield told, float(locked[j] - high[j])


def refusal(
    terrain: Terrain, shape: Shape, *, proved: bool, broken: list[str] | None = None
) -> InfeasibleError:
    """Return what to say when the best map found breaks rules: which, by how much, and what would help."""
    if broken:
        return InfeasibleError(
            f"no map that keeps every rule was found; the best breaks: {'; '.join(broken[:SHOWN])}",
            Relaxation((), {}),
        )
    by: dict[str, float] = {}
    wider: dict[str, float] = {}
    load = terrain.loads(shape.owner)
    for m, measure in enumerate(terrain.problem.measures):
        miss = np.maximum(terrain.low[m] - load[m], 0) + np.maximum(load[m] - terrain.high[m], 0)
        for j in np.flatnonzero(miss > KEPT):
            by[f"{measure.name} of territory {j}"] = float(miss[j])
        if miss.max() > KEPT:
            wider[measure.name] = float(np.abs(load[m] - 1).max())
    told = ", ".join(
        f"{name} by {share:.2%}" for name, share in sorted(by.items(), key=lambda item: -item[1])[:SHOWN]
    )
    sure = "cannot be kept" if proved else "were not kept by any map that was found"
    advice = " and ".join(
        f"a band of {math.ceil(share * 1000) / 10:g}% for {name}" for name, share in wider.items()
    )
    budget = ", a larger budget of moves" if terrain.problem.budget is not None else ""
    return InfeasibleError(
        f"the bands {sure}; nearest: {told} of the mean; try {advice}{budget}, or more time",
        Relaxation(tuple(by), by),
    )

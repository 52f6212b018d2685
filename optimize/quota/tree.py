"""A quota down a hierarchy and over the months: the parts add up to the declared total, to the cent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optimize.program import Floats, Ints
from sim.quota import deal


@dataclass(frozen=True)
class Node:
    """
    A place in the hierarchy: company, region, manager, rep.

    ``weight`` is what its parent's quota is dealt by. ``over`` is the over-assignment of its children: their quotas add
    up to ``over`` times its own (1: none). ``pin`` [cents] fixes its quota whatever the weights.
    """

    id: str
    parent: str | None = None
    weight: float = 1.0
    over: Fraction = Fraction(1)
    pin: int | None = None


def cascade(total: int, nodes: Sequence[Node]) -> dict[str, int]:
    """
    Return each node's quota [cents].

    The one node without parent has ``total``; the children of a node add up to its quota times its over-assignment
    exactly (largest remainder), pinned ones having what they are pinned at.

    Raises
    ------
    ValueError
        With every fault of the hierarchy; with every node whose pins do not fit, and what would make them fit.
    """
    children = _children(nodes)
    (root,) = children[None]
    quota = {root.id: total}
    waiting, faults = [root], []
    while waiting:
        node = waiting.pop()
        below = children.get(node.id, [])
        if below:
            try:
                quota |= _dealt(node, assigned(quota[node.id], node.over), below)
            except ValueError as error:
                faults.append(str(error))
                continue
        waiting += below
    if faults:
        raise ValueError("\n".join(faults))
    return quota


def assigned(quota: int, over: Fraction) -> int:
    """Return what the children of a quota have together [cents]: quota times over-assignment, halves up."""
    exact = quota * over
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def by_month(quota: int, season: Sequence[float], ramp: Sequence[float] | None = None) -> Ints:
    """
    Return a year's quota over its months [cents], shape (n_months,); they add up to it exactly.

    Parameters
    ----------
    quota
        The year's [cents]; a starter's is the full year's times his mean ramp, which the caller decides.
    season
        The months' shares of the year, in any unit.
    ramp
        The rep's share of full output by month: a starter's quota grows as he does.
    """
    return deal(quota, np.asarray(season) * (1.0 if ramp is None else np.asarray(ramp)))


def ramped(weight: Floats, season: Floats, ramp: Floats) -> Floats:
    """
    Return what a total is dealt by when some reps are on a ramp, shape (n_reps,).

    Parameters
    ----------
    weight
        What it is dealt by at full output, shape (n_reps,).
    season
        The months' shares of a year, shape (n_months,).
    ramp
        Share of full output by rep and month, shape (n_reps, n_months).
    """
    return np.asarray(weight * (ramp @ season) / season.sum())


def _dealt(node: Node, whole: int, below: Sequence[Node]) -> Mapping[str, int]:
    """Return the children's quotas; ValueError when the pins do not fit."""
    pinned = {child.id: child.pin for child in below if child.pin is not None}
    free = [child for child in below if child.pin is None]
    left = whole - sum(pinned.values())
    told = f"{node.id}: the children have {whole / 100:,.2f} together, the pins of {', '.join(pinned)} ask"
    asked = sum(pinned.values()) / 100
    if left < 0 or (left > 0 and not free):
        raise ValueError(
            f"{told} {asked:,.2f}; {'lower' if left < 0 else 'raise'} the pins by {abs(left) / 100:,.2f}, or set the "
            f"quota of {node.id} to {float(Fraction(sum(pinned.values())) / node.over) / 100:,.2f}"
        )
    if left and not any(child.weight > 0 for child in free):
        raise ValueError(f"{node.id}: {', '.join(child.id for child in free)} have no weight to be dealt by")
    parts = deal(left, [child.weight for child in free]).tolist() if left else [0] * len(free)
    return pinned | {child.id: part for child, part in zip(free, parts, strict=True)}


def _children(nodes: Sequence[Node]) -> dict[str | None, list[Node]]:
    """Return the children of each node by its id; ValueError with every fault of the hierarchy."""
    ids = {node.id for node in nodes}
    children: dict[str | None, list[Node]] = defaultdict(list)
    seen: set[str] = set()
    faults = []
    for node in nodes:
        if node.id in seen:
            faults.append(f"{node.id} stands twice")
        seen.add(node.id)
        if node.parent is not None and node.parent not in ids:
            faults.append(f"{node.id}: its parent {node.parent} is not in the hierarchy")
        if not (np.isfinite(node.weight) and node.weight >= 0):
            faults.append(f"{node.id}: weight {node.weight} must be 0 or more")
        if node.over <= 0:
            faults.append(f"{node.id}: over-assignment {float(node.over)} must be above 0")
        children[node.parent].append(node)
    if len(children[None]) != 1:
        told = ", ".join(node.id for node in children[None]) or "none"
        faults.append(f"one node has no parent, the top; here {told}")
    if not faults:
        faults = [f"{name}: it is below itself" for name in _out_of_reach(children, ids)]
    if faults:
        raise ValueError("\n".join(faults))
    return children


def _out_of_reach(children: Mapping[str | None, list[Node]], ids: set[str]) -> list[str]:
    """Return the nodes that the top does not reach: those in circles, and below them."""
    reached: set[str] = set()
    waiting = list(children[None])
    while waiting:
        node = waiting.pop()
        reached.add(node.id)
        waiting += children.get(node.id, [])
    return sorted(ids - reached)

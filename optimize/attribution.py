"""
What each part of a change contributed, when parts help or hinder each other.

The Shapley value of part i over n parts (Shapley 1953, *A Value for n-Person Games*):

    phi_i = sum over S without i of  |S|! (n - |S| - 1)! / n!  (v(S + i) - v(S))

v(S) is what the change is worth with only the parts in S. With v simulated under common random numbers there is a value
in every replication, so each part's share is a mean with a paired interval, and in every replication the shares add up
to the whole change (efficiency). Parts that always add the same share alike (symmetry); one that never adds anything
gets nothing (null player).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np

from optimize.paired import PairedDifference, paired_difference
from optimize.program import Floats

Subset = frozenset[str]
MOST_PARTS = 8
"""Every further part doubles the subsets."""


@dataclass(frozen=True, eq=False)
class Attribution:
    """
    What each part contributed, and the whole, each a mean with its paired interval.

    ``shares`` has shape (n_parts, n_replications); its columns add up to the whole change of each replication.
    ``alone`` is what a part does by itself, ``last`` what it adds to all the others.
    """

    parts: tuple[str, ...]
    shares: Floats
    alone: tuple[PairedDifference, ...]
    last: tuple[PairedDifference, ...]
    notes: tuple[str, ...] = ()

    @property
    def of_parts(self) -> tuple[PairedDifference, ...]:
        """Return what each part contributed."""
        return tuple(paired_difference(row) for row in self.shares)

    @property
    def whole(self) -> PairedDifference:
        """Return the whole change."""
        return paired_difference(self.shares.sum(axis=0))

    def cells(self) -> list[tuple[str, str]]:
        """Return a line for each part and one for the whole, in whole currency units that add up as they are shown."""
        told, whole = self.of_parts, self.whole
        means = _adding_up([one.mean for one in told], whole.mean)
        rows = [(part, _cell(mean, one)) for part, mean, one in zip(self.parts, means, told, strict=True)]
        return [*rows, ("together", _cell(round(whole.mean), whole))]

    def to_dict(self) -> dict[str, Any]:
        """Return the attribution as plain data."""
        return {
            "parts": [
                {"part": part, **_data(one), "alone": _data(alone), "last": _data(last)}
                for part, one, alone, last in zip(
                    self.parts, self.of_parts, self.alone, self.last, strict=True
                )
            ],
            "whole": _data(self.whole),
            "notes": list(self.notes),
        }


def attribute(values: Mapping[Subset, Floats], parts: Sequence[str]) -> Attribution:
    """
    Return the Shapley value of each part.

    Parameters
    ----------
    values
        Worth of every subset of the parts, the empty one too, each of shape (n_replications,), paired.
    parts
        Names, each once.

    Raises
    ------
    ValueError
        When a subset is missing, a part stands twice, or there are too many.

    Examples
    --------
    Gloves: a left hand and two right ones; only a pair sells (Shapley: 2/3, 1/6, 1/6).

    >>> both = {frozenset(s): np.full(2, float("L" in s and len(s) > 1)) for s in subsets("LRr")}
    >>> np.round(attribute(both, "LRr").shares[:, 0], 4).tolist()
    [0.6667, 0.1667, 0.1667]
    """
    if len(set(parts)) < len(parts) or len(parts) > MOST_PARTS:
        raise ValueError(f"at most {MOST_PARTS} parts, each once, are wanted, got {list(parts)}")
    missing = [sorted(subset) for subset in subsets(parts) if subset not in values]
    if missing:
        raise ValueError(f"a value is wanted for every subset of the parts; missing {missing[0]}")
    n, everything = len(parts), frozenset(parts)
    shares = np.zeros((n, len(values[everything])))
    for row, part in enumerate(parts):
        others = [one for one in parts if one != part]
        for without in subsets(others):
            size = len(without)
            weight = factorial(size) * factorial(n - size - 1) / factorial(n)
            shares[row] += weight * (values[without | {part}] - values[without])
    empty = values[frozenset()]
    return Attribution(
        tuple(parts),
        shares,
        tuple(paired_difference(values[frozenset({part})] - empty) for part in parts),
        tuple(paired_difference(values[everything] - values[everything - {part}]) for part in parts),
    )


def subsets(parts: Sequence[str]) -> list[Subset]:
    """Return every subset of the parts, the small ones first."""
    return [frozenset(some) for size in range(len(parts) + 1) for some in combinations(parts, size)]


def _adding_up(means: Sequence[float], whole: float) -> list[int]:
    """Return whole numbers that add up to the rounded whole: what is missing goes to the largest remainders."""
    low = [int(np.floor(mean)) for mean in means]
    order = sorted(range(len(means)), key=lambda i: (low[i] - means[i], i))
    for i in order[: round(whole) - sum(low)]:
        low[i] += 1
    return low


def _cell(mean: int, told: PairedDifference) -> str:
    return f"{mean:+,d} [{told.low:+,.0f}, {told.high:+,.0f}]"


def _data(told: PairedDifference) -> dict[str, float]:
    return {"mean": told.mean, "low": told.low, "high": told.high}

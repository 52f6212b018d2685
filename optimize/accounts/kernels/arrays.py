"""The arrays that the compiled loops work on."""

from __future__ import annotations

from typing import NamedTuple

from optimize.program import Floats, Ints


class Arcs(NamedTuple):
    """
    The reps that each item may go to, cheapest first.

    ``rep`` (n, s) rows of reps, -1 behind the last; ``cost`` (n, s) [currency]; ``amount`` (n, s, m) what the item
    adds to the rep's load of each measure.
    """

    rep: Ints
    cost: Floats
    amount: Floats


class Bands(NamedTuple):
    """Least and greatest load of each rep and measure, both finite, shape (k, m)."""

    low: Floats
    high: Floats


class Every(NamedTuple):
    """
    All arcs.

    Cost (n, k), infinite where an item may not go; amount (m, n, 1), or (m, n, k) where it depends on the
    rep.
    """

    cost: Floats
    amount: Floats

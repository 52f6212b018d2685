"""
What a realignment is measured by while everybody works from where he works today.

    objective = sum_i c_i,rep(i)  +  p * sum_jm miss_jm                          [currency/year]
    c_ij      = visits_i * price of a visit to i from the base of j
    miss_jm   = how far territory j is outside the band of measure m             [shares of the fair territory]

p is what being off by one whole fair territory costs: the hours of such a territory at the value of an hour, unless it
is given. The fair territory is the average without the units that alone are larger than it and the reps they take
(:func:`optimize.territory.ground.oversize`), so what such a unit has too much stands in every alignment alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimize.program import Floats, Ints
from optimize.territory.ground import Ground, Rules, oversize
from sim.scenario import Scenario
from sim.territory.contiguity import pieces

Flags = NDArray[np.bool_]
MEASURES = ("potential", "workload")


@dataclass(frozen=True, eq=False)
class Yardstick:
    """
    The prices and amounts of a realignment; n units, k reps.

    Parameters
    ----------
    ground
        The world as arrays, and the rules with bands and prices.
    base
        Row of the unit each rep works from, shape (k,): held, nobody relocates.
    cost
        Of travel a year to each unit from each rep's base [currency/year], shape (n, k).
    hours
        A year that a unit takes from each rep's base, travel included [hours/year], shape (n, k).
    fair
        Potential and hours of a fair territory, shape (2,).
    price
        Of missing a band by one fair territory [currency/year].
    locked
        Units that stay where they are: anchors, and what the user locks, shape (n,).
    anchor
        One unit for each piece of each territory of today: its base, else its heaviest unit, shape (n,). Whatever a rep
        has must hang together with one of his anchors, so no territory falls into more pieces.
    active
        Reps who cover anything today, shape (k,); the others (overlays) get nothing and are not balanced.
    alone
        Units larger than a fair territory.
    """

    ground: Ground
    base: Ints
    cost: Floats
    hours: Floats
    fair: Floats
    price: float
    locked: Flags
    anchor: Flags
    active: Flags
    alone: Ints

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        rules: Rules | None = None,
        *,
        price: float | None = None,
        locked: Ints | None = None,
    ) -> Yardstick:
        """Return the yardstick of a scenario; ``locked`` are rows of units that must stay."""
        ground = Ground.of(scenario, rules or Rules())
        units, base = np.arange(ground.n_units), ground.home
        cost = ground.visits[:, None] * ground.visit_price(units[:, None], base)
        hours = ground.hours(units[:, None], base)
        active = np.bincount(ground.present.rep_of, minlength=ground.n_reps) > 0
        alone = oversize(ground.potential, int(active.sum()), ground.rules.band)
        fair = _fair(ground, hours, alone, int(active.sum()))
        anchor = _anchors(ground)
        held = anchor.copy()
        held[np.empty(0, dtype=np.int64) if locked is None else locked] = True
        worth = fair[1] * ground.rules.hour_value if price is None else price
        return cls(ground, base, cost, hours, fair, float(worth), held, anchor, active, alone)

    @property
    def today(self) -> Ints:
        """Return the row of the rep who covers each unit today, shape (n,)."""
        return self.ground.present.rep_of

    @cached_property
    def bands(self) -> Floats:
        """Return the least and the most of each measure [shares of the fair territory], shape (2, 2)."""
        rules = self.ground.rules
        width = np.array([rules.band, np.inf if rules.workload_band is None else rules.workload_band])
        return np.column_stack([1.0 - width, 1.0 + width])

    @cached_property
    def amounts(self) -> Floats:
        """Return potential and hours of each unit with each rep [shares of the fair territory], shape (2, n, k)."""
        n, k = self.cost.shape
        potential = np.broadcast_to(self.ground.potential[:, None] / self.fair[0], (n, k))
        return np.stack([potential, self.hours / self.fair[1]])

    def loads(self, rep_of: Ints) -> Floats:
        """Return each territory's potential and hours [shares of the fair territory], shape (2, k)."""
        k, mine = self.cost.shape[1], np.arange(len(rep_of))
        return np.stack([np.bincount(rep_of, amount[mine, rep_of], k) for amount in self.amounts])

    def misses(self, loads: Floats) -> Floats:
        """Return by how much loads are outside their bands, same shape; measures along the first axis."""
        shape = (2, *[1] * (loads.ndim - 1))
        low, high = self.bands[:, 0].reshape(shape), self.bands[:, 1].reshape(shape)
        out: Floats = np.maximum(low - loads, 0.0) + np.maximum(loads - high, 0.0)
        return out

    def travel(self, rep_of: Ints) -> float:
        """Return the cost of travel [currency/year]."""
        return float(self.cost[np.arange(len(rep_of)), rep_of].sum())

    def imbalance(self, rep_of: Ints) -> float:
        """Return what missing the bands costs [currency/year]."""
        return self.price * float(self.misses(self.loads(rep_of))[:, self.active].sum())

    def objective(self, rep_of: Ints) -> float:
        """Return travel and imbalance together [currency/year]."""
        return self.travel(rep_of) + self.imbalance(rep_of)

    def leads_moved(self, rep_of: Ints) -> float:
        """Return the leads a year that have another rep than today."""
        return float(self.ground.work.leads[rep_of != self.today].sum())

    def disruption(self, rep_of: Ints) -> float:
        """Return what it costs that leads have another rep than today [currency]."""
        return self.ground.rules.disruption_price * self.leads_moved(rep_of)


def _fair(ground: Ground, hours: Floats, alone: Ints, n_active: int) -> Floats:
    """Return potential and hours of a fair territory under today's alignment, shape (2,)."""
    rest = np.setdiff1d(np.arange(ground.n_units), alone)
    reps = max(n_active - len(alone), 1)
    potential = float(ground.potential[rest].sum())
    needed = float(hours[rest, ground.present.rep_of[rest]].sum())
    return np.array([potential or 1.0, needed or 1.0]) / reps


def _anchors(ground: Ground) -> Flags:
    """Return the unit that each piece of each territory holds on to, shape (n,); without borders the bases."""
    rep_of, anchor = ground.present.rep_of, np.zeros(ground.n_units, dtype=np.bool_)
    at_home = ground.home[rep_of[ground.home] == np.arange(ground.n_reps)]
    anchor[at_home] = True
    if ground.graph is None:
        return anchor
    piece = pieces(ground.graph, rep_of)
    heavy_first = np.lexsort((-ground.potential, ~anchor))
    _, first = np.unique(piece[heavy_first], return_index=True)
    anchor[heavy_first[first]] = True
    return anchor

"""
Where territories should lie: the layouts of :mod:`optimize.districting` at the price of visits, from several starts.

Balanced Lloyd from a map halved by potential, neighbouring territories drawn anew, and at last the same with whole,
contiguous territories.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimize.districting.distance import Distance, Given
from optimize.districting.layout import Layouts
from optimize.districting.problem import Measure, Problem
from optimize.districting.redrawing import Redrawing
from optimize.districting.terrain import Terrain
from optimize.territory.ground import Floats, Ground, Ints, deal_of
from optimize.territory.local import Schedule, anneal, rejoin
from optimize.territory.program import Deal
from optimize.territory.stopping import Stop
from sim.territory.contiguity import Adjacency

TRIALS = 25
"""Drawings anew of some neighbours, by territory."""
TABLE_UNITS = 5000
"""Most units for which the price of a visit from every unit to every other is kept: 200 MB."""
SEED = 0
SHIFT_ROUNDS = 5
INTO_BANDS = Schedule(300, hottest=3.0)
SHIFTS = Schedule(30, hottest=0.3, softest=2.0)
MISS_FINE = 100.0
"""Fine for missing bands by one average in all, in multiples of a territory's travel."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Centres, rows of units, shape (k,), and the territory of each unit, shape (n,)."""

    centre: Ints
    territory: Ints


def search(ground: Ground, units: Ints, k: int, stop: Stop) -> Layout:
    """
    Return the best of several layouts of ``units`` in ``k`` contiguous territories: bands first, then travel.

    Ctrl-C ends it with the best so far.
    """
    if k == 1:
        return Layout(
            recentre(ground, units, np.zeros(len(units), np.int64), units[:1]), np.zeros(len(units), np.int64)
        )
    found = []
    layouts = Layouts(Terrain.of(_problem(ground, units, k)), SEED)
    for start in range(ground.rules.starts):
        layout = _contiguous(ground, units, _drawn(layouts, units, start, stop))
        deal = deal_of(ground, units, layout.centre)
        fine = MISS_FINE * deal.total(layout.territory) / k * deal.miss(layout.territory)
        found.append((deal.total(layout.territory) + fine, layout))
        if stop.asked:
            break
    return min(found, key=lambda scored: scored[0])[1]


def _problem(ground: Ground, units: Ints, k: int) -> Problem:
    """Return the districting of some units by the price of visits; a layout knows no borders, so a chain stands in."""
    n = len(units)
    chain = Adjacency.of_pairs(n, np.arange(n - 1), np.arange(1, n))
    potential = Measure.within("potential", ground.potential[units], k, ground.rules.band)
    visits = Visits(ground, units)
    distance = Given(visits.between(np.arange(n), np.arange(n), 1)) if n <= TABLE_UNITS else visits
    weight = ground.weight[units]
    ids = [f"{unit}" for unit in units.tolist()]
    return Problem(ids, chain, (potential,), k, distance, "travel", weight, empty="keep")


@dataclass(frozen=True, eq=False)
class Visits(Distance):
    """The price of a visit [currency] as a distance between some units of a ground."""

    ground: Ground
    units: Ints

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.units)

    def between(self, units: Ints, centres: Ints, power: int) -> Floats:
        """Return the price of a visit to units from centres, to the given power."""
        price: Floats = self.ground.visit_price(self.units[units][:, None], self.units[centres])
        return price**power


def _drawn(layouts: Layouts, units: Ints, start: int, stop: Stop) -> Layout:
    """Return a layout of balanced territories, in pieces perhaps; Ctrl-C ends the drawing anew."""
    first = layouts.first(start)
    redrawing = Redrawing(layouts, first, f"start {start}")
    trials = TRIALS * layouts.terrain.k
    try:
        for number in range(trials):
            stop.hear(f"{start + 1}. layout, {number / trials:.0%} of its territories drawn anew")
            redrawing.trial(number, 1 - number / trials)
    except KeyboardInterrupt:
        stop.asked = True
    drawn = redrawing.layout()
    return Layout(units[drawn.centres], drawn.owner)


def _contiguous(ground: Ground, units: Ints, layout: Layout) -> Layout:
    """Return the layout in whole pieces: units shifted over borders and centres moved, in turn."""
    centre, deal = layout.centre, deal_of(ground, units, layout.centre)
    territory = populated(deal, rejoin(deal, layout.territory))
    for turn in range(SHIFT_ROUNDS):
        territory = anneal(deal, territory, seed=turn, schedule=SHIFTS)
        centre = recentre(ground, units, territory, centre)
        deal = deal_of(ground, units, centre)
    if deal.miss(territory) > 0:
        territory = anneal(deal, territory, seed=SHIFT_ROUNDS, schedule=INTO_BANDS)
        centre = recentre(ground, units, territory, centre)
    return Layout(centre, territory)


def populated(deal: Deal, territory: Ints) -> Ints:
    """Return the assignment with every empty territory given the unit that costs it least, from one with several."""
    filled = territory.copy()
    for j in np.flatnonzero(np.bincount(territory, minlength=deal.cost.shape[1]) == 0):
        spare = np.bincount(filled, minlength=deal.cost.shape[1])[filled] > 1
        filled[int(np.where(spare, deal.cost[:, j], np.inf).argmin())] = j
    return rejoin(deal, filled)


def recentre(ground: Ground, units: Ints, territory: Ints, centre: Ints) -> Ints:
    """Return the unit of each territory from which its visits cost least; an empty territory keeps its centre."""
    moved = centre.copy()
    for t in range(len(centre)):
        inside = units[territory == t]
        if len(inside):
            cost = ground.weight[inside] @ ground.visit_price(inside[:, None], inside)
            moved[t] = inside[int(np.argmin(cost))]
    return moved

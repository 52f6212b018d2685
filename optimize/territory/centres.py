"""
Where territories should lie: alternate balanced allocation and re-centring, from several starts.

Location-allocation (Cooper 1963) with balance (Fleischmann and Paraschis 1988): for given centres, prices on
the territories rise and fall until each attracts an equal potential (an additively weighted power diagram, the
dual of the transport program); then each centre moves to the unit of its territory that costs the least travel.
At last the same with whole, contiguous territories.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimize.territory.ground import Floats, Ground, Ints, deal_of
from optimize.territory.local import Schedule, anneal, rejoin
from optimize.territory.program import Deal

ROUNDS = 25
PRICE_STEPS = 30
LAST_PRICE_STEPS = 150
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


def search(ground: Ground, units: Ints, k: int) -> Layout:
    """Return the best of several layouts of ``units`` in ``k`` contiguous territories: bands first, then travel."""
    if k == 1:
        return Layout(
            recentre(ground, units, np.zeros(len(units), np.int64), units[:1]), np.zeros(len(units), np.int64)
        )
    found = []
    for start in _starts(ground, units, k):
        layout = _contiguous(ground, units, _improve(ground, units, start))
        deal = deal_of(ground, units, layout.centre)
        fine = MISS_FINE * deal.total(layout.territory) / k * deal.miss(layout.territory)
        found.append((deal.total(layout.territory) + fine, layout))
    return min(found, key=lambda scored: scored[0])[1]


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


def _starts(ground: Ground, units: Ints, k: int) -> list[Ints]:
    """Return first centres: the map halved again and again, each start along axes turned a little further."""
    turns = np.arange(ground.rules.starts) * (np.pi / 2) / ground.rules.starts
    return [_halving(ground, units, k, float(turn)) for turn in turns]


def _halving(ground: Ground, units: Ints, k: int, turn: float) -> Ints:
    """Return the centres of a map cut again and again across its longer side into parts of like potential."""
    stretch = np.cos(np.radians(ground.lat[units].mean()))
    x, y = ground.lng[units] * stretch, ground.lat[units]
    place = np.column_stack([x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)])
    weight = ground.potential[units] + 1e-9 * ground.potential.sum()
    parts, centres = [(np.arange(len(units)), k)], []
    while parts:
        rows, wanted = parts.pop()
        if wanted == 1:
            middle = np.average(place[rows], axis=0, weights=weight[rows])
            centres.append(units[rows[np.argmin(((place[rows] - middle) ** 2).sum(axis=1))]])
            continue
        side = int(np.argmax(np.ptp(place[rows], axis=0)))
        rows = rows[np.argsort(place[rows, side], kind="stable")]
        first = wanted // 2
        filled = np.cumsum(weight[rows]) / weight[rows].sum()
        cut = int(np.clip(np.searchsorted(filled, first / wanted), first, len(rows) - (wanted - first)))
        parts += [(rows[:cut], first), (rows[cut:], wanted - first)]
    return np.array(sorted(centres), dtype=np.int64)


def _improve(ground: Ground, units: Ints, centre: Ints) -> Layout:
    """Return the layout after rounds of balanced allocation and re-centring, in pieces perhaps."""
    price = np.zeros(len(centre))
    for _ in range(ROUNDS):
        per_visit = ground.visit_price(units[:, None], centre)
        territory, price = balance(ground, units, per_visit, price, PRICE_STEPS)
        moved = recentre(ground, units, territory, centre)
        if (moved == centre).all():
            break
        centre = moved
    per_visit = ground.visit_price(units[:, None], centre)
    territory, _ = balance(ground, units, per_visit, price, LAST_PRICE_STEPS)
    return Layout(centre, territory)


def balance(ground: Ground, units: Ints, per_visit: Floats, price: Floats, steps: int) -> tuple[Ints, Floats]:
    """
    Return the territory of each unit and the territories' prices [currency/visit] after some price steps.

    A territory that attracts too much becomes dearer. Each has a step of its own that grows while its error keeps
    its sign and shrinks when it turns (Riedmiller and Braun 1993, "Rprop"): in a dense region a few minutes
    of travel move a whole county, on the plains an hour moves none. The best balanced allocation is kept.
    """
    k = per_visit.shape[1]
    share = ground.potential[units] / ground.potential[units].sum() * k
    stride = np.full(k, float(np.median(np.min(per_visit, axis=1))) / 10 + 1e-9)
    sign, best, best_excess, best_price = np.zeros(k), np.empty(0, dtype=np.int64), np.inf, price
    for _ in range(steps):
        territory = np.argmin(per_visit + price, axis=1)
        load = np.bincount(territory, share, k) - 1.0
        excess = float((load**2).sum())
        if excess < best_excess:
            best, best_excess, best_price = territory, excess, price
        turned = np.sign(load) * sign
        stride = np.where(turned > 0, stride * 1.3, np.where(turned < 0, stride * 0.5, stride))
        sign = np.where(turned < 0, 0.0, np.sign(load))
        price = price + stride * np.clip(np.abs(load) * 5, 0.1, 1.0) * np.sign(load)
        price = price - price.mean()
    return best, best_price


def recentre(ground: Ground, units: Ints, territory: Ints, centre: Ints) -> Ints:
    """Return the unit of each territory from which its visits cost least; an empty territory keeps its centre."""
    moved = centre.copy()
    for t in range(len(centre)):
        inside = units[territory == t]
        if len(inside):
            cost = ground.weight[inside] @ ground.visit_price(inside[:, None], inside)
            moved[t] = inside[int(np.argmin(cost))]
    return moved

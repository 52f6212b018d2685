"""
Prices on the reps' loads, and the bound that they prove over all arcs.

The transport relaxation with bands has a dual in one price for each rep and measure. It is climbed in three stages,
each from the prices of the one before: a sample of the items with costs and amounts scaled up, which stands for all
(aggregation); all items over their cheapest arcs (sifting: at new prices other arcs are cheapest); the same, colder.
At any prices the Lagrangian value over all arcs is a proved bound, so nothing rests on how well the climb went.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimize.accounts.effort import Clock
from optimize.accounts.items import Items
from optimize.accounts.kernels.arrays import Arcs, Bands, Every
from optimize.accounts.kernels.choosing import cheapest, least
from optimize.accounts.kernels.pricing import FAR, NEGLIGIBLE, Goal, Heat, Spread, direction, dual
from optimize.program import Floats, Ints

SAMPLE, PER_REP = 3000, 8
WIDE, WIDTH, WIDER = 48, 16, 4
"""Arcs of an item in the sample, and among all; so many times more where these cannot carry the loads."""
LUMP = 0.05
"""Items above this share of a rep's limit are lumps."""
WARM: tuple[float, ...] = (0.5, 0.25, 0.12, 0.06, 0.03)
STAGES: tuple[tuple[float, ...], ...] = ((0.12, 0.06, 0.03, 0.015, 0.007), (0.007, 0.003), (0.003, 0.0015))
"""Temperatures, as shares of an item's mean lift of cost over its cheapest rep."""
FLAT = 1e-5
"""A stage has climbed enough when Newton's step promises less than this share of the dual."""
STEPS = 10
CONJUGATE = 1e-2, 40


@dataclass(frozen=True, eq=False)
class Prices:
    """
    What loads are worth (k, m), the bound it proves, and whether the bound shows that nothing fits.

    ``width`` arcs of an item are enough to carry the loads.
    """

    load: Floats
    bound: float
    impossible: bool
    width: int = WIDTH


def prices(items: Items, clock: Clock) -> Prices:
    """Return prices that come near the relaxation's own, with the best bound met."""
    every, bands = items.every, items.bands
    price = np.zeros(bands.low.shape)
    best, stages, width = proved(items, price), [*STAGES], min(WIDTH, items.k)
    if items.n * 0.6 > _sample_size(items):
        sampled = _from_sample(items, price)
        value = proved(items, sampled)
        if value > best:
            price, best = sampled, value
    if not price.any():
        stages = [WARM, *STAGES]
    most = float(np.where(np.isfinite(every.cost), every.cost, -np.inf).max(axis=1).sum())
    while stages:
        arcs = cheapest(every, price, width, np.full(items.n, -1))
        climbed = climb(arcs, bands, price, stages[0])
        value = proved(items, climbed)
        if value <= best and width < items.k:
            # the cheapest arcs alone cannot carry the loads: their dual has no top, and prices ran away
            width = min(WIDER * width, items.k)
            continue
        gain = value - best
        if gain > 0:
            best, price = value, climbed
        stages = stages[1:]
        clock.tell("bound", np.inf, best)
        late = clock.left is not None and clock.left <= 0.0
        if late or best > most + 1e-6 * abs(most) or gain <= clock.effort.gap / 10 * abs(best):
            break
    return Prices(price, best, best > most + 1e-6 * abs(most), width)


def proved(items: Items, price: Floats) -> float:
    """Return the Lagrangian value over all arcs: no assignment within the bands costs less."""
    sides = np.minimum(price * items.bands.low, price * items.bands.high)
    value = float(least(items.every, price).sum() + sides.sum())
    # The sums carry rounding in the last digits; a bound may not.
    return value - 1e-12 * float(np.abs(sides).sum() + abs(value))


def _sample_size(items: Items) -> int:
    """Return how many items stand for all."""
    return max(SAMPLE, PER_REP * items.k)


def _from_sample(items: Items, price: Floats) -> Floats:
    """
    Return prices for a sample of the items that stands for all of them.

    Small items are drawn at equal steps and scaled up; lumps and items with hardly a choice are all there as they
    are: a scaled lump would fit nowhere.
    """
    every, bands = items.every, items.bands
    size = (every.amount.max(axis=2).T / np.maximum(bands.high.mean(axis=0), 1e-300)).max(axis=1)
    lumps = (size > LUMP) | (np.isfinite(every.cost[:, : 2 * WIDE]).sum(axis=1) <= 1)
    small = np.flatnonzero(~lumps)
    drawn = small[np.linspace(0, len(small) - 1, min(len(small), _sample_size(items))).astype(np.int64)]
    chosen = np.concatenate([np.flatnonzero(lumps), drawn])
    amount = every.amount[:, chosen]
    mean = every.amount.mean(axis=2)
    ratio = mean[:, small].sum(axis=1) / np.maximum(mean[:, drawn].sum(axis=1), 1e-300)
    amount[:, len(chosen) - len(drawn) :] *= ratio[:, None, None]
    scale = np.where(np.arange(len(chosen)) < len(chosen) - len(drawn), 1.0, len(small) / max(1, len(drawn)))
    some = Every(every.cost[chosen] * scale[:, None], np.ascontiguousarray(amount))
    for stage in (WARM, WARM[-1:]):
        arcs = cheapest(some, price, min(WIDE, items.k), np.full(len(chosen), -1))
        price = climb(arcs, bands, price, stage)
    return price


def climb(arcs: Arcs, bands: Bands, price: Floats, stage: Sequence[float]) -> Floats:
    """Return prices near the top of the dual over these arcs, climbed by Newton steps at falling temperatures."""
    there = arcs.rep >= 0
    lift = np.where(there, arcs.cost, 0.0).sum(axis=1) / there.sum(axis=1)
    lift -= np.where(there, arcs.cost, np.inf).min(axis=1)
    lift += 1e-3 * lift.mean() + 1e-9
    spread = Spread(np.zeros(arcs.rep.shape), np.zeros(price.shape))
    flat = np.full(price.shape, lift.mean() * max(1.0, 0.05 * len(lift) / len(price)))
    for share in stage:
        price, settled = _at_heat(arcs, bands, price, Heat(share * lift, share * flat), spread)
        for hotter in () if settled else HOTTER:
            # far from the top the cold dual is too rough for Newton: come down to it once more from a smoother one
            heat = Heat(share * hotter * lift, share * hotter * flat)
            price, settled = _at_heat(arcs, bands, price, heat, spread)
    return price


def _at_heat(arcs: Arcs, bands: Bands, price: Floats, heat: Heat, spread: Spread) -> tuple[Floats, bool]:
    """Return prices after Newton steps on the smoothed dual, each shortened until it climbs, and whether they did."""
    value = dual(arcs, bands, price, heat, spread)[0]
    # where loads no longer answer to prices the dual is flat, and Newton would go anywhere
    reach = REACH * heat.item.mean() / np.maximum(arcs.amount[:, 0].mean(axis=0), 1e-300)
    for _ in range(STEPS):
        gradient, bend = _slope(bands, price, heat, spread)
        way = direction(arcs, heat, spread, _undecided(spread.share), Goal(gradient, bend, *CONJUGATE))
        way = np.clip(way, -reach, reach)
        promise = float((gradient * way).sum())
        if not promise > FLAT * abs(value):
            return price, True
        length = 1.0
        while length > SHORTEST:
            after = dual(arcs, bands, price + length * way, heat, spread)[0]
            if after >= value + 0.1 * length * promise:
                break
            length *= 0.4
        else:
            return price, False
        price, value = price + length * way, after
    return price, bool(promise <= ROUGH * abs(value))


def _slope(bands: Bands, price: Floats, heat: Heat, spread: Spread) -> tuple[Floats, Floats]:
    """Return the gradient of the smoothed dual at the prices of ``spread``, and the bands' curvature; both (k, m)."""
    wide = bands.high - bands.low
    apart = np.clip(price * wide / heat.band, -FAR, FAR)
    # math.exp as in the kernels: NumPy's own differs from it in the last digit
    share = 1.0 / (1.0 + np.array([math.exp(one) for one in apart.ravel().tolist()]).reshape(apart.shape))
    load = bands.low + wide * share
    return load - spread.load, wide * wide * share * (1.0 - share) / heat.band


def _undecided(share: Floats) -> Ints:
    """Return the items that are shared by several reps."""
    return np.flatnonzero(((share > NEGLIGIBLE) & (share < 1.0 - NEGLIGIBLE)).any(axis=1))


SHORTEST = 0.02
REACH = 100.0
HOTTER = (27.0, 9.0, 3.0, 1.0)
ROUGH = 1e-3
"""A climb that stops at its last step with more than this promised has lost its way."""

"""The cheapest load for one territory when units may be split: a fractional knapsack with a least and a most."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from optimize.compiling import compiled, kernel
from optimize.kernels.ordering import rising
from optimize.program import Floats, Ints

HALVINGS = 60
LEAST_PART = 1e-3


class Sack(NamedTuple):
    """Amount of each unit, shape (n,), the least and the most of a load, and scratch for sorting, shape (n,) each."""

    amount: Floats
    low: float
    high: float
    order: Ints
    score: Floats

    @classmethod
    def of(cls, amount: Floats, low: float, high: float) -> Sack:
        """Return the sack of amounts and a band."""
        return cls(amount, low, high, np.zeros(len(amount), dtype=np.int64), np.zeros(len(amount)))


@kernel
def pack(reduced: Floats, sack: Sack, own: Ints, value: Floats, ratio: Floats) -> None:
    """
    Fill in the cheapest load of each candidate centre: its value and its marginal price of an amount.

        v_c = min  sum_i r_ci x_i   s.t.  low <= sum_i a_i x_i <= high,  0 <= x <= 1,  x_own = 1

    solved exactly by taking units in the order of r_i / a_i (Dantzig 1957): all that earn, then on up to the least, or
    back down to the most.

    Parameters
    ----------
    reduced
        r, shape (n_candidates, n).
    own
        Node of each candidate, shape (n_candidates,).
    value, ratio
        Are filled in: v, infinite where no load fits, and the price of the binding side, 0 when neither binds.
    """
    for c in range(len(reduced)):
        value[c], ratio[c] = _load(reduced[c], sack, own[c])
        value[c] += reduced[c, own[c]]


@compiled
def _load(r: Floats, sack: Sack, own: int) -> tuple[float, float]:
    """Return the value of the best load beside the own unit, and the price of the side that binds."""
    a = sack.amount
    low, high = sack.low - a[own], sack.high - a[own]
    if high < 0:
        return np.inf, 0.0
    earned, taken, count = 0.0, 0.0, 0
    for i in range(len(r)):
        if r[i] < 0 and i != own:
            earned += r[i]
            taken += a[i]
            if a[i] > 0:
                sack.order[count] = i
                sack.score[count] = -r[i] / a[i]
                count += 1
    if taken > high:
        return _less(r, sack, high, (earned, taken), count)
    if taken < low:
        return _more(r, sack, low, (earned, taken), own)
    return earned, 0.0


@compiled
def _less(r: Floats, sack: Sack, high: float, now: tuple[float, float], count: int) -> tuple[float, float]:
    """Give units back, those that earn least first, until the load is at most what it may be."""
    earned, taken = now
    rank = rising(sack.score[:count])
    for p in rank:
        i = sack.order[p]
        if taken - sack.amount[i] <= high:
            return earned - r[i] * (taken - high) / sack.amount[i], -sack.score[p]
        earned -= r[i]
        taken -= sack.amount[i]
    return earned, 0.0


@compiled
def _more(r: Floats, sack: Sack, low: float, now: tuple[float, float], own: int) -> tuple[float, float]:
    """Take units that cost, the cheapest first, until the load is at least what it must be."""
    earned, taken = now
    count = _dear(r, sack, low - taken, own)
    if count < 0:
        return np.inf, 0.0
    rank = rising(sack.score[:count])
    for p in rank:
        i = sack.order[p]
        if taken + sack.amount[i] >= low:
            return earned + r[i] * (low - taken) / sack.amount[i], sack.score[p]
        earned += r[i]
        taken += sack.amount[i]
    return earned, 0.0


@compiled
def _dear(r: Floats, sack: Sack, wanted: float, own: int) -> int:
    """
    List the units that cost up to a ceiling under which enough of them lie; return how many they are.

    The ceiling is found by doubling, so that few units are sorted; -1 when all together are not enough.
    """
    a = sack.amount
    least, most, there = np.inf, 0.0, 0.0
    for i in range(len(r)):
        if r[i] >= 0 and a[i] > 0 and i != own:
            least, most = min(least, r[i] / a[i]), max(most, r[i] / a[i])
            there += a[i]
    if there < wanted:
        return -1
    step = max((most - least) / 256, 1e-300)
    ceiling = least
    while True:
        ceiling, step = ceiling + step, 2 * step
        count, reached = 0, 0.0
        for i in range(len(r)):
            if r[i] >= 0 and a[i] > 0 and i != own and (r[i] <= ceiling * a[i] or ceiling >= most):
                sack.order[count] = i
                sack.score[count] = r[i] / a[i]
                reached += a[i]
                count += 1
        if reached >= wanted or ceiling >= most:
            return count


@kernel
def cover(reduced: Floats, sack: Sack, own: Ints, chosen: Floats, covered: Floats) -> None:
    """
    Add to ``covered`` (n,) how much of each unit the loads of candidates take, each as far as it is chosen.

    Parameters
    ----------
    reduced, own
        As for :func:`pack`.
    chosen
        Price of the binding side from :func:`pack`, and how far each candidate is chosen, shape (2, n_candidates).
    """
    for c in range(len(reduced)):
        _take(reduced[c], sack, own[c], (chosen[0, c], chosen[1, c]), covered)


@compiled
def _take(r: Floats, sack: Sack, own: int, chosen: tuple[float, float], covered: Floats) -> None:
    """Add a load at a price: whole units on the good side of it, the units at the price as far as is missing."""
    ratio, part = chosen
    a, taken, edge = sack.amount, 0.0, 0.0
    for i in range(len(r)):
        if i == own:
            covered[i] += part
            taken += a[i]
        elif ratio != 0 and a[i] > 0 and abs(r[i]) / a[i] == abs(ratio) and r[i] * ratio > 0:
            edge += a[i]
        elif r[i] - ratio * a[i] < 0:
            covered[i] += part
            taken += a[i]
    if ratio == 0 or edge <= 0:
        return
    side = sack.low if ratio > 0 else sack.high
    share = min(max((side - taken) / edge, 0.0), 1.0)
    for i in range(len(r)):
        if i != own and a[i] > 0 and abs(r[i]) / a[i] == abs(ratio) and r[i] * ratio > 0:
            covered[i] += part * share


@kernel
def choose(value: Floats, ordered: Floats, k: int, soft: float, part: Floats) -> None:
    """
    Fill in how far each candidate is chosen, min(1, exp((t - v) / soft)), with t such that k are.

    ``ordered`` are the values from the least to the greatest.
    """
    low, high = ordered[0] - 50 * soft, ordered[k - 1] + 50 * soft
    for _ in range(HALVINGS):
        level = (low + high) / 2
        total = 0.0
        for c in range(len(value)):
            part[c] = 1.0 if value[c] <= level else math.exp((level - value[c]) / soft)
            total += part[c]
        if total > k:
            high = level
        else:
            low = level

"""
What no map can beat: Lagrangian bounds, for given centres and for any.

Given centres: the bands are priced, p_mj per amount, and every unit goes where it is cheapest,

    L(p) = sum_i min_j (c_ij - sum_m p_mj a_mi) + sum_mj (p_mj > 0 ? p_mj low_mj : p_mj high_mj),

whose maximum is the transport bound. Any centres: what a unit must be covered for is priced, u_i, and each candidate
centre c packs the cheapest load within the band of the first measure,

    L(u) = sum_i u_i + the k smallest v_c,
    v_c = min sum_i (c_ic - u_i) x_i,  low <= sum_i a_i x_i <= high,  0 <= x <= 1,

exact fractional knapsacks (Hess and others 1965 for the program, Validi, Buchanan and Lykhovyd 2022 for the
relaxation).
Both leave contiguity out and let units be split, so both hold for every map; the second is the weaker one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from optimize.districting.kernels.packing import LEAST_PART, Sack, choose, cover, pack
from optimize.districting.kernels.pricing import priced
from optimize.districting.terrain import Terrain
from optimize.program import Floats, Ints

BLOCK = 256
KEPT_COLUMNS = 3200
"""Most candidates whose costs are kept between rounds: 80 MB."""
PRICE_ROUNDS = 150
PATIENCE, LEAST_STEP, SHORTEST = 5, 0.02, 1e-4
STEP, MOMENTUM, TINY = 0.4, 0.6, 1e-9
SOFTEST, HARDENING, HARDEST = 0.05, 0.97, 0.003
"""Softness of the choice of centres, in costs of a mean territory: at first, from round to round, at last."""


@dataclass(eq=False)
class _Step:
    """The share of the way to the best known objective that a step goes (Polyak 1969): less when nothing is won."""

    slower: float
    least: float = LEAST_STEP
    share: float = 1.0
    idle: int = 0

    def won(self, better: bool) -> bool:
        """Take notice of a round and return whether steps grow shorter from here."""
        self.idle = 0 if better else self.idle + 1
        if self.idle < PATIENCE:
            return False
        self.share, self.idle = max(self.share * self.slower, self.least), 0
        return True


@dataclass(eq=False)
class GivenCentres:
    """The bound for territories worked from given centres, of some cost (n, k); ``value`` is the best so far."""

    terrain: Terrain
    cost: Floats
    value: float = -np.inf
    price: Floats = field(default_factory=lambda: np.empty(0))
    best_price: Floats = field(default_factory=lambda: np.empty(0))
    step: _Step = field(default_factory=lambda: _Step(slower=0.5, least=0.0))

    def __post_init__(self) -> None:
        """Begin without prices."""
        self.price = np.zeros(self.terrain.low.shape)
        self.best_price = self.price.copy()

    def improve(self, objective: float, rounds: int = PRICE_ROUNDS) -> None:
        """Raise the bound by rounds of subgradient steps towards the objective of a map that keeps the bands."""
        terrain = self.terrain
        load, direction = np.zeros_like(self.price), np.zeros_like(self.price)
        for _ in range(rounds):
            value = priced(self.cost, terrain.amount, terrain.held, self.price, load)
            side = np.where(self.price > 0, terrain.low, terrain.high)
            paid = self.price * side
            value = surely(
                value + float(paid.sum()), abs(value) + float(np.abs(paid).sum()), terrain.n + paid.size
            )
            slope = np.where(self.price == 0, np.clip(load, terrain.low, terrain.high), side) - load
            better = value > self.value + TINY * abs(value)
            if value > self.value:
                self.value, self.best_price = value, self.price.copy()
            if self.step.won(better):
                self.price = self.best_price.copy()
            length = float((slope**2).sum())
            if (
                length < TINY**2
                or objective - self.value <= TINY * abs(objective)
                or self.step.share < SHORTEST
            ):
                return
            direction = slope + 0.5 * direction
            towards = max(objective, self.value + 1e-6 * abs(self.value)) - value
            self.price = self.price + 0.5 * self.step.share * towards / length * direction


@dataclass(eq=False)
class AnyCentres:
    """
    The bound for any centres among the units; ``value`` is the best so far, ``price`` u, shape (n,).

    The k smallest of many nearly equal v_c change at every step, and a subgradient of them leads back and forth. Steps
    follow the gradient of a smoothed choice instead, min(1, exp((t - v_c) / T)) with t such that k are chosen (Nesterov
    2005, "Smooth minimization of non-smooth functions"); the value is always that of the true k smallest.
    """

    terrain: Terrain
    value: float = -np.inf
    price: Floats = field(default_factory=lambda: np.empty(0))
    best_price: Floats = field(default_factory=lambda: np.empty(0))
    step: _Step = field(default_factory=lambda: _Step(slower=0.7))
    rounds: int = 0
    direction: Floats = field(default_factory=lambda: np.zeros(0))
    _kept: Floats | None = None

    def __post_init__(self) -> None:
        """Take every unit for a candidate."""
        self.candidates = np.arange(len(self.terrain.problem))
        self.own = self.terrain.nodes.of_unit
        low, high = float(self.terrain.low[0].min()), float(self.terrain.high[0].max())
        self.sack = Sack.of(self.terrain.amount[0], low, high)
        if len(self.candidates) <= KEPT_COLUMNS:
            self._kept = np.ascontiguousarray(self.terrain.travel(self.candidates).T)

    def begin(self, centre_sets: list[Ints], objective: float) -> None:
        """Begin with what units cost at several choices of centres: the best prices favour no single one."""
        self.price = np.mean([self._paid(centres, objective) for centres in centre_sets], axis=0)
        self.best_price, self.direction = self.price.copy(), np.zeros(self.terrain.n)

    def _paid(self, centres: Ints, objective: float) -> Floats:
        """Return what each unit costs at some centres, with the bands priced."""
        cost = self.terrain.travel(centres)
        given = GivenCentres(self.terrain, cost)
        given.improve(objective)
        paid: Floats = (cost - given.best_price[0] * self.terrain.amount[0][:, None]).min(axis=1)
        return paid

    def improve(self, objective: float, rounds: int) -> None:
        """Raise the bound by some rounds of steps towards the objective of a map that keeps the bands."""
        weight = self.terrain.node_weight / max(float(self.terrain.node_weight.mean()), 1e-300)
        for _ in range(rounds):
            value, covered = self._round(objective)
            better = value > self.value + 1e-4 * abs(value)
            if value > self.value:
                self.value, self.best_price = value, self.price.copy()
            self.step.won(better)
            slope = 1.0 - covered
            length = float((weight * slope**2).sum())
            if length < TINY or objective - self.value <= TINY * abs(objective):
                return
            self.direction = slope + MOMENTUM * self.direction
            towards = max(objective - value, 1e-3 * abs(objective))
            self.price = self.price + STEP * self.step.share * towards / length * weight * self.direction
            self.rounds += 1

    def _round(self, objective: float) -> tuple[float, Floats]:
        """Return the bound at the present prices, and how much of each unit the chosen centres cover, shape (n,)."""
        value, ratio = self.values()
        ordered = np.sort(value)
        total = float(self.price.sum() + ordered[: self.terrain.k].sum())
        if not np.isfinite(total):
            return -np.inf, np.ones(self.terrain.n)
        sizes = float(np.abs(self.price).sum() + np.abs(ordered[: self.terrain.k]).sum())
        total = surely(total, sizes, self.terrain.n + self.terrain.k)
        soft = objective / self.terrain.k * max(SOFTEST * HARDENING**self.rounds, HARDEST)
        part = np.zeros(len(value))
        choose(value, ordered, self.terrain.k, soft, part)
        covered = np.zeros(self.terrain.n)
        chosen = np.flatnonzero(part > LEAST_PART)
        for first in range(0, len(chosen), BLOCK):
            some = chosen[first : first + BLOCK]
            how = np.stack([ratio[some], part[some]])
            cover(self.reduced(some), self.sack, self.own[some], how, covered)
        return total, covered

    def seconds_a_round(self) -> float:
        """Return about how long a round takes, from a few of its candidates."""
        clock, some = time.perf_counter(), self.candidates[:BLOCK]
        value, ratio = np.zeros(len(some)), np.zeros(len(some))
        pack(self.reduced(some), self.sack, self.own[some], value, ratio)
        return (time.perf_counter() - clock) * len(self.candidates) / len(some)

    def values(self) -> tuple[Floats, Floats]:
        """Return v and the price of the binding side for every candidate, shape (n_candidates,)."""
        value, ratio = np.zeros(len(self.candidates)), np.zeros(len(self.candidates))
        for first in range(0, len(self.candidates), BLOCK):
            part = slice(first, first + BLOCK)
            pack(self.reduced(self.candidates[part]), self.sack, self.own[part], value[part], ratio[part])
        return value, ratio

    def reduced(self, centres: Ints) -> Floats:
        """Return the cost of each node with each centre less its price, shape (len(centres), n)."""
        if self._kept is not None:
            return self._kept[centres] - self.price
        return np.ascontiguousarray(self.terrain.travel(centres).T) - self.price


def surely(total: float, sizes: float, n_terms: int) -> float:
    """
    Return a sum less all that rounding may have added to it: a bound that is right in its last digit too.

    A sum of n terms is off by at most about n machine epsilons of the sum of their sizes (Higham 2002, "Accuracy and
    Stability of Numerical Algorithms", section 4.2); the terms are sums of two themselves.
    """
    return total - 4.0 * n_terms * float(np.finfo(np.float64).eps) * sizes


def has_like_bands(terrain: Terrain) -> bool:
    """Return whether the bound for any centres applies: every territory with the same bands."""
    return bool(np.ptp(terrain.low, axis=1).max() == 0 and np.ptp(terrain.high, axis=1).max() == 0)

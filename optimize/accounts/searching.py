"""From prices to whole items: round the relaxation, trade between reps until nothing gains, disturb, and again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimize.accounts.effort import Clock
from optimize.accounts.items import Items
from optimize.accounts.kernels.arrays import Arcs
from optimize.accounts.kernels.chaining import chain
from optimize.accounts.kernels.choosing import cheapest
from optimize.accounts.kernels.search import Run, Scene, State, anneal, fill
from optimize.accounts.kernels.trading import trade
from optimize.accounts.pricing import Prices
from optimize.accounts.seating import seat, worth
from optimize.program import Floats, Ints

UNDECIDED = 0.1
"""Items whose second rep costs less more than this share of an item's mean reduced cost are dealt by their size."""
TRADERS = 4
"""Pairs of reps that trade: those that are first and up to fourth for some items."""
PARTNERS = 8
"""A rep trades with so many others at least."""
ROUNDS_OF_TRADE = 12
PROPOSALS, LEAST_PROPOSALS, SLOWEST = 6, 200_000, 1000
"""Proposals per item and round; a round has so many at least, but not above so many per item."""
HOT, COLD = 0.1, 0.02
"""Temperatures, as shares of the median lift of an item's second rep."""
HEATS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""Turns of the search anneal from so many times the usual heat: mild ones mend, hot ones leave a valley."""
CHAIN, FIRM = 8, 30.0
"""Links of a chain that mends a band at most, and how much dearer a miss is then."""
CIRCLE, EXCHANGED = 5, 100_000
"""Links of a chain that gains at most, and the arcs up to which these are looked for."""
MILD = 4
"""While bands are missed only so many, the mildest, are used."""
DEARER = 2.0
"""Fines on loads out of band grow so much a round while these are missed."""


@dataclass(eq=False)
class Found:
    """Rep of each item in the best assignment met, its cost, and what it misses of the bands in shares of limits."""

    rep: Ints
    cost: float
    miss: float

    def beats(self, other: Found) -> bool:
        """Return whether this one is better: less missed, then cheaper."""
        return (self.miss, self.cost) < (other.miss, other.cost)


class Search:
    """One search: its scene, its state, and the best so far."""

    def __init__(self, items: Items, prices: Prices, start: Ints | None = None) -> None:
        self.items, self.price = items, prices.load
        kept = np.full(items.n, -1, dtype=np.int64) if start is None else start
        self.arcs: Arcs = cheapest(items.every, prices.load, min(prices.width, items.k), kept)
        self.width = (self.arcs.rep >= 0).sum(axis=1)
        self.reduced = self._reduced()
        second = self.reduced[:, min(1, self.reduced.shape[1] - 1)]
        second = second[np.isfinite(second)]
        self.scale = float(np.median(second)) if len(second) else 0.0
        self.scale = self.scale or float(second.mean() if len(second) else 0.0) or 1e-9
        self.fine = 2 * np.abs(prices.load) + 3 * self.scale / np.maximum(
            np.median(self.arcs.amount[:, 0], axis=0), 1e-300
        )
        self.live, self.live_cost = self._live()
        self.pairs = self._pairs()
        self.state = self._start(start)
        self.best = self._seen()

    def _reduced(self) -> Floats:
        """Return arcs' costs less what prices pay, above each item's least; infinite behind the last arc."""
        paid = np.einsum("nsm,nsm->ns", self.price[np.maximum(self.arcs.rep, 0)], self.arcs.amount)
        reduced = np.where(self.arcs.rep >= 0, self.arcs.cost - paid, np.inf)
        return np.asarray(reduced - reduced.min(axis=1, keepdims=True))

    def _live(self) -> tuple[Ints, Floats]:
        """Return the arcs worth proposing and their reduced costs, cheapest first."""
        flat = np.where((self.width > 1)[:, None], self.reduced, np.inf).ravel()
        near = np.flatnonzero(np.isfinite(flat))
        order = near[np.argsort(flat[near], kind="stable")]
        return order, flat[order]

    def _pairs(self) -> Ints:
        """Return the pairs of reps that share most items, (p, 2), in an order that jumps about the map."""
        rep, k = self.arcs.rep, self.items.k
        found = [np.empty(0, np.int64)]
        for s in range(1, min(TRADERS + 1, rep.shape[1])):
            near = (rep[:, s] >= 0) & (self.reduced[:, s] <= 3 * self.scale)
            found += [rep[near, 0] * k + rep[near, s], rep[near, s] * k + rep[near, 0]]
        code, count = np.unique(np.concatenate(found), return_counts=True)
        # of each rep, the partners it shares most with
        order = np.lexsort((-count, code // k))
        first = np.searchsorted(code[order] // k, np.arange(k))
        rank = np.arange(len(code)) - first[code[order] // k]
        code = code[order][rank < PARTNERS]
        code = np.unique(np.minimum(code // k, code % k) * k + np.maximum(code // k, code % k))
        stride = np.argsort((code * 0.6180339887498949) % 1.0, kind="stable")
        return np.ascontiguousarray(np.stack([code // k, code % k], axis=1)[stride])

    def _start(self, start: Ints | None) -> State:
        """Return the first state: the relaxation with undecided items dealt by size, or the given assignment."""
        n, k = self.items.n, self.items.k
        slot = np.zeros(n, dtype=np.int64)
        if start is not None:
            slot = (self.arcs.rep == start[:, None]).argmax(axis=1)
        first = np.bincount(self.arcs.rep[np.arange(n), slot], minlength=k).max()
        self.most = int(min(n, max(20 * n // k + 64, 2 * first))) + 4
        state = seat(self.arcs, slot, k, self.most)
        if start is None and self.reduced.shape[1] > 1:
            mean = np.where(np.isfinite(self.reduced), self.reduced, 0.0).mean()
            size = (self.arcs.amount[:, 0] / np.maximum(self.items.bands.high.mean(axis=0), 1e-300)).max(
                axis=1
            )
            unsure = np.flatnonzero(self.reduced[:, 1] <= UNDECIDED * mean)
            fill(self._scene(), state, unsure[np.argsort(-size[unsure], kind="stable")])
        return state

    def _scene(self) -> Scene:
        alike = self.items.every.amount.shape[2] == 1
        return Scene(
            self.arcs,
            self.width,
            self.items.bands,
            self.price,
            self.fine,
            self.reduced,
            self.live,
            self.live_cost,
            alike,
        )

    def _seen(self) -> Found:
        """Return the state as an assignment; loads are summed anew, free of rounding."""
        self.state = seat(self.arcs, self.state.slot, self.items.k, self.most)
        cost, miss = worth(self.arcs, self.items.bands, self.state)
        return Found(self.arcs.rep[np.arange(self.items.n), self.state.slot], cost, miss)

    def settle(self) -> None:
        """Trade between reps until nothing gains, and keep the assignment when it is the best."""
        stale = np.zeros(self.items.k, dtype=np.int64)
        for _ in range(ROUNDS_OF_TRADE):
            if (
                trade(self._scene(), self.state, self.pairs, stale, 1e-9 * abs(self.best.cost) / self.items.n)
                <= 0.0
            ):
                break
            stale += 1
        self.mend()
        found = self._seen()
        if found.beats(self.best):
            self.best = found
        elif self.best.miss == 0.0:
            self.state = seat(
                self.arcs, (self.arcs.rep == self.best.rep[:, None]).argmax(axis=1), self.items.k, self.most
            )

    def mend(self) -> None:
        """Lead loads back into their bands by chains through several reps, the greatest misses first."""
        firm = self._scene()._replace(fine=self.fine * FIRM)
        miss = self.items.miss(self.arcs.rep[np.arange(self.items.n), self.state.slot])
        share = miss / np.maximum(np.maximum(self.items.bands.low, self.items.bands.high), 1e-300)
        for j in np.argsort(-np.abs(share).sum(axis=1), kind="stable").tolist():
            if not miss[j].any():
                break
            over = bool(share[j].sum() > 0)
            if chain(firm, self.state, j, CHAIN, over) == 0.0:
                chain(firm, self.state, j, CHAIN, not over)

    def exchange(self) -> None:
        """Make every chain that gains, round circles of reps too, where there is time for it."""
        if self.items.every.cost.size > EXCHANGED:
            return
        for j in range(self.items.k):
            chain(self._scene(), self.state, j, CIRCLE, True)

    def harden(self) -> None:
        """Raise the fines where the present loads are out of their bands."""
        out = self.items.miss(self.arcs.rep[np.arange(self.items.n), self.state.slot])
        self.fine = np.where(out != 0.0, self.fine * DEARER, self.fine)

    def disturb(self, key: int, heat: float) -> None:
        """Anneal from ``heat`` (times the usual) down, with draws of their own key."""
        if len(self.live):
            hot = self.scale * HOT * heat
            run = Run(
                max(PROPOSALS * self.items.n, min(LEAST_PROPOSALS, SLOWEST * self.items.n)),
                hot,
                hot * COLD,
                key + 1,
            )
            anneal(self._scene(), self.state, run)


def search(items: Items, prices: Prices, clock: Clock, start: Ints | None = None) -> Found:
    """Return the best assignment met; a keyboard interrupt or the clock ends the search with the best so far."""
    effort = clock.effort
    found = Search(items, prices, start)
    try:
        for turn in range(effort.rounds):
            if turn % 2:
                found.exchange()
            found.settle()
            clock.tell("search", found.best.cost if found.best.miss == 0.0 else np.inf, prices.bound)
            gap = found.best.cost - prices.bound
            if found.best.miss == 0.0 and gap <= effort.gap * abs(found.best.cost):
                break
            if _late(items, clock):
                break
            if found.best.miss > 0.0:
                found.harden()
            heats = HEATS if found.best.miss == 0.0 else HEATS[:MILD]
            found.disturb(turn, heats[turn % len(heats)])
    except KeyboardInterrupt:
        clock.tell("interrupted", found.best.cost, prices.bound)
        clock.interrupted = True
    return found.best


def _late(items: Items, clock: Clock) -> bool:
    """Return whether the search has had its time: all of it, or its share where the exact solver comes after it."""
    if clock.left is None or clock.effort.seconds is None:
        return False
    share = SHARE if items.every.cost.size <= clock.effort.exact_arcs else 1.0
    return clock.seconds >= share * clock.effort.seconds


SHARE = 0.4

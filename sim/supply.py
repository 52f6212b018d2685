"""How orders use up a family's capacity: the earliest promised first, each from the share of its claimant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Order = TypeVar("Order")

CAPACITY, OVERTIME, OPENING, USED, LOST = range(5)
"""Columns of a family's books, one row a month: units made in usual time and overtime, in store, taken, let go."""
N_COLUMNS = 5


@dataclass
class Waiting(Generic[Order]):
    """An order in the backlog: the units it still lacks, when it is due and when the plant knows of it [hours]."""

    order: Order
    lacking: float
    due: float = 0.0
    known_at: float = 0.0
    begun: bool = False


@dataclass
class Lane(Generic[Order]):
    """What is left of one claimant's share, and his backlog in order of (due, placed)."""

    left: float = 0.0
    backlog: list[Waiting[Order]] = field(default_factory=list)

    def insert(self, waiting: Waiting[Order]) -> None:
        """Put an order behind all that are due as early."""
        place = len(self.backlog)
        while place > 0 and self.backlog[place - 1].due > waiting.due:
            place -= 1
        self.backlog.insert(place, waiting)


class FamilySupply(Generic[Order]):
    """
    A month's supply of one product family and its backlog.

    An order takes what its lane and the pool have left and the rest from the months after; it ships when complete.
    Nothing is left in lane and pool while somebody waits in the lane. An order that has begun can no longer be
    cancelled, and keeps what it has when one that is due earlier comes before it.
    """

    def __init__(self, n_lanes: int = 1) -> None:
        self.lanes: list[Lane[Order]] = [Lane() for _ in range(n_lanes)]
        self.pool = self.overtime_left = 0.0
        self.used = self.overtime = 0.0
        """Units taken, and made in overtime, since the month opened."""

    def open_month(
        self, shares: Sequence[float], pool: float = 0.0, overtime: float = 0.0, now: float = 0.0
    ) -> list[Order]:
        """Begin a month with fresh supply; return the orders that are complete now, in order."""
        self.used = self.overtime = 0.0
        self.pool, self.overtime_left = pool, overtime
        for lane, share in zip(self.lanes, shares, strict=True):
            lane.left = share
        complete = [order for lane in self.lanes for order in self._serve(lane)]
        return complete + self._make_in_overtime(now)

    def place(self, waiting: Waiting[Order], now: float = 0.0, lane: int = 0) -> bool:
        """Return whether an order is complete at once; otherwise it joins the backlog."""
        self._take(self.lanes[lane], waiting)
        if waiting.known_at <= now:
            self._work_overtime(waiting)
        if waiting.lacking > 0:
            self.lanes[lane].insert(waiting)
        return waiting.lacking == 0

    def learn(self, order: Order) -> bool:
        """Make what an order lacks in overtime, now that the plant knows of it; return whether it is complete."""
        lane, place = self._find(order)
        self._work_overtime(lane.backlog[place])
        if lane.backlog[place].lacking > 0:
            return False
        del lane.backlog[place]
        return True

    def release(self) -> list[Order]:
        """Give all what claimants have left of their shares; return the orders that are complete now, in order."""
        for lane in self.lanes:
            self.pool += lane.left
            lane.left = 0.0
        complete = []
        while self.pool > 0 and (waiting := [lane for lane in self.lanes if lane.backlog]):
            lane = min(waiting, key=lambda lane: lane.backlog[0].due)
            self._take(lane, lane.backlog[0])
            if lane.backlog[0].lacking > 0:
                break
            complete.append(lane.backlog.pop(0).order)
        return complete

    def cancel(self, order: Order) -> bool:
        """Take an order out of the backlog; return False when it has begun and stays."""
        lane, place = self._find(order)
        if lane.backlog[place].begun:
            return False
        del lane.backlog[place]
        return True

    def left(self) -> float:
        """Return the units that nobody has taken."""
        total = 0.0
        for lane in self.lanes:
            total += lane.left
        return total + self.pool

    def waiting(self) -> Iterator[Waiting[Order]]:
        """Yield all orders in the backlog, lane by lane."""
        for lane in self.lanes:
            yield from lane.backlog

    def _serve(self, lane: Lane[Order]) -> Iterator[Order]:
        """Yield the orders of a lane that are complete with what is left."""
        while lane.backlog and (lane.left > 0 or self.pool > 0):
            self._take(lane, lane.backlog[0])
            if lane.backlog[0].lacking > 0:
                return
            yield lane.backlog.pop(0).order

    def _make_in_overtime(self, now: float) -> list[Order]:
        """Return the orders that are complete with overtime, of those that the plant knows of."""
        complete = []
        for lane in self.lanes:
            for waiting in list(lane.backlog):
                if waiting.known_at <= now and self.overtime_left > 0:
                    self._work_overtime(waiting)
                    if waiting.lacking == 0:
                        lane.backlog.remove(waiting)
                        complete.append(waiting.order)
        return complete

    def _take(self, lane: Lane[Order], waiting: Waiting[Order]) -> None:
        """Give an order what its lane has left, and then the pool."""
        taken = min(lane.left, waiting.lacking)
        lane.left -= taken
        self._give(waiting, taken)
        taken = min(self.pool, waiting.lacking)
        self.pool -= taken
        self._give(waiting, taken)

    def _work_overtime(self, waiting: Waiting[Order]) -> None:
        made = min(self.overtime_left, waiting.lacking)
        self.overtime_left -= made
        self.overtime += made
        self._give(waiting, made)

    def _give(self, waiting: Waiting[Order], units: float) -> None:
        waiting.lacking -= units
        self.used += units
        waiting.begun = waiting.begun or units > 0

    def _find(self, order: Order) -> tuple[Lane[Order], int]:
        for lane in self.lanes:
            for place, waiting in enumerate(lane.backlog):
                if waiting.order == order:
                    return lane, place
        raise LookupError(f"order {order!r} is not in the backlog")

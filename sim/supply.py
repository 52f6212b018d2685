"""Monthly S&OP capacity: orders take a family's units in order of promise date, what is left waits as backlog."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from sim.plan import SupplyLimit

Order = TypeVar("Order")


@dataclass
class _Waiting(Generic[Order]):
    """An order in the backlog and the units it still lacks."""

    order: Order
    lacking: float
    begun: bool = False


@dataclass
class FamilySupply(Generic[Order]):
    """
    The capacity of one product family and its backlog, first promised first served.

    An order takes what the month has left and the rest from the months after; it ships when it is complete. Unused
    capacity is lost at the month's end. An order that has begun can no longer be cancelled.
    """

    limit: SupplyLimit | None
    left: float = 0.0
    backlog: deque[_Waiting[Order]] = field(default_factory=deque)

    def open_month(self, fiscal_month: int) -> list[Order]:
        """Begin a month with fresh capacity; return the backlog's orders that are complete now, in order."""
        if self.limit is None:
            return []
        self.left = self.limit.units_per_month * self.limit.profile[fiscal_month]
        complete = []
        while self.backlog and self.left > 0:
            first = self.backlog[0]
            self._take(first)
            if first.lacking > 0:
                break
            complete.append(self.backlog.popleft().order)
        return complete

    def place(self, order: Order, units: float) -> bool:
        """Return whether the order is complete at once; otherwise it joins the backlog."""
        if self.limit is None:
            return True
        waiting = _Waiting(order, units)
        if not self.backlog:
            self._take(waiting)
        if waiting.lacking > 0:
            self.backlog.append(waiting)
        return waiting.lacking == 0

    def cancel(self, order: Order) -> bool:
        """Take an order out of the backlog; return False when it has begun and stays."""
        for place, waiting in enumerate(self.backlog):
            if waiting.order == order:
                if not waiting.begun:
                    del self.backlog[place]
                return not waiting.begun
        raise LookupError(f"order {order!r} is not in the backlog")

    def _take(self, waiting: _Waiting[Order]) -> None:
        taken = min(self.left, waiting.lacking)
        self.left -= taken
        waiting.lacking -= taken
        waiting.begun = waiting.begun or taken > 0

"""An order, from the quote that it begins as to the last cent that is paid for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.agents.customer import Line


class Order:
    """
    What a customer orders in one line of business.

    Attributes
    ----------
    rep
        Row of the rep who took it: it stays with him.
    cents
        Its value at the price that is agreed on.
    accepted
        When it was accepted [hours]: the promise counts from then.
    deposit
        What was paid when it was accepted [cents].
    owed
        What the customer still owes for it since it was accepted [cents].
    is_closed
        Whether it was written off or taken back by the customer's bank: nothing more is paid back.
    came_back
        Whether goods of it came back.
    """

    __slots__ = (
        "accepted",
        "came_back",
        "cents",
        "deposit",
        "id",
        "is_closed",
        "line",
        "owed",
        "rep",
        "units",
    )

    def __init__(self, key: int, line: Line, rep: int, units: int, cents: int) -> None:
        self.id, self.line, self.rep, self.units, self.cents = key, line, rep, units, cents
        self.accepted, self.deposit, self.owed = 0.0, 0, 0
        self.is_closed = self.came_back = False

"""The payment layer of a plan as a document: negative carry and draws, from earned to paid."""

from __future__ import annotations

from itertools import combinations
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.document import AsTuple, Document, Id, Money

Month = Annotated[int, Field(ge=1)]
"""A month of the plan, 1 is its first."""


class Draw(Document):
    """
    At least ``amount`` of variable pay a month [currency], from ``from_month`` to ``to_month``, both included.

    ``non_recoverable`` (a guarantee) tops pay up for good. ``recoverable`` lends the difference: from
    ``recover_from_month`` on, what a month earns above the draw pays it back. After the last month of the draw,
    ``recovery_floor: draw`` still leaves the rep the draw out of what he earns, ``zero`` takes all of it until nothing
    is owed. ``to_month: null`` never ends.
    """

    id: Id
    kind: Literal["recoverable", "non_recoverable"]
    amount: Money
    from_month: Month
    to_month: Month | None
    recover_from_month: Month | None = None
    recovery_floor: Literal["draw", "zero"] | None = None

    @model_validator(mode="after")
    def _sound(self) -> Draw:
        if self.to_month is not None and self.to_month < self.from_month:
            raise ValueError(
                f"draw {self.id} ends in month {self.to_month}, before it begins in {self.from_month}"
            )
        asked = {"recover_from_month": self.recover_from_month, "recovery_floor": self.recovery_floor}
        for word, value in asked.items():
            if self.kind == "recoverable" and value is None:
                raise ValueError(f"draw {self.id} is recoverable, it needs {word}")
            if self.kind == "non_recoverable" and value is not None:
                raise ValueError(f"draw {self.id} is not recoverable, leave {word} out")
        return self

    def covers(self, month: int) -> bool:
        """Return whether the draw is paid in this month of the plan."""
        return self.from_month <= month and (self.to_month is None or month <= self.to_month)


class Payment(Document):
    """
    From earned to paid.

    ``negative_carry`` is what happens when cancellations take back more than a month earns: ``carry_forward`` pays
    nothing and keeps the rest owed by the rep until later earnings cover it, across the year's end; ``pay_back``
    deducts it at once. What is owed from draws and from cancellations is one balance.
    """

    negative_carry: Literal["carry_forward", "pay_back"]
    draws: Annotated[tuple[Draw, ...], AsTuple] = ()

    @model_validator(mode="after")
    def _sound(self) -> Payment:
        if self.draws and self.negative_carry == "pay_back":
            raise ValueError(
                "a draw pays at least its amount, pay_back could take it away: say carry_forward"
            )
        for one, other in combinations(self.draws, 2):
            if one.id == other.id:
                raise ValueError(f"each draw id stands once; twice: {one.id}")
            if one.covers(other.from_month) or other.covers(one.from_month):
                raise ValueError(
                    f"draws {one.id} and {other.id} overlap in month {max(one.from_month, other.from_month)}"
                )
        return self

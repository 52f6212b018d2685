"""Awards by rank: who won them, and what they are worth beside what is paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sim.compensation.deals.awards import Rank

if TYPE_CHECKING:
    from sim.compensation.deals.run import DealRun


@dataclass(frozen=True)
class Award:
    """An award that a person won when its window closed with a month; its value in kind [currency] is not paid."""

    person: str
    month: int
    component: str
    non_cash_value: Decimal


def awards(run: DealRun) -> Iterator[Award]:
    """Yield the awards of a run in the order of people and months, those that pay nothing among them."""
    ranks = {
        part.id: part.payout
        for plan in run.together or (run.plan,)
        for part in plan.components
        if isinstance(part.payout, Rank)
    }
    for end in run.ends if ranks else ():
        for line in end.lines:
            if line.component in ranks and line.slices:
                yield Award(end.person, end.month, line.component, ranks[line.component].non_cash_value)

"""A component's line of a month, and what it is worked out from: running totals, the open window, the months before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from sim.compensation.deals.book import Credit
from sim.compensation.deals.plan import DealComponent, DealPlan
from sim.compensation.exact import Exactly
from sim.compensation.lazy import lazy
from sim.compensation.plan import Rounding
from sim.compensation.slices import NONE, InPlay
from sim.compensation.trace import Line


@dataclass(frozen=True)
class DealLine(Line):
    """
    A line that may bring along what a cap cut off earlier.

    ``brought`` is that sum, which the window's cap limits again, and ``left`` what this window's own cap cuts off by
    now, for later windows [cents]; both 0 where the plan says that it is lost.
    """

    brought: Fraction = NONE
    left: Fraction = NONE
    plan: DealPlan | None = field(default=None, repr=False)
    """The plan or version that it is a line of."""

    @lazy
    def uncapped(self) -> Fraction:
        """Return what there is before the cap: what the slices pay, and what was brought along [cents]."""
        own = super().uncapped
        return own + self.brought if self.brought else own


class Totals(NamedTuple):
    """Commission and quota credit of a month [hundredths]."""

    commission: Exactly
    quota: Exactly

    def plus(self, one: Credit) -> Totals:
        """Return the totals with one credit more."""
        return Totals(self.commission + one.commission, self.quota + one.quota)


class Now(NamedTuple):
    """A month, the months of its open window, what credit is held against, and the window's credit before it."""

    month: int
    months: range
    in_play: InPlay
    earlier: Totals


NO_CREDIT = Totals(0, 0)


@dataclass(frozen=True)
class Before:
    """
    What the months before leave to a line [cents].

    Due of the year's windows that are closed; due and posted up to the month before; what caps cut off before.
    """

    closed: Fraction = NONE
    due: tuple[Fraction, int] = (NONE, 0)
    brought: Fraction = NONE


@dataclass(frozen=True)
class Added:
    """What one deal's credit of a month added to what is due [cents], exact; "" is what no deal added."""

    deal_id: str
    month: int
    due: Fraction


@dataclass(frozen=True)
class ComponentLines:
    """One component's lines of one person, by month, and what each deal added."""

    component: DealComponent
    lines: tuple[DealLine, ...]
    added: tuple[Added, ...]


def empty_line(component: DealComponent, rounding: Rounding) -> DealLine:
    """Return the line of a month before somebody came into the plan."""
    return DealLine(component.id, (NONE, NONE), InPlay(NONE, NONE), (), (), None, NONE, (NONE, 0), rounding)


def credit_of(credits: Sequence[Credit]) -> Totals:
    """Return the sums of some credits."""
    commission: Exactly = 0
    quota: Exactly = 0
    for one in credits:
        commission += one.commission
        quota += one.quota
    return Totals(commission, quota)

"""A plan that needs only monthly sums, in exact fractions: what :class:`PayPlan` and a deals plan have in common."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sim.compensation.curve import Pieces
from sim.compensation.measure import MONTHS
from sim.compensation.payment import Payment
from sim.compensation.plan import Rounding

FOREVER = 2**31
"""A month that no run reaches."""


@dataclass(frozen=True)
class Window:
    """
    Over which months credit counts, and which months' quota it is held against.

    ``months`` is 1, 3 or 12, or with ``rolling`` the number of months looked back on; ``to_date`` holds credit against
    the months gone by only. Months are counted from the first of the fiscal year that the run begins in.
    """

    months: int
    rolling: bool
    to_date: bool

    def start(self, month: int) -> int:
        """Return the first month of the window that is open in ``month``."""
        if self.rolling:
            return max(month - self.months + 1, 0)
        return month - month % MONTHS % self.months

    def begins(self, month: int) -> bool:
        """Return whether counting starts anew in ``month``; windows that overlap are settled month by month."""
        return self.rolling or month % MONTHS % self.months == 0

    def held_against(self, month: int) -> range:
        """Return the months whose quota the credit of the open window is held against."""
        start = self.start(month)
        ends_now = self.to_date or self.rolling
        return range(start, month + 1 if ends_now else start + self.months)

    def paid_for(self, month: int) -> range:
        """Return the months whose target pay is in play; a rolling window pays for one month at a time."""
        return range(month, month + 1) if self.rolling else self.held_against(month)


@dataclass(frozen=True)
class Stick:
    """Where somebody stands: credit of a stream over a window, alone or over quota, and the knots on the way."""

    stream: int
    window: Window
    on_credit: bool
    starts: tuple[Fraction, ...]
    owns_start: bool


@dataclass(frozen=True)
class Link:
    """A gate or multiplier: the factor before the first knot of its stick, and from each knot on."""

    stick: Stick
    factors: tuple[Fraction, ...]
    after_cap: bool


@dataclass(frozen=True)
class Part:
    """
    A component.

    ``weight`` is its share of target pay. ``cap`` is a multiple of target pay or cents, in a window. Credit counts
    from month ``starts`` to before ``until`` of the run. ``in_plan_cap`` says whether the plan's cap holds for it.
    """

    id: str
    stick: Stick
    pieces: Pieces
    weight: Fraction
    cap: Fraction | None
    cap_of_target: bool
    links: tuple[Link, ...] = ()
    starts: int = 0
    until: int = FOREVER
    in_plan_cap: bool = True


@dataclass(frozen=True)
class MonthlyPlan:
    """
    A plan over monthly sums of ``streams``.

    ``target`` is target pay [cents/year], dealt to the fiscal months by ``shares``, as is a year's quota; the run
    begins in fiscal month ``first`` (0 is the first). ``cap`` is on a fiscal year's pay [cents].
    """

    streams: tuple[str, ...]
    parts: tuple[Part, ...]
    target: int
    shares: tuple[Fraction, ...]
    first: int
    rounding: Rounding
    payment: Payment
    cap: int | None = None

    @property
    def sticks(self) -> tuple[Stick, ...]:
        """Return the yardsticks of the parts, then those of their links, in order."""
        of_links = [link.stick for part in self.parts for link in part.links]
        return (*(part.stick for part in self.parts), *of_links)

    @property
    def on_attainment(self) -> bool:
        """Whether any pay depends on credit over quota."""
        return any(not stick.on_credit for stick in self.sticks)

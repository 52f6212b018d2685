"""A plan that needs only monthly sums, in exact fractions: what :class:`PayPlan` and a deals plan have in common."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sim.compensation.curve import Pieces
from sim.compensation.measure import MONTHS
from sim.compensation.plan import Rounding

Excess = Literal["lost", "carried_in_year", "carried"]
"""What becomes of what a cap cuts off: lost, or taken to later windows of the fiscal year, or without end."""
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
class Limit:
    """A cap on a window: a multiple of target pay, or cents; what becomes of what it cuts off."""

    most: Fraction
    of_target: bool
    excess: Excess = "lost"


@dataclass(frozen=True)
class Link:
    """
    A gate or multiplier: the factor before the first knot of its stick, and from each knot on.

    ``limit`` is that of a link that caps instead, until its knot is reached.
    """

    stick: Stick
    factors: tuple[Fraction, ...] = (Fraction(1), Fraction(1))
    after_cap: bool = False
    limit: Limit | None = None


@dataclass(frozen=True)
class Cap:
    """
    A cap on some parts together over windows of ``months``: what is posted, in whole cents.

    ``limits`` are by fiscal month, of the window that is open in it [cents].
    """

    id: str
    parts: tuple[str, ...]
    months: int
    limits: tuple[int, ...]
    excess: Excess


@dataclass(frozen=True)
class Promise:
    """
    What the payment layer promises in a month [cents].

    ``floor`` is paid in any case and ``top_up_to`` is the part of it that is earned for good; ``spared`` is left while
    a balance is recovered, at the rate ``recovers``; ``resets`` forgives at the month's end what is owed of draws.
    """

    floor: int
    top_up_to: int
    spared: int
    recovers: Fraction
    resets: bool = False


@dataclass(frozen=True)
class Part:
    """
    A component.

    ``weight`` is its share of target pay; None pays fractions of one cent. Credit counts from month ``starts`` to
    before ``until`` of the run.
    """

    id: str
    stick: Stick
    pieces: Pieces
    weight: Fraction | None
    cap: Limit | None
    links: tuple[Link, ...] = ()
    starts: int = 0
    until: int = FOREVER


@dataclass(frozen=True)
class MonthlyPlan:
    """
    A plan over monthly sums of ``streams``.

    ``target`` is target pay [cents/year], dealt to the fiscal months by ``shares``, as is a year's quota; the run
    begins in fiscal month ``first`` (0 is the first). ``promises`` has an entry for each month of the run. Without
    ``carries`` a negative month is deducted at once.
    """

    streams: tuple[str, ...]
    parts: tuple[Part, ...]
    target: int
    shares: tuple[Fraction, ...]
    first: int
    rounding: Rounding
    carries: bool
    promises: tuple[Promise, ...]
    caps: tuple[Cap, ...] = ()

    @property
    def sticks(self) -> tuple[Stick, ...]:
        """Return the yardsticks of the parts, then those of their links, in order."""
        of_links = [link.stick for part in self.parts for link in part.links]
        return (*(part.stick for part in self.parts), *of_links)

    @property
    def on_attainment(self) -> bool:
        """Whether any pay depends on credit over quota."""
        return any(not stick.on_credit for stick in self.sticks)

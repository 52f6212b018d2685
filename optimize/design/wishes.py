"""What a user wishes of a design, and how much work the search may be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal, get_args

from optimize.program import SolverName
from optimize.supply.sheet import SupplySheet
from optimize.territory import Rules

LeverName = Literal["size", "territory", "quota", "pay", "supply"]
LEVERS: tuple[LeverName, ...] = get_args(LeverName)
"""What can be designed, in the order in which it is."""
QuotaRule = Literal["by-potential", "keep"]
ALL = "all"
FIRST_JUDGED = 1_000_000
"""Number of the first replication that the search never sees."""
USUAL_SHARE = 0.75
"""Share of on-target earnings taken for what a rep could earn elsewhere, where nothing says."""


@dataclass(frozen=True)
class Wishes:
    """
    What a design must keep, and how it is searched and judged; ``None``: as the input has it.

    Attributes
    ----------
    rules
        Bands and prices of the territory program.
    quotas
        A quota belongs to a territory: ``by-potential`` deals the same total anew to new territories, ``keep`` leaves
        each rep's.
    total
        Sum of the quotas [cents/year].
    pins
        Quotas that stay, by rep [cents/year].
    budget
        Most that pay may cost in nine replications of ten [currency over the horizon]; ``None``: the share of shipped
        revenue that it takes today, likewise.
    outside_pay
        What every rep could earn elsewhere [currency/year]; ``None``: the scenario's ``people.leaving.outside_pay``,
        else three quarters of on-target earnings, or 95 % of what the rep expects today when that is less.
    contribution, elasticity
        What today's force brings [currency/year] and how sales rise with people; ``None``: both are simulated.
    most_change
        How far headcount may go from today's [share].
    severance
        For a rep who is let go [currency]; ``None``: nobody is.
    sheet
        What the scenario does not say of supply.
    accept
        ``gain``: a change must earn more than noise; ``always``: every lever is turned once, whatever it earns.
    search, judged
        Replications to search on, and others to judge the end on.
    rounds
        Most rounds.
    """

    rules: Rules = field(default_factory=Rules)
    quotas: QuotaRule = "by-potential"
    total: int | None = None
    pins: Mapping[str, int] = field(default_factory=dict)
    budget: float | None = None
    outside_pay: float | None = None
    contribution: float | None = None
    elasticity: float | None = None
    most_change: float = 0.15
    severance: float | None = None
    sheet: SupplySheet = field(default_factory=SupplySheet)
    accept: Literal["gain", "always"] = "gain"
    search: int = 20
    judged: int = 40
    rounds: int = 3

    def __post_init__(self) -> None:
        """Raise ValueError with every fault."""
        faults = list(self._faults())
        if faults:
            raise ValueError("; ".join(faults))

    def _faults(self) -> Iterator[str]:
        for name in ("budget", "outside_pay", "contribution"):
            value = getattr(self, name)
            if value is not None and not 0 < value < math.inf:
                yield f"{name} is an amount above 0, got {value}"
        if self.severance is not None and not 0 <= self.severance < math.inf:
            yield f"severance is an amount of 0 or more, got {self.severance}"
        if self.elasticity is not None and not 0 < self.elasticity < 1:
            yield f"elasticity is between 0 and 1, got {self.elasticity}"
        if not 0 < self.most_change < 1:
            yield f"most_change is a share between 0 and 1, got {self.most_change}"
        for name, least in (("search", 2), ("judged", 2), ("rounds", 1)):
            if getattr(self, name) < least:
                yield f"{name} is {least} or more, got {getattr(self, name)}"
        yield from self._quota_faults()

    def _quota_faults(self) -> Iterator[str]:
        if self.total is not None and self.total <= 0:
            yield f"total is an amount above 0, got {self.total / 100:,.2f}"
        for rep, cents in self.pins.items():
            if cents <= 0:
                yield f"the pin of {rep} is an amount above 0, got {cents / 100:,.2f}"
        if self.quotas not in get_args(QuotaRule):
            yield unknown("quota rule", self.quotas, get_args(QuotaRule))
        if self.accept not in ("gain", "always"):
            yield unknown("way to accept", self.accept, ("gain", "always"))

    @property
    def solver(self) -> SolverName:
        """Return the solver of every program."""
        return self.rules.solver

    @property
    def searched_on(self) -> range:
        """Return the replications of the search."""
        return range(self.search)

    @property
    def judged_on(self) -> range:
        """Return the replications that only the last judgement sees."""
        return range(FIRST_JUDGED, FIRST_JUDGED + self.judged)


def in_order(levers: Sequence[str]) -> tuple[LeverName, ...]:
    """
    Return the levers in the order in which they are turned; ``all`` stands for every one.

    Raises
    ------
    ValueError
        When there is none, or one is unknown, with the near miss.

    Examples
    --------
    >>> in_order(["pay", "territory"])
    ('territory', 'pay')
    """
    if isinstance(levers, str) or not levers:
        raise ValueError(f"levers is a list such as ['territory'], got {levers!r}")
    if ALL in levers:
        levers = [*LEVERS, *(name for name in levers if name != ALL)]
    for name in levers:
        if name not in LEVERS:
            raise ValueError(unknown("lever", name, (*LEVERS, ALL)))
    return tuple(name for name in LEVERS if name in levers)


def unknown(kind: str, got: str, allowed: Sequence[str]) -> str:
    """Return what to say of a name that is not known."""
    near = get_close_matches(str(got), allowed, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"no such {kind}: {got!r}; there is {', '.join(allowed)}{hint}"

"""A headcount plan: hire list with dates, profit and loss by month, what one more person is worth, and the proof."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.program import Floats, Ints, Solution
from optimize.sizing.chance import Samples, draw_samples
from optimize.sizing.facts import Role, SizingFacts, ramped, survival

if TYPE_CHECKING:
    from optimize.sizing.planning import Columns

Z = 1.959963984540054
"""Of a 95 % interval."""


@dataclass(frozen=True)
class Hire:
    """So many people of a role who start in a month; the requisition is opened in ``requested``."""

    role: str
    starts: str
    requested: str
    number: int


@dataclass(frozen=True, eq=False)
class RolePlan:
    """
    A role by month, each shape (n_months,): starting, laid off, expected in post at the start, fully effective.

    ``one_more`` is what one more person in post at the opening would add to the profit, his pay subtracted [currency];
    no number when that was not asked for.
    """

    hired: Ints
    laid_off: Ints
    people: Floats
    effective: Floats
    one_more: float


@dataclass(frozen=True, eq=False)
class MonthlyProfit:
    """Profit and loss by month [currency], each shape (n_months,)."""

    earned: Floats
    salary: Floats
    hiring: Floats
    severance: Floats
    short: Floats

    @property
    def profit(self) -> Floats:
        """Return what is left."""
        left: Floats = self.earned - self.salary - self.hiring - self.severance - self.short
        return left


@dataclass(frozen=True)
class Chance:
    """Share of samples in which the plan is hit, with its 95 % interval (Wilson 1927)."""

    share: float
    low: float
    high: float
    n_samples: int


@dataclass(frozen=True, eq=False)
class HeadcountPlan:
    """
    Who starts when, what it earns, and what is proved.

    ``profit`` and ``bound`` are of all months [currency]; ``chance`` is that of hitting the goal in the samples that
    the plan was made on, ``None`` without one.
    """

    facts: SizingFacts
    hires: tuple[Hire, ...]
    roles: Mapping[str, RolePlan]
    months: MonthlyProfit
    chance: Chance | None
    solution: Solution = field(repr=False)

    @property
    def profit(self) -> float:
        """Return the profit of all months [currency]."""
        return float(self.months.profit.sum())

    @property
    def bound(self) -> float:
        """Return what no plan can pass [currency]."""
        return max(self.solution.bound, self.profit)

    @property
    def gap(self) -> float:
        """Return the relative gap."""
        return (self.bound - self.profit) / max(abs(self.profit), 1e-9)

    def out_of_sample(
        self, productivity: Floats | None = None, n_samples: int = 1000, first: int = 1_000_000
    ) -> Chance:
        """
        Return the chance of hitting the goal in samples that the plan has not seen: others leave at other times.

        Parameters
        ----------
        productivity
            Rows that the plan was not made on, shape (n_rows, n_months); the goal's own when not given.
        n_samples, first
            How many samples, which go through the rows in turn, and the number of the first.

        Raises
        ------
        ValueError
            When there is no goal, no sample is wanted, or the rows are not of as many months.
        """
        goal = self.facts.goal
        if goal is None or n_samples < 1:
            raise ValueError(f"a goal and a sample or more are wanted, got {goal} and {n_samples}")
        rows = np.atleast_2d(goal.productivity if productivity is None else productivity)
        if rows.shape[1] != self.facts.n_months:
            raise ValueError(f"productivity: {self.facts.n_months} months are wanted, got shape {rows.shape}")
        mine = self.roles[goal.role]
        most = max(int(mine.hired.max(initial=0)), 1)
        fresh = replace(goal, productivity=rows)
        samples = draw_samples(self.facts, fresh, range(first, first + n_samples), most)
        return chance_of(samples, mine, goal.amount)


def chance_of(samples: Samples, role: RolePlan, amount: float) -> Chance:
    """Return the share of samples in which a role's sales reach an amount, with its interval."""
    n = len(samples.base)
    hit = int((samples.sales(role.hired, role.laid_off) >= amount * (1 - 1e-9)).sum())
    share, spread = hit / n, Z * Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return Chance(share, max(middle - half, 0.0), min(middle + half, 1.0), n)


def read(
    facts: SizingFacts,
    columns: Mapping[str, Columns],
    samples: Samples | None,
    solution: Solution,
    worth: Mapping[str, float],
) -> HeadcountPlan:
    """Return the plan that a solution stands for, its money worked out anew from hires and layoffs alone."""
    n = facts.n_months
    roles, hires = {}, []
    for role in facts.roles:
        its = columns[role.id]
        hired = np.rint(solution.values[its.hired]).astype(np.int64)
        laid_off = (
            np.rint(solution.values[its.laid_off]).astype(np.int64)
            if len(its.laid_off)
            else np.zeros(n, np.int64)
        )
        stays, share = survival(role, n), ramped(role, n)
        people = role.opening * stays + np.convolve(hired - laid_off, stays)[:n]
        effective = (
            role.opening * stays + np.convolve(hired, share * stays)[:n] - np.convolve(laid_off, stays)[:n]
        )
        roles[role.id] = RolePlan(hired, laid_off, people, np.maximum(effective, 0.0), worth[role.id])
        hires += [
            Hire(role.id, facts.months[t], facts.months[t - role.lead_months], int(hired[t]))
            for t in np.flatnonzero(hired).tolist()
        ]
    chance = None
    if samples is not None and facts.goal is not None:
        chance = chance_of(samples, roles[facts.goal.role], facts.goal.amount)
    order = {month: t for t, month in enumerate(facts.months)}
    listed = tuple(sorted(hires, key=lambda hire: order[hire.starts]))
    return HeadcountPlan(facts, listed, roles, _money(facts, roles), chance, solution)


def _money(facts: SizingFacts, roles: Mapping[str, RolePlan]) -> MonthlyProfit:
    """Return the profit and loss of each month, over all roles."""
    parts = [profit_of(facts, role, roles[role.id]) for role in facts.roles]
    return MonthlyProfit(
        *(sum((getattr(one, name) for one in parts), np.zeros(facts.n_months)) for name in MONEY)
    )


MONEY = ("earned", "salary", "hiring", "severance", "short")


def profit_of(facts: SizingFacts, role: Role, its: RolePlan) -> MonthlyProfit:
    """Return what one role earns and costs in each month; a shortage of it is its own."""
    earned, short = np.zeros(facts.n_months), np.zeros(facts.n_months)
    for earning in facts.earnings:
        if earning.role == role.id:
            earned += earning.worth(its.effective)
    for need in facts.needs:
        if need.role == role.id:
            short += (need.short or 0.0) * np.maximum(np.array(need.people) - its.effective, 0.0)
    hiring: Floats = role.hire_cost * its.hired.astype(np.float64)
    paid_off: Floats = (role.severance or 0.0) * its.laid_off.astype(np.float64)
    return MonthlyProfit(earned, role.salary * its.people, hiring, paid_off, short)

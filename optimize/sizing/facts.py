"""What a headcount plan starts from: roles with ramp and attrition, what their work earns or must cover, and limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

import numpy as np

from optimize.program import Floats


@dataclass(frozen=True)
class Role:
    """
    A role; money is for a person (and month, where it is paid).

    Attributes
    ----------
    opening
        People in post when the first month begins, fully ramped.
    salary
        All that a person costs a month.
    ramp
        Share of full effect in the months after the start, then 1.
    leaving
        Chance that a person leaves at a month's end.
    lead_months
        Months from opening a requisition to the first working day; nobody new starts before.
    hire_cost
        For each person who starts.
    most_hires
        The most who may start in a month, one number or one a month; ``most`` people in post.
    severance
        For each person laid off, at the start of a month, from those in post at the opening; ``None``: nobody may be.
    most_layoffs
        The most who may be laid off in a month.
    """

    id: str
    opening: float
    salary: float
    ramp: tuple[float, ...] = ()
    leaving: float = 0.0
    lead_months: int = 0
    hire_cost: float = 0.0
    most_hires: float | tuple[float, ...] = math.inf
    most: float = math.inf
    severance: float | None = None
    most_layoffs: float = math.inf


@dataclass(frozen=True)
class Earning:
    """
    What the effective people of a role earn in a month, before their pay: concave, straight between points.

    Attributes
    ----------
    people, value
        From (0, 0) on; the value [currency/month] of so many fully effective people. Beyond the last it is flat.
    season
        Factor on the value by month; one a month, or none: all 1.
    """

    role: str
    people: tuple[float, ...]
    value: tuple[float, ...]
    season: tuple[float, ...] = ()

    def worth(self, effective: Floats) -> Floats:
        """Return the value of so many effective people in each month [currency/month], shape (n_months,)."""
        worth: Floats = np.array(self.season or (1.0,)) * np.interp(effective, self.people, self.value)
        return worth


@dataclass(frozen=True)
class Need:
    """Effective people that a role must have in each month; ``short`` is the price of one missing, ``None``: never."""

    role: str
    people: tuple[float, ...]
    short: float | None = None


@dataclass(frozen=True)
class Ratio:
    """At least one person of ``role`` for every ``per`` people of ``of``: engineers to sellers, spans of control."""

    role: str
    of: str
    per: float


@dataclass(frozen=True, eq=False)
class Goal:
    """
    Sales that a role must reach over all months.

    Attributes
    ----------
    amount
        The plan [currency].
    productivity
        Sales of a fully effective person in a month [currency], shape (n_months,); with ``probability`` one row a
        sample, such as a replication of a simulation, shape (n_samples, n_months).
    probability
        Share of the samples in which the plan is to be hit; ``None``: in the mean.
    """

    role: str
    amount: float
    productivity: Floats
    probability: float | None = None


@dataclass(frozen=True)
class SizingFacts:
    """One question of headcount by role and month."""

    months: tuple[str, ...]
    roles: tuple[Role, ...]
    earnings: tuple[Earning, ...] = ()
    needs: tuple[Need, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    goal: Goal | None = None
    seed: int = field(default=0)

    def __post_init__(self) -> None:
        """
        Refuse facts that make no problem.

        Raises
        ------
        ValueError
            With every fault, each with the field, its value and what is allowed.
        """
        faults = [*_name_faults(self), *_number_faults(self), *_role_faults(self), *_shape_faults(self)]
        if faults:
            raise ValueError("\n".join(faults))

    @property
    def n_months(self) -> int:
        """Return the number of months."""
        return len(self.months)

    def role(self, name: str) -> Role:
        """Return the role of this name."""
        return next(role for role in self.roles if role.id == name)


def most_hires(role: Role, n_months: int) -> Floats:
    """Return the most who may start in each month, lead time kept, shape (n_months,)."""
    limits = np.broadcast_to(np.asarray(role.most_hires, dtype=np.float64), (n_months,)).copy()
    limits[: role.lead_months] = 0.0
    return limits


def survival(role: Role, n_months: int) -> Floats:
    """Return the share of people still there after 0, 1, ... months, shape (n_months,)."""
    stayed: Floats = np.power(1.0 - role.leaving, np.arange(n_months, dtype=np.float64))
    return stayed


def ramped(role: Role, n_months: int) -> Floats:
    """Return the share of full effect in the months after the start, shape (n_months,)."""
    share = np.ones(n_months)
    share[: len(role.ramp)] = role.ramp[:n_months]
    return share


def _name_faults(facts: SizingFacts) -> list[str]:
    ids = [role.id for role in facts.roles]
    faults = [f"roles: {name!r} stands twice" for name in sorted({i for i in ids if ids.count(i) > 1})]
    if not ids or not facts.months:
        faults.append(f"months and roles: at least one is wanted, got {len(facts.months)} and {len(ids)}")
    named = [("earnings", e.role) for e in facts.earnings] + [("needs", n.role) for n in facts.needs]
    named += [("ratios", name) for ratio in facts.ratios for name in (ratio.role, ratio.of)]
    named += [("goal", facts.goal.role)] if facts.goal else []
    known = ", ".join(ids)
    return faults + [
        f"{where}: no role {name!r}; there are: {known}" for where, name in named if name not in ids
    ]


def _number_faults(facts: SizingFacts) -> list[str]:
    """Return a fault for each number below zero and each that is none."""
    parts: list[tuple[str, Any]] = [(role.id, role) for role in facts.roles]
    parts += [("need", need) for need in facts.needs] + [("earning", e) for e in facts.earnings]
    parts += [("ratio", ratio) for ratio in facts.ratios]
    faults = []
    for what, part in parts:
        assert is_dataclass(part)
        for entry in fields(part):
            value = getattr(part, entry.name)
            numbers: Sequence[Any] = value if isinstance(value, tuple) else (value,)
            bad = [n for n in numbers if isinstance(n, int | float) and not n >= 0]
            faults += [f"{what}.{entry.name}: a number of 0 or more is wanted, got {n}" for n in bad]
    return faults


def _role_faults(facts: SizingFacts) -> list[str]:
    faults = []
    for role in facts.roles:
        if role.leaving >= 1:
            faults.append(f"{role.id}.leaving: a monthly chance below 1 is wanted, got {role.leaving}")
        if any(share > 1 for share in role.ramp):
            faults.append(f"{role.id}.ramp: shares of full effect up to 1 are wanted, got {max(role.ramp)}")
        if not math.isfinite(role.opening) or not math.isfinite(role.salary):
            faults.append(
                f"{role.id}: finite people and salary are wanted, got {role.opening}, {role.salary}"
            )
    return faults + [f"ratios: per is above 0, got {r.per}" for r in facts.ratios if not r.per > 0]


def _shape_faults(facts: SizingFacts) -> list[str]:
    n, faults = facts.n_months, []
    lengths = [(f"{r.id}.most_hires", r.most_hires) for r in facts.roles if isinstance(r.most_hires, tuple)]
    lengths += [(f"need of {need.role}", need.people) for need in facts.needs]
    lengths += [(f"season of {e.role}", e.season) for e in facts.earnings if e.season]
    faults += [
        f"{name}: {n} months are planned, got {len(given)} numbers"
        for name, given in lengths
        if len(given) != n
    ]
    for earning in facts.earnings:
        slope = (
            np.diff(earning.value) / np.diff(earning.people) if _is_curve(earning) else np.array([0.0, 1.0])
        )
        if (np.diff(slope) > 1e-9 * max(abs(slope[0]), 1e-300)).any():
            faults.append(f"earning of {earning.role}: points from (0, 0) on with falling slopes are wanted")
    if facts.goal is not None:
        shape, wanted = np.shape(facts.goal.productivity), 1 if facts.goal.probability is None else 2
        if len(shape) != wanted or shape[-1] != n or not shape[0]:
            faults.append(f"goal.productivity: {n} months (in rows of samples) are wanted, got shape {shape}")
        elif not (facts.goal.productivity >= 0).all() or not facts.goal.amount >= 0:
            faults.append("goal: numbers of 0 or more are wanted")
        if facts.goal.probability is not None and not 0 < facts.goal.probability <= 1:
            faults.append(f"goal.probability: a share above 0 is wanted, got {facts.goal.probability}")
    return faults


def _is_curve(earning: Earning) -> bool:
    people, value = earning.people, earning.value
    return len(people) == len(value) > 1 and people[0] == 0 == value[0] and bool((np.diff(people) > 0).all())

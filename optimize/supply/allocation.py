"""Short supply shared out to territories or segments: fair share, priority, most margin, max-min."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from optimize.elastic import InfeasibleError, elastic
from optimize.lp import solve
from optimize.program import Floats, Limits, Program, SolverName

Rule = Literal["fair-share", "priority", "margin", "max-min"]
RULES: tuple[Rule, ...] = ("fair-share", "priority", "margin", "max-min")


@dataclass(frozen=True)
class Claims:
    """
    What claimants (territories, segments) bring to the sharing, each of shape (n,).

    ``wants`` and ``floors`` are units, ``margin`` is of a unit [currency], the lowest ``priority`` is served first;
    ``names`` are for messages.
    """

    wants: Floats
    margin: Floats
    priority: Sequence[int]
    floors: Floats
    names: Sequence[str] = ()


@dataclass(frozen=True)
class Allocation:
    """Units for each claimant, shape (n,), and what one more unit of supply would earn (margin rule; else 0)."""

    units: Floats
    price: float = 0.0


def allocate(rule: Rule, supply: float, claims: Claims, solver: SolverName = "highs") -> Allocation:
    """
    Return short supply shared out by the rule of that name.

    Raises
    ------
    ValueError
        When there is no such rule, or claims make no sense.
    InfeasibleError
        When the floors of the margin rule need more than there is.
    """
    match rule:
        case "fair-share":
            return fair_share(supply, claims.wants)
        case "priority":
            return by_priority(supply, claims.wants, claims.priority)
        case "margin":
            return most_margin(supply, claims.wants, claims.margin, claims.floors, solver, names=claims.names)
        case "max-min":
            return max_min(supply, claims.wants)
    raise ValueError(f"no such rule of allocation: {rule!r}; there are {', '.join(RULES)}")


def fair_share(supply: float, wants: Floats) -> Allocation:
    """Return everybody's wants scaled alike, when supply is short."""
    total = float(_wants(supply, wants).sum())
    return Allocation(wants * (min(1.0, supply / total) if total > 0 else 1.0))


def by_priority(supply: float, wants: Floats, priority: Sequence[int]) -> Allocation:
    """Return wants served class by class, the lowest number first; the last class served shares fairly."""
    rank = np.asarray(priority)
    _wants(supply, wants)
    if rank.shape != wants.shape:
        raise ValueError(f"priority: one number a claimant is wanted, {len(wants)}, got {len(rank)}")
    units, left = np.zeros(len(wants)), supply
    for level in np.unique(rank):
        mine = rank == level
        units[mine] = fair_share(left, wants[mine]).units
        left = max(left - float(units[mine].sum()), 0.0)  # rounding must not leave less than nothing
    return Allocation(units)


def max_min(supply: float, wants: Floats) -> Allocation:
    """Return the shares whose smallest is as large as can be, then the next: nobody gets more than he wants."""
    _wants(supply, wants)
    units, left = np.zeros(len(wants)), supply
    order = np.argsort(wants, kind="stable")
    for place, claimant in enumerate(order):
        units[claimant] = min(wants[claimant], left / (len(order) - place))
        left -= units[claimant]
    return Allocation(units)


def most_margin(  # noqa: PLR0913 - the problem, and two keywords
    supply: float,
    wants: Floats,
    margin: Floats,
    floors: Floats | None = None,
    solver: SolverName = "highs",
    *,
    names: Sequence[str] = (),
) -> Allocation:
    """
    Return the units that earn most, everybody's floor kept, and what one more unit of supply is worth.

        max sum_i margin_i u_i   s.t.  sum_i u_i <= supply,  floor_i <= u_i <= want_i

    Claimants of one margin are alike to the program: above their floors they share fairly what they get together.

    Raises
    ------
    InfeasibleError
        When the floors need more than there is; it names them and the cheapest relaxation.
    ValueError
        When a number is negative or none, or shapes do not match.
    """
    _wants(supply, wants)
    least = np.zeros(len(wants)) if floors is None else floors
    if margin.shape != wants.shape or least.shape != wants.shape:
        raise ValueError(
            f"margin and floors: shape {wants.shape} is wanted, got {margin.shape} and {least.shape}"
        )
    program = Program("allocation", sense="max")
    units = program.add_columns([f"units of {i}" for i in range(len(wants))], cost=margin, high=wants)
    program.add_row("supply", (units, np.ones(len(wants))), high=supply)
    for i in np.flatnonzero(least > 0).tolist():
        program.add_row(
            f"floor of {names[i] if names else f'claimant {i}'}", {int(units[i]): 1.0}, low=float(least[i])
        )
    solution = solve(program, solver, Limits())
    if not solution.found:
        raise InfeasibleError("the floors need more than there is to share out", elastic(program))
    return Allocation(_alike(solution.values, wants, margin, least), solution.duals["supply"])


def _alike(units: Floats, wants: Floats, margin: Floats, floors: Floats) -> Floats:
    """Return the same units for each margin together, shared above the floors in proportion to what is wanted there."""
    shared = units.copy()
    for one in np.unique(margin):
        mine = margin == one
        got = float((units - floors)[mine].sum())
        room = (wants - floors)[mine]
        shared[mine] = floors[mine] + room * (got / room.sum() if room.sum() > 0 else 0.0)
    return shared


def _wants(supply: float, wants: Floats) -> Floats:
    """Return the wants; ValueError when one, or the supply, is negative or no number."""
    if not supply >= 0 or not (wants >= 0).all():
        raise ValueError(
            f"supply and wants: numbers of 0 or more are wanted, got {supply} and {wants.tolist()}"
        )
    return wants

"""
Selling time shared out among its uses, such as new and existing customers, or calls and visits; how many reps pay.

Every use has a return that grows less and less with the hours put into it. At the optimum the last hour earns the
same in every use that gets some and could take more (equal marginal returns; Dorfman and Steiner 1954 for the tools of
marketing, Zoltners and Sinha 1980 for calling time).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimize.lp import solve
from optimize.program import Floats, Limits, Program, SolverName, Status

PIECES = 200


@dataclass(frozen=True)
class Use:
    """
    What selling time may go into, and what it brings.

    ``value`` [currency/year] at ``hours`` [hours/year], both of shape (n_points,), from (0, 0) on, with straight lines
    between and nothing more to gain beyond; the slopes fall.
    """

    id: str
    hours: Floats
    value: Floats

    def __post_init__(self) -> None:
        whole = len(self.hours) == len(self.value) > 1 and self.hours[0] == 0 == self.value[0]
        if not whole or not np.isfinite([*self.hours, *self.value]).all() or (np.diff(self.hours) <= 0).any():
            raise ValueError(f"{self.id}: hours rise from 0, with a value for each that begins at 0")
        slopes = self.slopes
        if (np.diff(slopes) > 1e-9 * np.abs(slopes).max()).any():
            raise ValueError(f"{self.id}: returns that rise are no linear program; the slopes must fall")

    @property
    def slopes(self) -> Floats:
        """Return the value of an hour along each piece [currency/hour], shape (n_points - 1,)."""
        slopes: Floats = np.diff(self.value) / np.diff(self.hours)
        return slopes

    def worth(self, hours: float) -> float:
        """Return the value of so many hours [currency/year]."""
        return float(np.interp(hours, self.hours, self.value))


@dataclass(frozen=True)
class EffortSplit:
    """Hours for each use [hours/year], shape (n_uses,), their value, and what one more hour earns [currency/hour]."""

    hours: Floats
    value: float
    marginal: float


@dataclass(frozen=True)
class ForceSize:
    """
    The number of reps whose last one pays for himself, their hours by use, and the profit over their cost.

    ``bound`` is what no number of reps, whole or not, can pass.
    """

    reps: int
    hours: Floats
    profit: float
    bound: float
    status: Status


def limited(name: str, per_hour: float, most_hours: float) -> Use:
    """Return a use that brings the same for every hour until there is no more to do, such as the leads of a grade."""
    return Use(name, np.array([0.0, most_hours]), np.array([0.0, per_hour * most_hours]))


def saturating(name: str, most: float, scale_hours: float, up_to: float, pieces: int = PIECES) -> Use:
    """Return a use that brings most * (1 - exp(-hours / scale_hours)), in so many straight pieces ``up_to`` an hour."""
    hours = np.linspace(0.0, up_to, pieces + 1)
    return Use(name, hours, -most * np.expm1(-hours / scale_hours))


def visiting(  # noqa: PLR0913 - the settings of customers' retention, by name
    name: str,
    *,
    customers: float,
    customer_value: float,
    leave_per_year: float,
    visit_effect: float,
    visit_holds_days: float,
    visit_hours: float,
    most_a_year: float = 52.0,
    pieces: int = PIECES,
) -> Use:
    """
    Return the use of visits that keep customers, by the rule of ``customers.retention``.

    Visited v times a year at random, a customer is under the spell of a visit for the share
    c = 1 - exp(-v * visit_holds_days / 365.25) of the time, in which his rate of leaving is lower by the factor
    exp(-visit_effect). Kept a year: customers * leave_per_year * c * (1 - exp(-visit_effect)), each worth
    ``customer_value``; an hour at a customer's is ``1 / visit_hours`` of a visit.
    """
    visits = np.linspace(0.0, most_a_year, pieces + 1)
    covered = -np.expm1(-visits * visit_holds_days / 365.25)
    kept = customers * leave_per_year * covered * -math.expm1(-visit_effect)
    return Use(name, visits * customers * visit_hours, kept * customer_value)


def split(hours: float, uses: Sequence[Use], solver: SolverName = "highs") -> EffortSplit:
    """
    Return the hours for each use that bring most together.

        max sum_i sum_p slope_ip x_ip   s.t.  sum x <= hours,  0 <= x_ip <= length of piece p

    Pieces fill in their order, because slopes fall.

    Raises
    ------
    ValueError
        When there are no uses, or ``hours`` is negative or no number.
    """
    if not uses or not 0 <= hours < math.inf:
        raise ValueError(
            f"uses of time and 0 or more hours are wanted, got {len(uses)} uses and {hours} hours"
        )
    program, columns = _pieces(uses)
    every = np.concatenate(columns)
    program.add_row("time", (every, np.ones(len(every))), high=hours)
    answer = solve(program, solver, Limits())
    given = np.array([answer.values[mine].sum() for mine in columns])
    return EffortSplit(given, answer.objective, answer.duals["time"])


def best_headcount(
    uses: Sequence[Use], hours_per_rep: float, cost_per_rep: float, solver: SolverName = "highs"
) -> ForceSize:
    """
    Return how many reps earn most over their cost, and what they do.

    The mixed-integer program of :func:`split` with time for sale by the rep: a rep is added as long as his hours bring
    more than he costs (incremental method, Zoltners, Sinha and Lorimer 2004).

    Raises
    ------
    ValueError
        When there are no uses, or a rep has no hours or costs nothing.
    """
    if not uses or hours_per_rep <= 0 or cost_per_rep <= 0:
        raise ValueError(
            f"uses, hours and a cost are wanted, got {len(uses)}, {hours_per_rep} and {cost_per_rep}"
        )
    program, columns = _pieces(uses)
    (reps,) = program.add_columns(["reps"], cost=-cost_per_rep, whole=True).tolist()
    every = np.concatenate(columns)
    terms = (np.append(every, reps), np.append(np.ones(len(every)), -hours_per_rep))
    program.add_row("time", terms, high=0.0)
    answer, relaxed = solve(program, solver, Limits()), solve(program, solver, relaxed=True)
    given = np.array([answer.values[mine].sum() for mine in columns])
    return ForceSize(
        round(float(answer.values[reps])), given, answer.objective, relaxed.objective, answer.status
    )


def _pieces(uses: Sequence[Use]) -> tuple[Program, list[np.ndarray[tuple[int, ...], np.dtype[np.int64]]]]:
    """Return a program with a column for each piece of each use, and the columns of each."""
    program = Program("selling time", sense="max")
    columns = [
        program.add_columns(
            [f"{use.id} {piece}" for piece in range(len(use.slopes))],
            cost=use.slopes,
            high=np.diff(use.hours),
        )
        for use in uses
    ]
    return program, columns

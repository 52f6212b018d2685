"""Capacity now, allocation later: how many hours to buy before demand is known, and what knowing would be worth."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from optimize.lp import solve
from optimize.program import Floats, Limits, Program, Solution, SolverName


@dataclass(frozen=True)
class CapacityNow:
    """
    Hours of capacity bought before demand is known, and what is proved about them.

    Attributes
    ----------
    hours
        Hours to buy.
    profit
        Expected profit with them, over the samples.
    by_sample
        Profit in each sample, shape (n_samples,).
    regret
        What was lost in each sample against having known it, shape (n_samples,).
    value_of_information
        Expected profit of knowing demand beforehand, less ``profit`` (EVPI).
    value_of_stochastic
        ``profit`` less the expected profit of the hours that are best for mean demand (VSS).
    """

    hours: float
    profit: float
    by_sample: Floats
    regret: Floats
    value_of_information: float
    value_of_stochastic: float
    solution: Solution = field(repr=False)


def capacity_now(  # noqa: PLR0913 - the problem, and two keywords
    demand: Floats,
    margin: Floats,
    hours: Floats,
    hour_cost: float,
    *,
    most_hours: float = math.inf,
    solver: SolverName = "highs",
) -> CapacityNow:
    """
    Return the hours of capacity that are best on the samples, when they are allocated after demand is seen.

        max  -hour_cost x + 1/n sum_sf margin_f sold_sf
        s.t. capacity of sample s   sum_f hours_f sold_sf - x <= 0
             0 <= sold_sf <= demand_sf,  0 <= x <= most_hours

    The two-stage program of Birge and Louveaux, *Introduction to Stochastic Programming*; with one family it is the
    newsvendor's problem, whose answer is the quantile of demand at (margin - hour_cost) / margin.

    Parameters
    ----------
    demand
        Sampled demand [units], such as one row a replication, shape (n_samples, n_families).
    margin, hours
        Margin of a unit sold before capacity is paid [currency], and its hours, each of shape (n_families,).
    hour_cost
        Price of an hour [currency].
    most_hours
        The most that can be bought.
    solver
        By which solver.

    Raises
    ------
    ValueError
        When shapes do not match, a number is negative or none, or there is no sample.
    """
    _check(demand, margin, hours, hour_cost)
    program, first = _program(demand, margin, hours, hour_cost, most_hours)
    solution = solve(program, solver, Limits())
    bought = float(solution.values[first])
    by_sample = _profits(demand, margin, hours, hour_cost, np.full(len(demand), bought))
    best = np.array([_hours_for(row, margin, hours, hour_cost, most_hours) for row in demand])
    known = _profits(demand, margin, hours, hour_cost, best)
    mean_hours = _hours_for(demand.mean(axis=0), margin, hours, hour_cost, most_hours)
    on_the_mean = _profits(demand, margin, hours, hour_cost, np.full(len(demand), mean_hours))
    return CapacityNow(
        bought,
        float(by_sample.mean()),
        by_sample,
        known - by_sample,
        float(known.mean() - by_sample.mean()),
        float(by_sample.mean() - on_the_mean.mean()),
        solution,
    )


def _check(demand: Floats, margin: Floats, hours: Floats, hour_cost: float) -> None:
    if demand.ndim != 2 or not len(demand):  # noqa: PLR2004 - samples and families
        raise ValueError(
            f"demand: shape (n_samples, n_families) with a sample or more is wanted, got {demand.shape}"
        )
    wanted = demand.shape[1:]
    if margin.shape != wanted or hours.shape != wanted:
        raise ValueError(f"margin and hours: shape {wanted} is wanted, got {margin.shape} and {hours.shape}")
    for name, values in (("demand", demand), ("hours", hours), ("hour_cost", np.array(hour_cost))):
        if not (values >= 0).all():
            raise ValueError(
                f"{name}: numbers of 0 or more are wanted, got {values[~(values >= 0)].ravel()[0]}"
            )


def _program(
    demand: Floats, margin: Floats, hours: Floats, hour_cost: float, most_hours: float
) -> tuple[Program, int]:
    n_samples, n_families = demand.shape
    program = Program("capacity now", sense="max")
    first = int(program.add_columns(["hours"], cost=-hour_cost, high=most_hours)[0])
    names = [f"sold of {f} in {s}" for s in range(n_samples) for f in range(n_families)]
    sold = program.add_columns(
        names, cost=np.tile(margin / n_samples, n_samples), high=demand.ravel()
    ).reshape(demand.shape)
    for sample, columns in enumerate(sold):
        terms = (np.append(columns, first), np.append(hours, -1.0))
        program.add_row(f"capacity of sample {sample}", terms, high=0.0)
    return program, first


def _profits(demand: Floats, margin: Floats, hours: Floats, hour_cost: float, bought: Floats) -> Floats:
    """Return each sample's profit with its hours, sold in order of margin an hour, which is best for one resource."""
    left, profit = bought.copy(), -hour_cost * bought
    with np.errstate(divide="ignore"):
        order = np.argsort(
            -np.where(hours > 0, margin / np.where(hours > 0, hours, 1.0), math.inf), kind="stable"
        )
    for family in order[margin[order] > 0]:
        fits = left / hours[family] if hours[family] > 0 else math.inf
        sold = np.minimum(demand[:, family], fits)
        left = left - hours[family] * sold
        profit = profit + margin[family] * sold
    return profit


def _hours_for(demand: Floats, margin: Floats, hours: Floats, hour_cost: float, most_hours: float) -> float:
    """Return the best hours for a demand that is known: those of every family that pays for its own."""
    pays = margin > hour_cost * hours
    worth = np.argsort(-np.where(pays, margin / np.maximum(hours, 1e-300), -math.inf), kind="stable")
    wanted = float((hours * demand)[worth][pays[worth]].sum())
    return min(wanted, most_hours)

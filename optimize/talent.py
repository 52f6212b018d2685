"""Outstanding people or a solid team: the mix of talent that earns most within positions, budget and risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimize.elastic import InfeasibleError, elastic
from optimize.lp import solve
from optimize.program import Limits, Program, SolverName


@dataclass(frozen=True)
class Talent:
    """
    A kind of rep: what one sells and costs in a year [currency], and how many can be had.

    ``leaving`` is the chance that one leaves in the year; who leaves takes half a year's sales along, being gone half
    of it in the mean.
    """

    id: str
    sales: float
    cost: float
    available: int
    leaving: float = 0.0

    def __post_init__(self) -> None:
        if min(self.sales, self.cost, self.available) < 0 or not 0 <= self.leaving <= 1:
            raise ValueError(f"{self.id}: sales, cost and available are 0 or more and leaving a chance")


@dataclass(frozen=True)
class TalentMix:
    """How many of each kind, their sales and their profit in the mean [currency/year], and the share one may take."""

    people: dict[str, int]
    sales: float
    profit: float
    most_lost_with_one: float


def mix(  # noqa: PLR0913 - each is a limit, by name
    kinds: Sequence[Talent],
    *,
    positions: int,
    budget: float,
    margin: float,
    most_lost_with_one: float = 1.0,
    least_sales: float = 0.0,
    solver: SolverName = "highs",
) -> TalentMix:
    """
    Return the team that earns most: margin on expected sales less what people cost.

        max sum_k n_k (margin s_k (1 - leaving_k / 2) - cost_k)
        s.t. sum n <= positions,  sum cost_k n_k <= budget,  sum s_k n_k >= least_sales,
             s_k y_k <= most_lost_with_one * sum_j s_j n_j,  n_k <= available_k y_k,  n whole, y 0 or 1

    The last two rows say that nobody who is there may bring more than the stated share of all sales, so that no
    departure costs more (30 % with a star who brings 30 of 100, 10 % among ten equals).

    Raises
    ------
    InfeasibleError
        When no team keeps all limits; it names those that clash.
    """
    program = Program("talent", sense="max")
    sales, cost = np.array([k.sales for k in kinds]), np.array([k.cost for k in kinds])
    leaving, available = np.array([k.leaving for k in kinds]), np.array([k.available for k in kinds])
    earned = margin * sales * (1.0 - leaving / 2.0) - cost
    names = [k.id for k in kinds]
    number = program.add_columns(names, cost=earned, high=available, whole=True)
    used = program.add_columns([f"any {name}" for name in names], cost=0.0, high=1.0, whole=True)
    program.add_row("positions", (number, np.ones(len(kinds))), high=positions)
    program.add_row("budget", (number, cost), high=budget)
    program.add_row("least sales", (number, sales), low=least_sales)
    for k, name in enumerate(names):
        program.add_row(f"any {name}", {int(number[k]): 1.0, int(used[k]): -float(available[k])}, high=0.0)
        program.add_row(
            f"most lost with one {name}",
            (np.append(number, used[k]), np.append(-most_lost_with_one * sales, sales[k])),
            high=0.0,
        )
    answer = solve(program, solver, Limits(gap=1e-9))
    if not answer.found:
        raise InfeasibleError("no team keeps all limits", elastic(program))
    people = np.rint(answer.values[number]).astype(int)
    total = float(sales @ people)
    largest = float(sales[people > 0].max()) / total if total > 0 else 0.0
    return TalentMix(dict(zip(names, people.tolist(), strict=True)), total, float(earned @ people), largest)

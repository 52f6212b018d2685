"""
The contract that may pay by lot: a linear program over actions, outcomes and pay together.

    max   sum_axw P_axw (revenue_x - w)
    s.t.  chances of a, x     sum_w P_axw = p_x(a) sum_x'w P_ax'w
          everything          sum_axw P_axw = 1
          action a over a'    sum_xw P_axw [u(w) - c(a)] >= sum_xw P_axw (p_x(a') / p_x(a)) [u(w) - c(a')]
          participation       sum_axw P_axw [u(w) - c(a)] >= outside

P_axw is the chance that action a is asked for, x comes out and w is paid, w on a grid (Prescott and Townsend 1984,
Econometrica 52, 21-45). No action has to be fixed beforehand. On a grid it can pay every contract that uses the grid's
amounts, and by lot those between: as the grid grows finer the optimum rises to that of
:func:`optimize.incentive.best_contract`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from optimize.elastic import InfeasibleError, elastic
from optimize.incentive.contract import Agent
from optimize.lp import solve
from optimize.program import Floats, Program, Solution, SolverName


@dataclass(frozen=True, eq=False)
class Lottery:
    """
    The best contract by lot.

    ``chance`` is P, shape (n_actions, n_outcomes, n_amounts); ``action`` the chance that each action is asked for.
    """

    chance: Floats
    action: Floats
    expected_pay: float
    profit: float
    solution: Solution = field(repr=False)

    @property
    def variables(self) -> int:
        """Return how many columns the program had."""
        return self.chance.size


def best_lottery(agent: Agent, revenue: Floats, amounts: Floats, solver: SolverName = "highs") -> Lottery:
    """
    Return the most profitable contract over lotteries of these amounts.

    Parameters
    ----------
    agent
        Whom it is for; beliefs of his own are not taken.
    revenue
        What the firm earns in each outcome before pay, shape (n_outcomes,).
    amounts
        What may be paid, 0 or more for the root utility, shape (n_amounts,).

    Raises
    ------
    ValueError
        When an outcome is impossible under an action, or an amount is below what the utility knows.
    InfeasibleError
        When nothing keeps the agent.
    """
    p = agent.chance
    if not (p > 0).all():
        raise ValueError("every outcome must be possible under every action")
    if agent.utility == "root" and not (amounts >= 0).all():
        raise ValueError(f"amounts of 0 or more are wanted, got {amounts.min()}")
    worth = np.sqrt(amounts) if agent.utility == "root" else amounts
    n_actions, n_outcomes = p.shape
    shape = (n_actions, n_outcomes, len(amounts))
    earned = np.broadcast_to(revenue[None, :, None] - amounts, shape)
    program = Program("contract by lot", sense="max")
    names = [f"{a}, {x}, {w:g}" for a in range(n_actions) for x in range(n_outcomes) for w in amounts]
    columns = program.add_columns(names, cost=earned.ravel()).reshape(shape)
    program.add_row("everything", (columns.ravel(), np.ones(columns.size)), low=1.0, high=1.0)
    for a in range(n_actions):
        for x in range(n_outcomes):
            weight = np.zeros(shape[1:])
            weight[x] = 1.0
            weight -= p[a, x]
            program.add_row(f"chances of {a}, {x}", (columns[a].ravel(), weight.ravel()), low=0.0, high=0.0)
        for other in range(n_actions):
            if other != a:
                ratio = (p[other] / p[a])[:, None]
                better = (worth - agent.cost[a]) - ratio * (worth - agent.cost[other])
                program.add_row(f"action {a} over {other}", (columns[a].ravel(), better.ravel()), low=0.0)
    kept = np.broadcast_to(worth[None, None, :] - agent.cost[:, None, None], shape)
    program.add_row("participation", (columns.ravel(), kept.ravel()), low=agent.outside)
    answer = solve(program, solver)
    if not answer.found:
        raise InfeasibleError(
            "no lottery over these amounts keeps the agent", elastic(program, ["participation"])
        )
    chance = answer.values.reshape(shape)
    expected = float((chance * amounts).sum())
    return Lottery(chance, chance.sum(axis=(1, 2)), expected, answer.objective, answer)

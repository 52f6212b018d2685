"""
The least pay that makes one agent choose an action: Grossman and Hart's program, as a linear one with tangent cuts.

For a target action a*, outcomes x, pay w_x and its utility v_x:

    min   sum_x p_x(a*) w_x
    s.t.  participation    sum_x q_x(a*) v_x - c(a*) >= outside
          incentive of a   sum_x q_x(a*) v_x - c(a*) >= sum_x q_x(a) v_x - c(a)     for every a
          cut k of x       w_x >= h(v_k) + h'(v_k) (v_x - v_k)
          monotone of x    w_x <= w_{x+1}                                           when asked for

p are the firm's and q the agent's chances, c the cost of an action in utility, h the inverse of the utility of pay
(h(v) = v for a risk-neutral agent, v^2 for u = sqrt(w)). Cuts are added where the last answer lies until pay and its
cut agree; the objective is always a proved lower bound (Grossman and Hart 1983, *Econometrica* 51, 7-45).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from optimize.elastic import InfeasibleError, elastic
from optimize.lp import solve
from optimize.program import Floats, Ints, Program, Solution, SolverName

EXACT = 1e-7
_MOST_ROUNDS = 60
_FIRST_CUTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)


@dataclass(frozen=True)
class Agent:
    """
    Somebody who chooses an action the firm cannot see.

    Attributes
    ----------
    chance
        Chance of each outcome under each action, shape (n_actions, n_outcomes); rows add to 1.
    cost
        Cost of each action in utility, shape (n_actions,).
    outside
        Utility of the best other job.
    utility
        ``neutral``: u(w) = w; ``root``: u(w) = sqrt(w).
    belief
        The chances the agent believes in, shape as ``chance``; ``None``: the true ones.
    least_pay
        The least that may be paid in any outcome (limited liability); ``None``: no limit for a neutral agent.
    """

    chance: Floats
    cost: Floats
    outside: float
    utility: Literal["neutral", "root"] = "neutral"
    belief: Floats | None = None
    least_pay: float | None = None

    def __post_init__(self) -> None:
        """Raise ValueError when shapes do not match or chances do not add to 1."""
        for name, table in (("chance", self.chance), ("belief", self.believed)):
            if table.ndim != 2 or table.shape != self.chance.shape or len(self.cost) != len(table):  # noqa: PLR2004
                raise ValueError(
                    f"{name}: shape (n_actions, n_outcomes) with a cost an action is wanted, got {table.shape}"
                )
            if not ((table >= 0).all() and np.allclose(table.sum(axis=1), 1.0, atol=1e-9)):
                raise ValueError(
                    f"{name}: chances of 0 or more that add to 1 are wanted, got sums {table.sum(axis=1)}"
                )

    @property
    def believed(self) -> Floats:
        """Return the chances the agent believes in."""
        return self.chance if self.belief is None else self.belief


@dataclass(frozen=True)
class Contract:
    """Pay in each outcome, shape (n_outcomes,), the action it brings about, and the expected pay, with its proof."""

    action: int
    pay: Floats
    utility: Floats
    expected_pay: float
    bound: float
    solution: Solution = field(repr=False)

    @property
    def gap(self) -> float:
        """Return how far expected pay may be above the least possible [share of it]."""
        return (self.expected_pay - self.bound) / max(abs(self.expected_pay), 1e-9)


def least_cost_contract(
    agent: Agent, action: int, *, monotone: bool = False, solver: SolverName = "highs"
) -> Contract:
    """
    Return the pay that brings an action about at the least expected cost.

    Raises
    ------
    InfeasibleError
        When no pay makes the agent choose it, with the rows that clash.
    """
    program, pay, value = _program(agent, action, monotone=monotone)
    firm = agent.chance[action]
    for _ in range(_MOST_ROUNDS):
        solution = solve(program, solver)
        if not solution.found:
            raise InfeasibleError(
                f"no pay brings action {action} about ({solution.status})", elastic(program)
            )
        v = solution.values[value]
        true_pay = v if agent.utility == "neutral" else v * v
        least = -math.inf if agent.least_pay is None else agent.least_pay
        paid = np.maximum(true_pay, least)
        expected = float(firm @ paid)
        if agent.utility == "neutral" or expected - solution.objective <= EXACT * max(abs(expected), 1.0):
            break
        _cut(program, pay, value, v)
    return Contract(action, paid, v, expected, solution.objective, solution)


def best_contract(agent: Agent, revenue: Floats, *, monotone: bool = False) -> Contract:
    """
    Return the contract of the action with the largest expected revenue less pay.

    Parameters
    ----------
    agent
        Whom it is for.
    revenue
        What the firm earns in each outcome before pay, shape (n_outcomes,).
    monotone
        Pay may not fall with the outcome.

    Raises
    ------
    InfeasibleError
        When no action can be brought about.
    """
    found: list[Contract] = []
    for action in range(len(agent.cost)):
        try:
            found.append(least_cost_contract(agent, action, monotone=monotone))
        except InfeasibleError as error:
            last = error
    if not found:
        raise last
    return max(found, key=lambda one: float(agent.chance[one.action] @ revenue) - one.expected_pay)


def _program(agent: Agent, action: int, *, monotone: bool) -> tuple[Program, Ints, Ints]:
    """Return the program, with the columns of pay and of its utility."""
    n = agent.chance.shape[1]
    program = Program("least-cost contract")
    neutral = agent.utility == "neutral"
    least = -math.inf if agent.least_pay is None else agent.least_pay
    low_pay = least if neutral else max(least, 0.0)
    pay = program.add_columns([f"pay in {x}" for x in range(n)], cost=agent.chance[action], low=low_pay)
    low = least if neutral else math.sqrt(low_pay)
    value = program.add_columns([f"utility in {x}" for x in range(n)], cost=0.0, low=low)
    q = agent.believed
    program.add_row("participation", (value, q[action]), low=agent.outside + float(agent.cost[action]))
    for other in range(len(agent.cost)):
        if other != action:
            better = q[action] - q[other]
            program.add_row(
                f"incentive against action {other}",
                (value, better),
                low=float(agent.cost[action] - agent.cost[other]),
            )
    if monotone:
        for x in range(n - 1):
            program.add_row(f"monotone of {x}", {int(value[x]): -1.0, int(value[x + 1]): 1.0}, low=0.0)
    if neutral:
        for x in range(n):
            program.add_row(f"utility of {x}", {int(pay[x]): 1.0, int(value[x]): -1.0}, low=0.0)
    else:
        start = max(agent.outside + float(agent.cost.max()), 1e-3)
        for factor in _FIRST_CUTS:
            _cut(program, pay, value, np.full(n, factor * start))
    return program, pay, value


def _cut(program: Program, pay: Ints, value: Ints, at: Floats) -> None:
    """Add the tangents of w = v^2 at these utilities."""
    number = len(program.rows)
    for x, v in enumerate(at.tolist()):
        program.add_row(f"cut {number + x} of {x}", {int(pay[x]): 1.0, int(value[x]): -2.0 * v}, low=-v * v)

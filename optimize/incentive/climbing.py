"""
The search for a better pay plan on simulated reps: successive linear programs within a trust region.

From the present numbers theta (:mod:`optimize.incentive.space`), with one-sided differences of what is simulated under
the same luck, a step d solves

    max   grad profit . d - lambda sum_l v_l
    s.t.  limit l           slack_l + grad slack_l . d + v_l >= 0           budgets, retention, share at quota
          pay at target, no cliffs, cap, bounds of theta + d                 exactly
          |d_j| <= radius

The step is kept when profit less lambda times what is broken grows; the radius doubles when it grows by most of what
was promised and shrinks when by hardly any of it (Palacios-Gomez, Lasdon and Engquist 1982, Management Science 28,
1106-1120, successive linear programming; Conn, Gould and Toint 2000, trust regions). The answer is a local one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from optimize.elastic import InfeasibleError, elastic
from optimize.incentive.judging import Judge, Judged
from optimize.incentive.limits import PayLimits
from optimize.incentive.space import PaySpace
from optimize.lp import solve
from optimize.program import Floats, Program

PENALTY = 10.0
"""What a currency unit over a limit costs in the search: more than it can ever earn."""
FIRST_RADIUS, LEAST_RADIUS, MOST_RADIUS = 0.15, 0.01, 0.6
_DIFFERENCE = 0.04
_SOME, _WELL = 0.1, 0.6
_STILL = 5e-5
"""Share of the merit below which nothing was gained, and nothing more is worth a step."""


@dataclass(frozen=True, eq=False)
class Stand:
    """Numbers of a plan, what it does, and its merit: profit less the penalty for what it breaks [currency]."""

    numbers: Floats
    judged: Judged
    merit: float


@dataclass(frozen=True, eq=False)
class Climb:
    """Where a search came out, and every step: round, radius, merit tried, whether it was taken."""

    best: Stand
    evaluations: int
    steps: tuple[tuple[int, float, float, bool], ...] = field(default=())


def merit(judged: Judged, limits: PayLimits) -> float:
    """Return profit less the penalty for broken limits [currency]."""
    broken = np.maximum(-limits.slack(judged), 0.0).sum()
    return float(judged.profit.mean() - PENALTY * broken)


def stands(space: PaySpace, many: list[Floats], judge: Judge, limits: PayLimits) -> list[Stand]:
    """Return the plans of these numbers, judged together."""
    judged = judge([space.plan(numbers) for numbers in many])
    return [Stand(n, j, merit(j, limits)) for n, j in zip(many, judged, strict=True)]


def climb(space: PaySpace, start: Stand, judge: Judge, limits: PayLimits, rounds: int = 6) -> Climb:
    """
    Return the best plan that the search reaches from a start.

    Raises
    ------
    InfeasibleError
        When no plan of the space keeps pay at target, the slope limits and the cap at once.
    """
    if not space.free:
        return Climb(start, 0)
    here, radius, spent, steps = start, FIRST_RADIUS, 0, []
    slopes: tuple[Floats, Floats] | None = None
    for number in range(rounds):
        if slopes is None:
            slopes = _slopes(space, here, judge, limits)
            spent += len(space.free)
        numbers, promised = _step(space, here, slopes, limits, radius)
        if promised <= _STILL * abs(here.merit):
            break
        (tried,) = stands(space, [numbers], judge, limits)
        spent += 1
        gained = tried.merit - here.merit
        kept = gained > _STILL * abs(here.merit)
        steps.append((number, radius, tried.merit, kept))
        radius = _next_radius(radius, gained / promised)
        if kept:
            here, slopes = tried, None
        if radius < LEAST_RADIUS:
            break
    return Climb(here, spent, tuple(steps))


def _next_radius(radius: float, share: float) -> float:
    """Return the radius after a step that brought this share of what was promised."""
    if share >= _WELL:
        return min(radius * 2.0, MOST_RADIUS)
    return radius if share >= _SOME else radius * 0.4


def nearest(space: PaySpace, numbers: Floats) -> Floats:
    """
    Return the numbers nearest to these that keep pay at target, the slope limits, the cap and the bounds.

    Raises
    ------
    InfeasibleError
        When there are none, with the rows that clash.
    """
    program = Program("nearest pay plan")
    columns = program.add_columns(space.names, cost=0.0, low=space.low, high=space.high)
    for name, column, value in zip(space.names, columns.tolist(), numbers.tolist(), strict=True):
        above, below = program.add_columns([f"{name} up", f"{name} down"], cost=1.0).tolist()
        program.add_row(f"distance of {name}", {column: 1.0, above: -1.0, below: 1.0}, low=value, high=value)
    space.constrain(program, columns.tolist())
    answer = solve(program)
    if not answer.found:
        soft = [row.name for row in program.rows if not row.name.startswith("distance")]
        told = elastic(program, soft)
        raise InfeasibleError(f"no pay plan keeps all of: {'; '.join(told.clashing)}", told)
    return answer.values[columns]


def _slopes(space: PaySpace, here: Stand, judge: Judge, limits: PayLimits) -> tuple[Floats, Floats]:
    """Return the differences of profit and of the slacks by one of each free number, shapes (n,) and (n_limits, n)."""
    moved, by = [], []
    for number in space.free:
        size = min(_DIFFERENCE, float(space.high[number] - space.low[number]))
        step = size if here.numbers[number] + size <= space.high[number] else -size
        moved.append(here.numbers + step * np.eye(len(here.numbers))[number])
        by.append(step)
    profit, slack = float(here.judged.profit.mean()), limits.slack(here.judged)
    others = judge([space.plan(numbers) for numbers in moved])
    sizes = np.array(by)
    gain = (np.array([float(one.profit.mean()) for one in others]) - profit) / sizes
    slacks = (np.array([limits.slack(one) for one in others]) - slack[None, :]) / sizes[:, None]
    return gain, slacks.T


def _step(
    space: PaySpace, here: Stand, slopes: tuple[Floats, Floats], limits: PayLimits, radius: float
) -> tuple[Floats, float]:
    """Return the numbers that the linear program goes to, and the gain in merit that it promises."""
    gain, slacks = slopes
    free = space.free
    cost = np.zeros(len(here.numbers))
    cost[free] = gain
    program = Program("step of a pay plan", sense="max")
    low, high = np.maximum(space.low, here.numbers - radius), np.minimum(space.high, here.numbers + radius)
    columns = program.add_columns(
        space.names, cost=cost, low=np.minimum(low, high), high=np.maximum(low, high)
    )
    slack = limits.slack(here.judged)
    for row, name in enumerate(limits.names):
        (miss,) = program.add_columns([f"miss of {name}"], cost=-PENALTY).tolist()
        terms = {int(columns[j]): float(slacks[row, k]) for k, j in enumerate(free)}
        at_here = sum(float(slacks[row, k]) * float(here.numbers[j]) for k, j in enumerate(free))
        program.add_row(name, {**terms, miss: 1.0}, low=at_here - float(slack[row]))
    space.constrain(program, columns.tolist())
    answer = solve(program)
    if not answer.found:
        return here.numbers, 0.0
    numbers = np.clip(answer.values[columns], space.low, space.high)
    now = float(cost @ here.numbers) - PENALTY * float(np.maximum(-slack, 0.0).sum())
    return numbers, answer.objective - now

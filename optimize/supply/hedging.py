"""
People and reserved capacity now, production later: a plan for all samples of demand at once.

    max  - people's cost - sum_f reserve_cost_f n R_f + 1/S sum_s profit of the flows of sample s
    s.t. the rows of :mod:`optimize.supply.program` for each sample, with the same people, and
         capacity of f in t, sample s    P - R_f <= regular_limit_ft
         0 <= R_f <= most_reserved_f

The two-stage program with recourse of Birge and Louveaux, *Introduction to Stochastic Programming*, chapter 1;
value of information and of the stochastic solution as in its chapter 4.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from optimize.lp import solve
from optimize.program import Floats, Ints, Limits, Program, Solution, SolverName
from optimize.supply.facts import SupplyFacts, by_period
from optimize.supply.options import with_family
from optimize.supply.planning import plan_supply
from optimize.supply.program import Columns, add_flows, add_people, flow_rows, people_rows


@dataclass(frozen=True)
class Reserve:
    """Capacity of a family that can be reserved now: price of a unit a period [currency], and the most of it."""

    cost: float
    most: float = math.inf


@dataclass(frozen=True)
class HedgedPlan:
    """
    What is decided before demand is known, and what it earns.

    Attributes
    ----------
    reserved
        Units a period reserved, by family.
    people
        People by period, shape (n_periods,).
    profit
        Expected profit over the samples.
    by_sample, regret
        Profit in each sample, and what was lost in it against having known it, shape (n_samples,).
    mean_reserved
        What the plan for mean demand would reserve, by family.
    value_of_information
        Expected profit of knowing demand beforehand, less ``profit`` (EVPI).
    value_of_stochastic
        ``profit`` less the expected profit of the first decisions that are best for mean demand (VSS).
    """

    reserved: Mapping[str, float]
    people: Floats
    profit: float
    by_sample: Floats
    regret: Floats
    mean_reserved: Mapping[str, float]
    value_of_information: float
    value_of_stochastic: float
    solution: Solution = field(repr=False)


def plan_hedged(
    facts: SupplyFacts,
    samples: Mapping[str, Floats],
    reserves: Mapping[str, Reserve] | None = None,
    solver: SolverName = "highs",
) -> HedgedPlan:
    """
    Return the people and reserves that are best on the samples, when all else is decided after demand is seen.

    Parameters
    ----------
    facts
        Costs and limits; its own demand is not looked at. Every family may be turned away or owed without limit, so
        that each first decision can be lived with.
    samples
        Sampled demand of each family [units], such as one row a replication, shape (n_samples, n_periods).
    reserves
        Which families' capacity can be reserved.
    solver
        By which solver.

    Raises
    ------
    ValueError
        When a family lacks samples or a price of turning away, samples differ in shape, or one is negative.
    """
    reserves = reserves or {}
    n_samples = _check(facts, samples, reserves)
    worlds = [_world(facts, {name: rows[s] for name, rows in samples.items()}) for s in range(n_samples)]
    found, people, reserved = _first_stage(facts, worlds, reserves, solver)
    by_sample = _later(worlds, facts, reserves, (people, reserved), solver)
    known = np.array([-_first_stage(facts, [world], reserves, solver)[0].objective for world in worlds])
    mean_world = _world(facts, {name: rows.mean(axis=0) for name, rows in samples.items()})
    _, mean_people, mean_reserved = _first_stage(facts, [mean_world], reserves, solver)
    on_the_mean = _later(worlds, facts, reserves, (mean_people, mean_reserved), solver)
    return HedgedPlan(
        reserved,
        people,
        float(by_sample.mean()),
        by_sample,
        known - by_sample,
        mean_reserved,
        float(known.mean() - by_sample.mean()),
        float(by_sample.mean() - on_the_mean.mean()),
        found,
    )


def _check(facts: SupplyFacts, samples: Mapping[str, Floats], reserves: Mapping[str, Reserve]) -> int:
    ids = [family.id for family in facts.families]
    faults = [f"samples: {name!r} has none" for name in ids if name not in samples]
    faults += [f"reserves: no such family: {name!r}" for name in reserves if name not in ids]
    faults += [
        f"{family.id}.lost_sale: a price is wanted, because some sample may be more than can be made"
        for family in facts.families
        if family.lost_sale is None
    ]
    shapes = {name: samples[name].shape for name in ids if name in samples}
    wanted = next(iter(shapes.values()), (0, 0))
    right = len(wanted) == 2 and wanted[0] > 0 and wanted[1] == len(facts.periods)  # noqa: PLR2004 - samples, periods
    if set(shapes.values()) != {wanted} or not right:
        faults.append(
            f"samples: shape (n_samples, {len(facts.periods)}) is wanted of each family, got {shapes}"
        )
    elif not all((samples[name] >= 0).all() for name in shapes):
        faults.append("samples: numbers of 0 or more are wanted")
    if faults:
        raise ValueError("\n".join(faults))
    return int(wanted[0])


def _world(facts: SupplyFacts, demand: Mapping[str, Floats]) -> SupplyFacts:
    """Return the facts with the demand of one sample."""
    for family in facts.families:
        facts = with_family(facts, replace(family, demand=tuple(demand[family.id].tolist())))
    return facts


def _first_stage(
    facts: SupplyFacts, worlds: Sequence[SupplyFacts], reserves: Mapping[str, Reserve], solver: SolverName
) -> tuple[Solution, Floats, dict[str, float]]:
    """Return the solution for these worlds, each as likely, with its people and reserves."""
    program = Program("hedged supply plan")
    team = add_people(program, facts)
    columns = Columns(np.empty((0, 0, 0), dtype=np.int64), *team)
    people_rows(program, facts, columns)
    share = 1.0 / len(worlds)
    base = -sum(
        float(by_period(family.price, len(facts.periods)) @ np.array(family.demand))
        for world in worlds
        for family in world.families
    )
    kept = {
        name: int(
            program.add_columns(
                [f"reserved of {name}"], cost=reserve.cost * len(facts.periods), high=reserve.most
            )[0]
        )
        for name, reserve in reserves.items()
    }
    # The rows count what is turned away as a cost; a column held at 1 adds the revenue of all demand.
    program.add_columns(["revenue of all demand"], cost=base * share, low=1.0, high=1.0)
    for s, world in enumerate(worlds):
        mark = f", sample {s}"
        flow = add_flows(program, world, share=share, suffix=mark)
        bound = _without_reserved_limits(world, kept)
        flow_rows(program, bound, replace(columns, flow=flow), suffix=mark)
        _reserve_rows(program, world, flow, kept, mark)
    solution = solve(program, solver, Limits())
    x = solution.values
    return solution, x[columns.people], {name: float(x[column]) for name, column in kept.items()}


def _without_reserved_limits(world: SupplyFacts, kept: Mapping[str, int]) -> SupplyFacts:
    for family in world.families:
        if family.id in kept:
            world = with_family(world, replace(family, regular_limit=math.inf))
    return world


def _reserve_rows(
    program: Program, world: SupplyFacts, flow: Ints, kept: Mapping[str, int], mark: str
) -> None:
    """Add capacity rows of the families whose capacity can be reserved."""
    for f, family in enumerate(world.families):
        if family.id in kept:
            limit = by_period(family.regular_limit, len(world.periods))
            for t, period in enumerate(world.periods):
                terms = {int(flow[f, 0, t]): 1.0, kept[family.id]: -1.0}
                program.add_row(f"capacity of {family.id} in {period}{mark}", terms, high=float(limit[t]))


def _later(
    worlds: Sequence[SupplyFacts],
    facts: SupplyFacts,
    reserves: Mapping[str, Reserve],
    first: tuple[Floats, Mapping[str, float]],
    solver: SolverName,
) -> Floats:
    """Return the profit of each world under given people and reserves, shape (n_worlds,)."""
    people, reserved = np.maximum(first[0], 0.0), first[1]  # a solver's -1e-12 is nobody
    n = len(facts.periods)
    team = facts.workforce
    moves = np.diff(np.concatenate([[team.opening], people]))
    paid = team.wage * people.sum() + (team.hire or 0.0) * np.maximum(moves, 0).sum()
    paid += (team.lay_off or 0.0) * np.maximum(-moves, 0).sum()
    paid += n * sum(reserves[name].cost * units for name, units in reserved.items())
    hours = tuple((team.regular_hours * people + by_period(team.extra_hours, n)).tolist())
    overtime = tuple((team.overtime_hours * people + by_period(team.extra_overtime, n)).tolist())
    fixed = replace(
        team, opening=0.0, most=0.0, hire=None, lay_off=None, extra_hours=hours, extra_overtime=overtime
    )
    profits = []
    for world in worlds:
        given = replace(world, workforce=fixed)
        for family in world.families:
            limit = by_period(family.regular_limit, n) + reserved.get(family.id, 0.0)
            given = with_family(given, replace(family, regular_limit=tuple(limit.tolist())))
        profits.append(plan_supply(given, solver).profit - paid)
    return np.array(profits)

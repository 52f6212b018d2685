"""Aggregate planning against textbooks, and how long plans of growing size take with HiGHS and with CBC."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from table import Row, at_least, run

from optimize.program import SolverName
from optimize.supply import (
    Family,
    Promotion,
    Reserve,
    SupplyFacts,
    Workforce,
    plan_hedged,
    plan_supply,
    promoted,
)
from optimize.supply.ceiling import chance_ceiling, mean_ceiling
from optimize.supply.uncertain import capacity_now

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.optimize.test_supply_cases import MIDTERM, red_tomato

CLOSE = 1e-6
SOLVERS: tuple[SolverName, ...] = ("highs", "cbc")
FLUCTUATING = (1000, 3000, 3800, 4800, 2000, 1400)
LADDER = ((12, 18), (50, 24), (100, 36), (200, 60))


def textbook() -> list[Row]:
    """One row a published or hand-checked number and solver: how far ours is from it."""
    steady = red_tomato()
    cases: list[tuple[str, Callable[[SolverName], float], float]] = [
        ("Red Tomato", lambda s: plan_supply(steady, s).cost, 422_275.0),
        ("Red Tomato, whole", lambda s: plan_supply(steady, s, whole=True).cost, 422_660.0),
        ("fluctuating", lambda s: plan_supply(red_tomato(FLUCTUATING), s).cost, 432_858.3333333),
        ("fluctuating, whole", lambda s: plan_supply(red_tomato(FLUCTUATING), s, whole=True).cost, 433_080.0),
        ("nobody laid off", lambda s: plan_supply(_held(steady), s).cost, 466_000.0),
        ("one more unit in April", lambda s: plan_supply(steady, s).unit_price["tools"][3], 27.25),
        ("Drexel midterm", lambda s: plan_supply(MIDTERM, s).cost, 2_445_500.0),
    ]
    for month, lift, target in (
        ("Jan", 0.1, 221_485.0),
        ("Apr", 0.1, 211_283.3333333),
        ("Jan", 1.0, 242_810.0),
        ("Apr", 1.0, 247_320.0),
    ):
        facts = promoted(red_tomato(price=40.0), Promotion("tools", month, 1.0, lift, 0.2))
        name = f"promotion {month}, {100 * lift:.0f} % more: profit"
        cases.append((name, lambda s, facts=facts: plan_supply(facts, s).profit, target))
    rows = [
        _row(f"{name} ({solver})", ours(solver), goal) for name, ours, goal in cases for solver in SOLVERS
    ]
    draws = np.random.default_rng(7).normal(1000, 200, 1001)
    for solver in SOLVERS:
        hours = capacity_now(draws[:, None], np.array([10.0]), np.array([1.0]), 4.0, solver=solver).hours
        rows.append(_row(f"newsvendor at 0.6, 1,001 samples ({solver})", hours, float(np.sort(draws)[600])))
    rows.append(_row("quota ceiling, mean rule", round(mean_ceiling(800, 0.92), 1), 869.6))
    rows.append(_row("quota ceiling, chance rule", round(chance_ceiling(800, 0.92, 0.28, 20, 0.1), 1), 799.8))
    return rows


def _held(facts: SupplyFacts) -> SupplyFacts:
    return replace(facts, workforce=replace(facts.workforce, hire=None, lay_off=None))


def _row(what: str, ours: float, target: float) -> Row:
    miss = abs(ours / target - 1)
    return Row(what, miss, CLOSE, miss <= CLOSE, ours, target)


def made_up(n_families: int, n_months: int) -> SupplyFacts:
    """Return a plant that is short in season: shared hours and storage, suppliers, backlog, sales turned away."""
    draw = np.random.default_rng(n_families * 1000 + n_months)
    season = 1 + 0.3 * np.sin(2 * np.pi * np.arange(n_months) / 12)
    families = []
    for i in range(n_families):
        material = float(draw.uniform(5, 50))
        demand = draw.uniform(50, 500) * season * draw.uniform(0.8, 1.2, n_months)
        families.append(
            Family(
                f"f{i}",
                tuple(demand.tolist()),
                hours=float(draw.uniform(0.5, 4)),
                material=material,
                holding=0.02 * material,
                backlog_cost=0.08 * material,
                subcontract=1.9 * material,
                subcontract_limit=60.0,
                price=2.4 * material,
                lost_sale=1.0,
                most_units=float(1.2 * demand.mean()),
            )
        )
    hours = sum(f.hours * float(np.mean(f.demand)) for f in families)
    team = Workforce(
        hours / 170,
        wage=900.0,
        regular_hours=160.0,
        overtime_hours=16.0,
        overtime_cost=9.0,
        hire=900.0,
        lay_off=1200.0,
    )
    return SupplyFacts(
        tuple(f"m{t}" for t in range(n_months)), tuple(families), team, storage=40.0 * n_families
    )


def ladder(quick: bool) -> list[Row]:
    """Return CPU time of plans of growing size: HiGHS beside CBC, both through PuLP."""
    rows = []
    for size in LADDER[:2] if quick else LADDER:
        facts = made_up(*size)
        solved = {solver: _timed(lambda f=facts, s=solver: plan_supply(f, s)) for solver in SOLVERS}
        (highs, plan), (cbc, other) = solved["highs"], solved["cbc"]
        columns, rows_ = len(plan.solution.values), len(plan.solution.duals)
        told = f"{columns:,} columns, {rows_:,} rows; s CPU"
        rows.append(at_least(f"{size[0]} families x {size[1]} months: HiGHS, CBC", highs, cbc, None, told))
        miss = abs(plan.profit / other.profit - 1)
        rows.append(
            Row(f"{size[0]} x {size[1]}: same profit", miss, CLOSE, miss <= CLOSE, plan.profit, other.profit)
        )
    return rows


def two_stage(quick: bool) -> list[Row]:
    """Return CPU time of decisions before demand is known, on many samples."""
    n = 50 if quick else 500
    draw = np.random.default_rng(1)
    demand = draw.gamma(16.0, 10.0, (n, 12))
    margin, hours = draw.uniform(5, 20, 12), draw.uniform(0.5, 3, 12)
    solved = {s: _timed(lambda s=s: capacity_now(demand, margin, hours, 3.0, solver=s)) for s in SOLVERS}
    (highs, found), (cbc, other) = solved["highs"], solved["cbc"]
    told = f"value of the stochastic solution {found.value_of_stochastic:,.1f}; s CPU"
    rows = [at_least(f"two-stage, 12 families, {n} samples: HiGHS, CBC", highs, cbc, None, told)]
    miss = abs(found.profit / other.profit - 1)
    rows.append(
        Row(f"two-stage, {n} samples: same profit", miss, CLOSE, miss <= CLOSE, found.profit, other.profit)
    )
    facts = made_up(3, 12)
    samples = {f.id: np.array(f.demand) * draw.gamma(25.0, 1 / 25.0, (n, 12)) for f in facts.families}
    reserves = {"f0": Reserve(1.0, most=200.0)}
    short = replace(facts, families=tuple(replace(f, regular_limit=f.most_units) for f in facts.families))
    seconds, hedged = _timed(lambda: plan_hedged(short, samples, reserves))
    told = (
        f"3 families x 12 months; regret {hedged.regret.mean():,.0f}, VSS {hedged.value_of_stochastic:,.0f}"
    )
    rows.append(Row(f"hedged plan, {n} samples: s CPU (HiGHS)", seconds, None, None, seconds, None, told))
    return rows


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return CPU seconds and what came of it."""
    before = _cpu()
    found = work()
    return _cpu() - before, found


def _cpu() -> float:
    """Return CPU seconds of this process and its children: CBC runs as one."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def measure(quick: bool) -> list[Row]:
    """Return the textbook table, the ladder of sizes, and the two-stage programs."""
    return [*textbook(), *ladder(quick), *two_stage(quick)]


if __name__ == "__main__":
    run(__doc__, measure)

"""Profit-driven alignment beside all alignments, a plain solver and a balanced map: objective, bound, gap, time."""

from __future__ import annotations

import itertools
import time

import numpy as np
from table import Row, at_most, run

from optimize.elastic import InfeasibleError
from optimize.lp import solve
from optimize.profit import Case, PowerResponse, ProfitPlan, ProfitRules, maximize_profit, profit_alignment
from optimize.profit.bound import Prices
from optimize.profit.closing import program_of
from optimize.program import Effort, Limits
from optimize.territory.program import Deal, Measure
from optimize.territory.solving import deal_units
from scenarios import load

LADDER = ((100, 10), (250, 25), (500, 50), (1000, 50))
FIXED = (0.0, 30_000.0, 70_000.0)
"""Cost of a rep: all stay open, most do, half do."""
GOALS = {(100, 10): 0.0055, (250, 25): 0.0025, (500, 50): 0.004, (1000, 50): 0.0025}
SECONDS = 10.0
PEER_SECONDS = {True: 3.0, False: 60.0}


def instance(n: int, k: int, seed: int, fixed: float) -> Case:
    """Units of lognormal size and reps at random places of a square; 1,400 hours each."""
    rng = np.random.default_rng(seed)
    units, reps = rng.random((n, 2)), rng.random((k, 2))
    away = np.sqrt(((units[:, None] - reps) ** 2).sum(axis=2))
    response = PowerResponse(1000.0 * np.exp(rng.normal(0.0, 0.8, n)), 0.15 + 2.0 * away)
    return Case(response, np.full(k, 1400.0), np.full(k, fixed))


def measure(quick: bool) -> list[Row]:
    maximize_profit(instance(20, 3, 0, 1e4))  # compile
    rows = [tiny_row(40 if quick else 200)]
    for n, k in LADDER:
        rows += ladder_rows(n, k, (1,) if quick else (1, 2, 3))
    rows += peer_rows(quick) + balance_rows()
    return rows + county_rows(quick)


def tiny_row(number: int) -> Row:
    """Random cases of up to 9 units and 3 reps against every alignment."""
    proved, clock = 0, time.process_time()
    for seed in range(number):
        rng = np.random.default_rng(seed)
        case = instance(
            int(rng.integers(3, 10)), int(rng.integers(1, 4)), seed, (0.0, 3e3, 2e4, 1e9)[seed % 4]
        )
        plan = maximize_profit(case, ProfitRules(gap=1e-6, nodes=None))
        best = best_of_all(case)
        proved += plan.status == "optimal" and abs(plan.objective - best) <= 1e-6 * abs(best)
    told = f"{time.process_time() - clock:.0f} CPU s"
    return Row(f"{number} tiny cases: found and proved", proved, number, proved == number, told=told)


def best_of_all(case: Case) -> float:
    """Profit of the best of all alignments, by the closed form."""
    (n, k), response = case.response.shape, case.response
    assert isinstance(response, PowerResponse)
    every = np.array(list(itertools.product(range(k), repeat=n)))
    total = np.zeros(len(every))
    for j in range(k):
        mine = every == j
        total += case.hours[j] ** response.elasticity * (mine @ response.weight[:, j]) ** (
            1 - response.elasticity
        )
        total -= case.fixed[j] * mine.any(axis=1)
    return float(total.max())


def ladder_rows(n: int, k: int, seeds: tuple[int, ...]) -> list[Row]:
    rows = []
    for fixed in FIXED:
        gaps, seconds, told = [], [], ""
        for seed in seeds:
            clock = time.process_time()
            plan = maximize_profit(instance(n, k, seed, fixed))
            seconds.append(time.process_time() - clock)
            gaps.append(plan.gap)
            told = f"objective {plan.objective:,.0f}, bound {plan.bound:,.0f}, {len(np.unique(plan.rep_of))} reps open"
        what = f"{n:,} x {k}, a rep costs {fixed:,.0f}"
        rows.append(Row(f"{what}: gap", max(gaps), GOALS[n, k], max(gaps) <= GOALS[n, k], told=told))
        rows.append(Row(f"{what}: CPU seconds", max(seconds), SECONDS, max(seconds) <= SECONDS))
    return rows


def peer_rows(quick: bool) -> list[Row]:
    """The same case as one plain program for HiGHS: every pair, tangents on a grid of prices."""
    rows = []
    for (n, k), fixed in itertools.product(((100, 10), (250, 25)), (0.0, 30_000.0)):
        case = instance(n, k, 1, fixed)
        clock = time.process_time()
        ours = maximize_profit(case)
        mine = time.process_time() - clock
        profit, bound, seconds = plain(case, PEER_SECONDS[quick])
        what = f"{n} x {k}, a rep costs {fixed:,.0f}"
        theirs = max(bound - profit, 0.0) / profit
        told = f"{mine:.1f} s against {seconds:.1f} s"
        rows.append(
            at_most(f"{what}: gap over plain HiGHS's", max(ours.gap, 1e-9), max(theirs, 1e-9), 1.0, told)
        )
        rows.append(at_most(f"{what}: plain HiGHS's profit over ours", profit, ours.objective, 1.0001))
    return rows


def plain(case: Case, seconds: float) -> tuple[float, float, float]:
    """Profit, bound and time of the whole program with 25 tangents a rep."""
    worst = case.response.surplus(
        np.arange(case.n_units)[:, None], np.arange(case.n_reps), np.ones(case.n_reps)
    )
    start = worst.argmax(axis=1)
    hour = np.full(case.n_reps, case.price(start)[case.price(start) > 0].mean())
    prices = Prices(np.zeros(case.n_units), hour)
    model = program_of(case, case.may, prices, start, tuple(np.geomspace(0.2, 5.0, 25)))
    clock = time.perf_counter()
    answer = solve(model.program, limits=Limits(gap=1e-4, seconds=seconds))
    taken = time.perf_counter() - clock
    if not answer.found:
        return case.profit(start), answer.bound * model.unit, taken
    return case.profit(model.read(answer.values)), answer.bound * model.unit, taken


def balance_rows() -> list[Row]:
    """A balanced map with the least travel, judged by profit."""
    case = instance(250, 25, 1, 0.0)
    even, plan = balanced(case), maximize_profit(instance(250, 25, 1, 0.0))
    left = plan.left_on_the_table(even) / plan.objective
    told = f"balanced earns {case.profit(even):,.0f}, profit-driven {plan.objective:,.0f}"
    return [Row("250 x 25: share that balance leaves on the table", left, 0.0, left >= 0.0, told=told)]


def balanced(case: Case) -> np.ndarray:
    """Sales at full time within 5 % of the mean, least travel."""
    k = case.n_reps
    assert isinstance(case.response, PowerResponse)
    size = case.response.scale / case.response.scale.sum() * k
    deal = Deal(
        case.response.scale[:, None] * case.response.travel,
        (Measure.within("sales", np.repeat(size[:, None], k, axis=1), 0.05),),
        np.full(k, -1),
        None,
        tuple(f"r{j}" for j in range(k)),
    )
    return deal_units(
        deal, case.response.travel.argmin(axis=1), 8, Effort(limits=Limits(gap=0.01, nodes=50))
    ).territory


def county_rows(quick: bool) -> list[Row]:
    """Counties and 60 reps of the shipped world, contiguous."""
    what = "3,108 counties, 60 reps, contiguous"
    if quick:
        return [Row(f"{what}: gap", None, told="in the full run")]
    scenario = load("us-field-force/today")
    clock = time.process_time()
    try:
        design = profit_alignment(scenario)
    except InfeasibleError as refused:
        return [Row(f"{what}: gap", None, 0.005, ok=False, told=f"no balanced map to start from: {refused}")]
    seconds = time.process_time() - clock
    plan: ProfitPlan = design.plan
    told = f"objective {design.objective:,.0f}, bound {design.bound:,.0f}, {seconds:.0f} CPU s with the balanced map"
    broken = len(plan.case.faults(plan.rep_of))
    return [
        Row(f"{what}: gap", design.gap, 0.005, design.gap <= 0.005, told=told),
        Row(f"{what}: rules broken, by an independent check", broken, 0, broken == 0),
        at_most(f"{what}: balanced map's profit over ours", design.balanced, design.objective, 1.0),
        at_most(f"{what}: today's profit over ours", design.present, design.objective, 1.0),
    ]


if __name__ == "__main__":
    run(__doc__, measure)

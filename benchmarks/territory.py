"""
Territories, every goal in one table: the county map beside k-means and a greedy deal, then accounts, sites, contiguous
districts and maps for profit, each with objective, own bound, gap, time and an independent check.

The programs ``accounts``, ``location``, ``districting`` and ``profit`` run alone too. Cases are named by
EVENFIELD_TERRITORY_CASES (folders ``pmed``, ``capacitated``, ``gap``, ``districting``), peers by EVENFIELD_PEERS.
``--quick`` measures the county map only: of the rest, each program has a quick form of its own.
"""

from __future__ import annotations

import time

import accounts
import districting
import location
import numpy as np
import profit
from table import Row, at_most, run

from optimize.lp import solve
from optimize.program import Limits, Program
from optimize.territory import Rules, TerritoryDesign, align
from optimize.territory.ground import Ground
from scenarios import load
from sim.scenario import Scenario
from sim.territory import metrics, pieces_by_rep

WORLD = "us-field-force/today"
COUNTIES = "3,108 counties, 60 reps"


def measure(quick: bool) -> list[Row]:
    scenario = load(WORLD)
    rules = Rules()
    clock = time.process_time()
    design = align(scenario, rules)
    seconds = time.process_time() - clock
    ground = Ground.of(scenario, rules)
    rows = [*county_rows(ground, design, seconds), *peer_rows(scenario, ground, design), *solver_rows()]
    programs = () if quick else (accounts, location, districting, profit)
    return [*rows, *(row for program in programs for row in program.measure(quick))]


def county_rows(ground: Ground, design: TerritoryDesign, seconds: float) -> list[Row]:
    """What is asked of the county map."""
    after, before = design.after, design.before
    told = f"status {design.status}, objective {design.objective:,.0f}, bound {design.bound:,.0f} for these bases"
    return [
        Row(f"{COUNTIES}: proved gap", design.gap, 0.01, design.gap <= 0.01, told=told),
        Row(
            f"{COUNTIES}: borders between territories over today's",
            ragged(ground, design.alignment["rep"]) / ragged(ground, None),
            1.0,
            ragged(ground, design.alignment["rep"]) <= ragged(ground, None),
        ),
        Row(
            f"{COUNTIES}: largest deviation of potential",
            after.potential_deviation,
            0.05,
            after.potential_deviation <= 0.05 + 1e-9,
            told=f"without {len(design.oversize)} oversize; today {before.potential_deviation:.2f}",
        ),
        Row(f"{COUNTIES}: pieces too many", after.pieces_too_many, 0, after.pieces_too_many == 0),
        Row(f"{COUNTIES}: CPU seconds", seconds, 30.0, seconds <= 30.0),
        at_most(f"{COUNTIES}: travel cost over today's", after.travel_cost, before.travel_cost, 1.0),
    ]


def ragged(ground: Ground, reps: np.ndarray | None) -> int:
    """How many county borders run between territories, of today's map unless reps are given."""
    index = ground.scenario.tables.reps.index()
    rep_of = ground.present.rep_of if reps is None else np.array([index[rep] for rep in reps])
    assert ground.graph is not None
    one, other = ground.graph.pairs()
    return int((rep_of[one] != rep_of[other]).sum())


def peer_rows(scenario: Scenario, ground: Ground, design: TerritoryDesign) -> list[Row]:
    """The same counties by two plain methods, judged by the same checker."""
    rows = []
    index = scenario.tables.reps.index()
    ours = np.array([index[rep] for rep in design.alignment["rep"]])
    for name, deal in (("k-means", k_means(ground)), ("greedy", greedy(ground))):
        peer, own = judged(ground, deal), judged(ground, ours)
        rows.append(
            at_most(
                f"deviation of potential over {name}'s",
                own[0],
                peer[0],
                1.0,
                f"pieces {own[1]} and {peer[1]}",
            )
        )
        rows.append(
            at_most(
                f"inertia over {name}'s", own[2], peer[2], None, f"deviation {own[0]:.2f} and {peer[0]:.2f}"
            )
        )
    return rows


def judged(ground: Ground, rep_of: np.ndarray) -> tuple[float, int, float]:
    """Deviation of potential, pieces too many, and inertia around each territory's weighted middle."""
    k = ground.n_reps
    load = np.bincount(rep_of, ground.potential, k)
    assert ground.graph is not None
    pieces = pieces_by_rep(ground.graph, rep_of, k)
    x, y = plane(ground)
    middle = [np.bincount(rep_of, ground.potential * axis, k) / np.maximum(load, 1e-9) for axis in (x, y)]
    inertia = ground.potential @ ((x - middle[0][rep_of]) ** 2 + (y - middle[1][rep_of]) ** 2)
    return metrics.largest_deviation(load), int((pieces - (pieces > 0)).sum()), float(inertia)


def plane(ground: Ground) -> tuple[np.ndarray, np.ndarray]:
    """Places on a plane [km], true to distance at the middle latitude."""
    return ground.lng * 111.195 * np.cos(np.radians(ground.lat.mean())), ground.lat * 111.195


def k_means(ground: Ground, rounds: int = 50) -> np.ndarray:
    """Lloyd's algorithm weighted by potential, from the largest units: compact, no eye for balance."""
    x, y = plane(ground)
    place = np.column_stack([x, y])
    centre = place[np.argsort(-ground.potential, kind="stable")[: ground.n_reps]]
    for _ in range(rounds):
        rep_of = ((place[:, None] - centre) ** 2).sum(axis=2).argmin(axis=1)
        load = np.bincount(rep_of, ground.potential, ground.n_reps)
        for axis in (0, 1):
            moved = np.bincount(rep_of, ground.potential * place[:, axis], ground.n_reps)
            centre[:, axis] = np.where(load > 0, moved / np.maximum(load, 1e-9), centre[:, axis])
    return rep_of


def greedy(ground: Ground) -> np.ndarray:
    """Largest unit first to the rep with least so far: balanced, no eye for the map."""
    rep_of, load = np.empty(ground.n_units, dtype=np.int64), np.zeros(ground.n_reps)
    for unit in np.argsort(-ground.potential, kind="stable"):
        rep_of[unit] = int(load.argmin())
        load[rep_of[unit]] += ground.potential[unit]
    return rep_of


def solver_rows() -> list[Row]:
    """The same program through both solvers, and the time to build a large one."""
    rng = np.random.default_rng(1)
    n, k = 60, 4
    program = transport(rng.random((n, k)) * 100, rng.uniform(0.5, 1.5, n))
    answers = {name: solve(program, name, Limits(gap=1e-4)) for name in ("highs", "cbc")}  # type: ignore[arg-type]
    apart = abs(answers["highs"].objective / answers["cbc"].objective - 1.0)
    clock = time.process_time()
    large = transport(rng.random((2000, 20)) * 100, rng.uniform(0.5, 1.5, 2000))
    solve(large, relaxed=True, limits=Limits(seconds=1e-3))
    built = time.process_time() - clock
    return [
        Row(f"{n} x {k}: HiGHS and CBC apart", apart, 2e-4, apart <= 2e-4),
        Row("40,000 binaries: CPU seconds to build and hand over", built, 2.0, built <= 2.0),
    ]


def transport(cost: np.ndarray, load: np.ndarray) -> Program:
    """Units to reps within 2 % of the mean."""
    n, k = cost.shape
    program = Program("transport")
    x = program.add_columns([f"x{i}" for i in range(n * k)], cost=cost.ravel(), high=1.0, whole=True).reshape(
        n, k
    )
    for i in range(n):
        program.add_row(f"unit {i}", (x[i], np.ones(k)), low=1.0, high=1.0)
    for j in range(k):
        program.add_row(f"rep {j}", (x[:, j], load), low=load.sum() / k * 0.98, high=load.sum() / k * 1.02)
    return program


if __name__ == "__main__":
    run(__doc__, measure)

"""
Accounts to reps at size: own bound, gap, time, an independent check; beside b2b-territory-optimization.

The generalized assignment sets (Chu and Beasley 1997; Yagiura and others 2004) are not part of this repository: name
the folder that has ``gap/best_known.csv`` and its files in EVENFIELD_TERRITORY_CASES. The peer balances one measure and
knows no travel; it runs in the environment whose Python EVENFIELD_PEERS names.
"""

from __future__ import annotations

import csv
import os
import time
from pathlib import Path

import numpy as np
from peers.allocators import b2b
from table import Row, at_most, run

from optimize.accounts import Coverage, Effort, Measure, Portfolio, assign
from optimize.accounts.oversize import with_own_reps

BAND, GAP = 0.05, 0.0025
CASES = "EVENFIELD_TERRITORY_CASES"
NEAR = 0.001
"""So far from the best known value a generalized assignment may be."""
LADDER = {(2_000, 50): 5.0, (10_000, 200): 5.0, (100_000, 1_000): 30.0}
"""CPU seconds that each size may take, compiled."""


def measure(quick: bool) -> list[Row]:
    warm()
    return [
        *ladder_rows(quick),
        *lumpy_rows(quick),
        *two_measures_rows(quick),
        *gap_rows(1.0 if quick else 60.0),
    ]


def warm() -> None:
    """Compile everything that is timed."""
    assign(country(600, 8, 0, lumpy=False))
    assign(country(2_000, 60, 1, lumpy=True), Effort(rounds=3))
    assign(country(600, 8, 0, lumpy=False, measures=2))


def country(n: int, k: int, seed: int, *, lumpy: bool, measures: int = 1) -> Portfolio:
    """Return accounts around towns, homes near accounts, travel by calls, loads within 5 % of the mean."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform(0, 1000, (max(5, k // 5), 2))
    place = towns[rng.integers(0, len(towns), n)] + rng.normal(0, 40, (n, 2))
    home = place[rng.choice(n, k, replace=False)] + rng.normal(0, 5, (k, 2))
    hours = rng.pareto(1.2, n) + 1 if lumpy else rng.lognormal(0, 0.8, n)
    cost = np.hypot(place[:, :1] - home[:, 0], place[:, 1:] - home[:, 1])
    cost += 5
    cost *= (np.sqrt(hours) if lumpy else hours)[:, None]
    loads = [hours] + [hours * rng.lognormal(0, 0.5, n) for _ in range(measures - 1)]
    bands = tuple(Measure.balanced(f"load {d}", load, np.ones(k), BAND) for d, load in enumerate(loads))
    names = [f"a{i}" for i in range(n)], [f"r{j}" for j in range(k)]
    statement = Portfolio(*names, cost, bands)
    return with_own_reps(statement, "load 0", BAND) if lumpy else statement


def checked(statement: Portfolio, rep_of: np.ndarray) -> tuple[float, float]:
    """Return the cost and the largest miss of a band as a share of the limit, counted from the assignment alone."""
    worst, k = 0.0, len(statement.reps)
    for measure in statement.measures:
        load = np.zeros(k)
        amount = measure.amount if measure.amount.ndim == 1 else measure.amount[range(len(rep_of)), rep_of]
        np.add.at(load, rep_of, amount)
        worst = max(worst, float(((load - measure.high) / measure.high).max()))
        worst = max(worst, float(((measure.low - load) / np.maximum(measure.low, 1e-9)).max()))
    return float(statement.cost[np.arange(len(rep_of)), rep_of].sum()), worst


def ladder_rows(quick: bool) -> list[Row]:
    """Smooth accounts by size: gap, time, and the peer's deviation and travel on the same accounts."""
    rows = []
    for n, k in [(2_000, 50)] if quick else [(10_000, 200), (100_000, 1_000)]:
        for seed in range(1 if quick or n > 10_000 else 3):
            statement, what = country(n, k, seed, lumpy=False), f"{n:,} x {k:,}, seed {seed}"
            rows += told(what, statement, Effort(), GAP, LADDER[n, k])
            if seed == 0:
                rows += peer_rows(what, statement)
    return rows


def lumpy_rows(quick: bool) -> list[Row]:
    """Accounts by Pareto 1.2, those above a fair load with a rep alone: feasible on every seed; the peer beside it."""
    rows = []
    n, k = (2_000, 50) if quick else (10_000, 200)
    for seed in range(1 if quick else 5):
        statement, what = country(n, k, seed, lumpy=True), f"{n:,} x {k:,} lumpy, seed {seed}"
        rows += told(what, statement, Effort(), None, None)
        if seed == 0:
            rows += peer_rows(what, statement)
    return rows


def two_measures_rows(quick: bool) -> list[Row]:
    """Two measures balanced at once."""
    n, k = (2_000, 50) if quick else (10_000, 200)
    return told(
        f"{n:,} x {k:,}, two measures", country(n, k, 0, lumpy=False, measures=2), Effort(), GAP, None
    )


def told(what: str, statement: Portfolio, effort: Effort, gap: float | None, most: float | None) -> list[Row]:
    """Solve, check and return the rows; ``most`` CPU seconds."""
    cpu = time.process_time()
    try:
        found = assign(statement, effort)
    except ValueError as refused:
        return [Row(f"{what}: feasible", 0.0, 1.0, False, told=str(refused)[:160])]
    cpu = time.process_time() - cpu
    rows = [
        Row(f"{what}: feasible", float(fits(statement, found)), 1.0, fits(statement, found)),
        Row(
            f"{what}: proved gap",
            found.gap,
            gap,
            None if gap is None else found.gap <= gap,
            told=f"cost {found.objective:,.0f}, bound {found.bound:,.0f}, {found.status}",
        ),
        Row(f"{what}: CPU seconds", cpu, most, None if most is None else cpu <= most),
    ]
    _ANSWERS[what] = found
    return rows


_ANSWERS: dict[str, Coverage] = {}
"""Answers by what they are of, for the peer's row beside them."""


def fits(statement: Portfolio, found: Coverage) -> bool:
    """Return whether the checker finds the same cost, and every band kept."""
    cost, miss = checked(statement, found.rep_of)
    return miss <= 1e-8 and abs(cost - found.objective) <= 1e-6 * abs(cost)


def peer_rows(what: str, statement: Portfolio) -> list[Row]:
    """The peer on the same accounts: how far it is off the mean, and its travel over ours."""
    dealt = b2b(statement.accounts, statement.measures[0].amount, len(statement.reps))
    if isinstance(dealt, str):
        return [Row(f"{what}: b2b-territory", None, told=dealt)]
    rep_of, seconds = dealt
    amount, k = statement.measures[0].amount, len(statement.reps)
    cost, miss = checked(statement, rep_of)
    peer = np.bincount(rep_of, amount, minlength=k)
    off = f"it is {peer.max() / peer.mean() - 1:+.2%} over the mean at most, {seconds:.1f} CPU s"
    if what not in _ANSWERS:
        return [Row(f"{what}: b2b-territory", None, told=off)]
    ours, own = checked(statement, _ANSWERS[what].rep_of)
    return [
        at_most(f"{what}: travel over b2b-territory's", ours, cost, 1.0, off),
        Row(
            f"{what}: our bands missed, ours beside b2b-territory",
            max(own, 0.0),
            1e-8,
            own <= 1e-8,
            max(own, 0.0),
            max(miss, 0.0),
        ),
    ]


def gap_set(path: Path) -> Portfolio:
    """Return a generalized assignment file: agents, items, costs by agent, resources by agent, capacities."""
    numbers = np.array(path.read_text().split(), dtype=float)
    k, n = int(numbers[0]), int(numbers[1])
    cost, amount = numbers[2 : 2 + 2 * n * k].reshape(2, k, n)
    high = numbers[2 + 2 * n * k : 2 + 2 * n * k + k]
    names = [f"a{i}" for i in range(n)], [f"r{j}" for j in range(k)]
    return Portfolio(*names, cost.T.copy(), (Measure.capacity("load", amount.T.copy(), high),))


def gap_rows(seconds: float) -> list[Row]:
    """The generalized assignment sets, so many seconds each, with the own bound printed."""
    folder = Path(os.environ.get(CASES, "")) / "gap"
    if CASES not in os.environ or not folder.exists():
        return [Row("generalized assignment sets", None, told=f"not there: name their folder in {CASES}")]
    rows = []
    for row in csv.DictReader((folder / "best_known.csv").open()):
        statement, best = gap_set(folder / f"{row['instance']}.txt"), float(row["best_known"])
        effort = Effort(gap=0.0, rounds=100_000, seconds=seconds, nodes=10**9, exact_arcs=40_000)
        found = assign(statement, effort)
        sound = fits(statement, found)
        rows.append(
            Row(
                f"{row['instance']}: over the best known",
                found.objective / best - 1,
                NEAR,
                sound and found.objective <= best * (1 + NEAR),
                found.objective,
                best,
                f"bound {found.bound:,.0f}, gap {found.gap:.2%}, {found.seconds:.0f} s, {found.status}"
                f"{'' if sound else ', NOT SOUND'}",
            )
        )
    near = sum(bool(row.ok) for row in rows)
    return [*rows, Row(f"sets within {NEAR:.1%} of the best known", near, len(rows), near == len(rows))]


if __name__ == "__main__":
    run(__doc__, measure)

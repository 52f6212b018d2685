"""
Accounts to reps at size: objective, own bound, gap, time, an independent check; beside b2b-territory-optimization.

    python benchmarks/accounts.py [--large] [--seeds N] [--gap-sets FOLDER] [--peer PYTHON]

``--gap-sets`` is a folder of generalized assignment files (Chu and Beasley 1997, Yagiura and others 2004) with
best_known.csv; ``--peer`` the interpreter of an environment that has the peer, which balances one measure and knows no
travel.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from optimize.accounts import Effort, Measure, Portfolio, assign
from optimize.accounts.oversize import with_own_reps

BAND = 0.05
PEER = """
import sys, time
import pandas as pd
from b2b_territory_optimization import TerritoryAllocator
frame, k = pd.read_csv(sys.argv[1]), int(sys.argv[2])
start = time.process_time()
out = TerritoryAllocator(target_metric="Estimated_TAM").allocate_bucket(frame, k, "all")
seconds = time.process_time() - start
out.assign(rep=out["Territory_ID"].str.rsplit("_", n=1).str[1].astype(int) - 1)[["Account_ID", "rep"]].to_csv(
    sys.argv[3], index=False)
print(seconds)
"""


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
        np.add.at(
            load,
            rep_of,
            measure.amount if measure.amount.ndim == 1 else measure.amount[range(len(rep_of)), rep_of],
        )
        worst = max(worst, float(((load - measure.high) / measure.high).max()))
        worst = max(worst, float(((measure.low - load) / np.maximum(measure.low, 1e-9)).max()))
    return float(statement.cost[np.arange(len(rep_of)), rep_of].sum()), worst


def told(name: str, statement: Portfolio, effort: Effort) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        found = assign(statement, effort)
    except ValueError as refused:
        print(f"{name:34} NOT FOUND: {str(refused)[:120]}", flush=True)
        return
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    cost, miss = checked(statement, found.rep_of)
    fits = (
        "fits" if miss <= 1e-8 and abs(cost - found.objective) <= 1e-6 * abs(cost) else f"MISSES {miss:.2e}"
    )
    print(
        f"{name:34} cost {cost:14.1f} bound {found.bound:14.1f} gap {found.gap:7.3%} "
        f"cpu {cpu:6.1f} s wall {wall:6.1f} s {found.status:9} {fits}",
        flush=True,
    )


def peer(python: str | None, statement: Portfolio, name: str) -> None:
    """Print the peer's time, deviation and travel on the same accounts; ours are on the line above."""
    if python is None:
        print(f"{name:34} peer: not installed (give --peer)")
        return
    amount, k = statement.measures[0].amount, len(statement.reps)
    with tempfile.TemporaryDirectory() as folder:
        given, got, script = (Path(folder) / part for part in ("given.csv", "got.csv", "peer.py"))
        script.write_text(PEER)
        lines = [f"{account},{load}" for account, load in zip(statement.accounts, amount, strict=True)]
        given.write_text("\n".join(["Account_ID,Estimated_TAM", *lines]))
        run = subprocess.run(
            [python, script, given, str(k), got], capture_output=True, text=True, check=False
        )
        if run.returncode:
            print(f"{name:34} peer: not installed ({run.stderr.strip().splitlines()[-1][:80]})")
            return
        rep = {row["Account_ID"]: int(row["rep"]) for row in csv.DictReader(got.open())}
    rep_of = np.array([rep[account] for account in statement.accounts])
    load = np.bincount(rep_of, amount, minlength=k)
    cost, miss = checked(statement, rep_of)
    print(
        f"{name:34} peer: cpu {float(run.stdout.split()[-1]):.1f} s, load {load.max() / load.mean() - 1:+.2%} over the "
        f"mean at most, our bands missed by {max(miss, 0):.2%}, travel {cost:.1f}",
        flush=True,
    )


def gap_set(path: Path) -> Portfolio:
    """Return a generalized assignment file: agents, items, costs by agent, resources by agent, capacities."""
    numbers = np.array(path.read_text().split(), dtype=float)
    k, n = int(numbers[0]), int(numbers[1])
    cost, amount = numbers[2 : 2 + 2 * n * k].reshape(2, k, n)
    high = numbers[2 + 2 * n * k : 2 + 2 * n * k + k]
    names = [f"a{i}" for i in range(n)], [f"r{j}" for j in range(k)]
    return Portfolio(*names, cost.T.copy(), (Measure.capacity("load", amount.T.copy(), high),))


def gap_sets(folder: Path, seconds: float) -> None:
    rows, near = list(csv.DictReader((folder / "best_known.csv").open())), 0
    for row in rows:
        statement, best = gap_set(folder / f"{row['instance']}.txt"), float(row["best_known"])
        effort = Effort(gap=0.0, rounds=100_000, seconds=seconds, nodes=10**9, exact_arcs=40_000)
        found = assign(statement, effort)
        cost, miss = checked(statement, found.rep_of)
        off = cost / best - 1
        near += off <= 0.001 and miss <= 1e-9
        print(
            f"{row['instance']:22} best {best:9.0f} ours {cost:9.0f} off {off:7.3%} bound {found.bound:9.0f} "
            f"gap {found.gap:7.3%} {found.seconds:5.1f} s {found.status:9} {'fits' if miss <= 1e-9 else 'MISSES'}",
            flush=True,
        )
    print(f"generalized assignment: {near} of {len(rows)} within 0.1 % of the best known")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="100,000 accounts and 1,000 reps too")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--gap-sets", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0, help="for each generalized assignment set")
    parser.add_argument("--peer", help="the Python that has b2b-territory-optimization")
    chosen = parser.parse_args()
    assign(country(600, 8, 0, lumpy=False))  # compiled before anything is timed
    sizes = [(10_000, 200), *([(100_000, 1_000)] if chosen.large else [])]
    for n, k in sizes:
        for seed in range(chosen.seeds if n <= 10_000 else 1):
            for lumpy in (False, True):
                name = f"{n:,} x {k:,} {'lumpy' if lumpy else 'smooth'} seed {seed}"
                statement = country(n, k, seed, lumpy=lumpy)
                told(name, statement, Effort())
                if seed == 0:
                    peer(chosen.peer, statement, name)
        if n <= 10_000:
            told(f"{n:,} x {k:,} two measures", country(n, k, 0, lumpy=False, measures=2), Effort(rounds=30))
    if chosen.gap_sets is None or not chosen.gap_sets.exists():
        print("generalized assignment sets are absent: give their folder with --gap-sets", file=sys.stderr)
        return
    gap_sets(chosen.gap_sets, chosen.seconds)


if __name__ == "__main__":
    main()

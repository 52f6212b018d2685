"""
Sites: the p-median on OR-Library graphs and the capacitated one, beside the published optima, checked independently.

    python benchmarks/location.py --cases FOLDER

FOLDER holds ``pmed/`` (OR-Library pmedN.txt with optimum.csv: instance,n,p,optimum) and ``capacitated/``
(osman-N.csv with osman.csv: instance,n,p,capacity,best_known). Beasley 1985 and 1990; Osman and Christofides 1994.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import floyd_warshall

from optimize.location import Effort, Medians, capacitated_median, p_median


def graph(path: Path) -> np.ndarray:
    """Return all shortest paths of an OR-Library graph; an edge that stands again replaces the earlier one."""
    numbers = np.array(path.read_text().split(), dtype=float)
    n, m = int(numbers[0]), int(numbers[1])
    edge = np.full((n, n), np.inf)
    for i, j, cost in numbers[3 : 3 + 3 * m].reshape(-1, 3):
        edge[int(i) - 1, int(j) - 1] = edge[int(j) - 1, int(i) - 1] = cost
    np.fill_diagonal(edge, 0.0)
    return floyd_warshall(edge)


def plane(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return distances rounded down, and demands."""
    rows = list(csv.DictReader(path.open()))
    at = np.array([[float(row["x"]), float(row["y"])] for row in rows])
    apart = np.floor(np.hypot(*(at[:, None] - at).transpose(2, 0, 1)) + 1e-9)
    return apart, np.array([int(float(row["demand"])) for row in rows])


def told(name: str, found: Medians, best: float, sound: bool) -> None:
    off = found.objective / best - 1
    print(
        f"{name:10} best {best:9.0f} ours {found.objective:9.0f} off {off:7.3%} bound {found.bound:9.0f} "
        f"gap {found.gap:7.3%} {found.seconds:6.1f} s {found.status:9} {'sound' if sound else 'NOT SOUND'}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, help="folder with pmed/ and capacitated/")
    parser.add_argument("--seconds", type=float, default=10.0, help="for each case")
    chosen = parser.parse_args()
    if chosen.cases is None or not chosen.cases.exists():
        print("the published cases are absent: give their folder with --cases")
        return
    rows = list(csv.DictReader((chosen.cases / "pmed" / "optimum.csv").open()))
    right = close = 0
    for row in rows:
        distance = graph(chosen.cases / "pmed" / f"{row['instance']}.txt")
        found = p_median(distance, int(row["p"]), Effort(rounds=100_000, seconds=chosen.seconds))
        sound = (
            len(found.sites) <= int(row["p"])
            and found.objective == distance[:, found.sites].min(axis=1).sum()
        )
        told(row["instance"], found, float(row["optimum"]), sound)
        right += found.objective == float(row["optimum"])
        close += found.gap <= 0.005
    print(f"p-median: {right} of {len(rows)} at the published optimum, {close} with a bound within 0.5 %")
    rows, right = list(csv.DictReader((chosen.cases / "capacitated" / "osman.csv").open())), 0
    for row in rows:
        distance, demand = plane(chosen.cases / "capacitated" / f"{row['instance']}.csv")
        p, capacity = int(row["p"]), int(row["capacity"])
        effort = Effort(rounds=100_000, seconds=chosen.seconds)
        found = capacitated_median(distance, demand, capacity, p, effort)
        load = np.bincount(found.site_of, demand, minlength=len(demand))
        cost = distance[np.arange(len(demand)), found.site_of].sum()
        told(
            row["instance"],
            found,
            float(row["best_known"]),
            load.max() <= capacity and cost == found.objective,
        )
        right += found.objective <= float(row["best_known"])
    print(f"capacitated: {right} of {len(rows)} at the best known value or better")


if __name__ == "__main__":
    main()

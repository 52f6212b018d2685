"""
Sites: the p-median on OR-Library graphs and the capacitated one, beside the published optima, checked independently.

The cases are not part of this repository: name the folder that has ``pmed/`` (OR-Library, Beasley 1985) and
``capacitated/`` (Osman and Christofides 1994) in EVENFIELD_TERRITORY_CASES. spopt's exact program (through CBC) runs in
the environment whose Python EVENFIELD_PEERS names, with six times our seconds.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
from peers.allocators import spopt_median
from scipy.sparse.csgraph import floyd_warshall
from table import Row, at_most, run

from optimize.location import Effort, capacitated_median, p_median

CASES = "EVENFIELD_TERRITORY_CASES"
BOUND = 0.005
BESIDE = ("pmed1", "pmed5")
"""Cases that the peer is given too."""


def measure(quick: bool) -> list[Row]:
    folder = Path(os.environ.get(CASES, ""))
    if CASES not in os.environ or not (folder / "pmed").exists():
        return [Row("p-median cases", None, told=f"not there: name their folder in {CASES}")]
    seconds, most = (2.0, 4) if quick else (10.0, None)
    return [*median_rows(folder, seconds, most), *capacitated_rows(folder, seconds, most)]


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


def median_rows(folder: Path, seconds: float, most: int | None = None) -> list[Row]:
    """The p-median cases, the first ``most`` of them: value over the optimum, and the own gap."""
    rows, right, close = [], 0, 0
    cases = list(csv.DictReader((folder / "pmed" / "optimum.csv").open()))[:most]
    p_median(np.ones((20, 20)) - np.eye(20), 3, Effort(rounds=5))  # compiles
    for case in cases:
        name, p, best = case["instance"], int(case["p"]), float(case["optimum"])
        distance = graph(folder / "pmed" / f"{name}.txt")
        found = p_median(distance, p, Effort(rounds=10**6, seconds=seconds))
        sound = len(found.sites) <= p and found.objective == distance[:, found.sites].min(axis=1).sum()
        right += sound and found.objective == best
        close += found.gap <= BOUND
        what = f"{name}, {len(distance)} places, {p} sites"
        told = f"bound {found.bound:,.0f}, gap {found.gap:.2%}, {found.seconds:.1f} s, {found.status}"
        rows.append(at_most(f"{what}: value over the optimum", found.objective, best, 1.0, told))
        if name in BESIDE:
            rows.append(_spopt_row(what, found.objective, distance, p, seconds))
    return [
        *rows,
        Row("p-median: at the published optimum", right, len(cases), right == len(cases)),
        Row(f"p-median: bound within {BOUND:.1%}", close, len(cases), close == len(cases)),
    ]


def _spopt_row(what: str, ours: float, distance: np.ndarray, p: int, seconds: float) -> Row:
    found = spopt_median(distance, p, 6 * seconds)
    if isinstance(found, str):
        return Row(f"{what}: spopt", None, told=found)
    value, status, took = found
    if value is None:
        return Row(f"{what}: spopt", None, told=f"{status} after {took:.0f} s")
    return at_most(f"{what}: value over spopt's", ours, value, 1.0, f"{status} after {took:.0f} s")


def capacitated_rows(folder: Path, seconds: float, most: int | None = None) -> list[Row]:
    """The capacitated cases: value over the best known, and the own gap."""
    rows, right = [], 0
    cases = list(csv.DictReader((folder / "capacitated" / "osman.csv").open()))[:most]
    for case in cases:
        distance, demand = plane(folder / "capacitated" / f"{case['instance']}.csv")
        p, capacity, best = int(case["p"]), int(case["capacity"]), float(case["best_known"])
        found = capacitated_median(distance, demand, capacity, p, Effort(rounds=10**6, seconds=seconds))
        load = np.bincount(found.site_of, demand, minlength=len(demand))
        cost = distance[np.arange(len(demand)), found.site_of].sum()
        sound = load.max() <= capacity and cost == found.objective
        right += bool(sound and found.objective <= best)
        told = f"bound {found.bound:,.0f}, gap {found.gap:.2%}, {found.seconds:.1f} s, {found.status}"
        rows.append(
            at_most(f"{case['instance']}: value over the best known", found.objective, best, 1.0, told)
        )
    return [*rows, Row("capacitated: at the best known or better", right, len(cases), right == len(cases))]


if __name__ == "__main__":
    run(__doc__, measure)

"""Quotas of 1,000 reps over 16 product-region combinations: cascaded, audited, and broken on purpose.

The peer, b2b-revenue-forecasting, cascades the same totals down the same tree by the same weights in floats and audits
its own answer; it runs when it is installed beside us. An alarm on an answer that nobody broke is a false one.
"""

from __future__ import annotations

import importlib
import importlib.util
import time
import warnings
from typing import Any

import numpy as np
import pandas as pd
from table import Row, run

from optimize.quota import Node, QuotaFacts, QuotaRules, audit_tree, cascade, fit_margins, set_quotas

REPS, MANAGERS, REGIONS, COMBINATIONS = 1_000, 125, 25, 16
PEER = "b2b_revenue_forecasting"
WEIGHTS = np.random.default_rng(5).uniform(1, 9, (COMBINATIONS, REPS))
TOTALS = np.random.default_rng(6).integers(10**9, 10**10, COMBINATIONS)


def measure(quick: bool) -> list[Row]:
    return [*audit_rows(), *program_rows(200 if quick else 1_000)]


def nodes(combination: int) -> list[Node]:
    """The tree of one combination, weights adding up from the reps."""
    weight = WEIGHTS[combination]
    of_manager, of_region = weight.reshape(MANAGERS, -1).sum(axis=1), weight.reshape(REGIONS, -1).sum(axis=1)
    return [
        Node("company"),
        *(Node(f"region{i}", "company", of_region[i]) for i in range(REGIONS)),
        *(Node(f"manager{i}", f"region{i * REGIONS // MANAGERS}", of_manager[i]) for i in range(MANAGERS)),
        *(Node(f"rep{i}", f"manager{i * MANAGERS // REPS}", weight[i]) for i in range(REPS)),
    ]


def audit_rows() -> list[Row]:
    start = time.process_time()
    trees = [nodes(c) for c in range(COMBINATIONS)]
    quotas = [cascade(int(total), tree) for total, tree in zip(TOTALS, trees, strict=True)]
    cascaded = time.process_time() - start
    cents = [np.array([quota[node.id] for node in tree]) for quota, tree in zip(quotas, trees, strict=True)]

    def audited() -> int:
        return sum(
            len(audit_tree([n.id for n in tree], [n.parent for n in tree], mine))
            for tree, mine in zip(trees, cents, strict=True)
        )

    start = time.process_time()
    false_alarms = audited()
    seconds = time.process_time() - start
    luck, found = np.random.default_rng(9), 0
    for _ in range(100):
        c, node = int(luck.integers(COMBINATIONS)), int(luck.integers(1, len(cents[0])))
        cents[c][node] += 1
        found += audited() > 0
        cents[c][node] -= 1
    peer_seconds, peer_alarms, checks, told = peer()
    size = f"{REPS:,} reps x {COMBINATIONS}"
    return [
        Row(f"{size}: audit, CPU seconds", seconds, 2.0, seconds <= 2.0, seconds, peer_seconds, told),
        Row(f"{size}: false alarms", false_alarms, 0, false_alarms == 0, false_alarms, peer_alarms, checks),
        Row(f"{size}: 100 shifts of one cent, found", found, 100, found == 100),
        Row(f"{size}: cascade to the cent, CPU seconds", cascaded),
    ]


def peer() -> tuple[float | None, float | None, str, str]:
    """Seconds and false alarms of the peer's audit of its own cascades."""
    if importlib.util.find_spec(PEER) is None:
        return None, None, "", f"{PEER} is not installed"
    b2b: Any = importlib.import_module(PEER)
    reps = pd.DataFrame(
        {
            "company": "company",
            "region": [f"region{i * REGIONS // REPS}" for i in range(REPS)],
            "manager": [f"manager{i * MANAGERS // REPS}" for i in range(REPS)],
            "rep": [f"rep{i}" for i in range(REPS)],
        }
    )
    history = pd.concat(
        [reps.assign(combination=f"c{c}", weight=WEIGHTS[c]) for c in range(COMBINATIONS)], ignore_index=True
    )
    targets = pd.DataFrame({"combination": [f"c{c}" for c in range(COMBINATIONS)], "target": TOTALS / 100})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frames: Any = b2b.cascade_many(
            history,
            targets,
            ["combination"],
            "target",
            ["company", "region", "manager", "rep"],
            metrics=[b2b.MetricSpec("weight")],
        )
        start = time.process_time()
        checked = b2b.reconcile(frames[0], targets=targets, target_col="target")
        seconds = time.process_time() - start
    return seconds, float((~checked["ok"]).sum()), f"of {len(checked):,} checks", f"{PEER} {b2b.__version__}"


def program_rows(n_reps: int) -> list[Row]:
    """The quota program and the fitting of margins at size."""
    luck = np.random.default_rng(4)
    potential = luck.uniform(1, 9, n_reps)
    bookings = (
        1e5 * potential * np.exp(0.3 * luck.normal(size=(500, n_reps)) + 0.1 * luck.normal(size=n_reps))
    )
    facts = QuotaFacts(tuple(f"rep{i}" for i in range(n_reps)), potential, np.round(bookings, 2))
    start = time.process_time()
    found = set_quotas(facts, QuotaRules(total=int(bookings.mean() * n_reps * 100), attain=(0.3, 0.7)))
    seconds = time.process_time() - start
    cells = luck.integers(1, 10**6, (8, 40, 30))
    start = time.process_time()
    fit_margins(
        cells * luck.uniform(0.5, 2, cells.shape), {(0, 1): cells.sum(axis=2), (2,): cells.sum(axis=(0, 1))}
    )
    fitted = time.process_time() - start
    odds = f"P(attain) {found.attainability.min():.2f} to {found.attainability.max():.2f}"
    told = f"{found.status}, gap {found.gap:.0e}, {odds}"
    return [
        Row(f"program, {n_reps:,} reps, CPU seconds", seconds, told=told),
        Row("margins of 8 x 40 x 30 cells, to the cent, CPU seconds", fitted),
    ]


if __name__ == "__main__":
    run(__doc__, measure)

"""Quotas of 1,000 reps over 16 product-region combinations: cascaded, audited, and broken on purpose.

The peer, b2b-revenue-forecasting, cascades the same totals down the same tree by the same weights in floats and audits
its own answer; it runs when it is installed beside us. An alarm on an answer that nobody broke is a false one.
"""

from __future__ import annotations

import importlib
import importlib.util
import tempfile
import time
import warnings
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from table import Row, run

import scenarios
from evenfield.quota.auditing import audit_table
from evenfield.study.run import simulate_many
from optimize.quota import Node, QuotaFacts, QuotaRules, audit_tree, cascade, fit_margins, set_quotas
from optimize.quota.lever import quota_turn
from optimize.quota.wishes import QuotaWishes

REPS, MANAGERS, REGIONS, COMBINATIONS = 1_000, 125, 25, 16
PEER = "b2b_revenue_forecasting"
WEIGHTS = np.random.default_rng(5).uniform(1, 9, (COMBINATIONS, REPS))
TOTALS = np.random.default_rng(6).integers(10**9, 10**10, COMBINATIONS)


def measure(quick: bool) -> list[Row]:
    return [
        *audit_rows(),
        *command_rows(),
        *program_rows(200 if quick else 1_000),
        *lever_rows(16 if quick else 60),
    ]


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


def command_rows() -> list[Row]:
    """The same audit through the command: hierarchies in one file, and 16,000 cells against three statements."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trees = [nodes(c) for c in range(COMBINATIONS)]
        quotas = [cascade(int(total), tree) for total, tree in zip(TOTALS, trees, strict=True)]
        pd.DataFrame(
            [
                (f"c{c}", node.id, node.parent or "", f"{quota[node.id] / 100:.2f}")
                for c, (tree, quota) in enumerate(zip(trees, quotas, strict=True))
                for node in tree
            ],
            columns=["combination", "id", "parent", "quota"],
        ).to_csv(folder / "tree.csv", index=False)
        cells = pd.DataFrame(
            [
                (f"product{c // 4}", f"region{c % 4}", f"rep{i}", quota[f"rep{i}"])
                for c, quota in enumerate(quotas)
                for i in range(REPS)
            ],
            columns=["product", "region", "rep", "cents"],
        )
        stated = []
        for levels in (["rep"], ["product", "region"], ["region"]):
            margin = cells.groupby(levels, as_index=False)["cents"].sum()
            stated.append(folder / f"{'-'.join(levels)}.csv")
            _in_currency(margin).to_csv(stated[-1], index=False)
        _in_currency(cells).to_csv(folder / "cells.csv", index=False)
        start = time.process_time()
        tree = audit_table(folder / "tree.csv", [], Fraction(1), 0)
        matrix = audit_table(folder / "cells.csv", stated, Fraction(1), 0)
        seconds = time.process_time() - start
    alarms = len(tree.breaks) + len(matrix.breaks)
    size, told = f"{REPS:,} reps x {COMBINATIONS}, from files", f"{tree.places + matrix.places:,} places"
    return [
        Row(f"{size}: audit of tree and matrix, CPU seconds", seconds, 2.0, seconds <= 2.0, told=told),
        Row(f"{size}: false alarms", alarms, 0, alarms == 0),
    ]


def _in_currency(cells: pd.DataFrame) -> pd.DataFrame:
    return cells.assign(quota=[f"{cents / 100:.2f}" for cents in cells["cents"]]).drop(columns="cents")


def lever_rows(replications: int) -> list[Row]:
    """Quotas of the shipped world set so that everybody's P(attain) is 0.5 to 0.7, judged on fresh years."""
    scenario = scenarios.load("us-field-force/today")
    wishes = QuotaWishes(
        total=4_000_000_000, attain=(0.5, 0.7), replications=replications, fresh=replications
    )
    start = time.perf_counter()
    found = quota_turn(scenario, simulate_many, wishes).found
    seconds = time.perf_counter() - start
    out = sum(word in {"low", "high"} for word in found.verdicts)
    before, after = (each.chance for each in (found.judged_before, found.judged_after))
    odds = (
        f"P(attain) {after.min():.2f} to {after.max():.2f}, before {before.min():.2f} to {before.max():.2f}"
    )
    return [
        Row("us-field-force, P(attain) 0.5 to 0.7: reps out by more than luck", out, 0, out == 0, told=odds),
        Row("us-field-force: spread of P(attain), after over before", after.std() / before.std()),
        Row(f"us-field-force: {len(found.rounds)} rounds x {replications} replications, seconds", seconds),
    ]


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

"""Exact payroll beside the ways people write it: whole-array NumPy in floats, and pandas row by row."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from sim.compensation import PayPlan, run_payroll, statements

TARGET, CAP = 80_000.0, 1.5
PLAN = PayPlan.model_validate(
    {
        "id": "field-2026",
        "pay": {"base": "80000.00", "ote": "160000.00"},
        "credit_at": "booking",
        "returns": "period_of_return",
        "rounding": {"at": "payout_line", "places": 2, "mode": "half_up", "of": "cumulative"},
        "payment": {"negative_carry": "pay_back"},
        "components": [
            {
                "id": "sales",
                "weight": 1,
                "measure": {"credit": "sales", "window": "ytd", "against": "full_quota"},
                "payout": {
                    "kind": "curve",
                    "points": [["0.5", 0], [1, 1]],
                    "beyond": {"slope": "1.5"},
                    "threshold": "hinge",
                    "knot_rule": "marginal",
                },
                "cap": {"of": "target", "max": "1.5"},
            }
        ],
    }
)
Cents = np.ndarray[Any, np.dtype[np.int64]]


def rep_years(n: int) -> tuple[Cents, Cents]:
    """n rep-years: credit [cents], shape (n, 12), some of it taken back, and quotas [cents], shape (n,)."""
    rng = np.random.default_rng(20260101)
    quota = rng.integers(60_000_000, 180_000_000, n)
    credit = (quota[:, None] * rng.gamma(2.0, 0.046, (n, 12))).astype(np.int64)
    returns = rng.random((n, 12)) < 0.05
    return np.where(returns, -credit // 4, credit), quota


def numpy_floats(credit: Cents, quota: Cents) -> Cents:
    """The same plan on whole arrays of floats: pay of each month [cents]."""
    attainment = np.cumsum(credit, axis=1) / quota[:, None]
    due = np.interp(attainment, [0.5, 1.0], [0.0, 1.0]) + 1.5 * np.maximum(attainment - 1.0, 0.0)
    posted = np.floor(np.minimum(due, CAP) * TARGET * 100 + 0.5)
    return np.diff(posted, axis=1, prepend=0.0).astype(np.int64)


def pandas_rows(credit: Cents, quota: Cents) -> Cents:
    """The same plan as a function applied to each row of a frame: pay of each month [cents]."""
    n, months = credit.shape
    frame = pd.DataFrame(
        {"rep": np.repeat(np.arange(n), months), "credit": credit.ravel(), "quota": np.repeat(quota, months)}
    )
    frame["ytd"] = frame.groupby("rep")["credit"].cumsum()

    def due(row: pd.Series) -> float:
        attainment = row["ytd"] / row["quota"]
        share = (
            0.0
            if attainment < 0.5
            else 2.0 * (attainment - 0.5)
            if attainment < 1.0
            else 1.0 + 1.5 * (attainment - 1.0)
        )
        return round(min(share, CAP) * TARGET * 100)

    frame["posted"] = frame.apply(due, axis=1)
    return np.diff(frame["posted"].to_numpy().reshape(n, months), axis=1, prepend=0).astype(np.int64)


def ours(credit: Cents, quota: Cents) -> Cents:
    """The exact payroll: pay of each month [cents]."""
    return run_payroll(PLAN, credit, quota).variable


def fractions(credit: Cents, quota: Cents) -> Cents:
    """The exact reference, rep by rep: pay of each month [cents]."""
    rows = zip(credit.tolist(), quota.tolist(), strict=True)
    return np.array(
        [[trace.paid for trace in statements(PLAN, year, goal)] for year, goal in rows], dtype=np.int64
    )


def cpu_seconds(works: list[Callable[[], object]], rounds: int) -> list[float]:
    """Median CPU time of each work, interleaved so that a slow moment hits all [s]."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, taken in zip(works, times, strict=True):
            start = time.process_time()
            work()
            taken.append(time.process_time() - start)
    return [statistics.median(taken) for taken in times]


def row(what: str, got: float, goal: float, told: str, *, at_most: bool = True) -> dict[str, Any]:
    """One line of the table."""
    return {
        "what": what,
        "got": got,
        "goal": goal,
        "ok": got <= goal if at_most else got >= goal,
        "told": told,
    }


def measure(*, quick: bool) -> list[dict[str, Any]]:
    """All rows of the table."""
    n = 4_000 if quick else 50_000
    rounds = 5 if quick else 9
    credit, quota = rep_years(n)
    works: list[Callable[[], object]] = [lambda: ours(credit, quota), lambda: numpy_floats(credit, quota)]
    exact_time, float_time = cpu_seconds(works, rounds)
    (pandas_time,) = cpu_seconds([lambda: pandas_rows(credit, quota)], 1)
    few = min(n, 1_000)
    (fraction_time,) = cpu_seconds([lambda: fractions(credit[:few], quota[:few])], 1)
    (demo_time,) = cpu_seconds([lambda: ours(credit[:60], quota[:60])], 51)
    paid, reference = ours(credit, quota), fractions(credit[:few], quota[:few])
    cells = credit.size
    off = int((numpy_floats(credit, quota) != paid).sum())
    return [
        row("payroll of 60 reps, 12 months [ms]", demo_time * 1e3, 30.0, "our goal"),
        row(
            "cells that differ from exact fractions",
            float((paid[:few] != reference).sum()),
            0.0,
            f"of {few * 12:,}",
        ),
        row(
            f"{cells:,} cells [us a cell]",
            exact_time / cells * 1e6,
            0.5,
            f"NumPy floats {float_time / cells * 1e6:.3f}, {off} cells a cent off",
        ),
        row("times NumPy floats", exact_time / float_time, 6.0, "exactness costs no more than this"),
        row(
            "times faster than pandas rows",
            pandas_time / exact_time,
            50.0,
            f"pandas {pandas_time:.2f} s",
            at_most=False,
        ),
        row(
            "statements with trace [person-months/s]",
            few * 12 / fraction_time,
            5_000.0,
            "exact fractions",
            at_most=False,
        ),
    ]


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller sizes, the same rows")
    parser.add_argument("--json", action="store_true", help="a list of objects with what, got, goal, ok")
    chosen = parser.parse_args()
    rows = measure(quick=chosen.quick)
    if chosen.json:
        print(json.dumps(rows))
        return
    print(f"{'what':45} {'ours':>12} {'goal':>10}  {'met':3}  beside")
    for line in rows:
        met = "yes" if line["ok"] else "NO"
        print(f"{line['what']:45} {line['got']:12.4g} {line['goal']:10.4g}  {met:3}  {line['told']}")


if __name__ == "__main__":
    main()

"""Other programs that give accounts to reps or choose sites; each runs in an environment of its own."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

PEERS = "EVENFIELD_PEERS"
"""The Python of an environment that has the peers."""
ABSENT = f"not installed: name a Python that has it in {PEERS}"
B2B = """
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
SPOPT = """
import json, sys, time
import numpy as np, pulp
from spopt.locate import PMedian
distance, p, limit = np.load(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
start = time.perf_counter()
model = PMedian.from_cost_matrix(distance, np.ones(len(distance)), p_facilities=p)
solver = pulp.PULP_CBC_CMD(msg=False, timeLimit=limit)
try:
    model = model.solve(solver)
    value, status = pulp.value(model.problem.objective), pulp.LpStatus[model.problem.status]
except Exception as error:
    value, status = None, type(error).__name__
print(json.dumps({"value": value, "status": status, "seconds": time.perf_counter() - start}))
"""


def b2b(accounts: Sequence[str], amount: np.ndarray, k: int) -> tuple[np.ndarray, float] | str:
    """Return the rep of each account by b2b-territory-optimization and its CPU seconds, or why there is none."""
    with tempfile.TemporaryDirectory() as folder:
        given, got = (Path(folder) / part for part in ("given.csv", "got.csv"))
        lines = [f"{account},{load}" for account, load in zip(accounts, amount, strict=True)]
        given.write_text("\n".join(["Account_ID,Estimated_TAM", *lines]))
        printed = run_peer(B2B, given, k, got)
        if printed is None:
            return ABSENT
        rep = {row["Account_ID"]: int(row["rep"]) for row in csv.DictReader(got.open())}
    return np.array([rep[account] for account in accounts]), float(printed.split()[-1])


def spopt_median(distance: np.ndarray, p: int, seconds: float) -> tuple[float | None, str, float] | str:
    """Return the p-median's value by spopt (its program solved by CBC), status and seconds, or why there is none."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "distance.npy"
        np.save(given, distance)
        printed = run_peer(SPOPT, given, p, seconds)
    if printed is None:
        return ABSENT
    told = json.loads(printed.splitlines()[-1])
    return told["value"], told["status"], told["seconds"]


def run_peer(script: str, *arguments: object) -> str | None:
    """Return what a script prints in the peers' environment, None when it does not run there."""
    python = os.environ.get(PEERS)
    if not python:
        return None
    done = subprocess.run(
        [python, "-c", script, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else None

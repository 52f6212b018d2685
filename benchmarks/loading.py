"""Load and validate a large sales force: 10,000 reps on 100,000 accounts, its time and its memory."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import scenarios

ALLOWED_SECONDS, ALLOWED_BYTES = 5.0, 2**30
WORLD = """\
extends: us-field-force/today
name: large
tables:
  units: units.csv
  neighbours: null
  reps: reps.csv
borders: null
plan:
  alignment: alignment.csv
  quotas: {{method: table, table: quotas.csv}}
"""


def write_world(folder: Path, n_reps: int, n_units: int) -> Path:
    """Write a scenario of so many reps and accounts, every account with a rep, its rows in no order."""
    luck = np.random.default_rng(20260101)
    units = [f"A{n:06d}" for n in range(n_units)]
    reps = [f"R{n:05d}" for n in range(n_reps)]
    places = luck.uniform([-124.0, 25.0], [-67.0, 49.0], (n_units, 2))
    potential = luck.lognormal(8.0, 1.0, n_units)
    owner = np.concatenate([np.arange(n_reps), luck.integers(0, n_reps, n_units - n_reps)])
    order = luck.permutation(n_units)
    _write(
        folder / "units.csv",
        "id,name,region,potential,lng,lat,area_km2",
        (
            f"{units[i]},Account {i},S{i % 50},{potential[i]:.2f},{places[i, 0]:.5f},{places[i, 1]:.5f},{i % 97}"
            for i in order
        ),
    )
    _write(folder / "alignment.csv", "unit,rep", (f"{units[i]},{reps[owner[i]]}" for i in order))
    _write(
        folder / "reps.csv",
        "id,home,hired,skill",
        (f"{rep},{units[n]},2020-{n % 12 + 1:02d}-01,{0.8 + n % 40 / 100:.2f}" for n, rep in enumerate(reps)),
    )
    _write(
        folder / "quotas.csv", "rep,quota", (f"{rep},{500_000 + n % 1000}.50" for n, rep in enumerate(reps))
    )
    (folder / "large.yaml").write_text(WORLD.format(), encoding="utf-8")
    return folder / "large.yaml"


def _write(path: Path, headings: str, rows: object) -> None:
    path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")  # type: ignore[misc]


def main() -> None:
    """Measure, print, and end with 1 when it takes longer or more memory than is allowed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="a tenth of the size")
    asked.add_argument("--json", action="store_true", help="print JSON and nothing else")
    given = asked.parse_args()
    n_reps, n_units = (1_000, 10_000) if given.quick else (10_000, 100_000)
    with tempfile.TemporaryDirectory() as folder:
        path = write_world(Path(folder), n_reps, n_units)
        before = time.perf_counter()
        scenario = scenarios.load(path)
        seconds = time.perf_counter() - before
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    within = seconds <= ALLOWED_SECONDS and peak <= ALLOWED_BYTES
    found = {
        "reps": len(scenario.tables.reps),
        "accounts": len(scenario.tables.units),
        "seconds": round(seconds, 3),
        "peak_mib": round(peak / 2**20, 1),
        "within": within,
    }
    print(
        json.dumps(found)
        if given.json
        else f"{n_reps:,} reps on {n_units:,} accounts: loaded and validated in {seconds:.2f} s "
        f"(at most {ALLOWED_SECONDS:g}), peak memory {peak / 2**20:,.0f} MiB (at most {ALLOWED_BYTES / 2**20:,.0f})"
    )
    sys.exit(not within)


if __name__ == "__main__":
    main()

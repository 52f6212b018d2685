"""Which lines and branches of the two flows the random worlds of the tests reach, file by file.

The compiled flow is read as plain Python here (NUMBA_DISABLE_JIT), in a process of its own; each world goes through
both engines, whose logs must be equal there too. What only hands code to the compiler (compiled/jit, compiled/cache,
machine) is no part of a flow and is left out. Needs coverage, which is not among the dependencies.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
ROOT = HERE.parents[1]
FLOWS = {"reference": "sim/engine", "compiled": "sim/engine/compiled"}
NO_FLOW = ("sim/engine/compiled/jit.py", "sim/engine/compiled/cache.py")
COUNTS = ("num_statements", "covered_lines", "num_branches", "covered_branches")
WORLDS, FEW = 40, 6


def trace(n_worlds: int) -> dict[str, Any]:
    """What coverage tells of every file; of this process, which is to run without the compiler."""
    import coverage  # noqa: PLC0415 - may be absent

    files = [f"{ROOT / folder}/*.py" for folder in FLOWS.values()]
    tracer = coverage.Coverage(
        branch=True,
        data_file=None,
        config_file=False,
        include=files,
        omit=[str(ROOT / name) for name in NO_FLOW],
    )
    tracer.start()
    compare_engines(n_worlds)
    tracer.stop()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        told = Path(folder) / "coverage.json"
        tracer.json_report(outfile=str(told))
        found: dict[str, Any] = json.loads(told.read_text())["files"]
    return {Path(name).resolve().relative_to(ROOT).as_posix(): entry for name, entry in found.items()}


def compare_engines(n_worlds: int) -> None:
    """Run the worlds through both engines; ends with the first that they tell differently."""
    sys.path[:0] = [str(ROOT / "tests" / "sim"), str(ROOT)]
    import numpy as np  # noqa: PLC0415 - after tracing began, as all that follows
    from random_worlds import random_world  # noqa: PLC0415
    from two_engines import difference  # noqa: PLC0415

    np.seterr(over="ignore")  # hashes wrap around on purpose; plain NumPy scalars warn of it
    for number in range(n_worlds):
        if apart := difference(random_world(number)[0]):
            sys.exit(f"world {number} without the compiler: {apart}")


def traced(n_worlds: int) -> dict[str, Any]:
    """The same, from a process of its own."""
    with tempfile.TemporaryDirectory() as cache:  # or the user's would seem to hold compiled code
        told = subprocess.run(
            [sys.executable, str(HERE), "--trace", str(n_worlds)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "NUMBA_DISABLE_JIT": "1", "NUMBA_CACHE_DIR": cache},
        )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    """A row a file and a total for each flow: lines and branches, all and reached, and the lines not reached."""
    table = []
    for flow, folder in FLOWS.items():
        total: Counter[str] = Counter()
        for name in sorted(name for name in found if Path(name).parent.as_posix() == folder):
            counts = {key: found[name]["summary"][key] for key in COUNTS}
            total.update(counts)
            table.append({"what": name, **counts, "missing": found[name]["missing_lines"]})
        table.append({"what": f"{flow} flow", **{key: total[key] for key in COUNTS}, "missing": []})
    return table


def show(table: list[dict[str, Any]]) -> None:
    """Print the table."""
    print(f"{'what':38} {'lines':>11} {'':>5} {'branches':>11} {'':>5}  lines not reached")
    for row in table:
        n_lines, lines, n_branches, branches = (row[key] for key in COUNTS)
        told = [f"{lines}/{n_lines}", f"{share(lines, n_lines)}"]
        told += [f"{branches}/{n_branches}", f"{share(branches, n_branches)}"]
        missing = " ".join(map(str, row["missing"]))
        print(f"{row['what']:38} {told[0]:>11} {told[1]:>5} {told[2]:>11} {told[3]:>5}  {missing}".rstrip())


def share(reached: int, n: int) -> str:
    return f"{reached / n:.0%}" if n else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{FEW} worlds instead of {WORLDS}")
    parser.add_argument("--json", action="store_true", help="a list of objects with what and the counts")
    parser.add_argument("--trace", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.trace is not None:
        print(json.dumps(trace(chosen.trace)))
    elif importlib.util.find_spec("coverage") is None:
        print("not measured: coverage is not installed")
    else:
        table = rows(traced(FEW if chosen.quick else WORLDS))
        print(json.dumps(table, indent=1)) if chosen.json else show(table)


if __name__ == "__main__":
    main()

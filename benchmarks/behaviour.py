"""
Reps who look ahead: how long their program takes, rep by rep and by type, and what the types cost in accuracy.

The goals are of CPU time over all threads, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from table import Row, run

from sim.agents.forward import plans
from sim.agents.forward.program import Program, solve
from sim.agents.forward.rehearsal import Rehearsal, rehearse

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "sim"))
from forward_reps import PER_EFFORT, month_ratios, reps
from timing_worlds import ACCELERATOR, BONUS, FLOOR, FLOOR_CAP, LINEAR, curve

PLANS = {
    "linear": LINEAR,
    "cap at quota": curve([["0", "0"], ["1", "1"]], "0"),
    "bonus": BONUS,
    "floor and cap": FLOOR_CAP,
    "accelerator": ACCELERATOR,
    "floor": FLOOR,
}
SPREAD = 0.2
ALONE_GOAL, TYPES_GOAL, TYPES = 5.0, 0.5, 64


def processor() -> str:
    """The processor's name and how many of it this process may use."""
    info = Path("/proc/cpuinfo")
    names = (
        [line for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.exists()
        else []
    )
    name = names[0].split(":")[1].strip() if names else platform.processor() or platform.machine()
    return (
        f"{name}, {len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()} used"
    )


def seconds(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Least wall and CPU time of some rounds [s]."""
    walls, cpus = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return min(walls), min(cpus)


def program_of(n: int, pay: dict[str, object]) -> Program:
    """The program of n reps, every one different, by the real pay plan."""
    return plans.build(*reps(n, pay, SPREAD))


def speed_rows(n: int, rounds: int) -> list[Row]:
    """Time of the program for every rep by himself and by type, for each plan."""
    rows = []
    solve(program_of(32, LINEAR))  # compile, or load what was compiled
    for name, pay in PLANS.items():
        program = program_of(n, pay)
        wall, cpu = seconds(lambda program=program: solve(program), rounds)
        told = f"{wall:.2f} s of wall time; {processor()}"
        rows.append(
            Row(f"{n} reps one by one, {name} [CPU s]", cpu, ALONE_GOAL, cpu <= ALONE_GOAL, told=told)
        )
        who, what = reps(n, pay, SPREAD, types=TYPES)

        def by_type(who: object = who, what: object = what) -> object:
            plans._solved.clear()
            return plans.solve_for(who, what)

        wall, cpu = seconds(by_type, rounds)
        told = f"{wall:.2f} s of wall time; grouping included"
        rows.append(
            Row(f"{n} reps as {TYPES} types, {name} [CPU s]", cpu, TYPES_GOAL, cpu <= TYPES_GOAL, told=told)
        )
    return rows


def aggregate(r: Rehearsal) -> dict[str, float]:
    """What a sales force does in the mean."""
    last, first = month_ratios(r.booked)
    year = r.booked.sum(axis=2)
    return {
        "attainment": float(year.mean()),
        "effort": float(r.effort.mean() / PER_EFFORT),
        "last month over middle": last,
        "first month over middle": first,
        "share at quota": float((year >= 1.0 - 1e-9).mean()),
    }


def accuracy_rows(n: int, years: int) -> list[Row]:
    """The same reps in their own worlds, by their own policies and by their type's."""
    rows = []
    for name in ("floor and cap", "accelerator"):
        who, what = reps(n, PLANS[name], SPREAD)
        alone = plans.solve_for(who, what)
        typed = plans.solve_for(*reps(n, PLANS[name], SPREAD, types=TYPES))
        own, theirs = (rehearse(one, years, alone.program) for one in (alone, typed))
        pairs = zip(aggregate(own).items(), aggregate(theirs).values(), strict=True)
        rows += [
            Row(
                f"{TYPES} types, {name}: {what}",
                by_type - by_rep,
                ours=by_type,
                peer=by_rep,
                told="types, one by one",
            )
            for (what, by_rep), by_type in pairs
        ]
        one, other = (r.booked.sum(axis=2).mean(axis=1) for r in (own, theirs))
        rows.append(
            Row(f"{TYPES} types, {name}: correlation over reps", float(np.corrcoef(one, other)[0, 1]))
        )
    return rows


def measure(quick: bool) -> list[Row]:
    """All rows of the table."""
    return [*speed_rows(1000, 1 if quick else 3), *accuracy_rows(300 if quick else 1000, 4 if quick else 20)]


if __name__ == "__main__":
    run(__doc__, measure)

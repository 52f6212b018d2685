"""The two engines beside the same flow in plain SimPy, in Mesa day by day, and in Ciw; and the shipped world.

Size classes S, M, L: 20, 200, 2,000 reps, 5,000, 50,000, 500,000 leads, 2,000, 20,000, 200,000 customers; a year.
All write or count the same events (sim.engine.log.Kind); the peers only count them and add up bookings and waits, ours
write the full log. The peers' draws are Python's native ones. CPU time, interleaved, median; what is the same in every
replication of a scenario is prepared before, for all alike. L is left out of --quick: SimPy alone takes minutes.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from peers.daily_mesa import DailyMesa
from peers.plain_simpy import PlainSimpy
from small_world import small_world
from table import Row, at_least, at_most, run

import scenarios
from sim.engine.compiled.run import run_compiled
from sim.engine.log import Kind
from sim.engine.model import Run, run_reference
from sim.engine.world import prepare
from sim.replicate import replicate
from sim.scenario import Scenario

SIZES = {"S": (20, 5_000, 2_000), "M": (200, 50_000, 20_000), "L": (2_000, 500_000, 200_000)}
COMPILED, BY_THE_DAY, REFERENCE = "compiled", "compiled, plain-Python reps", "reference"
SIMPY, TUNED, MESA = "SimPy", "SimPy, patient collector", "Mesa"
ABSENT = {"mesa-frames": "mesa_frames", "cimba": "cimba"}
Work = Callable[[int], tuple[int, int]]
"""Runs a seed and returns the events and the wins."""


def ours(scenario: Scenario, engine: Callable[[Scenario, int], Run]) -> Work:
    """One of our engines on this world, the full log included."""

    def work(seed: int) -> tuple[int, int]:
        log = engine(scenario, seed).log
        return len(log), int((log.kind == Kind.WON).sum())

    return work


def works(size: str) -> dict[str, Work]:
    """What is measured, by name."""
    scenario = small_world(*SIZES[size])
    world = prepare(scenario, 0)

    def peer(kind: type[PlainSimpy] | type[DailyMesa]) -> Work:
        def work(seed: int) -> tuple[int, int]:
            told = kind(world, seed).run(world).told
            return told.total(), told["won"]

        return work

    return {
        COMPILED: ours(scenario, run_compiled),
        BY_THE_DAY: ours(scenario, lambda given, seed: run_compiled(given, seed, by_the_day=True)),
        REFERENCE: ours(scenario, run_reference),
        SIMPY: peer(PlainSimpy),
        TUNED: patient(peer(PlainSimpy)),
        MESA: peer(DailyMesa),
    }


def patient(work: Work) -> Work:
    """The same work under the setting of the garbage collector that the reference engine uses."""

    def tuned(seed: int) -> tuple[int, int]:
        before = gc.get_threshold()
        gc.freeze()
        gc.set_threshold(200_000, 50, 1000)
        try:
            return work(seed)
        finally:
            gc.set_threshold(*before)
            gc.unfreeze()

    return tuned


def measure_speed(
    todo: dict[str, Work], rounds: int
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Median CPU time of a run [s] and an event [us], interleaved, and the mean number of wins."""
    for name in {COMPILED, BY_THE_DAY} & todo.keys():
        todo[name](99)  # loads or compiles the kernels, and prepares what all replications share
    times: dict[str, list[float]] = {name: [] for name in todo}
    each: dict[str, list[float]] = {name: [] for name in todo}
    wins: dict[str, list[int]] = {name: [] for name in todo}
    for seed in range(rounds):
        for name, work in todo.items():
            gc.collect()
            start = time.process_time()
            events, won = work(seed)
            times[name].append(time.process_time() - start)
            each[name].append(times[name][-1] / events * 1e6)
            wins[name].append(won)
    return tuple({name: middle(given[name]) for name in todo} for given, middle in (
        (times, statistics.median), (each, statistics.median), (wins, statistics.mean)))  # fmt: skip


def size_rows(
    size: str, rounds: int, leave_out: set[str], goals: dict[str, float]
) -> tuple[list[Row], float]:
    """The rows of a size class, and the compiled engine's time for an event [us]."""
    todo = {name: work for name, work in works(size).items() if name not in leave_out}
    run_time, event_time, wins = measure_speed(todo, rounds)
    rows = []
    for mine in (COMPILED, BY_THE_DAY):
        for peer in (SIMPY, TUNED, MESA):
            if peer in run_time:
                goal = goals.get(f"{mine}/{peer}")
                what = f"{size}: {mine} vs {peer} [CPU s a run, times faster]"
                rows.append(at_least(what, run_time[mine], run_time[peer], goal))
    if REFERENCE in run_time and SIMPY in run_time:
        goal = 1.2 if size == "S" else None
        rows.append(
            at_most(
                f"{size}: reference vs SimPy [us an event]", event_time[REFERENCE], event_time[SIMPY], goal
            )
        )
    if SIMPY in wins:
        apart = abs(wins[COMPILED] / wins[SIMPY] - 1.0)
        rows.append(Row(f"{size}: same flow: wins apart from SimPy [share]", apart, 0.1, apart <= 0.1))
    return rows, event_time[COMPILED]


def peak_mb(size: str, name: str) -> float:
    """Peak memory of a process that does this alone [MB]."""
    code = (
        "import sys, resource, engine\n"
        f"engine.works({size!r})[{name!r}](0)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    here = Path(__file__).parent
    paths = os.pathsep.join([str(here), str(here.parent)])
    told = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    return float(told.stdout)


def start_rows() -> list[Row]:
    """What the first run of a new process costs when the kernels are compiled already [CPU s]."""
    code = (
        "import time\nstart = time.process_time()\nfrom sim.engine.compiled import run, days\n"
        "from sim.engine.compiled.still import run_still\n"
        "print(time.process_time() - start)"
    )
    told = subprocess.run(
        [sys.executable, "-c", f"import sim.engine.model\n{code}"], check=True, capture_output=True, text=True
    )
    took = float(told.stdout)
    return [Row("the compiled engine's start in a new process [CPU s]", took, 0.5, took <= 0.5)]


def shipped_rows(rounds: int) -> list[Row]:
    """CPU time of a replication of the shipped world, measures and laws included."""
    today = scenarios.load("us-field-force/today")
    replicate(today, [99])
    taken = []
    for seed in range(rounds):
        start = time.process_time()
        replicate(today, [seed])
        taken.append(time.process_time() - start)
    whole = statistics.median(taken)
    return [Row("us-field-force/today, replicate [CPU s]", whole, 0.1, whole <= 0.1, told="laws and pay too")]


def absent_rows() -> list[Row]:
    """Peers that are measured only where they are installed."""
    missing = [name for name, module in ABSENT.items() if importlib.util.find_spec(module) is None]
    return [Row(name, None, told="not installed") for name in missing]


def measure(quick: bool) -> list[Row]:
    """All rows of the table."""
    small = {f"{COMPILED}/{SIMPY}": 100.0, f"{COMPILED}/{MESA}": 60.0, f"{BY_THE_DAY}/{SIMPY}": 30.0}
    middle = {**small, f"{BY_THE_DAY}/{SIMPY}": 50.0}
    rows, at_s = size_rows("S", 3 if quick else 5, set(), small)
    more, _ = size_rows("M", 1 if quick else 3, {REFERENCE, TUNED} if quick else set(), middle)
    rows += more
    if not quick:
        more, at_l = size_rows(
            "L", 1, {REFERENCE, SIMPY}, {f"{COMPILED}/{TUNED}": 75.0, f"{COMPILED}/{MESA}": 60.0}
        )
        rows += [*more, at_most("cost of an event at L vs S [us]", at_l, at_s, 2.0)]
        rows.append(
            at_most("L: peak memory vs SimPy [MB]", peak_mb("L", COMPILED), peak_mb("L", TUNED), 0.65)
        )
    return [*rows, *absent_rows(), *start_rows(), *shipped_rows(1 if quick else 3)]


if __name__ == "__main__":
    run(__doc__, measure)

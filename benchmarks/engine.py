"""The two engines beside the same flow in plain SimPy, in Mesa by the day (agents, or NumPy columns) and in Ciw.

Size classes S, M, L: 20, 200, 2,000 reps, 5,000, 50,000, 500,000 leads, 2,000, 20,000, 200,000 customers; a year.
All write or count the same events (sim.engine.log.Kind); the peers only count them and add up bookings and waits, ours
write the full log. The peers draw natively (Python, NumPy). CPU time, interleaved, median; what is the same
in every replication of a scenario is prepared before, for all alike. --quick leaves out L, where SimPy alone takes
minutes, and compiling anew.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from peers.daily_mesa import DailyMesa
from peers.mesa_columns import MesaColumns
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
SIMPY, TUNED, MESA, COLUMNS, CIW = "SimPy", "SimPy, patient collector", "Mesa", "Mesa + NumPy columns", "Ciw"
PEERS = (SIMPY, TUNED, MESA, COLUMNS)
TENTH = (2, 500, 200)  # of S
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

    def peer(kind: type[PlainSimpy | DailyMesa | MesaColumns]) -> Work:
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
        COLUMNS: peer(MesaColumns),
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
        for peer in PEERS:
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
    for peer in (SIMPY, MESA, COLUMNS):
        if peer in wins:
            apart = abs(wins[COMPILED] / wins[peer] - 1.0)
            goal = (
                0.1 if peer == SIMPY else None
            )  # by the day a lead waits for the next morning: fewer wins are due
            met = None if goal is None else apart <= goal
            what = f"{size}: same flow: wins apart from {peer} [share]"
            rows.append(Row(what, apart, goal, met, wins[COMPILED], wins[peer]))
    return rows, event_time[COMPILED]


def alone(code: str, **environment: str) -> list[float]:
    """The numbers that a process of its own prints after all else, and its whole CPU time [s] as the last."""
    here = Path(__file__).resolve().parent
    paths = os.pathsep.join([str(here), str(here.parent)])
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport time\nprint(*numbers, time.process_time())"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": paths, **environment},
    )
    return [float(number) for number in told.stdout.split()]


def peak_mb(size: str, name: str) -> float:
    """Peak memory of a process that does this alone [MB]."""
    return alone(
        "import resource, engine\n"
        f"engine.works({size!r})[{name!r}](0)\n"
        "numbers = [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]"
    )[0]


FIRST_RUN = """
import time, engine
from sim.engine.compiled.run import run_compiled
scenario, start = engine.small_world(*engine.TENTH), time.process_time()
run_compiled(scenario, 0)
first, start = time.process_time() - start, time.process_time()
run_compiled(scenario, 1)
numbers = [first - (time.process_time() - start)]
"""
WHOLE_PROCESS = """
import scenarios
from sim.engine.choice import run_once
run_once(scenarios.load("first-steps/two-reps"), 0)
numbers = []
"""
ENGINE_ALONE = """
import time, sim.engine.model
start = time.process_time()
from sim.engine.compiled import days, run
from sim.engine.compiled.still import run_still
numbers = [time.process_time() - start]
"""


def start_rows(quick: bool) -> list[Row]:
    """What a new process costs until its first result, the kernels compiled before; and compiling them."""
    alone(WHOLE_PROCESS)  # sees to it that the code is kept
    whole, engine = alone(WHOLE_PROCESS)[-1], alone(ENGINE_ALONE)[0]
    rows = [
        Row("a new process until its first result [CPU s]", whole, 0.5, whole <= 0.5, told="all imports too"),
        Row("  of it the compiled engine's loading [CPU s]", engine, 0.5, engine <= 0.5),
    ]
    if not quick:
        with tempfile.TemporaryDirectory() as folder:
            first = alone(FIRST_RUN, NUMBA_CACHE_DIR=folder)[0]
        rows.append(Row("compiling, once for a version [CPU s]", first, 8.0, first <= 8.0))
    return rows


def kept_row() -> Row:
    """What a run leaves behind in memory, on a tenth of S: studies run thousands in one process."""
    work = ours(small_world(*TENTH), run_compiled)
    work(0)  # what is loaded and cached once does not count
    kept = []
    tracemalloc.start()
    for seed in (1, 2):
        work(seed)
        gc.collect()
        kept.append(tracemalloc.get_traced_memory()[0] / 1e6)
    tracemalloc.stop()
    left = kept[1] - kept[0]
    return Row("memory kept after a run, a tenth of S [MB]", left, 0.1, left <= 0.1)


def ciw_row(rounds: int) -> Row:
    """Ours and Ciw, which is not among the dependencies, on a tenth of S: its time grows with the customers' square."""
    what = f"a tenth of S: {COMPILED} vs {CIW} [us an event, times faster]"
    if importlib.util.find_spec("ciw") is None:
        return Row(what, None, told="not installed")
    from peers.ciw_network import ciw_network  # noqa: PLC0415 - Ciw may be absent

    tenth = small_world(*TENTH)
    todo = {COMPILED: ours(tenth, run_compiled), CIW: ciw_network(prepare(tenth, 0))}
    _, speed, wins = measure_speed(todo, rounds)
    told = f"wins {wins[COMPILED]:.0f} and {wins[CIW]:.0f}"
    return at_least(what, speed[COMPILED], speed[CIW], None, told)


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
    rounds = 1 if quick else 3
    return [*rows, ciw_row(rounds), *absent_rows(), *start_rows(quick), kept_row(), *shipped_rows(rounds)]


if __name__ == "__main__":
    run(__doc__, measure)

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
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from full_world import full_world
from peers.daily_mesa import DailyMesa
from peers.mesa_columns import MesaColumns
from peers.plain_simpy import PlainSimpy
from small_world import small_world
from table import Row, at_least, at_most, run

import scenarios
from sim.engine.compiled.run import run_compiled
from sim.engine.log import COLUMNS as LOG_COLUMNS
from sim.engine.log import Kind
from sim.engine.model import run_reference
from sim.engine.run import Run
from sim.engine.world import ground
from sim.replicate import replicate
from sim.scenario import Scenario

SIZES = {"S": (20, 5_000, 2_000), "M": (200, 50_000, 20_000), "L": (2_000, 500_000, 200_000)}
COMPILED, BY_THE_DAY, REFERENCE = "compiled", "compiled, plain-Python reps", "reference"
SIMPY, TUNED, MESA, COLUMNS, CIW = "SimPy", "SimPy, patient collector", "Mesa", "Mesa + NumPy columns", "Ciw"
OURS, PEERS = {COMPILED, BY_THE_DAY}, (SIMPY, TUNED, MESA, COLUMNS)
TENTH = (2, 500, 200)  # of S
ABSENT = {
    "mesa-frames": "0.1.0a0, the one for Python 3.11, wants NumPy 1.26; Mesa + NumPy columns is the same idea",
    "cimba": "0.9.5 installs here; nobody has written this flow for it yet",
}
Work = Callable[[int], tuple[int, int]]
"""Runs a seed and returns the events and the wins."""


def ours(scenario: Scenario, engine: Callable[[Scenario, int], Run]) -> Work:
    """One of our engines on this world, the full log included."""

    def work(seed: int) -> tuple[int, int]:
        log = engine(scenario, seed).log
        return len(log), int((log.kind == Kind.WON).sum())

    return work


@cache
def world_of(size: str) -> Scenario:
    """The world of a size class, the same object for all who prepare it once."""
    return small_world(*SIZES[size])


def works(size: str) -> dict[str, Work]:
    """What is measured, by name."""
    scenario = world_of(size)
    world = ground(scenario)  # what all replications share: peers draw leads and customers themselves

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
    for name in OURS & todo.keys():
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


ONE_RUN = """
import resource, time, engine
from sim.engine.compiled.still import stillness
todo = engine.works({size!r})
if {name!r} in engine.OURS:
    engine.works("S")[{name!r}](99)  # loads the kernels
    stillness(engine.world_of({size!r}))
start = time.process_time()
events, won = todo[{name!r}]({seed})
took = time.process_time() - start
numbers = [took, events, won, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]
"""


@dataclass(frozen=True)
class Alone:
    """One run in a process of its own: CPU time [s], events, wins, and the process's peak memory [MB]."""

    seconds: float
    events: float
    won: float
    peak_mb: float


def run_alone(size: str, name: str) -> Alone:
    """One run in a process of its own, which has worked out before what all replications share."""
    return Alone(*alone(ONE_RUN.format(size=size, name=name, seed=0))[:4])


def large_rows(at_s: float) -> list[Row]:
    """Size class L, each run in a process of its own, for time and peak memory alike."""
    runs = {name: run_alone("L", name) for name in (COMPILED, BY_THE_DAY, *PEERS)}
    goals = {f"{COMPILED}/{TUNED}": 75.0, f"{COMPILED}/{MESA}": 60.0}
    rows = []
    for mine in (COMPILED, BY_THE_DAY):
        for peer in PEERS:
            goal = goals.get(f"{mine}/{peer}")
            what = f"L: {mine} vs {peer} [CPU s a run, times faster]"
            rows.append(at_least(what, runs[mine].seconds, runs[peer].seconds, goal))
    for peer in PEERS:
        goal = 0.65 if peer == TUNED else None
        what = f"L: peak memory of {COMPILED} vs {peer} [MB]"
        rows.append(at_most(what, runs[COMPILED].peak_mb, runs[peer].peak_mb, goal))
    each = runs[COMPILED].seconds / runs[COMPILED].events * 1e6
    rows.append(at_most("cost of an event at L vs S [us]", each, at_s, 2.0))
    return rows


def whole_log_row() -> Row:
    """What a run costs of which every column of the log is read, at M: else a column is made when it is asked for."""
    scenario = world_of("M")

    def read(seed: int) -> float:
        start = time.process_time()
        log = run_compiled(scenario, seed).log
        for name, _ in LOG_COLUMNS:
            getattr(log, name)
        return time.process_time() - start

    read(99)
    return Row("M: compiled, every column of the log read [CPU s]", statistics.median(map(read, range(3))))


def full_row(rounds: int) -> Row:
    """CPU time of a run at M with everything on, programs of reps who look ahead solved beforehand."""
    work = ours(full_world(*SIZES["M"]), run_compiled)
    run_time, event_time, _ = measure_speed({COMPILED: work}, rounds)
    told = f"{event_time[COMPILED]:.2f} us an event"
    whole = run_time[COMPILED]
    return Row("M: everything on [CPU s a run]", whole, 1.0, whole <= 1.0, told=told)


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
    todo = {COMPILED: ours(tenth, run_compiled), CIW: ciw_network(ground(tenth))}
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
    """Peers that are not measured, and why."""
    return [Row(name, None, told=why) for name, why in ABSENT.items()]


def measure(quick: bool) -> list[Row]:
    """All rows of the table."""
    small = {f"{COMPILED}/{SIMPY}": 100.0, f"{COMPILED}/{MESA}": 60.0, f"{BY_THE_DAY}/{SIMPY}": 30.0}
    middle = {**small, f"{BY_THE_DAY}/{SIMPY}": 50.0}
    rows, at_s = size_rows("S", 3 if quick else 5, set(), small)
    more, _ = size_rows("M", 1 if quick else 3, {REFERENCE, TUNED} if quick else set(), middle)
    rows += more
    if not quick:
        rows += large_rows(at_s)
    rounds = 1 if quick else 3
    beside = [whole_log_row(), full_row(rounds), ciw_row(rounds), *absent_rows()]
    return [*rows, *beside, *start_rows(quick), kept_row(), *shipped_rows(rounds)]


if __name__ == "__main__":
    run(__doc__, measure)

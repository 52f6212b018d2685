"""The reference engine beside the same flow in plain SimPy, in Mesa day by day, and in Ciw; and the shipped world.

Size class S: 20 reps, 5,000 leads, 2,000 customers, one year. An event is something that happens to a lead, customer or
order (arrived, begun, advanced, won, ordered, …: sim.engine.log.Kind), counted alike for all; the peers only count
them and add up bookings and waits, ours writes the full log. The peers' draws are Python's native ones.
"""

from __future__ import annotations

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable

from peers.daily_mesa import DailyMesa
from peers.plain_simpy import PlainSimpy
from small_world import small_world
from table import Row, at_most, run

import scenarios
from sim.engine.log import Kind
from sim.engine.model import run_reference
from sim.engine.world import prepare
from sim.replicate import replicate
from sim.scenario import Scenario

OURS, MYOPIC, SIMPY, TUNED = "ours", "ours, myopic reps", "SimPy", "SimPy, patient collector"
MESA, CIW = "Mesa", "Ciw"
Work = Callable[[int], tuple[int, int]]
"""Runs a seed and returns the events and the wins."""


def ours(scenario: Scenario) -> Work:
    """The reference engine on this world."""

    def work(seed: int) -> tuple[int, int]:
        log = run_reference(scenario, seed).log
        return len(log), int((log.kind == Kind.WON).sum())

    return work


def works() -> dict[str, Work]:
    """What is measured, by name."""
    steady, myopic = small_world(20, 5_000, 2_000), small_world(20, 5_000, 2_000, steady=False)
    world = prepare(steady, 0)

    def peer(kind: type[PlainSimpy] | type[DailyMesa]) -> Work:
        def work(seed: int) -> tuple[int, int]:
            told = kind(world, seed).run(world).told
            return told.total(), told["won"]

        return work

    simpy = peer(PlainSimpy)
    return {
        OURS: ours(steady),
        SIMPY: simpy,
        TUNED: patient(simpy),
        MESA: peer(DailyMesa),
        MYOPIC: ours(myopic),
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


def measure_speed(todo: dict[str, Work], rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """Median CPU time an event [us], interleaved so that a slow moment hits all, and the mean number of wins."""
    times: dict[str, list[float]] = {name: [] for name in todo}
    wins: dict[str, list[int]] = {name: [] for name in todo}
    for seed in range(rounds):
        for name, work in todo.items():
            gc.collect()
            start = time.process_time()
            events, won = work(seed)
            times[name].append((time.process_time() - start) / events * 1e6)
            wins[name].append(won)
    return (
        {name: statistics.median(taken) for name, taken in times.items()},
        {name: statistics.mean(won) for name, won in wins.items()},
    )


def peak_mb(work: Work) -> float:
    """Peak of what one run allocates [MB]."""
    gc.collect()
    tracemalloc.start()
    work(0)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak


def kept_row() -> Row:
    """What a run leaves behind in memory, on a tenth of S: studies run thousands in one process."""
    work = ours(small_world(2, 500, 200))
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
    what = "reference engine vs Ciw, a tenth of S [us an event]"
    try:
        from peers.ciw_network import ciw_network  # noqa: PLC0415 - Ciw may be absent
    except ImportError as missing:
        return Row(what, None, told=f"not measured: {missing}")
    tenth = small_world(2, 500, 200)
    speed, wins = measure_speed({OURS: ours(tenth), CIW: ciw_network(prepare(tenth, 0))}, rounds)
    return at_most(what, speed[OURS], speed[CIW], None, f"wins {wins[OURS]:.0f} and {wins[CIW]:.0f}")


def shipped_rows(rounds: int) -> list[Row]:
    """CPU time of a replication of the shipped world, measures and laws included, and events a second of its run."""
    today = scenarios.load("us-field-force/today")
    whole, speed, events = [], [], 0
    for seed in range(rounds):
        start = time.process_time()
        replicate(today, [seed])
        middle = time.process_time()
        events = len(run_reference(today, seed).log)
        whole.append(middle - start)
        speed.append(events / (time.process_time() - middle))
    return [
        Row(
            "us-field-force/today [CPU s a replication]",
            statistics.median(whole),
            told="measures, laws and pay too",
        ),
        Row(
            "us-field-force/today [events/s]",
            statistics.median(speed),
            told=f"{events:,} events a replication",
        ),
    ]


def measure(quick: bool) -> list[Row]:
    """All rows of the table."""
    rounds = 3 if quick else 5
    todo = works()
    speed, wins = measure_speed(todo, rounds)
    peaks = {name: peak_mb(todo[name]) for name in (OURS, SIMPY, MESA)}
    apart = abs(wins[OURS] / wins[SIMPY] - 1.0)
    return [
        at_most("reference engine vs plain SimPy [us an event]", speed[OURS], speed[SIMPY], 1.2),
        at_most("  … with our setting of the garbage collector", speed[OURS], speed[TUNED], None),
        at_most("reference engine vs Mesa by the day [us an event]", speed[OURS], speed[MESA], None),
        ciw_row(rounds),
        at_most(
            "reps who read their pay daily vs steady [us an event]",
            speed[MYOPIC],
            speed[OURS],
            None,
            "both ours",
        ),
        at_most(
            "peak memory vs plain SimPy [MB]",
            peaks[OURS],
            peaks[SIMPY],
            None,
            "ours keeps the log",
        ),
        at_most("peak memory vs Mesa by the day [MB]", peaks[OURS], peaks[MESA], None),
        kept_row(),
        Row(
            "same flow: wins apart from plain SimPy [share]",
            apart,
            0.1,
            apart <= 0.1,
            wins[OURS],
            wins[SIMPY],
            f"Mesa {wins[MESA]:.0f}; mean of {rounds} seeds",
        ),
        *shipped_rows(1 if quick else 3),
    ]


if __name__ == "__main__":
    run(__doc__, measure)

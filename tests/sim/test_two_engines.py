"""The compiled engine tells the same story as the reference, event for event and bit for bit."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from random_worlds import FEATURES, random_world
from two_engines import difference, first_other_event
from worlds import queue, sales_force

import scenarios
from sim.engine import passage
from sim.engine.choice import engine_of
from sim.engine.compiled.draws import FastStreams
from sim.engine.compiled.run import run_compiled
from sim.engine.compiled.support import unsupported
from sim.engine.laws import check_run
from sim.engine.log import Kind
from sim.pipeline import chance_to_advance
from sim.streams import Streams

N_WORLDS = 200
PLAIN = """
import numpy as np
from random_worlds import random_world
from two_engines import difference
np.seterr(over="ignore")  # hashes wrap around on purpose; plain NumPy scalars warn of it
for number in (0, 1):
    print(difference(random_world(number)[0]) or "equal")
"""
SHIPPED = [name for name in scenarios.names() if "/" in name]


@pytest.mark.parametrize("number", range(N_WORLDS))
def test_random_worlds_are_told_alike(number):
    scenario, _ = random_world(number)

    assert unsupported(scenario) == ()
    assert difference(scenario) == ""


def test_every_feature_is_on_in_at_least_twenty_of_the_random_worlds():
    on = Counter(feature for number in range(N_WORLDS) for feature in random_world(number)[1])

    assert {name: on[name] for name in FEATURES if on[name] < 20} == {}


def test_events_of_every_kind_come_about_in_the_first_random_worlds():
    logs = [run_compiled(random_world(number)[0], 0).log for number in range(40)]
    seen = {int(kind) for log in logs for kind in np.unique(log.kind)}

    # Nobody is promoted in so short a time: tests/sim_people see to that.
    assert {kind.name for kind in Kind if kind not in seen} <= {"PROMOTED"}


def test_the_compiled_flow_tells_the_same_in_plain_python(tmp_path):
    here = Path(__file__).parent
    told = subprocess.run(
        [sys.executable, "-c", PLAIN],
        check=False,
        capture_output=True,
        text=True,
        cwd=here.parents[1],
        env={
            **os.environ,
            "NUMBA_DISABLE_JIT": "1",
            "NUMBA_CACHE_DIR": str(tmp_path),
            "PYTHONPATH": str(here),
        },
    )

    assert told.stdout.split() == ["equal", "equal"], told.stderr


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_are_told_alike(name):
    shipped = scenarios.load(name)
    short = shipped.run.model_copy(update={"months": min(shipped.run.months, 2), "warmup_days": 30})

    assert difference(shipped.model_copy(update={"run": short})) == ""


@pytest.mark.parametrize("scenario", [sales_force(), queue(per_hour=0.8, work_hours=1.0, months=2)])
def test_the_tests_own_worlds_are_told_alike(scenario):
    assert difference(scenario, replication=3) == ""


def test_a_rule_that_differs_in_one_engine_alone_is_found(monkeypatch):
    def a_little_better(share, quality, skill):
        return chance_to_advance(share, quality, skill + 0.05)

    monkeypatch.setattr(passage, "chance_to_advance", a_little_better)

    assert difference(sales_force()).startswith("event ")


def test_one_changed_bit_of_one_event_is_found():
    log = run_compiled(sales_force(run={"months": 1}), 0).log
    time = log.time.copy()
    time[100] = np.nextafter(time[100], np.inf)

    assert first_other_event(log, replace(log, time=time)).startswith("event 100: ")


def test_the_laws_hold_in_the_compiled_engine():
    check_run(run_compiled(sales_force(), 0))


@pytest.mark.parametrize("n", [0, 7, np.arange(50), 2**40])
def test_kernels_draw_the_same_luck(n):
    ids = np.random.default_rng(5).integers(0, 2**64, size=50, dtype=np.uint64)
    plain, fast = Streams(11, 3), FastStreams(11, 3)

    assert np.array_equal(plain.uniforms("lead work", ids, n), fast.uniforms("lead work", ids, n))
    assert np.array_equal(plain.pairs("lead work", ids, n), fast.pairs("lead work", ids, n))


def test_the_word_for_the_engine_is_no_part_of_what_identifies_a_result():
    worlds = [sales_force(run={"engine": engine}) for engine in ("auto", "reference", "compiled")]

    assert len({world.fingerprint() for world in worlds}) == 1
    assert [engine_of(world) for world in worlds] == ["compiled", "reference", "compiled"]


def test_the_compiled_engine_is_refused_where_it_lacks_something(monkeypatch):
    monkeypatch.setattr("sim.integrity.unsupported", lambda scenario: ("pipeline.magic",))

    with pytest.raises(ValueError, match=r"run\.engine: the compiled engine does not hold pipeline\.magic"):
        sales_force(run={"engine": "compiled"})


def test_auto_runs_on_the_reference_where_the_compiled_engine_lacks_something(monkeypatch):
    monkeypatch.setattr("sim.engine.choice.unsupported", lambda scenario: ("pipeline.magic",))

    assert engine_of(sales_force()) == "reference"
    with pytest.raises(ValueError, match="does not hold"):
        engine_of(sales_force(run={"engine": "compiled"}))

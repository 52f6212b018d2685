"""The runner: order, sharing of work, keeping, resuming, failing."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from toy_world import FullDisk, ToyWorld

from evenfield.study.blocks import cut
from evenfield.study.errors import BlockFailedError, StoreError
from evenfield.study.run import simulate_many
from evenfield.study.store import PartStore
from evenfield.study.workers import ProcessExecutor

TOY = "toy_world:replicate"


class Told:
    """A progress that remembers."""

    def __init__(self):
        self.steps, self.said = [], []

    def at(self, done, total):
        self.steps.append((done, total))

    def say(self, message):
        self.said.append(message)


def parts(folder):
    return {path.name: path.read_bytes() for path in Path(folder).glob("*.parquet")}


def test_results_stand_in_order_of_replication_whatever_the_order_of_work():
    world = ToyWorld()

    frame = simulate_many({"toy": world}, 6, workers=2, task="toy_world:first_block_is_slowest")["toy"]

    assert frame["replication"].tolist() == [0, 1, 2, 3, 4, 5]
    assert frame["value"].tolist() == [3.0, 103.0, 203.0, 303.0, 403.0, 503.0]  # 100 k + 3 letters of "toy"


def test_one_and_two_workers_keep_the_same_bytes(tmp_path):
    worlds = {"toy": ToyWorld(), "other": ToyWorld("other")}

    alone = simulate_many(worlds, 5, store=PartStore(tmp_path / "one"), workers=1, task=TOY)
    both = simulate_many(worlds, 5, store=PartStore(tmp_path / "two"), workers=2, task=TOY)

    assert len(parts(tmp_path / "one")) == 6  # 2 worlds x (0-1, 2-3, 4)
    assert parts(tmp_path / "one") == parts(tmp_path / "two")
    assert all(alone[name].equals(both[name]) for name in worlds)
    assert (alone["toy"].dtypes == both["toy"].dtypes).all()


def test_what_is_kept_is_not_worked_again(tmp_path):
    store, told = PartStore(tmp_path), Told()
    first = simulate_many({"toy": ToyWorld()}, 4, store=store, workers=1, task=TOY)

    # The same study with a task that can only fail: it is never called.
    again = simulate_many(
        {"toy": ToyWorld()}, 4, store=store, workers=1, progress=told, task="toy_world:break_a_law"
    )

    assert again["toy"].equals(first["toy"])
    assert told.steps == []


def test_more_replications_use_the_blocks_there_are(tmp_path):
    store, told = PartStore(tmp_path), Told()
    simulate_many({"toy": ToyWorld()}, 4, store=store, workers=1, task=TOY)

    frame = simulate_many({"toy": ToyWorld()}, 6, store=store, workers=1, progress=told, task=TOY)["toy"]

    assert told.steps == [(4, 6), (6, 6)]
    assert frame["replication"].tolist() == [0, 1, 2, 3, 4, 5]


def test_a_scenario_against_itself_is_worked_once_and_is_the_same(tmp_path):
    told = Told()

    got = simulate_many({"a": ToyWorld(), "b": ToyWorld()}, 2, workers=1, progress=told, task=TOY)

    assert told.steps == [(0, 2), (2, 2)]
    assert got["a"].equals(got["b"])


def test_a_truncated_part_is_said_and_worked_again(tmp_path):
    store, told = PartStore(tmp_path), Told()
    simulate_many({"toy": ToyWorld()}, 4, store=store, workers=1, task=TOY)
    whole = parts(tmp_path)
    victim = min(whole)
    (tmp_path / victim).write_bytes(whole[victim][:-9])

    simulate_many({"toy": ToyWorld()}, 4, store=store, workers=1, progress=told, task=TOY)

    assert parts(tmp_path) == whole
    assert len(told.said) == 1
    assert victim in told.said[0]


def test_a_broken_law_is_reported_by_scenario_and_replication():
    with pytest.raises(BlockFailedError, match=r"toy, replications 0-1: ValueError: bookings 10 .*toy_world"):
        simulate_many({"toy": ToyWorld()}, 2, workers=1, task="toy_world:break_a_law")


def in_one_process(world, task):
    """Four replications in two blocks, worked by one worker process."""
    done = dict(ProcessExecutor(1, f"toy_world:{task}").run(cut("toy", world, range(4))))
    return sorted(block.replications for block in done)


def test_a_broken_law_in_a_worker_reads_the_same_and_keeps_its_traceback():
    with pytest.raises(BlockFailedError, match=r"toy, replications 0-1: ValueError: bookings 10") as caught:
        in_one_process(ToyWorld(), "break_a_law")

    assert "Traceback" in caught.value.__notes__[0]


def test_a_worker_that_dies_once_costs_nothing(tmp_path):
    done = in_one_process(ToyWorld(note=str(tmp_path / "died")), "die_once")

    assert (tmp_path / "died").exists()
    assert done == [(0, 1), (2, 3)]


def test_a_block_that_kills_two_workers_is_named():
    with pytest.raises(BlockFailedError, match=r"toy, replications 0-1: .*died 2 times; exit code 7"):
        in_one_process(ToyWorld(), "die_always")


def test_a_stray_print_of_the_work_does_not_break_the_pipe():
    assert in_one_process(ToyWorld(), "chatter") == [(0, 1), (2, 3)]


def test_a_full_disk_stops_the_study_and_what_was_kept_is_whole():
    store = FullDisk(room=1)

    with pytest.raises(StoreError, match="No space left"):
        simulate_many({"toy": ToyWorld()}, 6, store=store, workers=2, task=TOY)

    assert len(store.kept) == 1
    store.room = 9
    frame = simulate_many({"toy": ToyWorld()}, 6, store=store, workers=1, task=TOY)["toy"]
    assert frame["replication"].tolist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("scenarios", "replications", "workers", "message"),
    [
        ({}, 2, 1, "at least 1 scenario"),
        ({"toy": ToyWorld()}, 0, 1, "at least 1 replication"),
        ({"toy": ToyWorld()}, [1, 1], 1, "asked for once"),
        ({"toy": ToyWorld()}, [-1], 1, "numbered from 0"),
        ({"toy": ToyWorld()}, 2, 0, "at least 1 worker, got 0"),
    ],
)
def test_a_study_of_nothing_is_refused(scenarios, replications, workers, message):
    with pytest.raises(ValueError, match=message):
        simulate_many(scenarios, replications, workers=workers, task=TOY)


def test_a_plain_script_without_a_main_guard_uses_workers(tmp_path):
    script = tmp_path / "study.py"
    script.write_text(
        "from toy_world import ToyWorld\n"
        "from evenfield.study.run import simulate_many\n"
        "print('once')\n"
        "print(len(simulate_many({'toy': ToyWorld()}, 8, workers=2, task='toy_world:replicate')['toy']))\n"
    )

    done = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        check=False,
    )

    assert (done.stdout, done.stderr) == ("once\n8\n", "")


@pytest.mark.parametrize(
    ("replications", "workers", "message"),
    [
        (1.5, 1, "replications: a whole number is wanted, got 1.5"),
        (2.0, 1, "replications: a whole number is wanted, got 2.0"),
        ("5", 1, "replications: a whole number is wanted, got '5'"),
        (None, 1, "replications: a whole number is wanted, got None"),
        ([0, 1.5], 1, "replications: a whole number is wanted, got 1.5"),
        (2, "2", "workers: a whole number is wanted, got '2'"),
    ],
)
def test_what_is_no_whole_number_is_refused_by_name(replications, workers, message):
    with pytest.raises(TypeError, match=message):
        simulate_many({"toy": ToyWorld()}, replications, workers=workers, task=TOY)


@pytest.mark.parametrize("replications", [np.int64(2), np.arange(2), (0, 1)])
def test_whole_numbers_of_any_kind_are_taken(replications):
    frame = simulate_many({"toy": ToyWorld()}, replications, workers=np.int64(1), task=TOY)["toy"]

    assert frame["replication"].tolist() == [0, 1]

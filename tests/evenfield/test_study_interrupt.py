"""Ctrl-C and SIGKILL in the middle of a study, then the same study again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from toy_world import ToyWorld

from evenfield.study.run import simulate_many
from evenfield.study.store import PartStore

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

REPLICATIONS = 16
# SIGINT is set as a terminal would have it: a test run in the background inherits "ignore".
STUDY = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from toy_world import ToyWorld
from evenfield.study.errors import Interrupted
from evenfield.study.run import simulate_many
from evenfield.study.store import PartStore
note, parts, workers = sys.argv[1:]
try:
    store, task = PartStore(parts), "toy_world:slowly"
    simulate_many({"toy": ToyWorld(note=note)}, 16, store=store, workers=int(workers), task=task)
except Interrupted as stopped:
    print(stopped)
    sys.exit(130)
"""


def start(tmp_path, workers, note="traces"):
    traces = tmp_path / note
    traces.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", STUDY, str(traces), str(tmp_path / "parts"), str(workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
    )


def until_some_parts_are_kept(tmp_path, process):
    for _ in range(600):
        if len(list((tmp_path / "parts").glob("*.parquet"))) >= 2:
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.kill()
    pytest.fail("no part was kept in 30 s")


def parts(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


def simulated(tmp_path, folder):
    """Return the parts of the study above, simulated to its end in this process; slowness changes no result."""
    world, store = ToyWorld(note=str(tmp_path / "traces")), PartStore(folder)
    simulate_many({"toy": world}, REPLICATIONS, store=store, workers=1, task="toy_world:replicate")
    return parts(folder)


def resumed(tmp_path):
    return simulated(tmp_path, tmp_path / "parts")


def undisturbed(tmp_path):
    return simulated(tmp_path, tmp_path / "undisturbed")


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_keeps_every_block_that_was_started_and_says_how_far_it_got(tmp_path, workers):
    process = start(tmp_path, workers)
    until_some_parts_are_kept(tmp_path, process)

    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=30)

    kept = len(list((tmp_path / "parts").glob("*.parquet")))
    assert process.returncode == 130
    assert (
        said == f"{2 * kept}/{REPLICATIONS} saved, run the same command to resume\n"
    )  # blocks of 2 replications
    assert kept == len(list((tmp_path / "traces").iterdir()))
    assert errors == ""


def test_a_second_ctrl_c_stops_at_once_and_leaves_no_half_part(tmp_path):
    process = start(tmp_path, 2)
    until_some_parts_are_kept(tmp_path, process)

    process.send_signal(signal.SIGINT)
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=30)

    assert process.returncode == 130
    assert "saved, run the same command to resume" in said
    assert errors == ""
    assert not list((tmp_path / "parts").glob("*.tmp"))
    kept = parts(tmp_path / "parts")
    assert kept.items() <= undisturbed(tmp_path).items()
    assert resumed(tmp_path) == undisturbed(tmp_path)


def test_sigkill_and_the_same_study_again_give_the_same_bytes(tmp_path):
    process = start(tmp_path, 2)
    until_some_parts_are_kept(tmp_path, process)
    process.kill()
    process.communicate()
    kept = parts(tmp_path / "parts")

    after = resumed(tmp_path)

    assert kept.items() <= after.items()
    assert after == undisturbed(tmp_path)
    assert not list((tmp_path / "parts").glob("*.tmp"))

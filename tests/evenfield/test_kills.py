"""Whatever ends a study in the middle: nothing kept is corrupt, nothing finished is lost, resuming gives the same."""

import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from toy_study import TOY, WORLDS, parts, reasons, run_study
from toy_world import ToyWorld

from evenfield.study import files
from evenfield.study.blocks import cut
from evenfield.study.errors import StoreError
from evenfield.study.folder import Member, StudyFolder
from evenfield.study.run import simulate_many
from evenfield.study.workers import ProcessExecutor

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and mounts of POSIX")
HERE = Path(__file__).parent


def kill_again_and_again(kills, seed, folder):
    """Run ``killing.py``, which asserts after each kill that nothing is corrupt or lost; return what it tells."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", HERE / "killing.py", str(kills), str(seed), folder],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(HERE), "OPENBLAS_NUM_THREADS": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_sigkill_at_drawn_moments_spoils_nothing(tmp_path):
    told = kill_again_and_again(12, 1, tmp_path)

    assert told["killed"] == 12
    assert told["in_the_middle"] >= 3  # else the moments tell nothing


@pytest.mark.slow
def test_sigkill_at_fifty_drawn_moments_spoils_nothing(tmp_path):
    told = kill_again_and_again(50, 20261121, tmp_path)

    assert told["killed"] == 50
    assert told["in_the_middle"] >= 15


def asked(folder):
    """Return a study of the toy worlds that is asked and not begun."""
    study = StudyFolder(folder)
    study.begin([Member(label, f"lib/{label}", world) for label, world in WORLDS.items()], 5, None)
    return study


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return parts(run_study(tmp_path_factory.mktemp("undisturbed") / "study"))


@pytest.mark.parametrize("nth", range(1, 13))  # 6 parts and 6 sidecars are written
@pytest.mark.parametrize("call", ["fsync", "fdopen"])
def test_a_disk_that_is_full_at_the_nth_file_spoils_nothing(tmp_path, monkeypatch, undisturbed, call, nth):
    study, calls, real = asked(tmp_path / "study"), [], getattr(os, call)

    def full(*arguments, **named):
        calls.append(arguments)
        if len(calls) == (
            2 * nth - 1 if call == "fsync" else nth
        ):  # each file is synced, and then its folder
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments, **named)

    with monkeypatch.context() as during:
        during.setattr(files.os, call, full)
        with pytest.raises(StoreError, match="No space left on device"):
            simulate_many(WORLDS, 5, store=study.store, workers=1, task=TOY)

    kept = parts(study)
    assert len(kept) == (nth - 1) // 2
    assert kept.items() <= undisturbed.items()
    assert reasons(study) == []
    assert not list(study.store.folder.glob(".*.tmp"))
    assert parts(run_study(study.path)) == undisturbed


@pytest.fixture
def small_disk(tmp_path):
    """Return a folder on a disk of its own with 64 kB, which only root may make."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", folder], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no right to mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts a tmpfs")
def test_a_disk_that_is_really_full_stops_the_study_and_room_lets_it_go_on(small_disk, undisturbed):
    ballast = small_disk / "ballast"
    study = asked(small_disk / "study")
    ballast.write_bytes(bytes(32_768))

    with pytest.raises(StoreError, match="No space left on device"):
        simulate_many(WORLDS, 5, store=study.store, workers=1, task=TOY)
    kept = parts(study)

    assert 0 < len(kept) < 6
    assert kept.items() <= undisturbed.items()
    assert reasons(study) == []
    assert not list(study.store.folder.glob(".*.tmp"))
    ballast.unlink()
    assert parts(run_study(study.path)) == undisturbed


def test_the_same_study_twice_at_once_is_one_study(tmp_path, undisturbed):
    folder = tmp_path / "study"
    asked(folder)
    runs = [threading.Thread(target=run_study, args=(folder,)) for _ in range(2)]

    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert parts(StudyFolder(folder)) == undisturbed
    assert reasons(StudyFolder(folder)) == []


def test_a_worker_killed_from_outside_costs_nothing(tmp_path):
    world = ToyWorld(note=str(tmp_path / "at_work"))
    executor = ProcessExecutor(1, "toy_world:wait_the_first_time")

    def kill_the_worker():
        while not Path(world.note).exists():
            time.sleep(0.01)
        os.kill(int(Path(world.note).read_text()), signal.SIGKILL)

    killer = threading.Thread(target=kill_the_worker)
    killer.start()
    done = {block.replications: frame for block, frame in executor.run(cut("toy", world, range(4)))}
    killer.join()

    assert sorted(done) == [(0, 1), (2, 3)]
    assert done[0, 1]["value"].tolist() == [3.0, 103.0]  # 100 k + 3 letters of "toy"

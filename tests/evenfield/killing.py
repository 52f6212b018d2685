"""
Kills a study again and again at drawn moments, and looks at what is kept after each kill.

A program of its own, ``python killing.py KILLS SEED FOLDER``: it imports once and forks for each
study, so that a kill costs the study's time and not Python's. It prints what happened as one JSON object.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from toy_study import WORLDS, parts

from evenfield.study.compact import compact
from evenfield.study.folder import Member, StudyFolder
from evenfield.study.provenance import provenance
from evenfield.study.run import simulate_many
from evenfield.study.verify import verify

REPLICATIONS = 12  # 2 worlds x 6 blocks of 2


class Announcing:
    """Writes down how many replications are said to be done: so many must be there after a kill."""

    def __init__(self, file):
        self.file = file

    def at(self, done, total):
        self.file.write_text(f"{done}")

    def say(self, message):
        pass


def study(folder):
    """Simulate, or go on where it stopped; then pack every second study, so that kills fall there too."""
    kept = StudyFolder(folder / "study")
    task = "toy_world:replicate_in_a_millisecond"
    simulate_many(
        WORLDS, REPLICATIONS, store=kept.store, workers=1, task=task, progress=Announcing(folder / "done")
    )
    if folder.name.endswith("packed"):
        compact(kept.store)
    (folder / "finished").touch()


def look(folder, undisturbed):
    """Fail when anything kept is damaged, differs, or is missing though it was said to be done."""
    kept = StudyFolder(folder / "study")
    announced = int((folder / "done").read_text() or 0) if (folder / "done").exists() else 0
    if kept.store.folder.exists():
        assert verify(kept).bad == (), verify(kept).bad
    assert 2 * len(kept.store.kept()) >= announced, (kept.store.kept(), announced)
    assert parts(kept).items() <= undisturbed.items() or folder.name.endswith("packed")
    if (folder / "finished").exists():
        for name in WORLDS:
            frame = kept.results(next(one for one in kept.manifest().scenarios if one.label == name))
            assert frame["replication"].tolist() == list(range(REPLICATIONS))
        assert not list(kept.store.folder.glob(".*.tmp"))
        assert parts(kept) == undisturbed or folder.name.endswith("packed")


def forked(work, *given):
    """Return the process id of a copy of this process that does the work and ends."""
    child = os.fork()
    if child:
        return child
    try:
        work(*given)
        os._exit(0)
    except BaseException as error:  # whatever it is, the parent must hear of it
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)


def ended_well(child):
    return os.waitpid(child, 0)[1] == 0


def new(folder):
    """Return the folder with a study that is asked and not begun."""
    asked = [Member(label, f"lib/{label}", world) for label, world in WORLDS.items()]
    StudyFolder(folder / "study").begin(asked, REPLICATIONS, None)
    return folder


def main(kills, seed, home):
    chance = random.Random(seed)
    provenance()  # asks git once, not in every copy
    whole = new(home / "whole")
    clock = time.perf_counter()
    assert ended_well(forked(study, whole))
    seconds = time.perf_counter() - clock
    undisturbed = parts(StudyFolder(whole / "study"))
    told = {"killed": 0, "in_the_middle": 0, "finished": 0, "left_over": 0, "seconds": round(seconds, 3)}
    number, folder = 0, new(home / "0")
    while told["killed"] < kills:
        child = forked(study, folder)
        time.sleep(chance.random() * seconds)
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        told["killed"] += os.WIFSIGNALED(status)
        kept = len(list((folder / "study/parts").glob("[!.]*.parquet")))
        told["in_the_middle"] += os.WIFSIGNALED(status) and 0 < kept < len(undisturbed)
        told["left_over"] += len(list((folder / "study/parts").glob(".*.tmp")))
        assert ended_well(forked(look, folder, undisturbed)), folder
        if (folder / "finished").exists():
            told["finished"] += 1
            number += 1
            folder = new(home / (f"{number}-packed" if number % 2 else f"{number}"))
    assert ended_well(forked(study, folder))
    assert ended_well(forked(look, folder, undisturbed)), folder
    print(json.dumps(told))  # noqa: T201 - the answer of a program


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))

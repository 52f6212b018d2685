"""A stand-in for scenario and simulation, small and exactly known, which worker processes can import."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from evenfield.study.blocks import Block, block_key
from evenfield.study.errors import StoreError


@dataclass(frozen=True)
class ToyWorld:
    """What the runner asks of a scenario: fingerprint and volume; ``note`` is for the fakes below."""

    name: str = "toy"
    leads_per_year: float = 1250.0  # 2,500 leads a block / 1,250 leads a run = 2 replications a block
    note: str = ""
    market: SimpleNamespace = field(init=False)
    run: SimpleNamespace = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "market", SimpleNamespace(leads_per_year=self.leads_per_year))
        object.__setattr__(self, "run", SimpleNamespace(months=12, warmup_days=0))

    def fingerprint(self):
        return f"{self.name}|{self.leads_per_year}|{self.note}"


def block_of(world=None, replications=(0, 1, 2)):
    """Return a block of exactly these replications."""
    world = world or ToyWorld()
    key = block_key(world.fingerprint(), replications)
    return Block(world.name, world, world.fingerprint(), tuple(replications), key)


def replicate(world, replications):
    """Bookings of replication k are 100 k, plus one for each letter of the world's name."""
    rows = [(k, "bookings", "", 0, 100.0 * k + len(world.name)) for k in replications]
    frame = pd.DataFrame(rows, columns=["replication", "measure", "entity", "month", "value"])
    return frame.astype({"replication": "int32", "month": "int16"})


def first_block_is_slowest(world, replications):
    if replications[0] == 0:
        time.sleep(0.3)
    return replicate(world, replications)


def break_a_law(world, replications):
    raise ValueError(f"bookings 10 are not shipped 4 + backlog 5 in replication {replications[0]}")


def die_once(world, replications):
    """End the process hard the first time; ``note`` names the file that remembers."""
    memory = Path(world.note)
    if not memory.exists():
        memory.touch()
        os._exit(7)
    return replicate(world, replications)


def wait_the_first_time(world, replications):
    """Say in file ``note`` which process this is, and wait to be killed; the second time, work."""
    memory = Path(world.note)
    if not memory.exists():
        half = memory.with_suffix(".half")
        half.write_text(str(os.getpid()))
        half.rename(memory)
        time.sleep(60)
    return replicate(world, replications)


def die_always(world, replications):
    os._exit(7)


def chatter(world, replications):
    """Print, as a careless plug-in would; the pipe to the study must not see it."""
    print("hello from a plug-in")  # noqa: T201 - that it prints is the point
    return replicate(world, replications)


def slowly(world, replications):
    """Leave a trace in folder ``note`` when a block starts, and take a while."""
    Path(world.note, f"{replications[0]}.started").touch()
    time.sleep(0.3)
    return replicate(world, replications)


def replicate_in_a_millisecond(world, replications):
    time.sleep(0.001)
    return replicate(world, replications)


class FullDisk:
    """A store that takes ``room`` parts and then none."""

    def __init__(self, room):
        self.room, self.kept = room, {}

    def has(self, key):
        return key in self.kept

    def load(self, key):
        return self.kept[key]

    def save(self, block, frame):
        if len(self.kept) == self.room:
            raise StoreError("could not write a part (No space left on device)")
        self.kept[block.key] = frame

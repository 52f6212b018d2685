"""A study is scenarios times replications, cut into blocks: what a worker works and the store keeps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import sim
from evenfield.study.plugins import loaded
from sim.scenario import Scenario

SCHEMA = 2
"""Number of the layout of part and sidecar; it is in the key, so that a new layout never reads an old part."""
LEADS_PER_BLOCK = (
    2_500  # about 0.2 s of the reference engine or more: less, and handing out work would cost more than work
)
MOST_REPLICATIONS = 25  # a small world still resumes in fine steps
DAYS_PER_YEAR, MONTHS_PER_YEAR = 365.25, 12


@dataclass(frozen=True, eq=False)
class Block:
    """
    Some replications of one scenario.

    ``key`` is the hash of everything that can change the results: blocks with one key are one piece of work.
    """

    label: str
    scenario: Scenario
    fingerprint: str
    replications: tuple[int, ...]
    key: str

    def __str__(self) -> str:
        """Return the block's name for people, such as ``today, replications 5-9``."""
        first, last = self.replications[0], self.replications[-1]
        return f"{self.label}, " + (
            f"replication {first}" if first == last else f"replications {first}-{last}"
        )


def block_size(scenario: Scenario) -> int:
    """
    Return how many replications of a scenario make a block, from the scenario alone, so that keys never move.

    Parameters
    ----------
    scenario
        Its leads a replication, warm-up included, decide: about 2,500 leads a block, 1 to 25 replications.
    """
    years = scenario.run.months / MONTHS_PER_YEAR + scenario.run.warmup_days / DAYS_PER_YEAR
    leads_per_run = scenario.market.leads_per_year * years
    return max(1, min(MOST_REPLICATIONS, round(LEADS_PER_BLOCK / leads_per_run)))


def cut(label: str, scenario: Scenario, replications: Sequence[int]) -> list[Block]:
    """
    Return the blocks of one scenario, in order of replication.

    Raises
    ------
    ValueError
        When no replication is asked for, one is asked for twice, or its number is negative.
    """
    wanted = sorted(replications)
    if not wanted:
        raise ValueError("a study needs at least 1 replication, got none")
    if wanted[0] < 0:
        raise ValueError(f"replications are numbered from 0, got {wanted[0]}")
    if len(set(wanted)) < len(wanted):
        raise ValueError(f"a replication is asked for once, got {wanted}")
    size, fingerprint = block_size(scenario), scenario.fingerprint()
    parts = (tuple(wanted[start : start + size]) for start in range(0, len(wanted), size))
    return [Block(label, scenario, fingerprint, part, block_key(fingerprint, part)) for part in parts]


def block_key(fingerprint: str, replications: Sequence[int]) -> str:
    """Return the key of a block worked now, by this source."""
    return address(fingerprint, replications, source_hash(), SCHEMA)


def address(fingerprint: str, replications: Sequence[int], source: str, schema: int) -> str:
    """Return the sha256 of everything that can change a block's results: what a key must be."""
    content = {
        "replications": list(replications),
        "scenario": fingerprint,
        "schema": schema,
        "source": source,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def source_hash() -> str:
    """Return the sha256 of the simulation's source and of the user's own rules: other code, other results."""
    own, simulation = loaded(), package_hash(sim)
    if not own:
        return simulation
    digest = hashlib.sha256(simulation.encode())
    for plugin in own:
        digest.update(hashlib.sha256(plugin.content).digest())
    return digest.hexdigest()


@lru_cache(maxsize=4)
def package_hash(package: ModuleType) -> str:
    """Return the sha256 of a package's own source, read once a process."""
    root = Path(str(package.__file__)).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py"), key=lambda path: path.relative_to(root).as_posix()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()

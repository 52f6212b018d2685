"""How often a planted cause of a low conversion ratio is named, and how often luck alone accuses somebody."""

from __future__ import annotations

import sys
from pathlib import Path

from table import Row, run

from evenfield.diagnosis import Diagnosis, diagnose
from sim.replicate import replicate

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.diagnosis.planted import CULPRIT, Planted, planted

CAUSES: tuple[Planted, ...] = ("skill", "product", "lead allocation", "oversized territory")
NAMED, ACCUSED = 0.90, 0.05


def diagnosed(what: Planted, seed: int, replications: int) -> Diagnosis:
    scenario = planted(what, seed)
    numbers = range(replications)
    return diagnose(
        scenario,
        replicate(scenario, numbers),
        lambda worlds: {name: replicate(world, numbers) for name, world in worlds.items()},
    )


def named(what: Planted, seed: int, replications: int) -> bool:
    """Whether the culprit was accused, and of what he did."""
    culprit = "plus" if what == "product" else CULPRIT
    findings = diagnosed(what, seed, replications).findings
    return any(found.ratio.entity == culprit and found.cause == what for found in findings)


def measure(quick: bool) -> list[Row]:
    """One row a cause: the share of seeds in which it was named; and one for luck alone."""
    seeds, replications = (5, 8) if quick else (100, 15)
    found = []
    for what in CAUSES:
        share = sum(named(what, seed, replications) for seed in range(seeds)) / seeds
        found.append(Row(f"{what}: named", share, NAMED, share >= NAMED, told=f"{seeds} seeds"))
    accused = sum(bool(diagnosed("nothing", seed, replications).findings) for seed in range(seeds)) / seeds
    told = f"{seeds} seeds"
    return [*found, Row("luck alone: somebody accused", accused, ACCUSED, accused <= ACCUSED, told=told)]


if __name__ == "__main__":
    run(__doc__, measure)

"""From conversion ratios to low ones, to the worlds without a cause, to the cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from evenfield.diagnosis.cause import Finding, find_cause
from evenfield.diagnosis.counterfactuals import CAUSES, reps_of_regions
from evenfield.diagnosis.ratios import Counts, Ratio, conversion_ratios, counts
from sim.scenario import Scenario

Simulate = Callable[[Mapping[str, Scenario]], Mapping[str, pd.DataFrame]]
"""Returns the tidy results of the same replications of several scenarios, by name."""


@dataclass(frozen=True)
class Diagnosis:
    """Every conversion ratio, and what was found about the low ones."""

    scenario: str
    replications: int
    ratios: tuple[Ratio, ...]
    findings: tuple[Finding, ...]


def diagnose(scenario: Scenario, frame: pd.DataFrame, simulate: Simulate) -> Diagnosis:
    """
    Return the conversion ratios of a scenario's results, and the cause of each that is low.

    A cause is taken away from all accused of a level at once, so the number of further runs does not grow with theirs.

    Parameters
    ----------
    scenario
        The scenario the results are of.
    frame
        Its tidy results.
    simulate
        Simulates the worlds without a cause on the same replications.
    """
    ratios = conversion_ratios(frame)
    low = [ratio for ratio in ratios if ratio.is_low]
    worlds = _worlds_without(scenario, low)
    frames = (
        simulate({f"{level}: {cause}": world for (level, cause), world in worlds.items()}) if worlds else {}
    )
    before = {level: counts(frame, level) for level in {ratio.level for ratio in low}}
    without: dict[str, dict[str, Counts]] = {level: {} for level in before}
    for level, cause in worlds:
        without[level][cause] = counts(frames[f"{level}: {cause}"], level)
    findings = tuple(find_cause(ratio, before[ratio.level], without[ratio.level]) for ratio in low)
    return Diagnosis(scenario.name, int(frame["replication"].nunique()), ratios, findings)


def _worlds_without(scenario: Scenario, low: list[Ratio]) -> dict[tuple[str, str], Scenario]:
    """Return the world without each cause that applies to somebody accused, by level and cause."""
    worlds = {}
    for level, causes in CAUSES.items():
        accused = frozenset(ratio.entity for ratio in low if ratio.level == level)
        if not accused:
            continue
        who = reps_of_regions(scenario, accused) if level == "region" else accused
        for cause, without in causes.items():
            world = without(scenario, who)
            if world is not None:
                worlds[level, cause] = world
    return worlds

"""What ``evenfield run --diagnose`` adds: conversion ratios, the low ones, and the cause of each."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from evenfield.cli.progress import Bar
from evenfield.cli.show import show
from evenfield.diagnosis import Diagnosis, diagnose
from evenfield.diagnosis.words import READING, as_data, finding_lines, ratio_table
from evenfield.study.run import simulate_many
from evenfield.study.store import PartStore
from evenfield.study.written import write_data
from sim.conversion import LEVELS
from sim.scenario import Scenario


def diagnosis(scenario: Scenario, frame: pd.DataFrame, workers: int | None, out: Path | None) -> Diagnosis:
    """Return the diagnosis of a scenario's results; it and the counterfactual runs are kept in ``out``."""
    numbers = sorted({int(number) for number in frame["replication"]})
    store = None if out is None else PartStore(out / "diagnosis")
    with Bar() as progress:
        found = diagnose(
            scenario,
            frame,
            lambda worlds: simulate_many(worlds, numbers, store=store, workers=workers, progress=progress),
        )
    if out is not None:
        write_data(out / "diagnosis.json", as_data(found))
    return found


def show_diagnosis(found: Diagnosis) -> None:
    """Print the ratios of each level, and what was found about the low ones."""
    for level in LEVELS:
        if any(ratio.level == level for ratio in found.ratios):
            show(ratio_table(found, level))
    show("")
    for finding in found.findings:
        for line in finding_lines(finding):
            show(line)
    if not found.findings:
        show("No ratio is lower than the others' by more than luck.")
    show(READING)

"""What the running commands share: members of a study, and simulating them under a progress bar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pandas as pd

import scenarios
from evenfield.cli.progress import Bar
from evenfield.cli.show import tell
from evenfield.comparison import Comparison
from evenfield.comparison.no_effect import as_it_ran
from evenfield.study.blocks import source_hash
from evenfield.study.folder import Manifest, Member, StudyFolder, StudyFolderError
from evenfield.study.run import simulate_many
from sim.engine.choice import fallback
from sim.scenario import Scenario


@dataclass(frozen=True)
class Beside:
    """
    What stands beside each other in a report: scenarios, and once more without their response curves.

    ``supply_page`` is where the S&OP page of the first scenario lies, seen from the report.
    """

    comparison: Comparison | None = None
    no_effect: Comparison | None = None
    supply_page: str = ""


def members(given: Sequence[str], seed: int | None = None) -> list[Member]:
    """
    Return the scenarios given on the command line, labelled; every fault of every one is reported at once.

    Settings that change nothing are named on standard error.
    """
    readings = scenarios.read_all(given)
    for warning in dict.fromkeys(one for reading in readings for one in scenarios.idle_settings(reading)):
        tell(f"warning: {warning}")
    loaded = [with_seed(scenarios.require(reading), seed) for reading in readings]
    labels = label(given, [scenario.name for scenario in loaded])
    return [Member(*member) for member in zip(labels, given, loaded, strict=True)]


def with_seed(scenario: Scenario, seed: int | None) -> Scenario:
    """Return the scenario under another seed."""
    if seed is None:
        return scenario
    return scenario.model_copy(update={"run": scenario.run.model_copy(update={"seed": seed})})


def label(given: Sequence[str], names: Sequence[str]) -> list[str]:
    """
    Return a label of its own for each scenario: its name, or what was given when two have one name, with a number.

    Examples
    --------
    >>> label(["lib/today", "mine.yaml"], ["today", "mine"])
    ['today', 'mine']
    >>> label(["lib/today", "mine.yaml", "lib/today"], ["today", "today", "today"])
    ['lib/today', 'mine.yaml', 'lib/today (2)']
    """
    wanted = [name if names.count(name) == 1 else told for name, told in zip(names, given, strict=True)]
    return [
        one if wanted[:place].count(one) == 0 else f"{one} ({wanted[:place].count(one) + 1})"
        for place, one in enumerate(wanted)
    ]


def simulate(  # noqa: PLR0913 - the study, its options, and who had a hand in it
    study: Sequence[Member],
    replications: int,
    workers: int | None,
    out: Path | None,
    seed: int | None,
    *,
    solver: Mapping[str, str] | None = None,
    twin: bool = False,
) -> dict[str, pd.DataFrame]:
    """
    Return the results of every member by label, kept in ``out`` when it is given.

    What runs on the reference engine because the compiled one does not hold it is said, of a ``twin`` not again.
    """
    folder = None if out is None else StudyFolder(out, solver)
    if folder is not None:
        folder.begin(study, replications, seed)
    worlds = {member.label: member.scenario for member in study}
    if not twin:
        tell_fallbacks([member for member in study if not member.without])
    with Bar() as progress:
        store = None if folder is None else folder.store
        frames = simulate_many(worlds, replications, store=store, workers=workers, progress=progress)
    if folder is not None:
        folder.refuse_other_question()  # before KPIs, comparison or report of ours stand beside its question
    return frames


def members_again(folder: StudyFolder, manifest: Manifest) -> list[Member]:
    """
    Return the scenarios of a kept study.

    Raises
    ------
    StudyFolderError
        When a scenario is no longer what it was when the study ran.
    """
    folder.require_rules(manifest)
    study = members([folder.reach(asked.given) for asked in manifest.scenarios], manifest.seed)
    again = [
        Member(asked.label, one.given, as_it_ran(one.scenario, asked.without), asked.without)
        for asked, one in zip(manifest.scenarios, study, strict=True)
    ]
    for asked, one in zip(manifest.scenarios, again, strict=True):
        if one.scenario.fingerprint() != asked.fingerprint:
            raise StudyFolderError(
                f"{one.given} has changed since the study in {folder.path} ran; run it again"
            )
    return again


def tell_fallbacks(study: Sequence[Member]) -> None:
    """Say what runs on the reference engine, once, and of which scenarios when it is not all of them."""
    said: dict[str, list[str]] = defaultdict(list)
    for member in study:
        said[fallback(member.scenario)].append(member.label)
    for told, labels in said.items():
        if told:
            tell(told if len(labels) == len(study) else f"{', '.join(labels)}: {told}")


def write_report(
    path: Path,
    study: Sequence[Member],
    frames: Mapping[str, pd.DataFrame],
    *,
    names: bool,
    beside: Beside,
) -> Path:
    """Write the report of a study and return its path; reps are pseudonymous unless ``names``."""
    from evenfield.report import write_report as write_page  # noqa: PLC0415 - Matplotlib, only when drawing

    worlds = {member.label: member.scenario for member in study}
    # No time and no host: the same study gives the same page. They stand beside each part.
    facts = {
        "replications": next(iter(frames.values()))["replication"].nunique(),
        "seed": {label: world.run.seed for label, world in worlds.items()},
        "evenfield": version("evenfield"),
        "source_of_the_simulation": source_hash()[:12],
    }
    return write_page(
        path,
        worlds,
        frames,
        beside.comparison,
        facts,
        no_effect=beside.no_effect,
        names=names,
        supply_page=beside.supply_page,
    )

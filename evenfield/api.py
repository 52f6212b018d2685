"""What a user calls: load, simulate, compare, design, write a report, open a kept study."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, SupportsIndex

import scenarios
from evenfield.comparison import Comparison
from evenfield.comparison import compare as compare_frames
from evenfield.comparison.comparable import comparability_notes
from evenfield.results import Results
from evenfield.study.files import nearest
from evenfield.study.opened import Run, open_run
from evenfield.study.plugins import load_plugins
from evenfield.study.pool import Pool
from evenfield.study.protocols import Progress, Store
from evenfield.study.run import simulate_many
from evenfield.study.store import PartStore
from sim.scenario import Scenario

if TYPE_CHECKING:
    from optimize.attribution import Attribution
    from optimize.design import Design, Wishes

__all__ = [
    "Comparison",
    "Results",
    "Run",
    "Scenario",
    "attribute",
    "compare",
    "design",
    "load",
    "load_rules",
    "open_run",
    "simulate",
    "write_report",
]


def load(name: str | Path) -> Scenario:
    """
    Return a scenario of the library by name, or of a YAML file by path.

    Raises
    ------
    scenarios.ScenarioError
        With every fault of the file, each with its line.
    """
    return scenarios.load(name)


def load_rules(*paths: Path | str) -> None:
    """
    Run Python files with rules of your own, here and in every worker; scenarios can then name these rules.

    Rules that are defined in a notebook or script itself are known in this process only: simulate with ``workers=1``.

    Raises
    ------
    PluginError
        With every file that is not there, is no Python, or raises an error, with its line.
    """
    load_plugins(paths)


def simulate(
    scenario: Scenario,
    replications: SupportsIndex | Sequence[SupportsIndex] = 30,
    *,
    workers: SupportsIndex | None = None,
    store: Store | Path | str | None = None,
    progress: Progress | None = None,
) -> Results:
    """
    Return what comes out of a scenario over replications; replication k has the same luck under every plan.

    Parameters
    ----------
    scenario
        The world and the plan in force.
    replications
        How many, or which numbers.
    workers
        Processes; ``None``: one for each usable core. Results do not depend on it.
    store
        Folder, or store, where finished blocks are kept and found again; ``None``: nothing is kept.
    progress
        Is told how far the study is.

    Raises
    ------
    TypeError
        When it is no scenario, or replications or workers are no whole numbers.
    NotADirectoryError
        When the store is a file, or below one.
    ValueError
        When there is no replication or no worker.
    """
    if not isinstance(scenario, Scenario):
        raise TypeError(f"a scenario is simulated, got {type(scenario).__name__}; use ef.load(…)")
    kept = _store_in(Path(store)) if isinstance(store, str | Path) else store
    frames = simulate_many(
        {scenario.name: scenario}, replications, store=kept, workers=workers, progress=progress
    )
    return Results(scenario, frames[scenario.name])


def _store_in(folder: Path) -> PartStore:
    """Return the store in a folder, there or not yet."""
    there = nearest(folder)
    if not there.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "a file; results are kept in a folder", str(there))
    return PartStore(folder)


def compare(**results: Results) -> Comparison:
    """
    Return the paired differences of the later results to the first, named as the arguments are.

    Raises
    ------
    ValueError
        When there are fewer than two, two have no replication in common, or currency, start or months differ.
    """
    frames = {name: given.frame for name, given in results.items()}
    notes = comparability_notes({name: given.scenario for name, given in results.items()}) if results else ()
    return compare_frames(frames, notes)


def design(  # noqa: PLR0913 - what is wished, and how it is run
    scenario: Scenario,
    levers: Sequence[str] = ("territory",),
    *,
    wishes: Wishes | None = None,
    minutes: float | None = None,
    workers: SupportsIndex | None = None,
    store: Store | Path | str | None = None,
    progress: Progress | None = None,
) -> Design:
    """
    Return a design that earns more than a scenario on fresh replications, or the scenario itself.

    ``design.plan`` is the plan, ``design.scenario`` the scenario under it, ``print(design)`` says how it came about.

    Parameters
    ----------
    scenario
        The world and the plan in force.
    levers
        What may be changed: any of ``size``, ``territory``, ``quota``, ``pay``, ``supply``, or ``all``.
    wishes
        What a design must keep, and how it is searched and judged: ``optimize.design.Wishes``.
    minutes
        How long the search may take; no lever simulates beyond it.
    workers, store, progress
        As for :func:`simulate`.

    Raises
    ------
    ValueError
        When there is no such lever, or a wish makes no sense.
    optimize.elastic.InfeasibleError
        When wishes clash: with what clashes and the cheapest relaxation.
    """
    from optimize.design import Conduct  # noqa: PLC0415 - a solver is loaded only when one is needed
    from optimize.design import design as design_plan  # noqa: PLC0415

    kept = _store_in(Path(store)) if isinstance(store, str | Path) else store
    seconds = None if minutes is None else 60.0 * minutes
    with Pool() as pool:
        runner = partial(simulate_many, store=kept, workers=workers, progress=progress, pool=pool)
        return design_plan(scenario, levers, runner=runner, wishes=wishes, conduct=Conduct(seconds=seconds))


def attribute(  # noqa: PLR0913 - two scenarios, and how they are run
    before: Scenario,
    after: Scenario,
    replications: SupportsIndex = 20,
    *,
    workers: SupportsIndex | None = None,
    store: Store | Path | str | None = None,
    progress: Progress | None = None,
) -> Attribution | None:
    """
    Return what each part of a change of plan contributed to profit; ``None`` when the plans are the same.

    Parameters
    ----------
    before, after
        One world under two plans.
    replications
        How many.
    workers, store, progress
        As for :func:`simulate`.

    Raises
    ------
    ValueError
        When the worlds differ in more than plan and reps.
    """
    from optimize.design import Draft, between  # noqa: PLC0415 - a solver is loaded only when one is needed

    kept = _store_in(Path(store)) if isinstance(store, str | Path) else store
    runner = partial(simulate_many, store=kept, workers=workers, progress=progress)
    return between(Draft(before), Draft(after), runner, range(replications))


def write_report(path: Path | str, **results: Results) -> Path:
    """Write one offline HTML file about the results, compared to the first, and return its path."""
    from evenfield.report import write_report as write  # noqa: PLC0415 - Matplotlib is loaded only when pictures are drawn

    return write(
        Path(path),
        {name: given.scenario for name, given in results.items()},
        {name: given.frame for name, given in results.items()},
    )

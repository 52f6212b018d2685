"""From the words of ``evenfield supply`` to a review: what is simulated, kept and written."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pandas as pd
import typer

from evenfield.cli.progress import Bar
from evenfield.cli.studies import members, simulate
from evenfield.cli.taken import begin_folder
from evenfield.study.run import simulate_many
from evenfield.study.store import PartStore
from evenfield.supply.orders import TASK
from evenfield.supply.review import Review, Wishes, review, try_levers
from optimize.supply.sheet import SupplySheet
from scenarios.supply_sheets import read_sheet
from sim.scenario import Scenario


@dataclass(frozen=True)
class Asked:
    """What a user asked for, beside what he wishes of the review."""

    given: str
    replications: int
    workers: int | None
    seed: int | None
    out: Path | None
    sheet: Path | None
    options: bool = True
    names: bool = False


def conduct(asked: Asked, wishes: Wishes) -> Review:
    """
    Return the review, written to ``out`` when it is given.

    Raises
    ------
    ScenarioError
        With every fault of scenario or sheet.
    InfeasibleError
        When no supply plan keeps all limits, or floors need more than there is.
    StudyFolderError
        When ``out`` holds something else.
    """
    (member,) = members([asked.given], asked.seed)
    sheet = SupplySheet() if asked.sheet is None else read_sheet(asked.sheet, member.scenario)
    _refuse_strangers(wishes.first, member.scenario)
    if asked.out is not None:
        _begin(asked, asked.out)
    found = review(member.scenario, sheet, wishes, lambda worlds: _orders(asked, worlds))
    with tempfile.TemporaryDirectory() as passing:
        folder = asked.out / "options" if asked.out is not None else Path(passing)
        if asked.options:
            made_by = shlex.join(["evenfield", "supply", asked.given, "-n", str(asked.replications)])
            found = try_levers(found, asked.given, folder, made_by, lambda files: _options(asked, files))
    if asked.out is not None:
        from evenfield.supply.written import write_review  # noqa: PLC0415 - Matplotlib, only when drawing

        write_review(asked.out, found, names=asked.names)
    return found


def _refuse_strangers(first: tuple[str, ...], scenario: Scenario) -> None:
    reps = scenario.tables.reps["id"].tolist()
    for name in first:
        if name not in reps:
            near = get_close_matches(name, reps, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise typer.BadParameter(f"{scenario.name} has no rep {name!r}{hint}", param_hint="--first")


def _begin(asked: Asked, out: Path) -> None:
    """Mark a folder as a review's, or refuse one that is somebody's."""
    content = {
        "scenario": asked.given,
        "replications": asked.replications,
        "seed": asked.seed,
        "sheet": None if asked.sheet is None else str(asked.sheet),
    }
    begin_folder(out, "supply review", "review.json", content)


def _orders(asked: Asked, worlds: Mapping[str, Scenario]) -> dict[str, pd.DataFrame]:
    """Return the results with orders by rep, kept in ``out/orders``."""
    store = None if asked.out is None else PartStore(asked.out / "orders")
    with Bar() as progress:
        return simulate_many(
            worlds, asked.replications, store=store, workers=asked.workers, progress=progress, task=TASK
        )


def _options(asked: Asked, files: Mapping[str, Path]) -> dict[str, pd.DataFrame]:
    """Return the results of the scenario, under "", and of its options, kept as a study in ``out/study``."""
    study = members([asked.given, *map(str, files.values())], asked.seed)
    out = None if asked.out is None else asked.out / "study"
    frames = simulate(study, asked.replications, asked.workers, out, asked.seed, twin=True)
    return dict(zip(["", *files], frames.values(), strict=True))

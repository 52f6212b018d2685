"""From the words of ``evenfield attribute`` to shares: what is simulated and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import typer

from evenfield.cli.progress import Bar
from evenfield.cli.studies import members, tell_fallbacks
from evenfield.design.folders import claim
from evenfield.study.run import simulate_many
from evenfield.study.store import PartStore
from evenfield.study.written import write_data
from optimize.attribution import Attribution
from optimize.design import Draft, between
from sim.runner import Runner
from sim.scenario import Scenario


@dataclass(frozen=True)
class Compared:
    """Two scenarios by their labels, their currency, and what each part contributed; ``None`` when they are alike."""

    before: str
    after: str
    currency: str
    found: Attribution | None


def attributed(  # noqa: PLR0913, PLR0917 - one parameter an option
    before: str, after: str, replications: int, out: Path | None, workers: int | None, seed: int | None
) -> Compared:
    """
    Return what each part contributed; kept in ``out`` when it is given.

    Raises
    ------
    StudyFolderError
        When ``out`` holds something else.
    """
    if out is not None:
        claim(out, "evenfield attribution", "--out")
    study = members([before, after], seed)
    tell_fallbacks(study)
    one, other = (Draft(member.scenario) for member in study)
    try:
        found = between(one, other, runner_of(out, workers), range(replications))
    except ValueError as error:
        if type(error) is not ValueError:
            raise
        raise typer.BadParameter(str(error), param_hint="AFTER") from None
    if out is not None and found is not None:
        write_data(out / "attribution.json", found.to_dict())
    return Compared(study[0].label, study[1].label, one.scenario.currency, found)


def runner_of(folder: Path | None, workers: int | None) -> Runner:
    """Return what simulates, under a bar, with results kept in ``folder/parts`` when it is given."""
    store = None if folder is None else PartStore(folder / "parts")

    def run(scenarios: Mapping[str, Scenario], replications: Sequence[int]) -> dict[str, pd.DataFrame]:
        with Bar() as bar:
            return simulate_many(scenarios, replications, store=store, workers=workers, progress=bar)

    return run

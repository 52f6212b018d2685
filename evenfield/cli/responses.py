"""Responses measured, or read from a file, for the commands that use them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import typer

from evenfield.cli.progress import Bar
from evenfield.cli.studies import members
from evenfield.response.files import FILE, read_curve, write_curves
from evenfield.response.measured import measure
from evenfield.study.files import nearest, write_atomically
from evenfield.study.folder import StudyFolderError
from evenfield.study.run import simulate_many
from evenfield.study.store import PartStore
from optimize.response.curve import ResponseCurve
from sim.scenario import Scenario

GUESS, MEASURED = "guess", "measured"


@dataclass(frozen=True)
class Asked:
    """What a user asked for."""

    given: str
    out: Path
    factors: tuple[str, ...]
    levels: Sequence[float] | None
    by: str | None
    replications: int
    workers: int | None
    seed: int | None


def measure_and_write(asked: Asked) -> list[ResponseCurve]:
    """
    Return the curves, written to the folder.

    Raises
    ------
    ScenarioError
        With every fault of the scenario.
    StudyFolderError
        When the folder holds something else.
    """
    _check(asked)
    (member,) = members([asked.given], asked.seed)
    _refuse(asked.out)
    if not (asked.out / FILE).exists():  # marks the folder as ours before there are results
        write_atomically(asked.out / FILE, json.dumps({"what": "evenfield response", "curves": []}).encode())
    curves = _measured(member.scenario, asked, PartStore(asked.out / "parts"))
    write_curves(asked.out, member.scenario, curves)
    from evenfield.report.responses import responses_picture  # noqa: PLC0415 - Matplotlib, only when drawing

    write_atomically(asked.out / "response.png", responses_picture(curves))
    return curves


def response_for(
    word: str,
    factor: str,
    scenario: Scenario,
    how: tuple[int, int | None],
    measured_in: Scenario | None = None,
) -> tuple[ResponseCurve | None, tuple[str, ...]]:
    """
    Return the response that ``--response`` names: none for ``guess``, measured now, or read from a file.

    Parameters
    ----------
    scenario
        That a file should be of.
    how
        Replications of each level, and workers, to measure it now.
    measured_in
        Another plan to measure it under.

    Raises
    ------
    ScenarioError
        When the file holds no such curve.
    """
    if word == GUESS:
        return None, ()
    if word == MEASURED:
        replications, workers = how
        asked = Asked("", Path(), (factor,), None, None, replications, workers, None)
        _check(asked)
        curve = _measured(measured_in or scenario, asked, None)[0]
        return curve, (f"the response was measured by {replications} replications a level",)
    return read_curve(Path(word), factor, scenario)


def _measured(scenario: Scenario, asked: Asked, store: PartStore | None) -> list[ResponseCurve]:
    with Bar() as progress:
        runner = partial(simulate_many, store=store, workers=asked.workers, progress=progress)
        try:
            return measure(
                scenario, runner, asked.factors, asked.replications, levels=asked.levels, by=asked.by
            )
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None


def _check(asked: Asked) -> None:
    if asked.replications < 2:  # noqa: PLR2004 - an error needs two
        raise typer.BadParameter("2 or more are wanted: one has no error", param_hint="--replications")


def _refuse(out: Path) -> None:
    """Refuse a folder that is somebody's."""
    there = nearest(out)
    if not there.is_dir():
        raise StudyFolderError(f"{there} is a file; --out wants a folder")
    if out.is_dir() and any(out.iterdir()) and not (out / FILE).is_file():
        raise StudyFolderError(f"{out} has other files in it and no responses; choose another folder")

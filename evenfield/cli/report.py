"""``evenfield report``: makes the report of a finished study again, without simulating."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.options import AsJson, Measures, Names, OwnRules, named
from evenfield.cli.show import nearby, show, show_json

SUPPLY_STUDY, SUPPLY_PAGE = "study", "supply.html"
"""What a supply review keeps: the study of its options, and its S&OP page."""


def report(  # noqa: PLR0913, PLR0917 - one parameter an option
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder made by run, compare or supply --out.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="HTML file; DIR/report.html when not given.")
    ] = None,
    names: Names = False,
    measures: Measures = "",
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Make a study's report again from what is kept, without simulating.

    The report of a supply review compares its options and leads to its S&OP page.

    Example:  evenfield report runs/balanced
    Example:  evenfield report runs/supply
    """
    from evenfield.cli.no_effect import beside, plain  # noqa: PLC0415 - keeps --help fast
    from evenfield.cli.studies import Beside, members_again, write_report  # noqa: PLC0415 - keeps --help fast
    from evenfield.comparison import compare as compare_results  # noqa: PLC0415
    from evenfield.comparison.comparable import comparability_notes  # noqa: PLC0415
    from evenfield.study.folder import StudyFolder  # noqa: PLC0415
    from sim.kpi_groups import kpis  # noqa: PLC0415

    study = StudyFolder(_with_study(folder))
    manifest = study.manifest()
    frames = {asked.label: study.results(asked) for asked in manifest.scenarios}
    members, told, comparison = plain(members_again(study, manifest)), kpis(named(measures)), None
    results = {member.label: frames[member.label] for member in members}
    if len(members) > 1:
        notes = comparability_notes({member.label: member.scenario for member in members})
        comparison = compare_results(results, notes, told)
    file = out or folder / "report.html"
    beside_it = Beside(comparison, beside(members, frames, told), _supply_page(study.path, file))
    written = write_report(file, members, results, names=names, beside=beside_it)
    if as_json:
        show_json({"report": nearby(written), "scenarios": list(results)})
    else:
        show(f"report: {nearby(written)}")


def _with_study(folder: Path) -> Path:
    """
    Return the folder that holds the study: itself, or within a supply review that of its options.

    Raises
    ------
    StudyFolderError
        When it is a supply review whose options were not simulated.
    """
    from evenfield.study.folder import StudyFolderError  # noqa: PLC0415 - keeps --help fast

    page = folder / SUPPLY_PAGE
    if not page.is_file():
        return folder
    if not (folder / SUPPLY_STUDY).is_dir():
        raise StudyFolderError(
            f"{folder}: options were not simulated (--no-options); all there is, is {page}"
        )
    return folder / SUPPLY_STUDY


def _supply_page(study: Path, report: Path) -> str:
    """Return where the S&OP page of a study of options lies, seen from its report; empty when there is none."""
    page = study.parent / SUPPLY_PAGE
    if study.name != SUPPLY_STUDY or not page.is_file():
        return ""
    return Path(os.path.relpath(page.resolve(), report.resolve().parent)).as_posix()

"""``evenfield report``: makes the report of a finished study again, without simulating."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.options import AsJson, Names, OwnRules
from evenfield.cli.show import nearby, show, show_json


def report(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of a study made by run or compare --out.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="HTML file; DIR/report.html when not given.")
    ] = None,
    names: Names = False,
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Make a study's report again from what is kept, without simulating.

    Example:  evenfield report runs/balanced
    """
    from evenfield.cli.studies import members_again, write_report  # noqa: PLC0415 - keeps --help fast
    from evenfield.study.folder import StudyFolder  # noqa: PLC0415

    study = StudyFolder(folder)
    manifest = study.manifest()
    frames = {asked.label: study.results(asked) for asked in manifest.scenarios}
    page = out or folder / "report.html"
    written = write_report(page, members_again(study, manifest), frames, names=names)
    if as_json:
        show_json({"report": nearby(written), "scenarios": list(frames)})
    else:
        show(f"report: {nearby(written)}")

"""``evenfield territory map``: the territories of a scenario as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.options import AsJson, ScenarioName
from evenfield.cli.show import nearby, show_json, tell
from evenfield.cli.taken import check_folder
from evenfield.cli.territory.options import load


def draw(
    given: ScenarioName,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Picture to write: .png or .svg.")],
    before: Annotated[
        str | None,
        typer.Option(
            "--before", metavar="SCENARIO", help="Hatch the units that changed hands since this scenario."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """
    Draw the territories: neighbours in different colours, bases marked, moved units hatched; nothing from outside.

    Example:  evenfield territory map us-field-force/balanced --before us-field-force/today --out map.png
    """
    kind = out.suffix.lower().removeprefix(".")
    if kind not in {"png", "svg"}:
        raise typer.BadParameter(f"a picture ends in .png or .svg, got {str(out)!r}", param_hint="--out")
    check_folder(out)
    from evenfield.report.alignment_map import picture_bytes, territory_map  # noqa: PLC0415
    from evenfield.study.files import write_atomically  # noqa: PLC0415 - keeps `evenfield --help` fast

    scenario, other = load(given), None if before is None else load(before)
    try:
        figure = territory_map(scenario, other)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    write_atomically(out, picture_bytes(figure, kind))
    if as_json:
        show_json({"scenario": given, "before": before, "map": nearby(out)})
    else:
        tell(f"map: {nearby(out)}")

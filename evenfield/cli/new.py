"""``evenfield new``: a scenario to start from, which extends another and changes nothing yet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.options import AsJson
from evenfield.cli.show import nearby, show_json, tell


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new scenario; NAME.yaml is written.")],
    base: Annotated[
        str, typer.Option("--from", metavar="SCENARIO", help="Library name or YAML file that it extends.")
    ],
    as_json: AsJson = False,
) -> None:
    """
    Write a scenario that extends another, with the most used settings as comments; nothing is overwritten.

    Example:  evenfield new no-cap --from us-field-force/today
    """
    from scenarios import read, write_skeleton  # noqa: PLC0415 - keeps `evenfield --help` fast

    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    written = write_skeleton(path, base, read(base))
    if as_json:
        show_json({"scenario": str(written), "extends": base})
    else:
        tell(f"scenario: {nearby(written)}")

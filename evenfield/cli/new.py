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
    workbook: Annotated[
        bool,
        typer.Option("--workbook", help="Write its tables into NAME.xlsx too, a sheet each, to fill in."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """
    Write a scenario that extends another, with the most used settings as comments; nothing is overwritten.

    Example:  evenfield new no-cap --from us-field-force/today
    Example:  evenfield new my-firm --from first-steps/small-firm --workbook
    """
    from evenfield.template import write_template  # noqa: PLC0415 - keeps `evenfield --help` fast
    from scenarios import load, read, write_skeleton  # noqa: PLC0415

    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    book = path.with_suffix(".xlsx")
    tables = write_template(book, load(base)) if workbook else ()
    try:
        written = write_skeleton(path, base, read(base), dict.fromkeys(tables, book.name))
    except ValueError:
        if workbook:
            book.unlink()
        raise
    if as_json:
        files = {"workbook": str(book)} if workbook else {}
        show_json({"scenario": str(written), "extends": base, **files})
        return
    tell(f"scenario: {nearby(written)}")
    if workbook:
        tell(f"tables: {nearby(book)}")

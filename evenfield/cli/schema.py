"""``evenfield schema``: the JSON Schema of scenario files, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.show import nearby, show, tell


def schema(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="File to write; printed when not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The schema is JSON anyway.", hidden=True)] = False,
) -> None:
    """
    Print the JSON Schema of scenario files, with which editors complete and check them.

    A file names it in its first line: # yaml-language-server: $schema=evenfield.schema.json

    Example:  evenfield schema --out evenfield.schema.json
    """
    from evenfield.study.files import write_atomically  # noqa: PLC0415 - keeps `evenfield --help` fast
    from scenarios.json_schema import json_schema_text  # noqa: PLC0415

    if out is None:
        show(json_schema_text().rstrip("\n"))
    else:
        write_atomically(out, json_schema_text().encode())
        tell(f"schema: {nearby(out)}")

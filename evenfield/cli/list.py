"""``evenfield list``: the scenarios of the library."""

from __future__ import annotations

from typing import Annotated

import typer

from evenfield.cli.options import AsJson
from evenfield.cli.show import show, show_json


def list_(
    given: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SCENARIO]", help="List these, a matrix with all its cells."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """
    List the scenarios of the library, or the ones given; a matrix is listed cell by cell.

    Example:  evenfield list grid.yaml
    """
    import scenarios  # noqa: PLC0415 - keeps `evenfield --help` fast

    titles = scenarios.titles(given) if given else scenarios.names()
    if as_json:
        show_json([{"name": name, "title": title} for name, title in titles.items()])
        return
    width = max(map(len, titles), default=0)
    for name, title in titles.items():
        show(f"{name:<{width}}  {title}".rstrip())

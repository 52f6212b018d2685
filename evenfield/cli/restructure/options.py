"""Options that the restructures share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[
    Path, typer.Option("--out", metavar="NEW.yaml", help="The scenario to write; it extends SCENARIO.")
]
Pack = Annotated[
    Path | None,
    typer.Option(
        "--pack",
        metavar="DIR",
        help="Simulate before and after: comparison, report, who moves, maps and assumptions in this folder.",
    ),
]


def names(text: str) -> list[str]:
    """
    Return the names in a list with commas.

    >>> names("R01, R02,")
    ['R01', 'R02']
    """
    return [part.strip() for part in text.split(",") if part.strip()]

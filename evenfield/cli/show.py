"""Where commands print: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_WIDTH_OF_A_FILE = 110  # a table written to a file or a pipe is not folded to 80 columns


def console(*, error: bool = False) -> Console:
    """Return the console of standard output, or of standard error."""
    from rich.console import Console  # noqa: PLC0415 - keeps `evenfield --help` fast

    made = Console(stderr=error, highlight=False, soft_wrap=error)
    return (
        made
        if made.is_terminal
        else Console(stderr=error, highlight=False, soft_wrap=error, width=_WIDTH_OF_A_FILE)
    )


def show(what: RenderableType) -> None:
    """Print a table, or a line of results as it is."""
    if isinstance(what, str):
        typer.echo(what)
    else:
        console().print(what, markup=False)


def show_json(content: object) -> None:
    """Print JSON, and nothing else, on standard output."""
    typer.echo(
        content if isinstance(content, str) else json.dumps(content, indent=2, ensure_ascii=False), nl=True
    )


def tell(line: str) -> None:
    """Print a line about what happened on standard error."""
    typer.echo(line, err=True)


def complain(line: str) -> None:
    """Print a line about what went wrong on standard error."""
    typer.echo(f"evenfield: {line}", err=True)


def nearby(path: Path) -> str:
    """Return a path as seen from the current folder, or as it is when that leads far away."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith(os.path.join("..", "..")) else relative  # noqa: PTH118 - text, no path

"""``evenfield territory``: who covers what and why, what moves change, maps, files in and out."""

from __future__ import annotations

import typer

from evenfield.cli.territory.best import front, moves
from evenfield.cli.territory.files import export, units
from evenfield.cli.territory.lumps import lumps
from evenfield.cli.territory.map import draw
from evenfield.cli.territory.move import move
from evenfield.cli.territory.profit import profit
from evenfield.cli.territory.why import why

territory = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Look at territories and change a few units: why, move, moves, front, profit, lumps, map, export, units.",
    epilog="Example:  evenfield territory moves us-field-force/today --best 20",
)

for name, command in (
    ("why", why),
    ("move", move),
    ("moves", moves),
    ("front", front),
    ("profit", profit),
    ("lumps", lumps),
    ("map", draw),
    ("export", export),
    ("units", units),
):
    territory.command(name, no_args_is_help=True)(command)

__all__ = ["territory"]

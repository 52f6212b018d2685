"""``evenfield restructure``: a sales force made over by a template, as a scenario, with a before/after pack."""

from __future__ import annotations

import typer

from evenfield.cli.restructure.ground import add_region, close_region
from evenfield.cli.restructure.people import acquisition, hunters, merge, vertical

restructure = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Make a sales force over: merge, vertical, hunters, acquisition, close-region, add-region.",
    epilog="Example:  evenfield restructure close-region us-field-force/today --region CA --out closed.yaml",
)

for name, command in (
    ("merge", merge),
    ("vertical", vertical),
    ("hunters", hunters),
    ("acquisition", acquisition),
    ("close-region", close_region),
    ("add-region", add_region),
):
    restructure.command(name, no_args_is_help=True)(command)

__all__ = ["restructure"]

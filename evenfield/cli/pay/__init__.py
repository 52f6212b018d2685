"""``evenfield pay``: a pay plan run on deals, explained, checked, and held against another."""

from __future__ import annotations

import typer

from evenfield.cli.pay.change import change
from evenfield.cli.pay.check import check
from evenfield.cli.pay.compare import compare
from evenfield.cli.pay.run import run
from evenfield.cli.pay.why import why

pay = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Run a pay plan on deals: run, why, change, check, compare.",
    epilog="Example:  evenfield pay run plan.yaml --deals deals.csv --quotas quotas.csv",
)

for command in (run, why, change, check, compare):
    pay.command(no_args_is_help=True)(command)

__all__ = ["pay"]

"""The program ``evenfield``: its commands and what they have in common."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from evenfield.cli.accounts import accounts
from evenfield.cli.attribute import attribute
from evenfield.cli.audit import audit
from evenfield.cli.check import check
from evenfield.cli.compare import compare
from evenfield.cli.deploy import deploy
from evenfield.cli.design import design
from evenfield.cli.diff import diff
from evenfield.cli.exits import FAILED, Commands
from evenfield.cli.list import list_
from evenfield.cli.luck import luck
from evenfield.cli.new import new
from evenfield.cli.pay import pay
from evenfield.cli.quota import quota
from evenfield.cli.report import report
from evenfield.cli.response import response
from evenfield.cli.restructure import restructure
from evenfield.cli.review import review
from evenfield.cli.run import run
from evenfield.cli.runs import runs
from evenfield.cli.schema import schema
from evenfield.cli.show import complain
from evenfield.cli.show_scenario import show
from evenfield.cli.size import size
from evenfield.cli.stress import stress
from evenfield.cli.supply import supply
from evenfield.cli.territory import territory

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,  # a fault of ours shows Python's own traceback, a user's shows none
    help="Simulate and design sales territories, quotas and incentive pay.",
    epilog="Exit codes: 0 done, 1 failed, 2 bad input, 3 infeasible, 130 interrupted.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - only this option needs it

        typer.echo(f"evenfield {version('evenfield')}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Simulate and design sales territories, quotas and incentive pay."""


for command in (
    list_,
    new,
    check,
    show,
    diff,
    schema,
    run,
    compare,
    report,
    review,
    design,
    attribute,
    supply,
    size,
    accounts,
    deploy,
    response,
    stress,
    audit,
    luck,
):
    app.command(command.__name__.rstrip("_"), no_args_is_help=command not in {list_, schema})(command)

app.add_typer(runs, name="runs")
app.add_typer(pay, name="pay")
app.add_typer(quota, name="quota")
app.add_typer(territory, name="territory")
app.add_typer(restructure, name="restructure")


def main() -> None:
    """Run the command line."""
    try:
        app()
    except OSError as error:  # of --help and --version, which end before there is a command
        complain(error.strerror or str(error))
        sys.exit(FAILED)
    finally:
        _drop_what_cannot_be_written()


def _drop_what_cannot_be_written() -> None:
    """Point standard output at nothing when it takes nothing (a full disk), or Python would try again as it ends."""
    try:
        typer.echo(nl=False)  # flushes, and knows of a closed output
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""``evenfield quota audit``: every place where quotas do not add up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.exits import FAILED
from evenfield.cli.options import AsJson, OwnRules
from evenfield.cli.quota.words import cents, ratio
from evenfield.cli.show import show, show_json


def audit(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO or TABLE",
            help="A scenario, or a CSV file: a hierarchy (id, parent, quota, over) or cells (quota, a column a level).",
        ),
    ],
    stated: Annotated[
        list[Path] | None,
        typer.Option(
            "--stated",
            metavar="FILE",
            help="CSV of sums that are stated elsewhere: levels of the cells, and quota.",
        ),
    ] = None,
    target: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="What the quotas of a scenario are to add up to.")
    ] = None,
    over: Annotated[
        str, typer.Option(metavar="RATIO", help="How many times the target, or each sum stated, they are.")
    ] = "1",
    tolerance: Annotated[
        str,
        typer.Option(metavar="AMOUNT", help="How far a sum may be off, for statements that were rounded."),
    ] = "0",
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Audit quotas: down a hierarchy, along several levels at once, or those of a scenario against a target.

    Ends with 1 when something does not add up. Amounts are compared to the cent.

    Example:  evenfield quota audit us-field-force/today --target 48000000
    Example:  evenfield quota audit cells.csv --stated by-region.csv --stated by-product.csv
    """
    from evenfield.quota.auditing import audit_scenario, audit_table  # noqa: PLC0415 - keeps `evenfield --help` fast

    factor, loose = ratio(over), 0 if tolerance == "0" else cents(tolerance)
    is_table = given.endswith(".csv")
    if stated and not is_table:
        raise typer.BadParameter("sums stated elsewhere belong to a table of cells", param_hint="--stated")
    if is_table and target is not None:
        raise typer.BadParameter(
            "a target is held against a scenario; a table states its own", param_hint="--target"
        )
    found = (
        audit_table(Path(given), stated or [], factor, loose)
        if is_table
        else audit_scenario(given, None if target is None else cents(target), factor, loose)
    )
    if as_json:
        show_json(found.as_data())
    else:
        for line in found.lines():
            show(line)
    if found.breaks:
        raise typer.Exit(FAILED)

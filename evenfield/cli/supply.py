"""``evenfield supply``: the S&OP review of a scenario: plan, prices, feasible quotas, options simulated."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from evenfield.cli.options import (
    AsJson,
    Names,
    OutFolder,
    OwnRules,
    Replications,
    ScenarioName,
    Seed,
    Workers,
)
from evenfield.cli.show import nearby, show, show_json, tell


def supply(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    replications: Replications = 20,
    out: OutFolder = None,
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--sheet", metavar="FILE", help="Supply sheet (YAML): costs, people, stock, overtime, suppliers."
        ),
    ] = None,
    risk: Annotated[
        float, typer.Option(min=0.0, max=0.99, help="Share of years in which bookings may pass supply.")
    ] = 0.10,
    allocate: Annotated[
        Literal["fair-share", "priority", "margin", "max-min"],
        typer.Option(help="How short supply is dealt to territories."),
    ] = "fair-share",
    first: Annotated[
        str, typer.Option(metavar="REP[,REP]", help="Who is served first, for --allocate priority.")
    ] = "",
    floor: Annotated[
        float,
        typer.Option(
            min=0.0, max=1.0, help="Share of its demand each territory gets, for --allocate margin."
        ),
    ] = 0.0,
    most_price_change: Annotated[
        float, typer.Option(min=0.01, max=0.5, help="How far a price list may move a price [share].")
    ] = 0.15,
    options: Annotated[
        bool, typer.Option("--options/--no-options", help="Simulate the options that close the gap.")
    ] = True,
    workers: Workers = None,
    seed: Seed = None,
    own_rules: OwnRules = None,
    names: Names = False,
    as_json: AsJson = False,
) -> None:
    """
    Hold a scenario's design against its supply: plan, prices of scarcity, feasible quotas, options to close the gap.

    With --out: review as JSON, CSV, Excel with live formulas and one offline HTML page; options as scenario files;
    interrupted, the same command resumes.

    Example:  evenfield supply us-field-force/tight-supply -n 40 --out runs/supply
    Example:  evenfield supply us-field-force/tight-supply --sheet supply.yaml --allocate max-min --no-options
    """
    from evenfield.cli.supply_review import Asked, conduct  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.supply.data import as_data  # noqa: PLC0415
    from evenfield.supply.review import Wishes  # noqa: PLC0415
    from evenfield.supply.tables import review_tables  # noqa: PLC0415
    from evenfield.supply.words import notes  # noqa: PLC0415

    served_first = tuple(name.strip() for name in first.split(",") if name.strip())
    if allocate == "priority" and not served_first:
        raise typer.BadParameter("--allocate priority wants --first: who is served before the others")
    if floor and allocate != "margin":
        raise typer.BadParameter(f"--floor is for --allocate margin; {allocate} keeps none")
    wishes = Wishes(
        risk=risk,
        rule=allocate,
        first=served_first,
        floor=floor,
        most_price_change=most_price_change,
    )
    asked = Asked(given, replications, workers, seed, out, sheet, options=options, names=names)
    found = conduct(asked, wishes)
    if as_json:
        show_json(as_data(found))
    else:
        for line in notes(found):
            show(f"- {line}")
        for table in review_tables(found):
            show(table)
    if out is not None:
        tell(f"page: {nearby(out / 'supply.html')}")

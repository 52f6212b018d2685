"""``evenfield response``: what hours, leads, quotas and pay bring, measured by designed simulations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from evenfield.cli.options import AsJson, OwnRules, Replications, ScenarioName, Seed, Workers
from evenfield.cli.show import nearby, show, show_json, tell

FACTORS = ("hours", "effort", "leads", "quota", "pay", "coverage")


def _named(text: str) -> str:
    unknown = [name for name in text.split(",") if name not in FACTORS]
    if unknown:
        raise typer.BadParameter(f"no factor {', '.join(map(repr, unknown))}; there are {', '.join(FACTORS)}")
    return text


def _levels(text: str | None) -> str | None:
    for part in (text or "").split(",") if text else []:
        try:
            good = 0 < float(part) < 100  # noqa: PLR2004 - a hundred times what there is, is a slip
        except ValueError:
            good = False
        if not good:
            raise typer.BadParameter(f"numbers above 0 and below 100, with commas, are wanted, got {part!r}")
    return text


def response(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="DIR", help="Folder for curves, table, picture and parts; it resumes."),
    ],
    factors: Annotated[
        str,
        typer.Option(
            "--factors",
            callback=_named,
            metavar="FACTOR[,FACTOR]",
            help=f"What is changed: {', '.join(FACTORS)}.",
        ),
    ] = "hours,coverage,quota,pay",
    levels: Annotated[
        str | None,
        typer.Option(
            "--levels",
            callback=_levels,
            metavar="X[,X]",
            help="Times what it is, for every factor; else its own.",
        ),
    ] = None,
    by: Annotated[
        Literal["role", "manager", "potential"] | None,
        typer.Option(help="Curves by type of rep too, drawn together where data are thin."),
    ] = None,
    replications: Replications = 20,
    workers: Workers = None,
    seed: Seed = None,
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Measure responses: each factor at several levels under common luck, as concave curves with their errors.

    Writes response.json, which size and territory profit read with --response, response.csv and response.png.

    Example:  evenfield response us-field-force/today --out runs/response --factors hours,coverage -n 20
    """
    from evenfield.cli.responses import Asked, measure_and_write  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.response.words import lines, table  # noqa: PLC0415

    numbers = None if levels is None else [float(part) for part in levels.split(",")]
    asked = Asked(
        given, out, tuple(dict.fromkeys(factors.split(","))), numbers, by, replications, workers, seed
    )
    curves = measure_and_write(asked)
    if as_json:
        show_json({"scenario": given, "curves": [curve.as_data() for curve in curves]})
    else:
        for curve in curves:
            if not curve.group:
                show(table(curve))
        for line in lines(curves):
            show(line)
    tell(f"curves: {nearby(out / 'response.json')}")

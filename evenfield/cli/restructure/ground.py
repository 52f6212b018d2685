"""The restructures of the ground: close a region, add one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.options import AsJson, Replications, ScenarioName, Seed, Workers
from evenfield.cli.restructure.options import Out, Pack, names


def close_region(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    region: Annotated[
        str, typer.Option("--region", metavar="REGION[,REGION]", help="Regions of the units' table.")
    ],
    out: Out,
    keep_reps: Annotated[
        bool, typer.Option("--keep-reps", help="Who lives there moves house and stays.")
    ] = False,
    pack: Pack = None,
    replications: Replications = 20,
    workers: Workers = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """
    Close regions: their units are given up, and who lives there leaves or moves.

    Example:  evenfield restructure close-region us-field-force/today --region MT,WY --out closed.yaml --pack closed
    """
    from evenfield.cli.restructure.writing import Study, written  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.restructure import regions  # noqa: PLC0415

    study = Study(pack, replications, workers, seed, as_json)
    closed = names(region)
    written(
        given, out, "region closed", lambda s: regions.close_region(s, closed, keep_reps=keep_reps), study
    )


def add_region(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    units: Annotated[
        Path, typer.Option("--units", metavar="CSV", help="Table of the new units, as in a scenario.")
    ],
    reps: Annotated[Path, typer.Option("--reps", metavar="CSV", help="Table of the reps who live there.")],
    out: Out,
    neighbours: Annotated[
        Path | None,
        typer.Option("--neighbours", metavar="CSV", help="Borders among the new units, and with others."),
    ] = None,
    pack: Pack = None,
    replications: Replications = 20,
    workers: Workers = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """
    Add a region: its units and reps; the market and the quota grow with its potential.

    Example:  evenfield restructure add-region us-field-force/today --units ak.csv --reps ak-reps.csv --out with-ak.yaml
    """
    from evenfield.cli.restructure.writing import Study, written  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.restructure import regions  # noqa: PLC0415
    from evenfield.restructure.tables import read_table  # noqa: PLC0415
    from sim.scenario import NEIGHBOURS, REPS, UNITS  # noqa: PLC0415

    tables = read_table([(units, UNITS), (reps, REPS), *([(neighbours, NEIGHBOURS)] if neighbours else [])])
    borders = tables[2] if neighbours else None
    study = Study(pack, replications, workers, seed, as_json)
    written(given, out, "region added", lambda s: regions.add_region(s, tables[0], tables[1], borders), study)

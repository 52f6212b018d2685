"""``evenfield review``: what came about, month by month, against what a kept study allows for."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.options import AsJson
from evenfield.cli.show import nearby, show, show_json, tell


def review(  # noqa: PLR0913, PLR0917 - one parameter an option
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of a study made by run or compare --out.")
    ],
    actuals: Annotated[
        Path,
        typer.Option(
            "--actuals", metavar="FILE", help="Table (CSV, Excel, Parquet): month, measure, value, entity."
        ),
    ],
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="NAME", help="The plan in force; the first when not given.")
    ] = "",
    alarm_rate: Annotated[
        float,
        typer.Option(
            "--alarm-rate",
            min=0.0,
            max=1.0,
            help="False alarms, when all goes as simulated [share of values].",
        ),
    ] = 0.05,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.csv", help="Write the review as CSV too.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """
    Show what came about beside the control limits of a study: what luck alone does not explain is named.

    Example:  evenfield review runs/plan --actuals march.csv
    """
    import pandas as pd  # noqa: PLC0415 - keeps `evenfield --help` fast

    from evenfield.comparison import review as reviewing  # noqa: PLC0415
    from evenfield.study.files import write_atomically  # noqa: PLC0415
    from evenfield.study.opened import open_run  # noqa: PLC0415
    from evenfield.study.written import csv  # noqa: PLC0415
    from evenfield.tables import review_table  # noqa: PLC0415
    from scenarios import ScenarioError, read_actuals  # noqa: PLC0415

    study = open_run(folder)
    try:
        frame = study.frame(scenario or study.scenarios[0])
        table = read_actuals(actuals, reviewing.ACTUALS, lambda rows: reviewing.faults(frame, rows))
        found = reviewing.review(frame, table, alarm_rate)
    except ScenarioError:
        raise  # told by file and row
    except (LookupError, ValueError) as error:
        raise typer.BadParameter(str(error)) from error
    rows = [_row(asdict(one)) for one in found]
    if out is not None:
        write_atomically(out, csv(pd.DataFrame(rows)))
        tell(f"review: {nearby(out)}")
    if as_json:
        show_json({"scenario": scenario or study.scenarios[0], "asked_alarm_rate": alarm_rate, "rows": rows})
    else:
        show(review_table(found))


def _row(nested: dict[str, object]) -> dict[str, object]:
    """Return one reviewed value as a flat row."""
    limits = nested.pop("limits")
    return {**nested, **limits} if isinstance(limits, dict) else nested

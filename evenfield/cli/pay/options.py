"""Options that the pay commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PlanNames = Annotated[
    list[str],
    typer.Argument(
        metavar="PLAN...", help="YAML files of pay plans, or of versions of one, or library names."
    ),
]
PlanName = Annotated[str, typer.Argument(metavar="PLAN", help="YAML file of a pay plan, or a library name.")]
Deals = Annotated[
    str, typer.Option("--deals", metavar="FILE", help="Events of deals: CSV, Parquet or Excel.")
]
Quotas = Annotated[str | None, typer.Option("--quotas", metavar="FILE", help="Quotas by person and period.")]
People = Annotated[str | None, typer.Option("--people", metavar="FILE", help="Who is in the plan.")]
Measures = Annotated[
    str | None, typer.Option("--measures", metavar="FILE", help="Readings: scores, forecasts.")
]
From = Annotated[str | None, typer.Option("--from", metavar="MONTH", help="First month shown, 2026-01.")]
To = Annotated[str | None, typer.Option("--to", metavar="MONTH", help="Last month run, 2026-12.")]
With = Annotated[
    list[Path] | None,
    typer.Option("--with", metavar="FILE", help="Python file with components of your own; it is run."),
]
Force = Annotated[bool, typer.Option("--force", help="Write over what is there, whoever made it.")]

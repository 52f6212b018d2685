"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ScenarioName = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="Library name (see [bold]evenfield list[/bold]) or YAML file."),
]
ScenarioNames = Annotated[
    list[str],
    typer.Argument(metavar="SCENARIO", help="Library names (see [bold]evenfield list[/bold]) or YAML files."),
]
Replications = Annotated[
    int, typer.Option("--replications", "-n", min=1, help="Replications of each scenario.", metavar="N")
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        metavar="K",
        help="Worker processes; one a core when not given. Results do not depend on it.",
    ),
]
Seed = Annotated[
    int | None, typer.Option("--seed", min=0, help="Seed; the scenario's own when not given.", metavar="S")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]
OutFolder = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Folder for parts and results; made when there is none. The same command resumes.",
    ),
]
Names = Annotated[
    bool, typer.Option("--names", help="Show reps under their own ids in the report, not pseudonyms.")
]

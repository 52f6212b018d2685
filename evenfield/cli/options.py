"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def _loaded(files: list[Path] | None) -> list[Path] | None:
    """Run the files before anything is read: a scenario may name the rules in them."""
    if files:
        from evenfield.study.plugins import load_plugins  # noqa: PLC0415 - only this option needs it

        load_plugins(files)
    return files


def _groups(text: str) -> str:
    """Refuse a group of KPIs that there is not."""
    from sim.kpi_groups import kpis  # noqa: PLC0415 - keeps `evenfield --help` fast

    try:
        kpis(named(text))
    except LookupError as error:
        raise typer.BadParameter(str(error)) from error
    return text


def named(text: str) -> list[str]:
    """Return the groups of KPIs that an option names."""
    return [name for name in text.split(",") if name]


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
OwnRules = Annotated[
    list[Path] | None,
    typer.Option(
        "--with",
        metavar="FILE",
        help="Python file with rules of your own (behaviours, routers, customer rules); it is run.",
        callback=_loaded,
        is_eager=True,
    ),
]
Measures = Annotated[
    str,
    typer.Option(
        "--measures",
        metavar="GROUP[,GROUP]",
        callback=_groups,
        help="Further KPIs: leads, customers, people, deals, supply, cash, or all.",
    ),
]


def hours_band(text: str) -> float | None:
    """Return the band of workload, ``None`` for none, or refuse what is no share."""
    if text == "off":
        return None
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not LEAST_BAND <= share <= MOST_BAND:
        raise typer.BadParameter(f"a share from {LEAST_BAND} to {MOST_BAND} or 'off' is wanted, got {text!r}")
    return share


def _hours_band(text: str) -> str:
    hours_band(text)
    return text


LEAST_BAND, MOST_BAND = 0.001, 0.999
WorkloadBand = Annotated[
    str,
    typer.Option(
        "--workload-band",
        callback=_hours_band,
        metavar="SHARE|off",
        help="How far a territory's hours, travel included, may be from the average.",
    ),
]
Names = Annotated[
    bool, typer.Option("--names", help="Show reps under their own ids in the report, not pseudonyms.")
]

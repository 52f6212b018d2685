"""``evenfield design``: a better plan for a scenario, written as a scenario, and what it changes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from evenfield.cli.options import AsJson, OwnRules, Replications, ScenarioName, Seed, Workers
from evenfield.cli.show import nearby, show, show_json, tell

LEVERS = ("territory",)


def _levers(text: str) -> str:
    """Refuse a lever that there is not."""
    unknown = [lever for lever in text.split(",") if lever not in LEVERS]
    if unknown:
        raise typer.BadParameter(f"no lever {', '.join(map(repr, unknown))}; there are: {', '.join(LEVERS)}")
    return text


def design(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    out: Annotated[
        Path, typer.Option("--out", metavar="NEW.yaml", help="The scenario to write; it extends SCENARIO.")
    ],
    levers: Annotated[
        str,
        typer.Option(
            "--levers",
            callback=_levers,
            metavar="LEVER[,LEVER]",
            help=f"What may change: {', '.join(LEVERS)}.",
        ),
    ] = "territory",
    quotas: Annotated[
        Literal["by-potential", "keep"],
        typer.Option(help="Deal the same total anew by potential, or leave each rep's quota as it is."),
    ] = "by-potential",
    homes: Annotated[
        Literal["move", "keep"],
        typer.Option(help="Reps may relocate at the scenario's price, or work from where they live."),
    ] = "move",
    band: Annotated[
        float,
        typer.Option(
            min=0.001, max=0.999, help="How far a territory's potential may be from the average [share]."
        ),
    ] = 0.05,
    replications: Replications = 20,
    runs: Annotated[
        Path | None,
        typer.Option(
            "--runs",
            metavar="DIR",
            help="Folder for the results before and after; the same command goes on where it stopped.",
        ),
    ] = None,
    workers: Workers = None,
    seed: Seed = None,
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Design a better plan, write it as a scenario, and simulate before and after.

    Example:  evenfield design us-field-force/today --levers territory --out new.yaml --runs runs/new
    """
    from evenfield.cli.designs import Wishes, design_and_write, simulate_both  # noqa: PLC0415 - keeps --help fast
    from evenfield.tables import comparison_table  # noqa: PLC0415

    designed = design_and_write(given, levers.split(","), out, Wishes(quotas, homes, band))
    if not as_json:
        show(str(designed))
    tell(f"scenario: {nearby(out)}")
    comparison = simulate_both(given, out, replications, workers, seed, runs)
    if as_json:
        import json  # noqa: PLC0415

        show_json({"design": designed.to_dict(), "comparison": json.loads(comparison.to_json())})
    else:
        show(comparison_table(comparison))

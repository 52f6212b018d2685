"""``evenfield luck``: how much of attainment is territory, quota, rep and luck, and who stands out by more."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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


def luck(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    replications: Replications = 20,
    out: OutFolder = None,
    record: Annotated[
        Path | None,
        typer.Option(
            "--record",
            metavar="FILE",
            help="What reps attained (CSV, Excel, Parquet): rep, year, attainment; they are ranked.",
        ),
    ] = None,
    workers: Workers = None,
    seed: Seed = None,
    own_rules: OwnRules = None,
    names: Names = False,
    as_json: AsJson = False,
) -> None:
    """
    Tell luck from skill: the share of attainment's variance from territory, quota error, rep and luck.

    With --record: the reps ranked, territory and quota allowed for, shrunk, and who stands out by more than luck.
    With --out: JSON and one offline HTML page; interrupted, the same command resumes.

    Example:  evenfield luck us-field-force/today -n 20 --out runs/luck
    Example:  evenfield luck us-field-force/today --record attainment.csv
    """
    from evenfield.cli.lucky import conduct  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.cli.stressing import Asked  # noqa: PLC0415
    from evenfield.judgement.luck.words import luck_data, luck_lines, luck_sheets  # noqa: PLC0415

    found = conduct(Asked((given,), replications, workers, seed, out), record, names=names)
    if as_json:
        show_json(luck_data(found))
    else:
        for sheet in luck_sheets(found):
            show(sheet.table())
        for line in luck_lines(found):
            show(line)
    if out is not None:
        tell(f"page: {nearby(out / 'luck.html')}")

"""``evenfield stress``: plans under recession, drought, price war, attrition, outage and mis-set quotas."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.options import AsJson, OutFolder, OwnRules, Replications, ScenarioNames, Seed, Workers
from evenfield.cli.show import nearby, show, show_json, tell


def stress(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioNames,
    replications: Replications = 20,
    out: OutFolder = None,
    strength: Annotated[
        list[str] | None,
        typer.Option(
            "--strength",
            metavar="[STRESS=]FACTOR",
            help="How hard, as a factor: 2 is twice as hard, recession=0.5 half of that one; repeatable.",
        ),
    ] = None,
    stresses: Annotated[
        Path | None,
        typer.Option(
            "--stresses", metavar="FILE", help="Stresses of your own (YAML) in place of the usual six."
        ),
    ] = None,
    tornado: Annotated[
        float | None,
        typer.Option(
            "--tornado",
            metavar="SHARE",
            min=0.001,
            max=0.5,
            help="In place of stresses: move one lever of selling at a time by this share, such as 0.1.",
        ),
    ] = None,
    workers: Workers = None,
    seed: Seed = None,
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Put plans under stress, under the same luck as without, and tell which plan stands it best.

    Told are profit, pay cost, reps at quota and turnover; of several plans the regret, and whose largest is least.

    With --out: JSON and one offline HTML page; interrupted, the same command resumes.

    Example:  evenfield stress us-field-force/today us-field-force/balanced -n 20 --out runs/stress
    Example:  evenfield stress us-field-force/today --strength recession=2
    Example:  evenfield stress us-field-force/today --tornado 0.1
    """
    from evenfield.cli.stressing import Asked, stress_given, tornado_given  # noqa: PLC0415 - keeps --help fast
    from evenfield.judgement.stress_words import (  # noqa: PLC0415
        stress_data,
        stress_lines,
        stress_sheets,
        tornado_data,
        tornado_sheet,
    )

    asked = Asked(tuple(given), replications, workers, seed, out)
    if tornado is not None:
        if strength or stresses is not None:
            raise typer.BadParameter("a tornado moves levers, it has no stresses", param_hint="--tornado")
        bars = tornado_given(asked, tornado)
        _show(as_json, tornado_data(bars), [], [tornado_sheet(bars).table()])
    else:
        found = stress_given(asked, strength or [], stresses)
        _show(as_json, stress_data(found), stress_lines(found), [one.table() for one in stress_sheets(found)])
    if out is not None:
        tell(f"page: {nearby(out / ('stress.html' if tornado is None else 'tornado.html'))}")


def _show(as_json: bool, data: object, lines: list[str], tables: list[object]) -> None:
    if as_json:
        show_json(data)
        return
    for table in tables:
        show(table)  # type: ignore[arg-type]
    for line in lines:
        show(line)

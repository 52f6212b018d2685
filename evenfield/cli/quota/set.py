"""``evenfield quota set``: quotas that are fair, add up to the cent, and hold when simulated."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from evenfield.cli.options import AsJson, Names, OwnRules, Replications, ScenarioName, Seed, Workers
from evenfield.cli.show import nearby, show, show_json, tell

Many = list[str] | None


def set_(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    out: Annotated[
        Path, typer.Option("--out", metavar="NEW.yaml", help="The scenario to write; it extends SCENARIO.")
    ],
    method: Annotated[
        Literal["program", "equal", "potential", "capability", "history", "regression", "blend"],
        typer.Option(help="The fairest within all limits, or what the total is dealt by."),
    ] = "program",
    total: Annotated[
        str | None,
        typer.Option(metavar="AMOUNT", help="Target of the company [currency/year]; else today's sum."),
    ] = None,
    over: Annotated[
        Many,
        typer.Option(
            metavar="RATIO",
            help="Reps' quotas over the target above them; managers=RATIO for the level between.",
        ),
    ] = None,
    attain: Annotated[
        Many,
        typer.Option(metavar="LOW:HIGH", help="Band of every rep's P(attain); REP=LOW:HIGH for one."),
    ] = None,
    pin: Annotated[Many, typer.Option(metavar="REP=AMOUNT", help="A quota that is fixed.")] = None,
    floor: Annotated[Many, typer.Option(metavar="REP=AMOUNT", help="Least quota of a rep.")] = None,
    cap: Annotated[Many, typer.Option(metavar="REP=AMOUNT", help="Most quota of a rep.")] = None,
    team: Annotated[Many, typer.Option(metavar="MANAGER=AMOUNT", help="Target of a manager's team.")] = None,
    ceiling: Annotated[
        Many,
        typer.Option(
            metavar="FAMILY=AMOUNT", help="Most quota of a family, or the word supply: what S&OP can ship."
        ),
    ] = None,
    risk: Annotated[
        float | None,
        typer.Option(min=0.0, max=0.99, help="With --ceiling supply: share of years that may pass supply."),
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Past bookings (CSV: rep, year, bookings); else simulated."),
    ] = None,
    replications: Replications = 40,
    rounds: Annotated[
        int, typer.Option(min=1, max=20, help="How often at most quotas are simulated and set again.")
    ] = 6,
    runs: Annotated[
        Path | None,
        typer.Option(
            "--runs", metavar="DIR", help="Folder for tables, page and results; the same command resumes."
        ),
    ] = None,
    workers: Workers = None,
    seed: Seed = None,
    names: Names = False,
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Set quotas on simulated bookings, simulate what reps make of them, and write the scenario.

    Judged on as many fresh replications as the quotas were set on. With --runs: quotas by rep and month, the hierarchy,
    the comparison and one offline page.

    Example:  evenfield quota us-field-force/today --out new.yaml --total 40e6 --attain 0.5:0.7 --runs runs/quota
    Example:  evenfield quota us-field-force/today --out new.yaml --pin R07=650000 --over 1.05 --ceiling supply
    """
    from evenfield.cli.quota.setting import Asked, set_and_write, shown  # noqa: PLC0415 - keeps --help fast
    from evenfield.cli.quota.wishing import Words, wishes_of  # noqa: PLC0415
    from evenfield.tables import comparison_table  # noqa: PLC0415

    asked = Asked(given, out, runs, workers, seed, names)
    words = Words(
        method, total, over, attain, pin, floor, cap, team, ceiling, risk, history, replications, rounds
    )
    made = set_and_write(asked, lambda scenario: wishes_of(words, scenario))
    if as_json:
        show_json(made.as_data())
    else:
        for part in shown(made):
            show(part)
        show(comparison_table(made.comparison))
    tell(f"scenario: {nearby(out)}")
    if runs is not None:
        tell(f"page: {nearby(runs / 'quota.html')}")

"""``evenfield design``: a better plan for a scenario, written as a scenario with the record of how it came about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from evenfield.cli.options import (
    AsJson,
    OwnRules,
    Replications,
    ScenarioName,
    Seed,
    Workers,
    WorkloadBand,
    hours_band,
)
from evenfield.cli.show import nearby, show, show_json, tell

LEVERS = ("size", "territory", "quota", "pay", "supply")


def _levers(text: str) -> str:
    """Refuse a lever that there is not."""
    known = (*LEVERS, "all")
    unknown = [lever for lever in text.split(",") if lever not in known]
    if unknown:
        raise typer.BadParameter(f"no lever {', '.join(map(repr, unknown))}; there are: {', '.join(known)}")
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
            help=f"What may change: {', '.join(LEVERS)}, or all.",
        ),
    ] = "territory",
    quotas: Annotated[
        Literal["by-potential", "keep"],
        typer.Option(help="On a new map: deal the same total anew by potential, or leave each rep's quota."),
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
    workload_band: WorkloadBand = "0.25",
    total: Annotated[
        str, typer.Option(metavar="AMOUNT", help="Sum of the quotas [currency/year]; else as it is.")
    ] = "",
    pin: Annotated[
        list[str] | None,
        typer.Option(metavar="REP=AMOUNT", help="A quota that stays; give it again for more."),
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option(
            metavar="AMOUNT",
            help="Most that pay may cost in 9 of 10 years; else the share of sales it takes today.",
        ),
    ] = None,
    outside_pay: Annotated[
        float | None,
        typer.Option(metavar="AMOUNT", help="What a rep could earn elsewhere [currency/year]."),
    ] = None,
    severance: Annotated[
        float | None, typer.Option(metavar="AMOUNT", help="Cost of letting a rep go; without it nobody is.")
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Supply sheet (YAML), as for [bold]supply[/bold].")
    ] = None,
    accept: Annotated[
        Literal["gain", "always"],
        typer.Option(
            help="Keep what earns more than noise, or turn each lever once and keep it whatever it earns."
        ),
    ] = "gain",
    rounds: Annotated[int, typer.Option(min=1, max=20, help="Most rounds over the levers.")] = 3,
    minutes: Annotated[
        float | None, typer.Option(min=0.0, help="Time for the search; no lever simulates beyond it.")
    ] = None,
    search: Annotated[int, typer.Option(min=2, max=1000, help="Replications to search on.")] = 20,
    replications: Replications = 40,
    attribution: Annotated[
        bool, typer.Option("--attribution/--no-attribution", help="Tell what each part contributed.")
    ] = True,
    runs: Annotated[
        Path | None,
        typer.Option(
            "--runs",
            metavar="DIR",
            help="Folder for results and offers on the way; the same command goes on where it stopped.",
        ),
    ] = None,
    workers: Workers = None,
    seed: Seed = None,
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Design a better plan: turn levers until the gain is noise, judge it on fresh replications, write it as a scenario.

    Never writes a plan that is not better than SCENARIO there. Beside NEW.yaml: its tables, NEW.record.md and .json
    (what was found, proved, tried, refused, assumed), and NEW.log, written as it happens. Ctrl-C while a map is drawn
    ends the search with the best so far, which is judged and written.

    Example:  evenfield design us-field-force/today --levers all --minutes 8 --out new.yaml --runs runs/new
    Example:  evenfield design us-field-force/today --levers quota,pay --budget 9.2e6 --out pay.yaml
    """
    from evenfield.cli.designs import Asked, design_and_write, wishes_of  # noqa: PLC0415 - keeps --help fast
    from evenfield.tables import comparison_table  # noqa: PLC0415

    wishes = wishes_of(
        {"band": band, "workload_band": hours_band(workload_band), "homes": homes},
        {"total": total, "pin": pin or []},
        sheet,
        given,
        quotas=quotas,
        budget=budget,
        outside_pay=outside_pay,
        severance=severance,
        accept=accept,
        rounds=rounds,
        search=search,
        judged=replications,
    )
    asked = Asked(given, tuple(levers.split(",")), out, minutes, runs, workers, seed, attribution=attribution)
    record = design_and_write(asked, wishes)
    if as_json:
        show_json(record.to_dict() | {"comparison": record.comparison_data()})
    else:
        show(str(record.design))
        show(comparison_table(record.comparison))
        for line in record.contributions():
            show(line)
    tell(f"scenario: {nearby(out)}")
    tell(f"record: {nearby(out.with_name(f'{out.stem}.record.md'))}")
    if record.design.stopped:
        raise KeyboardInterrupt("stopped; this is the best so far, judged as ever")

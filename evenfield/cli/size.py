"""``evenfield size``: how many reps, hired when, and what that earns by month."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.options import AsJson, OwnRules, Replications, ScenarioName, Workers
from evenfield.cli.show import nearby, show, show_json, tell


def size(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    months: Annotated[int, typer.Option(min=1, max=60, help="Months to plan for.")] = 12,
    elasticity: Annotated[
        float, typer.Option(min=0.01, max=0.99, help="Elasticity of sales to selling effort.")
    ] = 0.34,
    contribution: Annotated[
        float | None,
        typer.Option(min=0.0, help="What today's force brings [currency/year]; else from the market."),
    ] = None,
    pay: Annotated[
        float | None,
        typer.Option(min=0.0, help="All that a rep costs [currency/year]; else on-target earnings."),
    ] = None,
    lead_months: Annotated[
        int | None, typer.Option(min=0, max=24, help="Months from requisition to start; else the scenario's.")
    ] = None,
    leaving: Annotated[
        float | None,
        typer.Option(min=0.0, max=0.99, help="Chance to leave at a month's end; else the scenario's."),
    ] = None,
    most_hires: Annotated[
        float | None,
        typer.Option(min=0.0, help="The most who may start in a month; else a tenth of the force."),
    ] = None,
    severance: Annotated[
        float | None,
        typer.Option(min=0.0, help="Cost of laying a rep off; without it nobody is [currency]."),
    ] = None,
    at_least: Annotated[
        float,
        typer.Option(min=0.0, help="Fully effective reps wanted in the last month, whatever they earn."),
    ] = 0.0,
    role: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=REPS[:PAY]",
            help="A further role, one person for so many reps, and what one costs a year; repeatable. "
            "The scenario's own roles keep their present ratio.",
        ),
    ] = None,
    plan: Annotated[
        float | None,
        typer.Option("--plan", min=0.0, help="Bookings to reach over all months, by simulation [currency]."),
    ] = None,
    surely: Annotated[
        float | None,
        typer.Option(min=0.01, max=1.0, help="Reach --plan in this share of years; else in the mean."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for the plan; made when there is none."),
    ] = None,
    response: Annotated[
        str,
        typer.Option(
            metavar="WORD or FILE",
            help="What hours bring: guess (the elasticity), measured (simulate now), or a file of evenfield response.",
        ),
    ] = "guess",
    replications: Replications = 12,
    workers: Workers = None,
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Plan a scenario's headcount: who starts when, by ramp, attrition and lead time, and the profit by month.

    With --out: size.json, headcount.csv, profit.csv and hires.csv.

    Example:  evenfield size us-field-force/today --contribution 40e6 --most-hires 4 --out runs/size
    Example:  evenfield size us-field-force/today --response measured -n 12
    Example:  evenfield size us-field-force/today --role engineer=5:150000 --plan 60e6 --surely 0.8 -n 40
    """
    from evenfield.cli.sizing import as_data, lines, table, write  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.cli.sizing_goal import aimed, planned, roled  # noqa: PLC0415
    from optimize.sizing.scenario import SizingWishes, question_of  # noqa: PLC0415
    from scenarios import load  # noqa: PLC0415

    if surely is not None and plan is None:
        raise typer.BadParameter("goes with --plan, the bookings to reach", param_hint="--surely")
    wishes = SizingWishes(
        months, elasticity, contribution, pay, lead_months, leaving, most_hires, severance, at_least
    )
    from evenfield.cli.responses import response_for  # noqa: PLC0415

    scenario = load(given)
    curve, notes = response_for(response, "hours", scenario, (replications, workers))
    question = question_of(scenario, wishes, curve)
    question = roled(replace(question, notes=(*question.notes, *notes)), scenario, role or [])
    others = None
    if plan is not None:
        question, others = aimed(question, scenario, plan, surely, (replications, workers))
    found, hit = planned(question, others)
    if as_json:
        show_json(as_data(found, question, hit))
    else:
        show(table(found))
        for line in lines(found, question, hit):
            show(line)
    if out is not None:
        write(out, found, question, hit)
        tell(f"plan: {nearby(out / 'headcount.csv')}")

"""``evenfield territory move``: what it would change if units went to other reps, and the scenario in which they do."""

from __future__ import annotations

from typing import Annotated

import typer

from evenfield.cli.options import AsJson, ScenarioName, Seed, Workers, WorkloadBand
from evenfield.cli.show import nearby, show, show_json, tell
from evenfield.cli.territory.options import (
    BalancePrice,
    Band,
    NewScenario,
    check_out,
    command_line,
    load,
    yardstick,
)


def move(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    pairs: Annotated[
        list[str],
        typer.Argument(metavar="UNIT REP [UNIT REP ...]", help="Units and the reps they should go to."),
    ],
    out: NewScenario = None,
    band: Band = 0.05,
    workload_band: WorkloadBand = "0.25",
    balance_price: BalancePrice = None,
    replications: Annotated[
        int,
        typer.Option(
            "--replications", "-n", min=0, metavar="N", help="Simulate before and after too: expected profit."
        ),
    ] = 0,
    workers: Workers = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """
    Tell exactly what moving units changes: balance, hours, travel, pieces, disruption; with -n simulated profit.

    With --out the scenario is written in which they have moved; quotas stay as they are.

    Example:  evenfield territory move us-field-force/today 48029 R50 --out moved.yaml
    """
    from evenfield.territory.what_if import moved, plan_with, write_realigned  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.territory.wording import effect_lines, plain  # noqa: PLC0415
    from optimize.realignment import effect  # noqa: PLC0415

    if len(pairs) % 2:
        raise typer.BadParameter(
            f"units and reps come in pairs, got {len(pairs)} words", param_hint="UNIT REP"
        )
    check_out(out, given, (".yaml", ".yml"), (".alignment.csv",))
    scenario = load(given)
    rep_of = moved(scenario, list(zip(pairs[::2], pairs[1::2], strict=True)))
    told = effect(yardstick(scenario, (band, workload_band), balance_price), rep_of)
    if out is not None:
        write_realigned(out, given, scenario, rep_of, command_line())
        tell(f"scenario: {nearby(out)}")
    if not as_json:
        for line in effect_lines(told, scenario.currency):
            show(line)
    simulated = None
    if replications:
        from evenfield.cli.territory.simulating import before_and_after  # noqa: PLC0415

        after = scenario.with_plan(plan_with(scenario, rep_of))
        simulated = before_and_after(scenario, after, (replications, workers, seed), shown=not as_json)
    if as_json:
        show_json({"scenario": given, **plain(told), "comparison": simulated})

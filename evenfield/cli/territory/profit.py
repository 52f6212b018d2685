"""``evenfield territory profit``: territories with the greatest expected profit, by a measured response or a guess."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenfield.cli.options import (
    AsJson,
    OwnRules,
    Replications,
    ScenarioName,
    Workers,
    WorkloadBand,
    hours_band,
)
from evenfield.cli.show import nearby, show, show_json, tell
from evenfield.cli.territory.options import NewScenario, check_out, command_line, load

if TYPE_CHECKING:
    from optimize.profit.scenario import ProfitDesign
    from optimize.territory import TerritoryDesign
    from sim.scenario import Scenario


def profit(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    out: NewScenario = None,
    response: Annotated[
        str,
        typer.Option(
            metavar="WORD or FILE",
            help="What hours bring: guess (elasticity 0.34), measured (simulate now), or a file of evenfield response.",
        ),
    ] = "guess",
    band: Annotated[
        float,
        typer.Option(min=0.001, max=0.999, help="Band of the balanced map that it starts from [share]."),
    ] = 0.05,
    workload_band: WorkloadBand = "0.25",
    moves: Annotated[
        int | None, typer.Option("--moves", min=0, metavar="N", help="How many units may leave today's rep.")
    ] = None,
    replications: Replications = 12,
    workers: Workers = None,
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Draw territories for expected profit; quotas are dealt anew by potential, the same total.

    With --response measured, the balanced map is simulated at several levels of hours first; where leads run out, more
    hours bring nothing, which the guess does not know. Ctrl-C shows and writes the best so far.

    Example:  evenfield territory profit us-field-force/today --response measured --out profit.yaml
    """
    from evenfield.cli.responses import response_for  # noqa: PLC0415 - keeps `evenfield --help` fast
    from optimize.profit.scenario import coverage_response, profit_alignment  # noqa: PLC0415
    from optimize.territory import Rules, align  # noqa: PLC0415

    check_out(out, given, (".yaml", ".yml"), (".alignment.csv", ".bases.csv", ".why.csv"))
    scenario, rules = load(given), Rules(band=band, workload_band=hours_band(workload_band))
    balanced = align(scenario, rules)
    if balanced.interrupted:
        raise KeyboardInterrupt("stopped before there was a map for profit")
    how, even = (replications, workers), _under(scenario, balanced)
    curve, notes = response_for(response, "coverage", scenario, how, even)
    measured = None if curve is None else curve.from_zero(0.01)
    design = profit_alignment(
        scenario,
        rules,
        response=None
        if measured is None
        else lambda ground, bases: coverage_response(ground, bases, *measured),
        balanced=balanced,
        most_moves=moves,
    )
    if out is not None:
        _write(out, given, scenario, design)
        tell(f"scenario: {nearby(out)}")
    if as_json:
        show_json(_as_data(given, design, notes))
    else:
        for line in (*_lines(scenario, design), *design.notes, *notes):
            show(line)
    if design.plan.interrupted:
        raise KeyboardInterrupt("stopped; this is the best map so far")


def _under(scenario: Scenario, design: TerritoryDesign | ProfitDesign) -> Scenario:
    """Return the world under a map, today's total of quotas dealt to it by potential."""
    from decimal import Decimal  # noqa: PLC0415 - keeps `evenfield --help` fast

    from sim.plan import DealtQuotas  # noqa: PLC0415
    from sim.quota import quotas_cents  # noqa: PLC0415

    total = Decimal(int(quotas_cents(scenario).sum())).scaleb(-2)
    quotas = DealtQuotas(method="potential", total=total, next_year=scenario.plan.quotas.next_year)
    changes = {"alignment": design.alignment, "bases": design.bases, "quotas": quotas}
    return scenario.with_plan(scenario.plan.model_copy(update=changes))


def _write(out: Path, given: str, scenario: Scenario, design: ProfitDesign) -> None:
    """Write the map, with the quotas dealt to it, as a scenario, and why each unit is where it is."""
    from evenfield.study.files import write_atomically  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.territory.reasons import profit_csv  # noqa: PLC0415
    from evenfield.variant import write_plan  # noqa: PLC0415 - keeps `evenfield --help` fast

    write_plan(out, given, scenario, _under(scenario, design).plan, command_line())
    write_atomically(out.with_name(f"{out.stem}.why.csv"), profit_csv(design.reasons))


def _lines(scenario: Scenario, design: ProfitDesign) -> list[str]:
    """Return what a person wants to know."""
    return [
        f"profit map: {design.status}, objective {design.objective:,.0f} {scenario.currency} a year, "
        f"bound {design.bound:,.0f}, gap {design.gap:.2%}, {design.seconds:.0f} s",
        f"by the same response today's map brings {design.present:,.0f}, the balanced one {design.balanced:,.0f}",
        f"{len(design.moves):,} units change hands",
    ]


def _as_data(given: str, design: ProfitDesign, notes: tuple[str, ...]) -> dict[str, object]:
    """Return it as plain data."""
    from evenfield.territory.wording import plain  # noqa: PLC0415 - keeps `evenfield --help` fast

    told = ("status", "objective", "bound", "gap", "seconds", "present", "balanced")
    answer: dict[str, object] = plain(
        {
            "scenario": given,
            **{name: getattr(design, name) for name in told},
            "moves": len(design.moves),
            "notes": [*design.notes, *notes],
        }
    )
    return answer

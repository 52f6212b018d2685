"""``evenfield territory lumps``: units larger than a fair territory, and what can be done about each, priced."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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

if TYPE_CHECKING:
    from optimize.realignment.lumps import Lump, Option
    from sim.scenario import Scenario


def lumps(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    take: Annotated[
        str | None, typer.Option("--take", metavar="OPTION", help="Write this one: split, pool or hire.")
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="UNIT", help="For which unit; the largest when not given.")
    ] = None,
    out: NewScenario = None,
    band: Band = 0.05,
    workload_band: WorkloadBand = "0.25",
    balance_price: BalancePrice = None,
    replications: Annotated[
        int,
        typer.Option(
            "--replications", "-n", min=0, metavar="N", help="Simulate before and after --take too."
        ),
    ] = 0,
    workers: Workers = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """
    Name the units larger than a fair territory; price keeping, splitting, pooling, hiring; write one as a scenario.

    Example:  evenfield territory lumps us-field-force/today
    Example:  evenfield territory lumps us-field-force/today --take split --out split.yaml -n 20
    """
    from evenfield.territory.wording import plain  # noqa: PLC0415 - keeps `evenfield --help` fast
    from optimize.realignment.lumps import lumps as oversize  # noqa: PLC0415

    _check(take, out, replications)
    if out is not None:
        from evenfield.cli.restructure.writing import BESIDE  # noqa: PLC0415

        check_out(out, given, (".yaml", ".yml"), tuple(f".{name}.csv" for name in (*BESIDE, "table")))
    scenario = load(given)
    found = oversize(yardstick(scenario, (band, workload_band), balance_price))
    if not as_json:
        _show(found)
    simulated = None
    if take is not None and out is not None:
        after = _written(given, out, scenario, _chosen(found, take, unit))
        if replications:
            from evenfield.cli.territory.simulating import before_and_after  # noqa: PLC0415

            simulated = before_and_after(scenario, after, (replications, workers, seed), shown=not as_json)
    if as_json:
        told: dict[str, Any] = {"scenario": given, "lumps": plain(found)}
        told |= {} if out is None else {"written": nearby(out), "taken": take, "comparison": simulated}
        show_json(told)


def _check(take: str | None, out: Path | None, replications: int) -> None:
    """Refuse options that go together where one is missing."""
    if (take is None) != (out is None):
        missing = "--out" if out is None else "--take"
        raise typer.BadParameter("--take and --out go together", param_hint=missing)
    if replications and take is None:
        raise typer.BadParameter(
            "goes with --take and --out: there is nothing to compare with", param_hint="-n"
        )


def _chosen(found: tuple[Lump, ...], take: str, unit: str | None) -> tuple[Lump, Option]:
    """Return the unit and the option that are asked for, or refuse with what there is."""
    from evenfield.restructure.lumps import WRITTEN  # noqa: PLC0415

    if not found:
        raise typer.BadParameter("no unit is larger than a fair territory", param_hint="--take")
    lump = next((one for one in found if unit is None or unit in (one.unit, one.name)), None)
    if lump is None:
        named = ", ".join(one.unit for one in found)
        raise typer.BadParameter(
            f"larger than a fair territory are: {named}; got {unit!r}", param_hint="--unit"
        )
    options = {option.name: option for option in lump.options}
    if take not in options or take not in WRITTEN:
        known = ", ".join(name for name in options if name in WRITTEN)
        why = "changes nothing, so there is nothing to write" if take in options else "is none of its options"
        raise typer.BadParameter(f"{take!r} {why}; there are: {known}", param_hint="--take")
    return lump, options[take]


def _written(given: str, out: Path, scenario: Scenario, chosen: tuple[Lump, Option]) -> Scenario:
    """Write the scenario in which an option is taken, and return it as it is read back."""
    from evenfield.restructure.lumps import with_option  # noqa: PLC0415

    lump, option = chosen
    title = f"{scenario.title or scenario.name}: {option.name} {lump.name or lump.unit}"
    draft = with_option(scenario, lump, option)
    draft.write(out, given, title[:200], command_line())
    tell(f"scenario: {nearby(out)}")
    for one in draft.assumptions:
        tell(f"assumed: {one}")
    return load(str(out))


def _show(found: tuple[Lump, ...]) -> None:
    """Print each unit with its options."""
    if not found:
        show("no unit is larger than a fair territory")
    for one in found:
        name = f"{one.unit} {one.name}".rstrip()
        show(f"{name}: {one.share:.2f} of a fair territory, with {one.rep}")
        show(
            f"  {'option':11}{'travel':>11}{'imbalance':>12}{'people':>12}{'a year':>12}{'disrupted':>12}{'most':>9}"
        )
        for way in one.options:
            show(
                f"  {way.name:11}{way.travel:>+11,.0f}{way.imbalance:>+12,.0f}{way.people:>+12,.0f}{way.total:>+12,.0f}"
                f"{way.disruption:>12,.0f}{way.largest:>9.2f}"
            )
        for way in one.options:
            show(f"  {way.name}: {way.words}")

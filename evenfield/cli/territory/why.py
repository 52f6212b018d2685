"""``evenfield territory why``: who covers a unit, what others would cost, what holds it there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.options import AsJson, ScenarioName, WorkloadBand
from evenfield.cli.show import nearby, show, show_json, tell
from evenfield.cli.taken import check_folder
from evenfield.cli.territory.options import BalancePrice, Band, Locks, load, yardstick


def why(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    unit: Annotated[
        str | None, typer.Argument(metavar="[UNIT]", help="Id of a basic unit, or its name; all with --out.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.csv", help="A row for each unit: why it is where it is."),
    ] = None,
    band: Band = 0.05,
    workload_band: WorkloadBand = "0.25",
    balance_price: BalancePrice = None,
    locks: Locks = None,
    as_json: AsJson = False,
) -> None:
    """
    Tell why a unit is with its rep: the second best, the difference in cost, what locks it, what a move changes.

    Example:  evenfield territory why us-field-force/today 17031
    Example:  evenfield territory why us-field-force/balanced --out why.csv
    """
    from evenfield.territory.named import rows_of  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.territory.wording import plain, why_lines  # noqa: PLC0415
    from optimize.realignment import why as explain  # noqa: PLC0415

    if out is not None:
        if unit is not None:
            raise typer.BadParameter("--out has a row for every unit; give no UNIT", param_hint="UNIT")
        _write(out, given, (band, workload_band), balance_price, locks, as_json=as_json)
        return
    if unit is None:
        raise typer.BadParameter("a unit is wanted, or --out for all", param_hint="UNIT")
    scenario = load(given)
    (row,) = rows_of(scenario, "unit", [unit], "UNIT")
    stick = yardstick(scenario, (band, workload_band), balance_price, locks)
    try:
        told = explain(stick, row)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if as_json:
        show_json({"scenario": given, **plain(told)})
        return
    for line in why_lines(told, scenario.currency):
        show(line)


def _write(  # noqa: PLR0913 - the options of the command
    out: Path,
    given: str,
    bands: tuple[float, str],
    balance_price: float | None,
    locks: list[str] | None,
    *,
    as_json: bool,
) -> None:
    """Write why each unit is with its rep; a file that is there is replaced when it was written so."""
    from evenfield.study.files import write_atomically  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.territory.reasons import HEADING, as_csv, summary  # noqa: PLC0415
    from optimize.realignment.reasons import reasons  # noqa: PLC0415

    if out.suffix != ".csv":
        raise typer.BadParameter(f"a file ends in .csv here, got {str(out)!r}", param_hint="--out")
    if out.exists() and not out.read_bytes().startswith(HEADING):
        raise typer.BadParameter(f"{out}: this file is there already and stays as it is", param_hint="--out")
    check_folder(out)
    found = reasons(yardstick(load(given), bands, balance_price, locks))
    write_atomically(out, as_csv(found))
    if as_json:
        show_json({"scenario": given, "why": nearby(out), **summary(found)})
        return
    show(", ".join(f"{count:,} {what}" for what, count in summary(found).items()))
    tell(f"why: {nearby(out)}")

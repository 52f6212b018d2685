"""``evenfield territory why``: who covers a unit, what others would cost, what holds it there."""

from __future__ import annotations

from typing import Annotated

import typer

from evenfield.cli.options import AsJson, ScenarioName, WorkloadBand
from evenfield.cli.show import show, show_json
from evenfield.cli.territory.options import BalancePrice, Band, Locks, load, yardstick


def why(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="Id of a basic unit, or its name.")],
    band: Band = 0.05,
    workload_band: WorkloadBand = "0.25",
    balance_price: BalancePrice = None,
    locks: Locks = None,
    as_json: AsJson = False,
) -> None:
    """
    Tell why a unit is with its rep: the second best, the difference in cost, what locks it, what a move changes.

    Example:  evenfield territory why us-field-force/today 17031
    """
    from evenfield.territory.named import rows_of  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.territory.wording import plain, why_lines  # noqa: PLC0415
    from optimize.realignment import why as explain  # noqa: PLC0415

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

"""``evenfield pay run``: statements, payouts, balances, and every row that could not be used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from evenfield.cli.options import AsJson
from evenfield.cli.pay.desk import load, month_number, read_tables, refuse, run_plans_on
from evenfield.cli.pay.options import Deals, Force, From, Measures, People, PlanNames, Quotas, To, With
from evenfield.cli.show import nearby, show, show_json, tell

OutFile = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write payouts to FILE: .csv, .json or .xlsx.")
]


def run(  # noqa: PLR0913, PLR0917 - the options of a command
    plans: PlanNames,
    deals: Deals,
    quotas: Quotas = None,
    people: People = None,
    measures: Measures = None,
    first: From = None,
    last: To = None,
    out: OutFile = None,
    force: Force = False,
    own: With = None,
    as_json: AsJson = False,
) -> None:
    """
    Pay a plan on deals: statements by person and month, and every row that could not be used.

    Example:  evenfield pay run plan.yaml --deals deals.csv --quotas quotas.csv --to 2026-06
    """
    from evenfield.pay.files import payouts_file, write_payouts  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.pay.statements import statements  # noqa: PLC0415
    from sim.compensation.deals import as_data  # noqa: PLC0415

    file = None if out is None else payouts_file(out, force=force)
    load(own)
    span = (month_number(first), month_number(last))
    if None not in span and span[0] > span[1]:  # type: ignore[operator]
        refuse(f"--from {first} is after --to {last}")
    done = run_plans_on(plans, read_tables(deals, quotas, people, measures), last)
    try:
        data = as_data(done, *span)
    except ValueError as error:  # no rate for somebody's own currency
        refuse(f"{', '.join(plans)}: {error}")
    if as_json:
        show_json(data)
    else:
        _show(statements(done, span), data)
    if file is not None:
        write_payouts(file, data)
        tell(f"payouts: {nearby(file)}")


def _show(statements: Any, data: dict[str, Any]) -> None:  # noqa: ANN401 - lines
    from evenfield.pay.rejected import rejects  # noqa: PLC0415 - keeps `evenfield --help` fast

    for line in statements:
        show(line)
    for one in data["awards"]:
        worth = "" if one["non_cash_value"] == "0.00" else f", {_told(one['non_cash_value'])} in kind"
        show(f"award: {one['component']} to {one['person']} with {one['period']}{worth}")
    several = len(data["totals"]) > 1
    for one in data["totals"]:
        name = f"total {one['currency']}" if several else "total"
        show(f"{name} {_told(one['total'])}: base {_told(one['base'])}, variable {_told(one['variable'])}")
    for line in rejects(data):
        show(line)


def _told(amount: str) -> str:
    from evenfield.pay.columns import money  # noqa: PLC0415 - keeps `evenfield --help` fast

    return money(int(amount.replace(".", "")))

"""``evenfield pay compare``: a history paid under two plans."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.options import AsJson
from evenfield.cli.pay.desk import load, month_number, read_tables, refuse, run_plans_on
from evenfield.cli.pay.options import Deals, Force, Measures, People, Quotas, To, With
from evenfield.cli.show import nearby, show, show_json, tell

OutFolder = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write page, figures and tables (CSV, JSON, Excel) to DIR."),
]


def compare(  # noqa: PLR0913, PLR0917 - the options of a command
    old: Annotated[str, typer.Argument(metavar="OLD", help="The plan that was in force.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The plan it is held against.")],
    deals: Deals,
    quotas: Quotas = None,
    people: People = None,
    measures: Measures = None,
    last: To = None,
    out: OutFolder = None,
    force: Force = False,
    own: With = None,
    as_json: AsJson = False,
) -> None:
    """
    Pay a history under two plans: who wins, who loses, what it costs, by attainment.

    Example:  evenfield pay compare old.yaml new.yaml --deals deals.csv --quotas quotas.csv --out changes
    """
    from evenfield.pay.comparisons import (  # noqa: PLC0415 - keeps `evenfield --help` fast
        comparison,
        comparison_folder,
        write_comparison,
    )
    from sim.compensation.deals.comparing import compare_runs, comparison_data  # noqa: PLC0415
    from sim.compensation.deals.months import last_day  # noqa: PLC0415
    from sim.compensation.deals.payout_curve import payout_curve  # noqa: PLC0415

    folder = None if out is None else comparison_folder(out, force=force)
    load(own)
    until = month_number(last)
    book = read_tables(deals, quotas, people, measures)
    before, after = run_plans_on([old], book, last), run_plans_on([new], book, last)
    if not before.persons and not after.persons:
        refuse("nobody is in either plan")
    if before.own_currency != after.own_currency:
        currencies = [run.own_currency or "no currency that it names" for run in (before, after)]
        refuse(f"{old} pays in {currencies[0]}, {new} in {currencies[1]}: their amounts do not compare")
    curve = None
    if folder is not None or as_json:
        curve = payout_curve(before, after, book, None if until is None else last_day(until))
    found = compare_runs(before, after, curve)
    if as_json:
        show_json(comparison_data(found))
    else:
        for line in comparison(found):
            show(line)
    if folder is not None:
        currency = before.plan.currency.plan if before.plan.currency else ""
        write_comparison(folder, found, currency)
        tell(f"page: {nearby(folder / 'compare.html')}")

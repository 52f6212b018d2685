"""``evenfield pay why``: the trace of each payout line."""

from __future__ import annotations

from typing import Annotated

import typer

from evenfield.cli.options import AsJson
from evenfield.cli.pay.desk import load, month_number, read_tables, refuse, run_plans_on
from evenfield.cli.pay.options import Deals, Measures, People, PlanNames, Quotas, With
from evenfield.cli.show import show, show_json


def why(  # noqa: PLR0913, PLR0917 - the options of a command
    plans: PlanNames,
    deals: Deals,
    person: Annotated[str, typer.Option("--person", metavar="P", help="Whose pay.")],
    quotas: Quotas = None,
    people: People = None,
    measures: Measures = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="MONTH", help="Only this month, 2026-03.")
    ] = None,
    own: With = None,
    as_json: AsJson = False,
) -> None:
    """
    Tell why a person was paid what: credit, slices, rates, caps, rounding and ledger entries.

    Example:  evenfield pay why plan.yaml --deals deals.csv --quotas quotas.csv --person ann --period 2026-03
    """
    from evenfield.pay.trace_data import trace_data  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.pay.traces import trace  # noqa: PLC0415

    load(own)
    month = month_number(period)
    done = run_plans_on(plans, read_tables(deals, quotas, people, measures), None)
    try:
        ends = done.of_person(person)
    except LookupError as error:
        refuse(str(error.args[0]))
    ends = tuple(end for end in ends if month in {None, end.month})
    if not ends:
        refuse(f"{person} has no month {period}")
    try:
        if as_json:
            show_json([trace_data(done, end) for end in ends])
            return
        for end in ends:
            for line in trace(done, end):
                show(line)
    except ValueError as error:  # no rate for the person's own currency
        refuse(f"{', '.join(plans)}: {error}")

"""``evenfield pay change``: a change in the past as entries of the open month."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenfield.cli.options import AsJson
from evenfield.cli.pay.desk import load, month_number, read_tables, run_plans_on
from evenfield.cli.pay.options import Deals, Measures, People, PlanNames, Quotas, With
from evenfield.cli.show import show, show_json


def change(  # noqa: PLR0913, PLR0917 - the options of a command
    plans: PlanNames,
    deals: Deals,
    posted: Annotated[
        Path, typer.Option("--posted", metavar="FILE", help="What was posted: JSON of pay run --out.")
    ],
    month: Annotated[str, typer.Option("--open", metavar="MONTH", help="The open month, 2026-05.")],
    quotas: Quotas = None,
    people: People = None,
    measures: Measures = None,
    own: With = None,
    as_json: AsJson = False,
) -> None:
    """
    Post a change in the past: what is due by now less what was posted, in the open month; nothing posted changes.

    Example:  evenfield pay change plan.yaml --deals deals.csv --posted april.json --open 2026-05
    """
    from evenfield.pay.columns import money, table  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.pay.files import read_posted  # noqa: PLC0415
    from sim.compensation.deals import changes_data, differences, posted_entries  # noqa: PLC0415

    load(own)
    open_month = month_number(month) or 0
    before = read_posted(posted)
    done = run_plans_on(plans, read_tables(deals, quotas, people, measures), month)
    found = differences(before, posted_entries(done), open_month)
    if as_json:
        show_json({"plan": done.plan.id, "changes": changes_data(found)})
        return
    rows = [(f"{e.person}  {month}  {e.component}", money(e.cents)) for e in found]
    total = money(sum(entry.cents for entry in found))
    for line in table(
        [*rows, (f"{len(found)} changes" if len(found) != 1 else "1 change", total)], indent=""
    ):
        show(line)

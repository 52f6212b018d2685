"""``evenfield pay change``: a change in the past as entries of the open month."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenfield.cli.options import AsJson
from evenfield.cli.pay.desk import load, month_number, read_tables, run_plans_on
from evenfield.cli.pay.options import Deals, Measures, People, PlanNames, Quotas, With
from evenfield.cli.show import show, show_json

if TYPE_CHECKING:
    from sim.compensation.deals import DealRun, Entry


def change(  # noqa: PLR0913, PLR0917 - the options of a command
    plans: PlanNames,
    deals: Deals,
    posted: Annotated[
        list[Path],
        typer.Option(
            "--posted",
            metavar="FILE",
            help="What was posted: JSON of pay run --out; again for changes posted since, JSON of pay change.",
        ),
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

    Changes that were posted are told by --posted too; with them the same change adds nothing again.

    Example:  evenfield pay change plan.yaml --deals deals.csv --posted april.json --open 2026-05
    """
    from evenfield.pay.columns import money, table  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.pay.files import read_posted  # noqa: PLC0415
    from sim.compensation.deals import changes_data, differences, posted_entries  # noqa: PLC0415

    load(own)
    open_month = month_number(month) or 0
    before = [entry for file in posted for entry in read_posted(file)]
    done = run_plans_on(plans, read_tables(deals, quotas, people, measures), month)
    found = differences(before, posted_entries(done), open_month)
    if as_json:
        show_json({"plan": done.plan.id, "changes": changes_data(found)})
        return
    rows = [(f"{e.person}  {month}  {e.component}", money(e.cents)) for e in found]
    number = f"{len(found)} changes" if len(found) != 1 else "1 change"
    sums = [
        (f"total {currency}" if currency else number, money(cents)) for currency, cents in _sums(done, found)
    ]
    for line in table([*rows, *sums], indent=""):
        show(line)


def _sums(run: DealRun, changes: Sequence[Entry]) -> list[tuple[str, int]]:
    """Return the sum of changes by currency [cents]; the plan's is named only beside others."""
    sums: dict[str, int] = {}
    for entry in changes:
        currency = run.currency_of(entry.person) if entry.person in run.people else run.own_currency
        sums[currency] = sums.get(currency, 0) + entry.cents
    return sorted(sums.items()) if len(sums) > 1 else [("", sum(sums.values()))]

"""``evenfield pay``: a pay plan run on deals, explained, checked, and held against another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenfield.cli.exits import BAD_INPUT, complain_all
from evenfield.cli.options import AsJson
from evenfield.cli.show import nearby, show, show_json, tell

if TYPE_CHECKING:
    from sim.compensation.deals import Book, DealRun

pay = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Run a pay plan on deals: run, why, change, check, compare.",
    epilog="Example:  evenfield pay run plan.yaml --deals deals.csv --quotas quotas.csv",
)

PlanNames = Annotated[
    list[str],
    typer.Argument(
        metavar="PLAN...", help="YAML files of pay plans, or of versions of one, or library names."
    ),
]
PlanName = Annotated[str, typer.Argument(metavar="PLAN", help="YAML file of a pay plan, or a library name.")]
Deals = Annotated[
    str, typer.Option("--deals", metavar="FILE", help="Events of deals: CSV, Parquet or Excel.")
]
Quotas = Annotated[str | None, typer.Option("--quotas", metavar="FILE", help="Quotas by person and period.")]
People = Annotated[str | None, typer.Option("--people", metavar="FILE", help="Who is in the plan.")]
Measures = Annotated[
    str | None, typer.Option("--measures", metavar="FILE", help="Readings: scores, forecasts.")
]
From = Annotated[str | None, typer.Option("--from", metavar="MONTH", help="First month shown, 2026-01.")]
To = Annotated[str | None, typer.Option("--to", metavar="MONTH", help="Last month run, 2026-12.")]
With = Annotated[
    list[Path] | None,
    typer.Option("--with", metavar="FILE", help="Python file with components of your own; it is run."),
]
OutFile = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write payouts to FILE: .csv, .json or .xlsx.")
]


@pay.command(no_args_is_help=True)
def run(  # noqa: PLR0913, PLR0917 - the options of a command
    plan: PlanNames,
    deals: Deals,
    quotas: Quotas = None,
    people: People = None,
    measures: Measures = None,
    first: From = None,
    last: To = None,
    out: OutFile = None,
    own: With = None,
    as_json: AsJson = False,
) -> None:
    """
    Pay a plan on deals: statements by person and month, and every row that could not be used.

    Example:  evenfield pay run plan.yaml --deals deals.csv --quotas quotas.csv --to 2026-06
    """
    from evenfield.pay_files import write_payouts  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.pay_words import statement  # noqa: PLC0415
    from sim.compensation.deals import as_data  # noqa: PLC0415

    _load(own)
    done = _run(plan, _book(deals, quotas, people, measures), last)
    span = (_month(first), _month(last))
    data = as_data(done, *span)
    if as_json:
        show_json(data)
    else:
        for person in done.persons:
            for line in statement(done, person, *span):
                show(line)
        show(f"total {data['total']}")
        for one in done.rejects:
            show(f"rejected: row {one.row}, deal {one.deal_id}, {one.amount:f}: {one.message} [{one.code}]")
        show(_told_rows(data))
    if out is not None:
        write_payouts(out, data)
        tell(f"payouts: {nearby(out)}")


@pay.command(no_args_is_help=True)
def why(  # noqa: PLR0913, PLR0917 - the options of a command
    plan: PlanNames,
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
    from evenfield.pay_words import trace, trace_data  # noqa: PLC0415 - keeps `evenfield --help` fast

    _load(own)
    done = _run(plan, _book(deals, quotas, people, measures), None)
    try:
        ends = done.of_person(person)
    except LookupError as error:
        complain_all([str(error.args[0])])
        raise typer.Exit(BAD_INPUT) from None
    month = _month(period)
    ends = tuple(end for end in ends if month in {None, end.month})
    if not ends:
        complain_all([f"{person} has no month {period}"])
        raise typer.Exit(BAD_INPUT)
    if as_json:
        show_json([trace_data(end) for end in ends])
        return
    for end in ends:
        for line in trace(end):
            show(line)


@pay.command(no_args_is_help=True)
def change(  # noqa: PLR0913, PLR0917 - the options of a command
    plan: PlanNames,
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
    from evenfield.pay_files import read_posted  # noqa: PLC0415 - keeps `evenfield --help` fast
    from sim.compensation.deals import changes_data, differences, posted_entries  # noqa: PLC0415

    _load(own)
    before = read_posted(posted)
    done = _run(plan, _book(deals, quotas, people, measures), month)
    found = changes_data(differences(before, posted_entries(done), _month(month) or 0))
    if as_json:
        show_json({"plan": done.title, "changes": found})
        return
    for one in found:
        show(f"{one['person']}  {one['period']}  {one['component']}  {one['amount']}")
    show(f"{len(found)} changes")


@pay.command(no_args_is_help=True)
def check(plan: PlanName, as_json: AsJson = False) -> None:
    """
    Check a pay plan: every fault with its line, then what is valid and yet surprises people.

    Example:  evenfield pay check plan.yaml
    """
    from scenarios.pay_plans import read_plan  # noqa: PLC0415 - keeps `evenfield --help` fast
    from sim.compensation.deals.remarks import deal_remarks  # noqa: PLC0415

    reading = read_plan(plan)
    found = []
    for remark in deal_remarks(reading.plan):
        place = reading.place_of(remark.component)
        found.append(
            {"code": remark.code, "component": remark.component, "line": place.line, "file": place.file}
        )
        found[-1]["message"] = remark.message
    if as_json:
        show_json({"plan": reading.plan.id, "remarks": found})
        return
    for one in found:
        show(f"{one['file']}:{one['line']}: {one['component']}: {one['message']} [{one['code']}]")
    show(f"{reading.plan.id}: in order, {len(found)} remarks")


@pay.command(no_args_is_help=True)
def compare(  # noqa: PLR0913, PLR0917 - the options of a command
    old: Annotated[str, typer.Argument(metavar="OLD", help="The plan that was in force.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The plan it is held against.")],
    deals: Deals,
    quotas: Quotas = None,
    people: People = None,
    measures: Measures = None,
    last: To = None,
    own: With = None,
    as_json: AsJson = False,
) -> None:
    """
    Pay a history under two plans: who wins, who loses, what it costs, by attainment.

    Example:  evenfield pay compare old.yaml new.yaml --deals deals.csv --quotas quotas.csv
    """
    from evenfield.pay_words import comparison  # noqa: PLC0415 - keeps `evenfield --help` fast
    from sim.compensation.deals.comparing import compare_runs, comparison_data  # noqa: PLC0415

    _load(own)
    book = _book(deals, quotas, people, measures)
    found = compare_runs(_run([old], book, last), _run([new], book, last))
    if as_json:
        show_json(comparison_data(found))
        return
    for line in comparison(found):
        show(line)


def _load(files: list[Path] | None) -> None:
    """Run the files with components of the user's own."""
    from runpy import run_path  # noqa: PLC0415 - only this option needs it

    for file in files or ():
        if not file.is_file():
            complain_all([f"{file}: no such file"])
            raise typer.Exit(BAD_INPUT)
        run_path(str(file))


def _book(deals: str, quotas: str | None, people: str | None, measures: str | None) -> Book:
    from scenarios.pay_tables import read_book  # noqa: PLC0415 - keeps `evenfield --help` fast

    return read_book(deals, quotas, people, measures)


def _run(plans: list[str], book: Book, last: str | None) -> DealRun:
    """Return plans run on a book; what only shows when they are run is bad input too."""
    from scenarios.pay_plans import read_plan  # noqa: PLC0415 - keeps `evenfield --help` fast
    from sim.compensation.deals import run_plans  # noqa: PLC0415
    from sim.compensation.deals.months import last_day  # noqa: PLC0415

    month = _month(last)
    read = [read_plan(plan).plan for plan in plans]
    try:
        return run_plans(read, book, None if month is None else last_day(month))
    except ValueError as error:
        complain_all([f"{', '.join(plans)}: {error}"])
        raise typer.Exit(BAD_INPUT) from None


def _month(text: str | None) -> int | None:
    """Return a month such as 2026-03 as a number."""
    from sim.compensation.deals.months import period_months  # noqa: PLC0415 - keeps `evenfield --help` fast

    if text is None:
        return None
    months = period_months(text, 1)
    if months is None or len(months) != 1:
        complain_all([f"a month is wanted, such as 2026-03, got {text!r}"])
        raise typer.Exit(BAD_INPUT)
    return months[0]


def _told_rows(data: dict[str, object]) -> str:
    rows = data["rows"]
    parts = [f"{name} {one['rows']:,} ({one['amount']})" for name, one in rows.items()]  # type: ignore[attr-defined]
    return f"rows: {', '.join(parts)}"

"""From the words of a command to a plan run on deals; whatever is wrong with them ends in lines and an exit code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from evenfield.cli.exits import BAD_INPUT, complain_all
from evenfield.cli.show import tell

if TYPE_CHECKING:
    from sim.compensation.deals import Book, DealPlan, DealRun

_MONTHS = 1970 * 12, 2101 * 12


def refuse(*lines: str) -> NoReturn:
    """Tell what is wrong with the input, and end."""
    complain_all(lines)
    raise typer.Exit(BAD_INPUT) from None


def load(files: Sequence[Path] | None) -> None:
    """Run the files with components of the user's own."""
    from runpy import run_path  # noqa: PLC0415 - only this option needs it

    for file in files or ():
        if not file.is_file():
            refuse(f"{file}: no such file")
        try:
            run_path(str(file))
        except SystemExit:
            refuse(f"{file}: it ends the program; a file of components only makes them")
        except Exception as error:  # whatever the user's own code raises is told with its place
            refuse(f"{_place(file, error)}: {type(error).__name__}: {error}")


def _place(file: Path, error: Exception) -> str:
    """Return the line of the user's own file that an error comes from."""
    line = getattr(error, "lineno", None) if isinstance(error, SyntaxError) else None
    at = error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == str(file):
            line = at.tb_lineno
        at = at.tb_next
    return f"{file}:{line}" if line else str(file)


def read_tables(deals: str, quotas: str | None, people: str | None, measures: str | None) -> Book:
    """Return what a plan is run on."""
    from scenarios.pay_tables import read_book  # noqa: PLC0415 - keeps `evenfield --help` fast

    return read_book(deals, quotas, people, measures)


def run_plans_on(plans: Sequence[str], book: Book, last: str | None) -> DealRun:
    """Return plans run on a book; what only shows when they are run is bad input too."""
    from scenarios.pay_plans import read_plan  # noqa: PLC0415 - keeps `evenfield --help` fast
    from sim.compensation.deals import run_plans  # noqa: PLC0415
    from sim.compensation.deals.months import last_day  # noqa: PLC0415

    until = month_number(last)
    read = [read_plan(plan).plan for plan in plans]
    starts = min(plan.effective.starts for plan in read)
    if until is not None and last_day(until) < starts:
        refuse(f"--to {last} is before anything begins: {', '.join(plans)} starts on {starts}")
    _tell_unknown_measures(read, book)
    try:
        return run_plans(read, book, None if until is None else last_day(until))
    except ValueError as error:
        refuse(f"{', '.join(plans)}: {error}")


def _tell_unknown_measures(plans: Sequence[DealPlan], book: Book) -> None:
    """Note quotas of measures that no plan counts; they may be for a plan that is not run."""
    from difflib import get_close_matches  # noqa: PLC0415 - keeps `evenfield --help` fast

    known = sorted({name for plan in plans for name in plan.stream_ids})
    for name in sorted({quota.measure for quota in book.quotas} - set(known)):
        near = get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}"
        tell(f"note: quotas of {name!r} count for nothing, no plan measures it{hint}")


def month_number(text: str | None) -> int | None:
    """Return a month such as 2026-03 as a number."""
    from sim.compensation.deals.months import period_months  # noqa: PLC0415 - keeps `evenfield --help` fast

    if text is None:
        return None
    months = period_months(text, 1)
    if months is None or len(months) != 1 or not _MONTHS[0] <= months[0] < _MONTHS[1]:
        refuse(f"a month is wanted, such as 2026-03, got {text!r}")
    return months[0]

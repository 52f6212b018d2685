"""``evenfield accounts``: accounts to reps from two files, with a reason for each and what is proved."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenfield.cli.options import AsJson
from evenfield.cli.show import complain, nearby, show, show_json, tell

if TYPE_CHECKING:
    from evenfield.accounts.answer import Answer
    from evenfield.accounts.asking import Asked
    from optimize.accounts.book import Book

Share = Annotated[float, typer.Option(min=0.0, max=1.0)]


def accounts(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: Annotated[
        str, typer.Argument(metavar="ACCOUNTS", help="Table of accounts: .csv, .xlsx or .parquet.")
    ],
    reps: Annotated[str, typer.Argument(metavar="REPS", help="Table of reps.")],
    balance: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MEASURE=SHARE",
            help="Keep workload_hours, potential, revenue or accounts within SHARE of a fair load; repeatable. "
            "The first that has numbers within 0.05 when not given.",
        ),
    ] = None,
    lock: Annotated[
        list[str] | None, typer.Option(metavar="ACCOUNT=REP", help="Keep an account with a rep; repeatable.")
    ] = None,
    cost_per_km: Annotated[float, typer.Option(min=0.0, help="Cost of the road [currency/km].")] = 0.4,
    margin: Annotated[float, typer.Option(min=0.0, max=1.0, help="Part of revenue that is earned.")] = 0.4,
    pipeline_loss: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share of open pipeline lost in a handover.")
    ] = 0.2,
    relation_loss: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share of revenue lost with an old relation.")
    ] = 0.05,
    renewal_loss: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share of revenue lost at a renewal that is due.")
    ] = 0.1,
    unfit: Annotated[
        float,
        typer.Option(
            min=0.0, max=1.0, help="Share of margin lost with a rep new to the segment; 1: never his."
        ),
    ] = 0.2,
    today: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Day that renewals count from; the computer's when not given."
        ),
    ] = None,
    own_reps: Annotated[
        bool, typer.Option("--own-reps", help="Give each account above a fair load the nearest rep alone.")
    ] = False,
    relax: Annotated[
        bool,
        typer.Option("--relax", help="Where nothing fits, let rules give way as little as can be found."),
    ] = False,
    specialists: Annotated[
        str | None, typer.Option(metavar="FILE", help="Specialists over reps, a table like that of reps.")
    ] = None,
    reps_per_specialist: Annotated[int, typer.Option(min=1, help="The most reps a specialist covers.")] = 5,
    why: Annotated[
        list[str] | None,
        typer.Option(metavar="ACCOUNT", help="Tell why an account is where it is; repeatable."),
    ] = None,
    gap: Annotated[float, typer.Option(min=0.0, help="Gap to the bound that is enough [share].")] = 0.0025,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="End after so many seconds.")] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR|FILE.xlsx", help="Folder for CSV and JSON, or one Excel file."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """
    Give accounts to reps: balanced, near, fit, with handovers priced; a proved bound and a reason for each.

    Columns and rules stand in docs/accounts.md. Ctrl-C ends the search with the best so far and exit code 130.

    Example:  evenfield accounts accounts.csv reps.csv --balance workload_hours=0.1 --out assigned
    Example:  evenfield accounts library:first-steps/account-book/accounts.csv library:first-steps/account-book/reps.csv
    """
    from evenfield.accounts.asking import Asked, usual_balance  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.accounts.pairs import balances, known_accounts, locks  # noqa: PLC0415
    from optimize.accounts import Effort  # noqa: PLC0415
    from optimize.accounts.book import Wishes  # noqa: PLC0415
    from optimize.accounts.disruption import HandoverLoss  # noqa: PLC0415
    from scenarios.account_tables import read_account_book, read_specialists  # noqa: PLC0415

    _check_out(out)
    day = (today or datetime.now().astimezone()).date()
    bands = balances(balance or [])
    book = read_account_book(given, reps, day)
    asked_after = known_accounts(why or [], book)
    loss = HandoverLoss(pipeline_loss, relation_loss, renewal_loss, margin=margin)
    asked = Asked(
        Wishes(bands or usual_balance(book), cost_per_km, None if unfit >= 1.0 else unfit, loss=loss),
        Effort(gap=gap, seconds=seconds, tell=_Heard()),
        locks(lock or [], book),
        own_reps,
        relax,
        None if specialists is None else read_specialists(specialists),
        reps_per_specialist,
    )
    answer = _answered(book, asked)
    _tell(answer, asked_after, as_json=as_json, out=out)
    if answer.found.stopped:
        complain("stopped: this is the best so far")
        raise typer.Exit(130)


class _Heard:
    """Tells how far the search is on standard error, once in a while."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, progress: object) -> None:
        part, best, bound, seconds = (
            getattr(progress, name) for name in ("part", "objective", "bound", "seconds")
        )
        if seconds - self._last < SILENT_SECONDS:
            return
        self._last = seconds
        gap = f"gap {(best - bound) / max(abs(best), 1e-9):.2%}" if best < float("inf") else "no answer yet"
        proved = f"bound {bound:,.0f}" if bound > float("-inf") else "no bound yet"
        tell(f"{part}, {seconds:.0f} s: {proved}, {gap}")


SILENT_SECONDS = 2.0


def _check_out(out: Path | None) -> None:
    """Refuse, before anything is worked out, an Excel file that is somebody's work, or a place that takes no file."""
    if out is None:
        return
    from evenfield.accounts.written import MADE_BY  # noqa: PLC0415
    from evenfield.cli.taken import check_folder  # noqa: PLC0415
    from evenfield.pay.workbook import is_ours  # noqa: PLC0415

    if out.suffix not in ("", ".xlsx"):
        raise typer.BadParameter(
            f"a folder or a file that ends in .xlsx, got {str(out)!r}", param_hint="--out"
        )
    if out.suffix == ".xlsx" and out.exists() and not is_ours(out, MADE_BY):
        raise typer.BadParameter(f"{out}: this file is there already and stays as it is", param_hint="--out")
    check_folder(out if out.suffix == ".xlsx" else out / "answer.json")


def _answered(book: Book, asked: Asked) -> Answer:
    """Return the answer; what no rep may take and faults of the statement end the command here."""
    from evenfield.accounts.asking import answer_of  # noqa: PLC0415
    from evenfield.cli.exits import BAD_INPUT, INFEASIBLE, complain_all  # noqa: PLC0415
    from optimize.accounts import ImpossibleError, OversizeError  # noqa: PLC0415

    try:
        return answer_of(book, asked)
    except OversizeError as refused:
        ways = "--own-reps gives each such account a rep alone; --relax widens the band of the rep it costs least with"
        complain_all([*str(refused).splitlines(), ways])
        raise typer.Exit(INFEASIBLE) from None
    except ImpossibleError as refused:
        complain(str(refused))
        if not asked.relax:
            complain("--relax assigns the accounts with what has to give way, and says it")
        raise typer.Exit(INFEASIBLE) from None
    except ValueError as error:
        complain_all(str(error).splitlines())
        raise typer.Exit(BAD_INPUT) from None


def _tell(answer: Answer, why: list[str], *, as_json: bool, out: Path | None) -> None:
    """Print the answer and write its files."""
    from dataclasses import asdict  # noqa: PLC0415

    from evenfield.accounts.answer import on_screen, summary, words  # noqa: PLC0415
    from evenfield.accounts.written import write  # noqa: PLC0415
    from optimize.accounts.reasons import Reasons  # noqa: PLC0415

    told, reasons = summary(answer), Reasons(answer.found)
    known = [reasons.of(account) for account in why]
    if as_json:
        reasons_told = [{**asdict(one), "delta": one.delta if one.second else None} for one in known]
        show_json({**told, "why": reasons_told})
    else:
        show("by rep, before in brackets")
        show(on_screen(answer).to_string(index=False))
        for line in words(answer, told):
            show(line)
        for one in known:
            second = "" if one.second is None else f"; next {one.second}, {one.delta:+,.0f} a year"
            show(f"{one.account} is with {one.rep}: {'; '.join(one.held_by)}{second}")
    if out is not None:
        write(out, answer, told)
        tell(f"assignment: {nearby(out)}")

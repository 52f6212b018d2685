"""``evenfield runs``: what is kept of studies; look at it, make it smaller, check it, work it again."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenfield.cli.exits import FAILED, complain_all
from evenfield.cli.options import AsJson, OwnRules
from evenfield.cli.show import nearby, show, show_json

if TYPE_CHECKING:
    from evenfield.study.folder import StudyFolder

HOME = Path("runs")

runs = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Look at kept studies: list, show, compact, verify, replay.",
    epilog="Example:  evenfield runs verify runs/demo --json",
)

Studies = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="DIR",
        help="Folders of studies, or folders of such folders; [bold]runs[/bold] when not given.",
    ),
]
Study = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a study made by run or compare --out.")]


@runs.command("list")
def list_(given: Studies = None, as_json: AsJson = False) -> None:
    """
    List studies: scenarios, replications done, size, time of the last work.

    Example:  evenfield runs list
    """
    from evenfield.cli.run_tables import studies_table  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.study.summary import summary  # noqa: PLC0415

    summaries = [summary(study) for study in _studies(given)]
    if as_json:
        show_json([{**asdict(one), "path": nearby(one.path)} for one in summaries])
    elif summaries:
        show(studies_table(summaries))
    else:
        show("no study here")


@runs.command("show")
def show_(given: Study, as_json: AsJson = False) -> None:
    """
    Show one study: its blocks with their keys, and the KPIs once all is done.

    Example:  evenfield runs show runs/demo
    """
    from evenfield.cli.run_tables import blocks_table  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.study.opened import open_run  # noqa: PLC0415
    from evenfield.study.summary import block_states  # noqa: PLC0415
    from evenfield.study.written import kpi_rows  # noqa: PLC0415
    from evenfield.tables import kpi_table  # noqa: PLC0415

    study = open_run(given)
    states = block_states(study.folder)
    complete = all(state.where != "missing" for state in states)
    frames = {name: study.frame(name) for name in study.scenarios} if complete else {}
    if as_json:
        kpis = {name: kpi_rows(frame) for name, frame in frames.items()} if complete else None
        show_json({"blocks": [asdict(state) for state in states], "kpis": kpis, "rules": study.rules})
        return
    show(blocks_table(states))
    for name, frame in frames.items():
        show(kpi_table(frame, name))
    for path, state in study.rules.items():
        show(f"rules of your own: {path} ({state})")
    if not complete:
        show("not finished: run the same command again to complete it, then the KPIs stand here")


@runs.command(no_args_is_help=True)
def compact(
    given: Annotated[list[Path], typer.Argument(metavar="DIR", help="Folders of studies.")],
    as_json: AsJson = False,
) -> None:
    """
    Put the parts of each scenario into one file; results stay the same, and the study can still be resumed.

    Example:  evenfield runs compact runs/demo
    """
    from evenfield.study.compact import compact as pack  # noqa: PLC0415 - keeps `evenfield --help` fast

    told = []
    for study in _studies(given):
        for one in pack(study.store):
            told.append({**asdict(one), "study": nearby(study.path), "pack": one.pack.name})
            if not as_json:
                sizes = f"{one.bytes_before / 1000:,.0f} kB to {one.bytes_after / 1000:,.0f} kB"
                show(f"{nearby(study.path)}, {one.label}: {one.parts} parts in one file, {sizes}")
    if as_json:
        show_json(told)
    elif not told:
        show("nothing to do: no part has a file of its own")


@runs.command()
def verify(given: Studies = None, as_json: AsJson = False) -> None:
    """
    Check that every part reads, has its checksums, and is what its key says; exit code 1 when one is not.

    Example:  evenfield runs verify runs/demo
    """
    from evenfield.study.verify import verify as check  # noqa: PLC0415 - keeps `evenfield --help` fast

    told, bad = [], []
    for study in _studies(given):
        found = check(study)
        lines = [f"{nearby(one.file)}: {one.reason}" for one in found.bad]
        bad += lines
        told.append({"study": nearby(study.path), "parts": found.parts, "bad": lines})
        if not as_json:
            whole = "all whole" if not lines else f"{len(lines)} faults"
            show(f"{nearby(study.path)}: {found.parts} parts, {whole}")
    if as_json:
        show_json(told)
    complain_all(bad)
    if bad:
        complain_all(["remove what is damaged, and the same command that made the study makes it again"])
        raise typer.Exit(FAILED)


@runs.command(no_args_is_help=True)
def replay(
    key: Annotated[
        str, typer.Argument(metavar="KEY", help="Key of a block, or how it begins (see runs show).")
    ],
    given: Studies = None,
    own_rules: OwnRules = None,
    as_json: AsJson = False,
) -> None:
    """
    Work one block again and compare bit for bit; exit code 1 when anything differs.

    Example:  evenfield runs replay 3f9a1c runs/demo
    """
    from evenfield.cli.replays import replay_block  # noqa: PLC0415 - keeps `evenfield --help` fast

    done = replay_block(key, _studies(given))
    if as_json:
        show_json({**asdict(done), "equal": done.equal})
    else:
        first, last = done.replications[0], done.replications[-1]
        verdict = "equal to the last bit" if done.equal else "differs"
        show(f"{done.label}, replications {first}-{last}: {verdict}")
        for line in (*done.differences, *(f"changed since: {one}" for one in done.changed)):
            show(f"  {line}")
    if not done.equal:
        raise typer.Exit(FAILED)


def _studies(given: list[Path] | None) -> list[StudyFolder]:
    """Return the studies meant; StudyFolderError when a folder has none."""
    from evenfield.study.summary import studies_in  # noqa: PLC0415 - keeps `evenfield --help` fast

    return studies_in(given or ([HOME] if HOME.is_dir() else []))

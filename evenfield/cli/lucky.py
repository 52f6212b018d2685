"""From the words of ``evenfield luck`` to what is simulated, kept and written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from evenfield.cli.stressing import Asked
from evenfield.cli.studies import members
from evenfield.cli.taken import begin_folder
from evenfield.judgement.luck.luck import RECORD, Luck, luck_or_skill
from evenfield.judgement.luck.words import luck_data
from evenfield.study.files import write_atomically
from evenfield.study.written import write_data
from scenarios.actuals import read_actuals
from sim.near_misses import NearMisses
from sim.table import RowIssue, Table


def conduct(asked: Asked, record: Path | None, *, names: bool) -> Luck:
    """Return what one scenario's attainment comes from, written to ``out`` when it is given."""
    (member,) = members(list(asked.given), asked.seed)
    scenario = member.scenario
    reps = scenario.tables.reps["id"].tolist()
    if asked.replications < 2 or len(reps) < 2:  # noqa: PLR2004 - one has no variance
        raise typer.BadParameter(
            f"luck is told from 2 replications and 2 reps on, got {asked.replications} and {len(reps)}"
        )
    told = None if record is None else read_actuals(record, RECORD, lambda table: _strangers(table, reps))
    if asked.out is not None:
        begin_folder(
            asked.out, "luck or skill", "luck-or-skill.json", {"scenario": member.given, "seed": asked.seed}
        )
    found = luck_or_skill(scenario, told, asked.simulating())
    if asked.out is not None:
        from evenfield.report.luck_page import luck_page  # noqa: PLC0415 - Matplotlib, only when drawing

        write_data(asked.out / "luck.json", luck_data(found))
        write_atomically(asked.out / "luck.html", luck_page(found, scenario.fingerprint(), names=names))
    return found


def _strangers(record: Table, reps: Sequence[str]) -> list[RowIssue]:
    """Return a fault for each row of a record that is of nobody."""
    near = NearMisses(set(reps))
    rows = zip(record["rep"].tolist(), record.source_row.tolist(), strict=True)
    return [
        RowIssue("T021", row, "rep", name, f"no such rep{near.hint(name)}")
        for name, row in rows
        if name not in reps
    ]

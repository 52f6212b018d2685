"""From a scenario to one with new quotas: simulated, set, judged, written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import typer
from rich.console import RenderableType

from evenfield.cli.progress import Bar
from evenfield.cli.studies import members
from evenfield.cli.taken import check_folder, refuse_taken
from evenfield.cli.territory.options import command_line
from evenfield.comparison import Comparison, compare
from evenfield.quota.tables import rep_table
from evenfield.quota.words import as_data, lines
from evenfield.study.run import simulate_many
from evenfield.study.store import PartStore
from evenfield.study.task import REPLICATE
from evenfield.supply.orders import TASK as WITH_ORDERS
from evenfield.tables import empty_table
from evenfield.variant import files_of_plan, write_plan
from optimize.elastic import InfeasibleError
from optimize.quota.lever import quota_turn
from optimize.quota.wishes import QuotaWishes
from optimize.turn import Turn
from sim.runner import Runner
from sim.scenario import Scenario

_MADE_BY = b"# Made by `evenfield quota"
_SHOWN = 40


@dataclass(frozen=True)
class Asked:
    """What a user asked for, beside what he wishes of the quotas."""

    given: str
    out: Path
    runs: Path | None
    workers: int | None
    seed: int | None
    names: bool


@dataclass(frozen=True, eq=False)
class Made:
    """New quotas, and what they change on fresh replications."""

    scenario: Scenario
    turn: Turn
    comparison: Comparison

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "quota": as_data(self.scenario, self.turn),
            "comparison": json.loads(self.comparison.to_json()),
        }


def set_and_write(asked: Asked, wished: Callable[[Scenario], QuotaWishes]) -> Made:
    """
    Return the new quotas, written as a scenario and, with ``runs``, as tables and a page.

    Raises
    ------
    ScenarioError
        With every fault of the scenario.
    InfeasibleError
        When wishes clash.
    """
    _refuse(asked)
    (member,) = members([asked.given], asked.seed)
    wishes = wished(member.scenario)
    store = None if asked.runs is None else PartStore(asked.runs / "parts")
    task = WITH_ORDERS if wishes.ceilings else REPLICATE
    with Bar() as progress:
        runner = partial(simulate_many, store=store, workers=asked.workers, progress=progress, task=task)
        turn = _turned(member.scenario, runner, wishes)
    comparison = compare(turn.found.frames)
    write_plan(asked.out, asked.given, member.scenario, turn.plan, command_line())
    made = Made(member.scenario, turn, comparison)
    if asked.runs is not None:
        from evenfield.quota.written import write_quotas  # noqa: PLC0415 - Matplotlib, only when drawing

        write_quotas(asked.runs, made.scenario, turn, comparison, names=asked.names)
    return made


def _turned(scenario: Scenario, runner: Runner, wishes: QuotaWishes) -> Turn:
    """Return what the lever found; a method that a scenario does not fit is the user's to change."""
    try:
        return quota_turn(scenario, runner, wishes)
    except InfeasibleError:
        raise
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def shown(made: Made) -> Iterator[RenderableType]:
    """Yield the table by rep and what a person wants to know."""
    frame = rep_table(made.scenario, made.turn.found)
    table = empty_table(f"Quotas by rep [{made.scenario.currency} a year]")
    heads = ("rep", "before", "quota", "change", "P before", "P(attain)", "P10", "P50", "P90", "band")
    for head in heads:
        table.add_column(head, justify="left" if head in {"rep", "band"} else "right", no_wrap=True)
    for row in frame.head(_SHOWN).to_dict(orient="records"):
        table.add_row(
            str(row["rep"]),
            f"{row['quota_before']:,.0f}",
            f"{row['quota']:,.2f}",
            f"{row['change']:+.1%}",
            f"{row['p_attain_before']:.2f}",
            f"{row['p_attain']:.2f}",
            *(f"{row[f'attainment_{name}']:.2f}" for name in ("p10", "p50", "p90")),
            str(row["band"]),
        )
    yield table
    if len(frame) > _SHOWN:
        yield f"{len(frame) - _SHOWN} more reps: in the table beside the scenario, and in quotas.csv with --runs"
    yield from lines(made.turn)


def _refuse(asked: Asked) -> None:
    """Refuse, before anything is simulated, to write over somebody's work."""
    out = asked.out
    if out.suffix not in {".yaml", ".yml"}:
        raise typer.BadParameter(f"a scenario file ends in .yaml, got {str(out)!r}", param_hint="--out")
    if out.exists() and Path(asked.given).exists() and out.samefile(asked.given):
        raise typer.BadParameter("the scenario itself cannot be overwritten", param_hint="--out")
    refuse_taken(out, files_of_plan(out), _MADE_BY)
    if asked.runs is not None:
        check_folder(asked.runs / "quota.json")

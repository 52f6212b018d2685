"""From the words of ``evenfield design`` to a design: what is simulated, kept, told and written."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import typer

from evenfield.cli.progress import Bar, Seldom
from evenfield.cli.show import tell
from evenfield.cli.studies import members, tell_fallbacks
from evenfield.cli.taken import refuse_taken
from evenfield.comparison import compare
from evenfield.design.deadline import Deadline
from evenfield.design.folders import claim
from evenfield.design.kept import KeptOffers
from evenfield.design.record import Record, record_files, write_record
from evenfield.design.versions import SOLVERS
from evenfield.study.files import write_atomically
from evenfield.study.folder import Member
from evenfield.study.pool import Pool
from evenfield.study.protocols import Progress
from evenfield.study.run import simulate_many
from evenfield.study.store import PartStore
from evenfield.variant import files_of_plan, write_changed
from optimize.attribution import Attribution
from optimize.design import Conduct, Design, Step, Wishes, contributions
from optimize.design import design as design_plan
from optimize.supply.sheet import SupplySheet
from optimize.territory import Rules
from scenarios import load
from scenarios.supply_sheets import read_sheet
from sim.runner import Runner
from sim.scenario import Scenario

_MADE_BY_DESIGN = b"# Made by `evenfield design"


@dataclass(frozen=True)
class Asked:
    """What a user asked for, beside what he wishes of the design."""

    given: str
    levers: tuple[str, ...]
    out: Path
    minutes: float | None = None
    runs: Path | None = None
    workers: int | None = None
    seed: int | None = None
    attribution: bool = True


def wishes_of(
    rules: Mapping[str, Any],
    amounts: Mapping[str, Any],
    sheet: Path | None,
    given: str,
    **wished: Any,  # noqa: ANN401 - fields of Wishes
) -> Wishes:
    """Return the wishes of a command line, or refuse them as a bad option with every fault."""
    try:
        return Wishes(
            rules=Rules(**rules),
            total=None if not amounts["total"] else _cents("--total", amounts["total"]),
            pins=_pins(amounts["pin"]),
            sheet=SupplySheet() if sheet is None else read_sheet(sheet, load(given)),
            **wished,
        )
    except ValueError as error:
        if type(error) is not ValueError:  # a fault of a file, which says itself where
            raise
        raise typer.BadParameter(str(error)) from None


def design_and_write(asked: Asked, wishes: Wishes) -> Record:
    """
    Return the record of a design, which is written with the scenario that it found.

    Raises
    ------
    InfeasibleError
        When wishes clash.
    StudyFolderError
        When ``runs`` holds something else.
    """
    _refuse(asked)
    (member,) = members([asked.given], asked.seed)
    tell_fallbacks([member])
    log = _Log(asked.out.with_name(f"{asked.out.stem}.log"))
    with Bar(lines=False) as bar, Pool() as pool:
        runner = _runner(asked, bar, pool)
        conduct = Conduct(
            begin=lambda number, name: tell(f"round {number}, {name} …"),
            tell=log.step,
            hear=Seldom(),
            hurried=lambda until: _runner(asked, Deadline(bar, until), pool),
            **_kept(asked, member),
        )
        found = _designed(member.scenario, asked, wishes, runner, conduct)
        parts = _contributions(found, runner) if asked.attribution else None
    scenario = found.given.scenario if not found.improved else found.scenario
    made_by = command_of(asked, wishes)
    write_changed(asked.out, asked.given, member.scenario, scenario, made_by)
    names = {member.scenario.name: found.frames[0], asked.out.stem: found.frames[1]}
    names = names if len(names) > 1 else {"input": found.frames[0], "design": found.frames[1]}
    record = Record(made_by, found, compare(names), parts)
    write_record(asked.out, record)
    return record


def _designed(scenario: Scenario, asked: Asked, wishes: Wishes, runner: Runner, conduct: Conduct) -> Design:
    """Return the design; a pin of nobody is a bad option."""
    from optimize.design.wishing import StrangerError  # noqa: PLC0415

    try:
        return design_plan(scenario, asked.levers, runner=runner, wishes=wishes, conduct=conduct)
    except StrangerError as error:
        raise typer.BadParameter(str(error), param_hint="--pin") from None


def _contributions(found: Design, runner: Runner) -> Attribution | None:
    """Return what each part contributed; ``None`` when there is but the input, or a single part."""
    return contributions(found, runner) if found.improved else None


def _refuse(asked: Asked) -> None:
    """Refuse what must not be written over, before anything is worked out."""
    out = asked.out
    if out.suffix not in {".yaml", ".yml"}:
        raise typer.BadParameter(f"a scenario file ends in .yaml, got {str(out)!r}", param_hint="--out")
    if out.exists() and Path(asked.given).exists() and out.samefile(asked.given):
        raise typer.BadParameter("the scenario itself cannot be overwritten", param_hint="--out")
    refuse_taken(out, [*files_of_plan(out), *record_files(out), _log_of(out)], _MADE_BY_DESIGN)
    if asked.runs is not None:
        claim(asked.runs, "evenfield design", "--runs")


def _log_of(out: Path) -> Path:
    return out.with_name(f"{out.stem}.log")


def _runner(asked: Asked, bar: Progress, pool: Pool) -> Runner:
    """Return what simulates, in processes, with the results kept in ``runs`` when it is given."""
    store = None if asked.runs is None else PartStore(asked.runs / "parts", solver_used())

    def run(scenarios: Mapping[str, Scenario], replications: Sequence[int]) -> dict[str, pd.DataFrame]:
        return simulate_many(
            scenarios, replications, store=store, workers=asked.workers, progress=bar, pool=pool
        )

    return run


def _kept(asked: Asked, member: Member) -> dict[str, Any]:
    """Return where offers are kept, and how long the search may take."""
    told: dict[str, Any] = {"seconds": None if asked.minutes is None else 60 * asked.minutes}
    if asked.runs is not None:
        told["keep"] = KeptOffers(asked.runs / "offers", asked.given, member.scenario)
    return told


class _Log:
    """Says each step as it happens, and writes it to a file at once."""

    def __init__(self, path: Path) -> None:
        self._path, self._told = path, list[str]()

    def step(self, step: Step) -> None:
        """Tell a step."""
        told = [str(step), *(f"    {proof}" for proof in step.proofs)]
        for line in told:
            tell(line)
        self._told += told
        write_atomically(self._path, ("\n".join(self._told) + "\n").encode())


def command_of(asked: Asked, wishes: Wishes) -> str:
    """Return the command that makes a design again, without where it is written and kept."""
    usual, rules = Wishes(), wishes.rules
    said = {
        "--quotas": (wishes.quotas, usual.quotas),
        "--homes": (rules.homes, usual.rules.homes),
        "--band": (rules.band, usual.rules.band),
        "--workload-band": (rules.workload_band or "off", usual.rules.workload_band),
        "--total": (_money(wishes.total), None),
        "--budget": (wishes.budget, None),
        "--outside-pay": (wishes.outside_pay, None),
        "--severance": (wishes.severance, None),
        "--accept": (wishes.accept, usual.accept),
        "--rounds": (wishes.rounds, usual.rounds),
        "--search": (wishes.search, usual.search),
        "--minutes": (asked.minutes, None),
        "--seed": (asked.seed, None),
    }
    words = ["evenfield", "design", asked.given, "--levers", ",".join(asked.levers)]
    for option, (value, default) in said.items():
        words += [] if value == default else [option, f"{value}"]
    for rep, cents in wishes.pins.items():
        words += ["--pin", f"{rep}={_money(cents)}"]
    return shlex.join(words)


def _pins(given: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in given:
        rep, sign, amount = one.partition("=")
        if not sign or not rep:
            raise typer.BadParameter(f"REP=AMOUNT is wanted, got {one!r}", param_hint="--pin")
        if rep in found:
            raise typer.BadParameter(f"{rep} is pinned twice", param_hint="--pin")
        found[rep] = _cents("--pin", amount)
    return found


def _cents(option: str, text: str) -> int:
    """Return an amount in cents, exactly."""
    try:
        cents = Decimal(text) * 100
    except InvalidOperation:
        cents = Decimal("NaN")
    if not cents.is_finite() or cents != cents.to_integral_value() or not 0 < cents < sys.maxsize:
        raise typer.BadParameter(
            f"an amount above 0 in whole cents is wanted, got {text!r}", param_hint=option
        )
    return int(cents)


def _money(cents: int | None) -> str | None:
    return None if cents is None else f"{Decimal(cents).scaleb(-2):f}"


def solver_used() -> dict[str, str]:
    """Return name and version of the solver that designs, for the record."""
    name = Rules().solver
    return {"name": name, "version": version(SOLVERS[name])}

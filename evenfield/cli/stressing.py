"""From the words of ``evenfield stress`` to what is simulated, kept and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pandas as pd
import typer
from pydantic import ValidationError

import scenarios
from evenfield.cli.progress import Bar
from evenfield.cli.studies import members
from evenfield.cli.taken import begin_folder
from evenfield.judgement.stress import NONE, Simulate, Stressed, stress_plans
from evenfield.judgement.stress_words import stress_data, tornado_data
from evenfield.judgement.stresses import STANDARD, Stress, read_stresses, scaled
from evenfield.judgement.tornado import Tornado, tornado, tornado_worlds
from evenfield.study.files import write_atomically
from evenfield.study.run import simulate_many
from evenfield.study.store import PartStore
from evenfield.study.task import REPLICATE
from evenfield.study.written import write_data
from sim.scenario import Scenario


@dataclass(frozen=True)
class Asked:
    """What a user asked for."""

    given: tuple[str, ...]
    replications: int
    workers: int | None
    seed: int | None
    out: Path | None

    def simulating(self, task: str = REPLICATE) -> Simulate:
        """Return what simulates worlds by a task, and keeps their results in ``out/parts`` when there is one."""

        def simulate(
            worlds: Mapping[str, Scenario], *, only: Mapping[str, Sequence[int]] | None = None
        ) -> dict[str, pd.DataFrame]:
            store = None if self.out is None else PartStore(self.out / "parts")
            with Bar() as progress:
                return simulate_many(
                    worlds,
                    self.replications,
                    store=store,
                    workers=self.workers,
                    progress=progress,
                    task=task,
                    only=only,
                )

        return simulate


def stress_given(asked: Asked, strengths: Sequence[str], file: Path | None) -> Stressed:
    """Return the plans under stress, written to ``out`` when it is given."""
    study = members(scenarios.expand(list(asked.given)), asked.seed)
    designs = {member.label: member.scenario for member in study}
    chosen = STANDARD if file is None else read_stresses(file, list(designs.values()))
    hard = with_strengths(chosen.stresses, strengths)
    if asked.out is not None:
        begin_folder(
            asked.out, "stress test", "stress-test.json", {"scenarios": list(designs), "seed": asked.seed}
        )
    found = stress_plans(designs, hard, asked.replications, asked.simulating())
    if asked.out is not None:
        from evenfield.report.stress_page import stress_page  # noqa: PLC0415 - Matplotlib, only when drawing

        write_data(asked.out / "stress.json", stress_data(found))
        write_atomically(asked.out / "stress.html", stress_page(found))
    return found


def tornado_given(asked: Asked, delta: float) -> Tornado:
    """Return the tornado of the one scenario given, written to ``out`` when it is given."""
    if len(asked.given) != 1:
        raise typer.BadParameter(
            f"a tornado is of one scenario, got {len(asked.given)}", param_hint="--tornado"
        )
    (member,) = members(list(asked.given), asked.seed)
    if asked.out is not None:
        begin_folder(asked.out, "tornado", "tornado-mark.json", {"scenario": member.given, "delta": delta})
    found = tornado(asked.simulating()(tornado_worlds(member.scenario, delta)), delta)
    if asked.out is not None:
        from evenfield.report.stress_page import tornado_page  # noqa: PLC0415 - Matplotlib, only when drawing

        write_data(asked.out / "tornado.json", tornado_data(found))
        page = tornado_page(found, member.scenario.name, member.scenario.currency)
        write_atomically(asked.out / "tornado.html", page)
    return found


def with_strengths(stresses: Sequence[Stress], strengths: Sequence[str]) -> list[Stress]:
    """Return the stresses at the strengths asked for; every fault of the words is told at once."""
    names = [stress.id for stress in stresses]
    factors, faults = dict.fromkeys(names, 1.0), []
    for word in strengths:
        name, is_named, text = word.rpartition("=")
        try:
            factor = float(text)
        except ValueError:
            factor = -1.0
        if not 0.0 <= factor < float("inf"):
            faults.append(f"{word!r}: a factor of 0 or more is wanted, such as 2 or recession=0.5")
        elif is_named and name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            faults.append(f"no stress {name!r} (there are {', '.join(names)}){hint}")
        else:
            factors |= {name: factor} if is_named else dict.fromkeys(names, factor)
    hard = []
    for stress in stresses:
        try:
            hard.append(scaled(stress, factors[stress.id]))
        except ValidationError as error:
            where = error.errors()[0]
            faults.append(
                f"{stress.id} at strength {factors[stress.id]:g}: {where['loc'][-1]} would be {where['input']:g}, "
                f"{where['msg'][0].lower()}{where['msg'][1:]}"
            )
    if NONE in names:
        faults.append(f"no stress of one's own is called {NONE!r}")
    if faults:
        raise typer.BadParameter("; ".join(faults), param_hint="--strength")
    return hard

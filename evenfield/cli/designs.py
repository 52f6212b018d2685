"""From a designed plan to a scenario file that extends the one it was made for, and the comparison of both."""

from __future__ import annotations

from pathlib import Path

import typer
from optimize.design import Design
from optimize.design import design as design_plan

from evenfield.cli.studies import members, simulate
from evenfield.comparison import Comparison, compare
from evenfield.variant import write_plan


def design_and_write(given: str, levers: list[str], out: Path) -> Design:
    """Return the design of a scenario, written to ``out`` as a scenario that extends it."""
    if out.suffix not in {".yaml", ".yml"}:
        raise typer.BadParameter(f"a scenario file ends in .yaml, got {str(out)!r}", param_hint="--out")
    if out.exists() and Path(given).exists() and out.samefile(given):
        raise typer.BadParameter("the scenario itself cannot be overwritten", param_hint="--out")
    (member,) = members([given])
    designed = design_plan(member.scenario, levers)
    write_plan(
        out, given, member.scenario, designed.plan, f"evenfield design {given} --levers {','.join(levers)}"
    )
    return designed


def simulate_both(
    given: str, out: Path, replications: int, workers: int | None, seed: int | None
) -> Comparison:
    """Return the comparison of the designed scenario, as it was written, with the one it was made for."""
    study = members([given, str(out)], seed)
    return compare(simulate(study, replications, workers, None, seed))

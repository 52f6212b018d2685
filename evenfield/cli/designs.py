"""From a designed plan to a scenario file that extends the one it was made for, and the comparison of both."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, fields
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import typer

from evenfield.cli.studies import members, simulate
from evenfield.cli.taken import refuse_taken
from evenfield.comparison import Comparison, compare
from evenfield.study.written import write_comparison
from evenfield.variant import files_of_plan, write_plan
from optimize.design import Design
from optimize.design import design as design_plan
from optimize.territory import Rules

_MADE_BY_DESIGN = b"# Made by `evenfield design"


@dataclass(frozen=True)
class Wishes:
    """What a user says of a design: what happens to quotas and homes, and how even potential must be [share]."""

    quotas: Literal["by-potential", "keep"] = "by-potential"
    homes: Literal["move", "keep"] = "move"
    band: float = 0.05

    def options(self) -> list[str]:
        """
        Return the options that say so on a command line; what is as by default is not said.

        Examples
        --------
        >>> Wishes(homes="keep", band=0.25).options()
        ['--homes', 'keep', '--band', '0.25']
        """
        said = [(field.name, getattr(self, field.name), field.default) for field in fields(self)]
        return [
            word for name, value, default in said if value != default for word in (f"--{name}", str(value))
        ]


def design_and_write(given: str, levers: list[str], out: Path, wishes: Wishes) -> Design:
    """Return the design of a scenario, written to ``out`` as a scenario that extends it."""
    if out.suffix not in {".yaml", ".yml"}:
        raise typer.BadParameter(f"a scenario file ends in .yaml, got {str(out)!r}", param_hint="--out")
    if out.exists() and Path(given).exists() and out.samefile(given):
        raise typer.BadParameter("the scenario itself cannot be overwritten", param_hint="--out")
    refuse_taken(out, files_of_plan(out), _MADE_BY_DESIGN)
    (member,) = members([given])
    rules = Rules(band=wishes.band, homes=wishes.homes)
    designed = design_plan(member.scenario, levers, quotas=wishes.quotas, rules=rules)
    command = ["evenfield", "design", given, "--levers", ",".join(levers), *wishes.options()]
    write_plan(out, given, member.scenario, designed.plan, shlex.join(command))
    return designed


def simulate_both(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: str, out: Path, replications: int, workers: int | None, seed: int | None, runs: Path | None
) -> Comparison:
    """
    Return the comparison of the designed scenario, as it was written, with the one it was made for.

    The results are kept in ``runs`` when it is given, like those of ``evenfield compare``.
    """
    study = members([given, str(out)], seed)
    comparison = compare(simulate(study, replications, workers, runs, seed, solver=solver_used()))
    if runs is not None:
        write_comparison(runs, comparison)
    return comparison


def solver_used() -> dict[str, str]:
    """Return name and version of the solver that designs, for the record."""
    name = Rules().solver
    return {"name": name, "version": version({"highs": "highspy", "cbc": "pulp"}[name])}

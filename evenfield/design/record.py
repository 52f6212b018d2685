"""The decision record of a design: what was asked, found, tried, proved, gained and assumed; as JSON and for people."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evenfield.comparison import Comparison
from evenfield.design.versions import SOLVERS
from evenfield.study.blocks import source_hash
from evenfield.study.files import write_atomically
from evenfield.study.written import write_data
from optimize.attribution import Attribution
from optimize.design import Design
from optimize.design.result import standing
from optimize.design.steps import in_words


@dataclass(frozen=True, eq=False)
class Record:
    """A design with the command that made it, the comparison of before and after, and what each part contributed."""

    command: str
    design: Design
    comparison: Comparison
    attribution: Attribution | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain data."""
        design, scenario = self.design, self.design.given.scenario
        wishes = asdict(design.wishes) | {"sheet": design.wishes.sheet.model_dump(mode="json")}
        return {
            "command": self.command,
            "scenario": {"name": scenario.name, "fingerprint": scenario.fingerprint()},
            "seed": scenario.run.seed,
            "replications": {
                "search": [design.wishes.searched_on.start, design.wishes.searched_on.stop - 1],
                "judged": [design.wishes.judged_on.start, design.wishes.judged_on.stop - 1],
            },
            "versions": versions(design),
            "wishes": _plain(wishes),
            "design": design.to_dict(),
            "attribution": None if self.attribution is None else self.attribution.to_dict(),
        }

    def comparison_data(self) -> Any:  # noqa: ANN401 - JSON
        """Return the comparison of before and after as plain data."""
        return json.loads(self.comparison.to_json())

    def contributions(self) -> list[str]:
        """Return what each part contributed, line by line; nothing when there is nothing to attribute."""
        if self.attribution is None:
            return []
        currency = self.design.given.scenario.currency
        cells = [f"{part:>18}  {told}" for part, told in self.attribution.cells()]
        return [f"What each part contributed to profit [{currency}]:", *cells, *self.attribution.notes]

    def markdown(self) -> str:
        """Return the record for people."""
        parts = [
            f"# Design of {self.design.given.scenario.name}",
            f"`{self.command}`",
            f"**{self.design.verdict}**",
            _checks(self.design),
            _kpis(self.comparison),
            "" if self.attribution is None else _attribution(self.attribution),
            _steps(self.design),
            _programs(self.design),
            _bullets("What was found", self.design.notes),
            _bullets("What was assumed", self.design.assumed),
            _made_with(self.design),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"


def write_record(out: Path, record: Record) -> tuple[Path, Path]:
    """
    Write ``NEW.record.md`` and ``NEW.record.json`` beside ``NEW.yaml``, and return their paths.

    Raises
    ------
    OSError
        When the disk refuses.
    """
    people, data = record_files(out)
    write_atomically(people, record.markdown().encode())
    write_data(data, record.to_dict())
    return people, data


def record_files(out: Path) -> tuple[Path, Path]:
    """Return the files of a record beside a scenario file."""
    return out.with_name(f"{out.stem}.record.md"), out.with_name(f"{out.stem}.record.json")


def versions(design: Design) -> dict[str, str]:
    """Return what the design was made with: our version, the source of the simulation, the solver."""
    package = SOLVERS[design.wishes.solver]
    return {
        "evenfield": version("evenfield"),
        "source_of_the_simulation": source_hash()[:12],
        package: version(package),
        "numpy": version("numpy"),
    }


def _checks(design: Design) -> str:
    rows = [
        (check.name, standing(check, before), check.words, before.words)
        for before, check in zip(design.before, design.after, strict=True)
    ]
    return "## What a design must keep\n\n" + _table(("check", "", "design", "input"), rows)


def _kpis(comparison: Comparison) -> str:
    rows = [row.cells for row in comparison.rows]
    head = ("KPI", "input", "design", "difference [95 % interval]", "verdict")
    return "## Before and after, on replications the search never saw\n\n" + _table(head, rows)


def _attribution(attribution: Attribution) -> str:
    rows = [(name, told) for name, told in attribution.cells()]
    told = _table(("part", "profit [95 % interval]"), rows)
    return "\n\n".join(["## What each part contributed", told, *attribution.notes])


def _steps(design: Design) -> str:
    rows = [
        (
            str(s.round),
            s.lever,
            s.decision,
            "" if s.gain is None else in_words(s.gain),
            s.why,
            f"{s.seconds:.0f}",
        )
        for s in design.steps
    ]
    head = ("round", "lever", "decision", "gain in the search", "why", "s")
    return f"## What was tried\n\n{_table(head, rows)}\n\nThe search ended: {design.ended}."


def _programs(design: Design) -> str:
    rows = [
        (
            f"{step.round} {step.lever}",
            proof.program,
            proof.status,
            f"{proof.objective:,.6g}",
            f"{proof.bound:,.6g}" if math.isfinite(proof.bound) else "none",
            f"{proof.gap:.2%}" if math.isfinite(proof.gap) else "none",
            f"{proof.seconds:.1f}",
        )
        for step in design.steps
        for proof in step.proofs
    ]
    if not rows:
        return ""
    return "## What the programs proved\n\n" + _table(
        ("step", "program", "status", "objective", "bound", "gap", "s"), rows
    )


def _made_with(design: Design) -> str:
    told = ", ".join(f"{name} {number}" for name, number in versions(design).items())
    search, judged = design.wishes.searched_on, design.wishes.judged_on
    return (
        f"Made with {told}. Seed {design.given.scenario.run.seed}; searched on replications {search.start} to "
        f"{search.stop - 1}, judged on {judged.start} to {judged.stop - 1}."
    )


def _bullets(title: str, told: tuple[str, ...]) -> str:
    return f"## {title}\n\n" + "\n".join(f"- {_line(one)}" for one in told) if told else ""


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(_line(cell) for cell in row) + " |" for row in rows)])


def _line(text: str) -> str:
    """Return a text as one cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def _plain(value: Any) -> Any:  # noqa: ANN401 - any wish
    if isinstance(value, Mapping):
        return {str(key): _plain(child) for key, child in value.items()}
    return value if isinstance(value, str | int | float | bool | type(None) | list | tuple) else str(value)

"""From a template to a scenario file, and from there to the before/after pack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evenfield.cli.show import nearby, show, show_json, tell
from evenfield.cli.territory.options import check_out, command_line, load

if TYPE_CHECKING:
    from evenfield.restructure.draft import Draft
    from sim.scenario import Scenario

BESIDE = (
    "units",
    "neighbours",
    "reps",
    "skills",
    "competencies",
    "former_alignment",
    "alignment",
    "bases",
    "coverage",
)


@dataclass(frozen=True)
class Study:
    """Where the pack goes, and how it is simulated."""

    pack: Path | None
    replications: int
    workers: int | None
    seed: int | None
    as_json: bool


def written(
    given: str, out: Path, template: str, draft_of: Callable[[Scenario], Draft], study: Study
) -> None:
    """Write the restructured scenario, tell what it assumes, and make the pack when one is wanted."""
    check_out(out, given, (".yaml", ".yml"), tuple(f".{name}.csv" for name in (*BESIDE, "table")))
    before = load(given)
    draft = draft_of(before)
    draft.write(out, given, f"{before.title or before.name}: {template}", command_line())
    after = load(str(out))  # read back: what is written is what is simulated
    tell(f"scenario: {nearby(out)}")
    files = (
        [] if study.pack is None else _packed(study.pack, (given, str(out)), (before, after, draft), study)
    )
    if study.as_json:
        answer = {
            "template": template,
            "scenario": nearby(out),
            "extends": given,
            "reps": [len(before.tables.reps), len(after.tables.reps)],
            "units": [len(before.tables.units), len(after.tables.units)],
            "assumptions": draft.assumptions,
            "files": [nearby(file) for file in files],
        }
        show_json(answer)
        return
    show(f"{template}: {_counted(before)} before, {_counted(after)} after")
    for one in draft.assumptions:
        show(f"assumes: {one}")


def _counted(scenario: Scenario) -> str:
    return f"{len(scenario.tables.reps):,} reps on {len(scenario.tables.units):,} units"


def _packed(
    folder: Path, names: tuple[str, str], worlds: tuple[Scenario, Scenario, Draft], study: Study
) -> list[Path]:
    """Simulate both scenarios and write the pack; return its files."""
    from evenfield.cli.studies import Beside, members, simulate, write_report  # noqa: PLC0415 - only a pack
    from evenfield.comparison import compare  # noqa: PLC0415
    from evenfield.comparison.comparable import comparability_notes  # noqa: PLC0415
    from evenfield.restructure.pack import write_pack  # noqa: PLC0415
    from evenfield.study.written import write_comparison  # noqa: PLC0415
    from evenfield.tables import comparison_table  # noqa: PLC0415

    before, after, draft = worlds
    both = members(list(names), study.seed)
    frames = simulate(both, study.replications, study.workers, folder, study.seed)
    comparison = compare(frames, comparability_notes({one.label: one.scenario for one in both}))
    write_comparison(folder, comparison)
    report = write_report(folder / "report.html", both, frames, names=False, beside=Beside(comparison))
    files = write_pack(folder, before, after, draft.assumptions)
    if not study.as_json:
        show(comparison_table(comparison))
    tell(f"pack: {nearby(folder)}")
    return [folder / "comparison.json", folder / "comparison.csv", report, *files]

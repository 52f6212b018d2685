"""Options and checks that the territory commands share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenfield.cli.options import hours_band
from evenfield.cli.show import tell
from evenfield.cli.taken import refuse_taken

if TYPE_CHECKING:
    from optimize.realignment import Yardstick
    from sim.scenario import Scenario

_OURS = b"# Made by `evenfield "
Band = Annotated[
    float,
    typer.Option(
        min=0.001, max=0.999, help="How far potential may be from the fair territory at no cost [share]."
    ),
]
BalancePrice = Annotated[
    float | None,
    typer.Option(
        min=0.0,
        help="Cost a year of missing a band by one fair territory; its hours at 60 an hour if not given.",
    ),
]
Locks = Annotated[
    list[str] | None,
    typer.Option(
        "--lock", metavar="UNIT", help="A unit that must stay, or a .txt or .csv file of them; repeatable."
    ),
]
NewScenario = Annotated[
    Path | None, typer.Option("--out", metavar="NEW.yaml", help="Scenario to write; it extends SCENARIO.")
]


def load(given: str) -> Scenario:
    """Return one scenario."""
    import scenarios  # noqa: PLC0415 - keeps `evenfield --help` fast

    return scenarios.load(given)


def yardstick(
    scenario: Scenario, bands: tuple[float, str], price: float | None, locks: list[str] | None = None
) -> Yardstick:
    """Return what a realignment is measured by, with bands of potential and hours; tell which parts no border joins."""
    from evenfield.territory.borders import joined  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.territory.named import locked_rows  # noqa: PLC0415 - keeps `evenfield --help` fast
    from optimize.realignment import Yardstick  # noqa: PLC0415
    from optimize.territory import Rules  # noqa: PLC0415

    rules = Rules(band=bands[0], workload_band=hours_band(bands[1]))
    stick = Yardstick.of(scenario, rules, price=price, locked=locked_rows(scenario, locks or []))
    islands = joined(scenario, stick.ground.crossings)
    if islands is not None:
        tell(islands)
    return stick


def check_out(out: Path | None, given: str, endings: tuple[str, ...], others: tuple[str, ...] = ()) -> None:
    """
    Refuse, before anything is worked out, a file of another kind, one that is there, or a folder that takes none.

    ``others`` are endings of files that are written beside it.
    """
    if out is None:
        return
    if out.suffix not in endings:
        raise typer.BadParameter(
            f"a file ends in {' or '.join(endings)} here, got {str(out)!r}", param_hint="--out"
        )
    if out.exists() and Path(given).exists() and out.samefile(given):
        raise typer.BadParameter("the scenario itself cannot be overwritten", param_hint="--out")
    refuse_taken(out, (out, *(out.with_name(f"{out.stem}{other}") for other in others)), _OURS)


def command_line() -> str:
    """Return the command as it was given, for the record in a file."""
    import shlex  # noqa: PLC0415

    return shlex.join(["evenfield", *sys.argv[1:]])

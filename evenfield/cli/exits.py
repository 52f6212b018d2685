"""What a command ends with: 0 done, 1 failed, 2 bad input, 3 infeasible, 130 interrupted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from evenfield.cli.show import complain

if TYPE_CHECKING:
    from optimize.elastic import Relaxation

FAILED, BAD_INPUT, INFEASIBLE, INTERRUPTED = 1, 2, 3, 130


class Commands(TyperGroup):
    """The group of commands; every error that is not our own fault becomes lines and an exit code here."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's own signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (
            typer.Exit,
            typer.BadParameter,
        ):  # --help of a group among them: nothing to explain, nothing to load
            raise
        except KeyboardInterrupt as stopped:
            complain(str(stopped) or "stopped")
            raise typer.Exit(INTERRUPTED) from None
        except Exception as error:
            told = explain(error)
            if told is None:
                raise
            code, lines = told
            for line in lines:
                complain(line)
            raise typer.Exit(code) from None


def explain(error: Exception) -> tuple[int, list[str]] | None:
    """Return exit code and lines for an error that a user can cause, ``None`` for a fault of ours."""
    from evenfield.study.errors import (  # noqa: PLC0415 - only after an error
        BlockFailedError,
        StoreError,
        UnreadablePartError,
    )
    from evenfield.study.folder import StudyFolderError  # noqa: PLC0415
    from evenfield.study.plugins import PluginError  # noqa: PLC0415
    from optimize.elastic import InfeasibleError  # noqa: PLC0415
    from scenarios import ScenarioError  # noqa: PLC0415

    if isinstance(error, ScenarioError | StudyFolderError | PluginError):
        return BAD_INPUT, str(error).splitlines()
    if isinstance(error, InfeasibleError):
        return INFEASIBLE, [*str(error).splitlines(), *_way_out(error.relaxation)]
    if isinstance(error, BlockFailedError | StoreError | UnreadablePartError):
        return FAILED, [str(error)]
    if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):  # who reads us may stop, unsaid
        reason = error.strerror or str(error)
        return FAILED, [reason if error.filename is None else f"{error.filename}: {reason}"]
    return None


def _way_out(relaxation: Relaxation) -> list[str]:
    """Return the rows that clash, and how far each must give way at least."""
    clash = [f"these clash: {', '.join(relaxation.clashing)}"] if relaxation.clashing else []
    return clash + [f"to relax: {row} by {_amount(by)}" for row, by in relaxation.by.items()]


def _amount(by: float) -> str:
    """Return how far to give way: to the cent and never too little where it is much, so that it does."""
    return f"{math.ceil(by * 100 - 1e-6) / 100:,.2f}" if by >= 1000 else f"{by:,.6g}"  # noqa: PLR2004


def complain_all(lines: Sequence[str]) -> None:
    """Print each line about what went wrong."""
    for line in lines:
        complain(line)

"""Whether a command may write where it is asked to: never over somebody's work, never where no file can be written."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import typer


def refuse_taken(out: Path, files: Iterable[Path], mark: bytes) -> None:
    """
    Refuse, before anything is worked out, a file that is somebody's work, or a folder where none can be written.

    A scenario that begins with ``mark`` was made by a command of ours, which may make it and ``files`` again.
    """
    if not _begins_with(out, mark):
        for file in files:
            if file.exists():
                raise typer.BadParameter(
                    f"{file}: this file is there already and stays as it is", param_hint="--out"
                )
    check_folder(out)


def check_folder(out: Path) -> None:
    """Refuse a place where no file can be written."""
    from evenfield.study.files import nearest  # noqa: PLC0415 - keeps `evenfield --help` fast

    folder = nearest(out.parent)
    try:
        tempfile.TemporaryFile(dir=folder).close()  # asks the disk itself: permission bits do not tell all
    except OSError as error:
        raise typer.BadParameter(
            f"{out}: {folder} takes no file ({error.strerror})", param_hint="--out"
        ) from None


def _begins_with(file: Path, mark: bytes) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(len(mark)) == mark

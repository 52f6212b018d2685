"""Whether a command may write where it is asked to: never over somebody's work, never where no file can be written."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
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


def begin_folder(out: Path, what: str, mark: str, asked: Mapping[str, object]) -> None:
    """
    Mark a folder as that of ``what`` by a file named ``mark``, or refuse one that holds somebody else's work.

    Raises
    ------
    StudyFolderError
        When the folder is a file, or has other files in it.
    """
    from evenfield.study.files import nearest, write_atomically  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.study.folder import StudyFolderError  # noqa: PLC0415

    there = nearest(out)
    if not there.is_dir():
        raise StudyFolderError(f"{there} is a file; --out wants a folder")
    if out.is_dir() and any(out.iterdir()) and not _is_marked(out / mark, what):
        raise StudyFolderError(f"{out} has other files in it and no {what}; choose another folder")
    content = {"what": f"evenfield {what}", **asked}
    write_atomically(out / mark, (json.dumps(content, indent=2) + "\n").encode())


def _is_marked(mark: Path, what: str) -> bool:
    try:
        read = json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(read, dict) and read.get("what") == f"evenfield {what}"


def _begins_with(file: Path, mark: bytes) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(len(mark)) == mark

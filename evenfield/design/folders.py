"""Folders of designs and attributions: ours to go on in, or somebody's to be left alone."""

from __future__ import annotations

import json
from pathlib import Path

from evenfield.study.files import nearest, write_atomically
from evenfield.study.folder import StudyFolderError


def claim(folder: Path, what: str, option: str) -> None:
    """
    Mark a folder as ours for a kind of work, in ``FOLDER/about.json``.

    Raises
    ------
    StudyFolderError
        When it is a file, or holds something else.
    """
    there = nearest(folder)
    if not there.is_dir():
        raise StudyFolderError(f"{there} is a file; {option} wants a folder")
    mark = folder / "about.json"
    if folder.is_dir() and any(folder.iterdir()) and not _says(mark, what):
        raise StudyFolderError(f"{folder} has other files in it and no {what}; choose another folder")
    write_atomically(mark, (json.dumps({"what": what}) + "\n").encode())


def _says(mark: Path, what: str) -> bool:
    try:
        read = json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(read, dict) and read.get("what") == what

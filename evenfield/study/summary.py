"""A study in one line: what was asked, how much of it is there, how large, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evenfield.study.errors import UnreadablePartError
from evenfield.study.folder import StudyFolder, StudyFolderError


@dataclass(frozen=True)
class BlockState:
    """One block of a study: where its results are (``part``, ``pack`` or ``missing``), and when they were made."""

    key: str
    scenario: str
    first: int
    last: int
    where: str
    made: str

    @property
    def replications(self) -> int:
        """Return how many replications it has."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Summary:
    """A study: replications ``done`` of ``total`` over all scenarios, size on disk [bytes], last work (UTC)."""

    path: Path
    scenarios: tuple[str, ...]
    done: int
    total: int
    bytes: int
    made: str


def block_states(folder: StudyFolder) -> list[BlockState]:
    """Return every block that was asked for, in order; StudyFolderError when there is no study."""
    manifest, store = folder.manifest(), folder.store
    states = []
    for asked in manifest.scenarios:
        for key, numbers in manifest.blocks(asked):
            pack = store.pack_of(key)
            where = "part" if store.part(key).is_file() else "pack" if pack else "missing"
            made = "" if where == "missing" else _made(folder, key)
            states.append(BlockState(key, asked.label, numbers[0], numbers[-1], where, made))
    return states


def summary(folder: StudyFolder) -> Summary:
    """Return one study in short; StudyFolderError when there is none."""
    manifest, states = folder.manifest(), block_states(folder)
    return Summary(
        folder.path,
        tuple(asked.label for asked in manifest.scenarios),
        sum(state.replications for state in states if state.where != "missing"),
        manifest.total,
        sum(file.stat().st_size for file in folder.path.rglob("*") if file.is_file()),
        max((state.made for state in states), default=""),
    )


def studies_in(folders: Sequence[Path]) -> list[StudyFolder]:
    """
    Return the studies in these folders: each folder itself when it holds one, else those right below it.

    Raises
    ------
    StudyFolderError
        When a folder holds none.
    """
    found: list[StudyFolder] = []
    for folder in folders:
        marks = [folder / "study.json", *sorted(folder.glob("*/study.json"))]
        here = [mark.parent for mark in marks if mark.is_file()]
        if not here:
            raise StudyFolderError(f"{folder}: no study here (there is no study.json)")
        found += [StudyFolder(path) for path in (here[:1] if here[0] == folder else here)]
    return found


def _made(folder: StudyFolder, key: str) -> str:
    """Return when a part was made, "" when nothing says so."""
    try:
        return str(folder.store.sidecar(key).get("made", ""))
    except UnreadablePartError:
        return ""

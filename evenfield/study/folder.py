"""The folder of a study: what was asked (``study.json``), the parts, and the files made of them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from evenfield.study.blocks import SCHEMA, block_size, cut
from evenfield.study.errors import StoreError, UnreadablePartError
from evenfield.study.files import nearest, write_atomically
from evenfield.study.kept_rules import KeptRules, digest
from evenfield.study.plugins import loaded
from evenfield.study.store import PartStore
from sim.scenario import Scenario

_MARK = "evenfield study"
RESULTS = ("comparison.json", "comparison.csv", "kpis.json", "kpis.csv", "no_effect.json", "report.html")

_WAYS_OUT = {
    "unchanged": "which is as it was; to run it, give it: --with {path}",
    "changed": "which has changed since; give it as it was (sha256 {sha256}) with --with, or run the study again",
    "missing": "which is not there; give it as it was (sha256 {sha256}) with --with, or run the study again",
}


class StudyFolderError(ValueError):
    """A folder that holds no study of ours, or not all of it."""


@dataclass(frozen=True)
class Member:
    """
    A scenario of a study: the label it is shown under, and the name or path it was given by.

    ``without`` names what was taken out of it, when it stands beside the scenario itself only to show the effect.
    """

    label: str
    given: str
    scenario: Scenario
    without: str = ""


@dataclass(frozen=True)
class Asked:
    """A member as it stands in ``study.json``: enough to load it again, and to find its parts in order."""

    label: str
    given: str
    fingerprint: str
    replications_per_part: int
    parts: tuple[str, ...]
    without: str = ""


@dataclass(frozen=True)
class Manifest:
    """
    What was asked: the scenarios in order, how many replications of each, and the seed when it was set by hand.

    ``rules`` are the files of the user's own rules that were loaded.
    """

    replications: int
    seed: int | None
    scenarios: tuple[Asked, ...]
    rules: tuple[KeptRules, ...] = ()

    @property
    def total(self) -> int:
        """Return how many replications were asked for, over all scenarios."""
        return self.replications * len(self.scenarios)

    def blocks(self, asked: Asked) -> list[tuple[str, range]]:
        """Return each part of a scenario: its key and its replications."""
        size = asked.replications_per_part
        return [
            (key, range(place * size, min((place + 1) * size, self.replications)))
            for place, key in enumerate(asked.parts)
        ]


class StudyFolder:
    """One study in one folder; running it again adds to it."""

    def __init__(self, path: Path | str, solver: Mapping[str, str] | None = None) -> None:
        self.path = Path(path)
        self.store = PartStore(self.path / "parts", solver)
        self._begun: bytes | None = None

    def begin(self, members: Sequence[Member], replications: int, seed: int | None) -> None:
        """
        Write down what is asked; results of another question are removed, parts are kept.

        Raises
        ------
        StudyFolderError
            When there is a folder or a file here that is not ours.
        """
        self._refuse_foreign()
        asked = tuple(
            Asked(
                member.label,
                self._from_here(member.given),
                member.scenario.fingerprint(),
                block_size(member.scenario),
                tuple(block.key for block in cut(member.label, member.scenario, range(replications))),
                member.without,
            )
            for member in members
        )
        rules = tuple(
            KeptRules(os.path.relpath(plugin.path, self.path), digest(plugin.content)) for plugin in loaded()
        )
        content = {"what": _MARK, "schema": SCHEMA, **asdict(Manifest(replications, seed, asked, rules))}
        new = (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
        manifest = self.path / "study.json"
        if manifest.is_file() and manifest.read_bytes() != new:
            for name in RESULTS:
                (self.path / name).unlink(missing_ok=True)
        write_atomically(manifest, new)
        self._begun = new

    def refuse_other_question(self) -> None:
        """Raise StoreError when somebody has begun another study here since ``begin``: its results are not ours."""
        try:
            same = (self.path / "study.json").read_bytes() == self._begun
        except FileNotFoundError:
            same = False
        if not same:
            raise StoreError(f"{self.path}: another study was started in this folder; the parts are kept")

    def manifest(self) -> Manifest:
        """Return what was asked; StudyFolderError when no study of ours is here."""
        try:
            read: Any = json.loads((self.path / "study.json").read_text(encoding="utf-8"))
            if read["what"] != _MARK or read["schema"] != SCHEMA:
                raise StudyFolderError(f"{self.path}/study.json is of another layout; run the study again")
            asked = tuple(Asked(**{**one, "parts": tuple(one["parts"])}) for one in read["scenarios"])
            rules = tuple(KeptRules(**one) for one in read.get("rules", ()))
            return Manifest(read["replications"], read["seed"], asked, rules)
        except (FileNotFoundError, NotADirectoryError):
            raise StudyFolderError(f"{self.path}: no study here (there is no study.json)") from None
        except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
            raise StudyFolderError(f"{self.path}/study.json is damaged; run the study again") from error

    def require_rules(self, manifest: Manifest) -> None:
        """
        Refuse to go on without the rules that the study was made with.

        They are programs: to open a study, which may be a stranger's, runs none that the user has not given himself.

        Raises
        ------
        StudyFolderError
            With every file of rules that is not loaded, and how it stands.
        """
        told = []
        for rules in manifest.rules:
            state, path = rules.state(self.path / rules.given), self.reach(rules.given)
            if state != "loaded":
                told.append(
                    f"{path}: the study in {self.path} was made with the rules in this file, "
                    + _WAYS_OUT[state].format(path=path, sha256=rules.sha256[:12])
                )
        if told:
            raise StudyFolderError("\n".join(told))

    def results(self, asked: Asked) -> pd.DataFrame:
        """Return the kept results of one member; StudyFolderError when some are missing or damaged."""
        self.refuse_missing(asked)
        try:
            return pd.concat([self.store.load(key) for key in asked.parts], ignore_index=True)
        except UnreadablePartError as error:
            raise StudyFolderError(f"{error}; run the same command again to make it again") from error

    def refuse_missing(self, asked: Asked) -> None:
        """Raise StudyFolderError when some parts of a member are not there."""
        missing = [key for key in asked.parts if not self.store.has(key)]
        if missing:
            raise StudyFolderError(
                f"{self.path}: {len(missing)} of {len(asked.parts)} parts of {asked.label} are not there yet; "
                "run the same command again to complete the study"
            )

    def reach(self, given: str) -> str:
        """Return a stored name or path as it is reached from the current folder."""
        path = self.path / given
        return os.path.relpath(path) if _names_a_file(path) else given

    def _from_here(self, given: str) -> str:
        """Return a path relative to the study's folder, so that both can move together; a library name as it is."""
        return os.path.relpath(given, self.path) if _names_a_file(Path(given)) else given

    def _refuse_foreign(self) -> None:
        there = nearest(self.path)
        if not there.is_dir():
            raise StudyFolderError(f"{there} is a file; --out wants a folder")
        if self.path.is_dir() and any(self.path.iterdir()) and not self._is_ours():
            raise StudyFolderError(f"{self.path} has other files in it and no study; choose another folder")

    def _is_ours(self) -> bool:
        """Return whether a study of ours is here; one whose ``study.json`` is damaged is known by its parts."""
        try:
            read: Any = json.loads((self.path / "study.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, IsADirectoryError):
            return False
        except ValueError:  # no JSON, or no text
            read = None
        return (isinstance(read, dict) and read.get("what") == _MARK) or self.store.folder.is_dir()


def _names_a_file(path: Path) -> bool:
    """Return whether a path is a file, or a cell of a matrix: the file's path and then the cell's name."""
    return path.is_file() or path.parent.is_file()

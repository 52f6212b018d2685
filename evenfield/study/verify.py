"""Looks whether what is kept is whole, and is what it says it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evenfield.study import sidecar as sidecars
from evenfield.study.errors import UnreadablePartError
from evenfield.study.folder import StudyFolder, StudyFolderError
from evenfield.study.frame import decode
from evenfield.study.packs import Pack, packs_in
from evenfield.study.sidecar import Sidecar
from evenfield.study.store import PartStore


@dataclass(frozen=True)
class Bad:
    """A file that is not what it should be, and why."""

    file: Path
    reason: str


@dataclass(frozen=True)
class Verified:
    """How many parts were looked at, and what is wrong."""

    parts: int
    bad: tuple[Bad, ...]


def verify(folder: StudyFolder) -> Verified:
    """
    Return what is wrong with what a study keeps, every fault of every part.

    A part is right when it reads with its page checksums, its bytes and values have the checksums that its
    sidecar gives, it holds the replications that the sidecar says, and its key is the content address of what
    the sidecar says.
    """
    store = folder.store
    loose = store.loose()
    packs = list(packs_in(store.folder))
    bad: list[Bad] = []
    try:
        folder.manifest()
    except StudyFolderError as error:
        bad.append(Bad(folder.path / "study.json", str(error)))
    for key in loose:
        bad += [Bad(store.part(key), reason) for reason in part_faults(store, key)]
    parts = len(loose)
    for path in packs:
        found, reasons = _pack(path)
        parts += found
        bad += [Bad(path, reason) for reason in reasons]
    return Verified(parts, tuple(bad))


def part_faults(store: PartStore, key: str) -> Iterator[str]:
    """Yield what is wrong with a part that has a file of its own."""
    content = store.part(key).read_bytes()
    try:
        frame = decode(content)
    except UnreadablePartError as error:
        yield str(error)
        return
    try:
        about = sidecars.read(store.beside(key).read_bytes())
    except FileNotFoundError:
        yield "no sidecar beside it"
        return
    except (OSError, UnreadablePartError) as error:
        yield str(error)
        return
    if hashlib.sha256(content).hexdigest() != about["sha256"]:
        yield "other bytes than its sidecar gives the checksum of"
    yield from _content(key, frame, about)


def _pack(path: Path) -> tuple[int, list[str]]:
    """Return how many parts a pack has and what is wrong with them."""
    try:
        pack = Pack(path)
        return len(pack.sidecars), [
            f"{key[:12]}: {reason}"
            for key, about in pack.sidecars.items()
            for reason in _content(key, pack.load(key), about)
        ]
    except UnreadablePartError as error:
        return 0, [str(error).removeprefix(f"{path}: ")]


def _content(key: str, frame: pd.DataFrame, about: Sidecar) -> Iterator[str]:
    """Yield what does not fit together between a key, its results and what is said about them."""
    if about["key"] != key or sidecars.key_of(about) != key:
        yield "its key is not the content address of what its sidecar says"
    if frame["replication"].unique().tolist() != list(about["replications"]):
        yield "other replications than its sidecar says"
    if sidecars.values_hash(frame) != about["values_sha256"]:
        yield "other values than its sidecar gives the checksum of"

"""One Parquet part a block, named by its key, with its sidecar beside it; or many parts in a pack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from evenfield.study import sidecar as sidecars
from evenfield.study.blocks import Block
from evenfield.study.errors import StoreError, UnreadablePartError
from evenfield.study.files import sweep, write_atomically
from evenfield.study.frame import decode, encode
from evenfield.study.packs import Pack, packs_in
from evenfield.study.sidecar import Sidecar

_KEY = re.compile("[0-9a-f]{64}")


class PartStore:
    """
    Keeps each block's results as ``KEY.parquet`` in one folder, whole or not at all.

    The part holds nothing but results, so that the same block has the same bytes whenever it is made; when
    and with what it was made stands in ``KEY.json``, which is written first, so that no part lacks it.
    ``evenfield runs compact`` puts parts into packs; a part of its own goes before the same part in a pack.
    ``solver`` names the solver, and its version, that had a hand in the scenarios.
    """

    def __init__(self, folder: Path | str, solver: Mapping[str, str] | None = None) -> None:
        self.folder, self.solver = Path(folder), solver
        self._swept = False
        self._packs: dict[Path, tuple[tuple[int, int], Pack | None]] = {}

    def part(self, key: str) -> Path:
        """Return the file of a key, there or not."""
        return self.folder / f"{key}.parquet"

    def beside(self, key: str) -> Path:
        """Return the sidecar's file of a key, there or not."""
        return self.folder / f"{key}.json"

    def loose(self) -> list[str]:
        """Return the keys of the parts that have a file of their own, in order."""
        return sorted(
            path.stem for path in self.folder.glob("*.parquet") if _KEY.fullmatch(path.stem) is not None
        )

    def kept(self) -> list[str]:
        """Return the keys of all parts, loose or in a pack, in order."""
        return sorted({*self.loose(), *(key for pack in self.packs() for key in pack.sidecars)})

    def packs(self) -> list[Pack]:
        """Return the readable packs; a pack is read again only when its file has changed."""
        for path in packs_in(self.folder):
            there = path.stat()
            mark = (there.st_mtime_ns, there.st_size)
            if path not in self._packs or self._packs[path][0] != mark:
                self._packs[path] = (mark, _readable(path))
        return [pack for path, (_, pack) in sorted(self._packs.items()) if pack and path.is_file()]

    def pack_of(self, key: str) -> Pack | None:
        """Return the pack that serves a key: ``None`` when the part has a file of its own, or is nowhere."""
        if self.part(key).is_file():
            return None
        return next((pack for pack in self.packs() if key in pack.sidecars), None)

    def has(self, key: str) -> bool:
        """Return whether a part is kept under this key."""
        return self.part(key).is_file() or self.pack_of(key) is not None

    def save(self, block: Block, frame: pd.DataFrame) -> None:
        """
        Keep how a block's results were made, then the results.

        Raises
        ------
        StoreError
            When the disk refuses; parts kept before stay whole.
        """
        content = encode(frame)
        try:
            if not self._swept:
                sweep(self.folder)
                self._swept = True
            about = sidecars.describe(block, frame, content, self.solver)
            write_atomically(self.beside(block.key), sidecars.write(about))
            write_atomically(self.part(block.key), content)
        except OSError as error:
            reason = error.strerror or str(error)
            raise StoreError(
                f"{self.folder}: could not write a part ({reason}); the parts there are whole"
            ) from error

    def load(self, key: str) -> pd.DataFrame:
        """
        Return the results kept under this key.

        Raises
        ------
        UnreadablePartError
            When the part is missing, truncated or damaged.
        """
        pack = self.pack_of(key)
        if pack:
            return pack.load(key)
        try:
            return decode(self.part(key).read_bytes())
        except OSError as error:
            raise UnreadablePartError(f"{self.part(key)}: {error.strerror or error}") from error
        except UnreadablePartError as error:
            raise UnreadablePartError(f"{self.part(key)}: {error}") from error

    def sidecar(self, key: str) -> Sidecar:
        """
        Return how a part was made.

        Raises
        ------
        UnreadablePartError
            When there is no sidecar, or it is damaged.
        """
        pack = self.pack_of(key)
        if pack:
            return pack.sidecars[key]
        try:
            return sidecars.read(self.beside(key).read_bytes())
        except OSError as error:
            raise UnreadablePartError(f"{self.beside(key)}: {error.strerror or error}") from error
        except UnreadablePartError as error:
            raise UnreadablePartError(f"{self.beside(key)}: {error}") from error


def _readable(path: Path) -> Pack | None:
    """Return a pack, ``None`` when its index is damaged: its parts count as missing, and ``verify`` names it."""
    try:
        return Pack(path)
    except UnreadablePartError:
        return None

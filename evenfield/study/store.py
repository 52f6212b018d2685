"""One Parquet part a block, named by its key, with its provenance beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from evenfield.study.errors import StoreError, UnreadablePartError
from evenfield.study.files import write_atomically
from evenfield.study.frame import decode, encode
from evenfield.study.provenance import provenance


class PartStore:
    """
    Keeps each block's results as ``KEY.parquet`` in one folder, whole or not at all.

    The part holds nothing but results, so that the same block has the same bytes whenever it is made; when
    and with what it was made stands in ``KEY.json``.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    def part(self, key: str) -> Path:
        """Return the file of a key, there or not."""
        return self.folder / f"{key}.parquet"

    def has(self, key: str) -> bool:
        """Return whether a part is kept under this key."""
        return self.part(key).is_file()

    def save(self, key: str, frame: pd.DataFrame) -> None:
        """
        Keep a block's results, then how they were made.

        Raises
        ------
        StoreError
            When the disk refuses; parts kept before stay whole.
        """
        beside = {"key": key, "rows": len(frame), **provenance()}
        try:
            write_atomically(self.part(key), encode(frame))
            write_atomically(self.folder / f"{key}.json", (json.dumps(beside, indent=2) + "\n").encode())
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
        try:
            return decode(self.part(key).read_bytes())
        except OSError as error:
            raise UnreadablePartError(f"{self.part(key)}: {error.strerror or error}") from error
        except UnreadablePartError as error:
            raise UnreadablePartError(f"{self.part(key)}: {error}") from error

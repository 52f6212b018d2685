"""A pack: the parts of one scenario in one Parquet file, with their sidecars in it, so that it is one step to make."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from evenfield.study.errors import UnreadablePartError
from evenfield.study.frame import as_table, decode
from evenfield.study.sidecar import Sidecar

ENDING = ".pack.parquet"
_INDEX, _INDEX_HASH = "evenfield.sidecars", "evenfield.sidecars.sha256"
_LETTERS_OF_A_HASH = 16


def pack_file(folder: Path, sidecar: Sidecar) -> Path:
    """Return the pack a part belongs to: one for each scenario and source, because only those share replications."""
    scenario, source = (str(sidecar[name])[:_LETTERS_OF_A_HASH] for name in ("fingerprint", "source"))
    # A fingerprint is a hash, but what names a file is checked before it does.
    name = hashlib.sha256(f"{scenario}|{source}".encode()).hexdigest()[:_LETTERS_OF_A_HASH]
    return folder / f"{name}{ENDING}"


class Pack:
    """One pack as it is on disk; its index is read at once, its rows when they are asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sidecars: dict[str, Sidecar] = _read_index(path)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Return every row, in order of replication; UnreadablePartError when the file is damaged."""
        try:
            frame = decode(self.path.read_bytes())
        except OSError as error:
            raise UnreadablePartError(f"{self.path}: {error.strerror or error}") from error
        except UnreadablePartError as error:
            raise UnreadablePartError(f"{self.path}: {error}") from error
        if not frame["replication"].is_monotonic_increasing:
            raise UnreadablePartError(f"{self.path}: replications out of order")
        return frame

    def load(self, key: str) -> pd.DataFrame:
        """Return one part's rows, as the part itself would give them back."""
        numbers = self.frame["replication"].to_numpy()
        pieces = []
        for wanted in self.sidecars[key]["replications"]:
            start, end = np.searchsorted(numbers, [wanted, wanted + 1])
            pieces.append(self.frame.iloc[start:end])
        return pd.concat(pieces, ignore_index=True)


def packs_in(folder: Path) -> Iterable[Path]:
    """Return the packs of a folder, in order of name."""
    return sorted(folder.glob(f"*{ENDING}"))


def encode_pack(frames: Mapping[str, pd.DataFrame], sidecars: Mapping[str, Sidecar]) -> bytes:
    """
    Return the pack of these parts; a replication that several parts hold is written once.

    Raises
    ------
    UnreadablePartError
        When two parts hold different results for one replication.
    """
    by_replication: dict[int, tuple[str, pd.DataFrame]] = {}
    for key in sorted(frames):
        for number, rows in frames[key].groupby("replication", sort=True):
            there = by_replication.setdefault(int(str(number)), (key, rows.reset_index(drop=True)))
            if not there[1].equals(rows.reset_index(drop=True)):
                raise UnreadablePartError(f"{there[0]} and {key} differ in replication {number}")
    whole = pd.concat([by_replication[number][1] for number in sorted(by_replication)], ignore_index=True)
    about = json.dumps({key: dict(sidecars[key]) for key in sorted(sidecars)}, ensure_ascii=False)
    index = base64.b64encode(zlib.compress(about.encode()))  # Parquet leaves its metadata uncompressed
    sink = pa.BufferOutputStream()
    table = as_table(whole)
    with pq.ParquetWriter(
        sink, table.schema, compression="zstd", write_page_checksum=True, store_schema=False
    ) as out:
        out.write_table(table)
        out.add_key_value_metadata({_INDEX: index, _INDEX_HASH: hashlib.sha256(index).hexdigest()})
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _read_index(path: Path) -> dict[str, Any]:
    """Return the sidecars by key; UnreadablePartError when they are not what was written."""
    try:
        kept = pq.read_metadata(path).metadata or {}
    except (OSError, ValueError) as error:  # pyarrow's own errors are children of these two
        raise UnreadablePartError(
            f"{path}: not a whole Parquet file ({str(error).splitlines()[0]})"
        ) from error
    index, checksum = kept.get(_INDEX.encode(), b""), kept.get(_INDEX_HASH.encode(), b"")
    if hashlib.sha256(index).hexdigest().encode() != checksum:
        raise UnreadablePartError(f"{path}: the list of its parts is damaged")
    found: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(index)))
    return found

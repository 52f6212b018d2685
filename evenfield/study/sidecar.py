"""What stands beside a part: which block it is, checksums, and how it was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from evenfield.study.blocks import Block, address
from evenfield.study.errors import UnreadablePartError
from evenfield.study.frame import LAYOUT
from evenfield.study.provenance import provenance

Sidecar = Mapping[str, Any]
"""The content of ``KEY.json``: the block, its checksums, and the conditions it was made under."""

NEEDED = (
    "key",
    "label",
    "fingerprint",
    "replications",
    "source",
    "schema",
    "rows",
    "sha256",
    "values_sha256",
)


def describe(block: Block, frame: pd.DataFrame, part: bytes, solver: Mapping[str, str] | None) -> Sidecar:
    """Return what to write beside a part made now."""
    return {
        "key": block.key,
        "label": block.label,
        "fingerprint": block.fingerprint,
        "replications": list(block.replications),
        "rows": len(frame),
        "sha256": hashlib.sha256(part).hexdigest(),
        "values_sha256": values_hash(frame),
        "solver": dict(solver) if solver else None,
        **provenance(),
    }


def write(sidecar: Sidecar) -> bytes:
    """Return a sidecar as the bytes of its file."""
    return (json.dumps(sidecar, indent=2, ensure_ascii=False) + "\n").encode()


def read(content: bytes) -> Sidecar:
    """
    Return the sidecar in these bytes.

    Raises
    ------
    UnreadablePartError
        When they are no JSON, or lack something that every sidecar has.
    """
    try:
        found = json.loads(content)
    except ValueError as error:
        raise UnreadablePartError("the sidecar is no JSON") from error
    lacking = [name for name in NEEDED if not isinstance(found, dict) or name not in found]
    if lacking:
        raise UnreadablePartError(f"the sidecar lacks {', '.join(lacking)}")
    return dict(found)


def key_of(sidecar: Sidecar) -> str:
    """Return the content address of what a sidecar says, whatever key it claims; "" when it makes no sense."""
    try:
        return address(
            str(sidecar["fingerprint"]),
            [int(number) for number in sidecar["replications"]],
            str(sidecar["source"]),
            int(sidecar["schema"]),
        )
    except (TypeError, ValueError):
        return ""


def values_hash(frame: pd.DataFrame) -> str:
    """Return the sha256 of a tidy frame's values to the last bit, whatever file format carries them."""
    digest = hashlib.sha256()
    for field in LAYOUT:
        column = frame[field.name]
        if field.name in {"measure", "entity"}:
            content = json.dumps(column.astype(str).tolist(), ensure_ascii=False).encode()
        else:
            content = np.ascontiguousarray(column.to_numpy()).tobytes()
        digest.update(f"{field.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()

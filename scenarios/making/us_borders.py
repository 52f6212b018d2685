"""The outlines of basic units as arcs with a unit on each side, out of a topology file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

OUTSIDE = ""
"""The side of an arc where no unit lies: the sea or a foreign country."""


def borders(raw: Path, ids: list[str]) -> pd.DataFrame:
    """
    Return every border arc of the units, point by point in order, with the unit to its left and to its right.

    A territory's border is the arcs whose sides lie in different territories; a unit's outline is all arcs that name
    it, those with it to the right as they stand and those with it to the left turned round.
    """
    topology = json.loads((raw / "geo_us" / "us-atlas-counties-10m.topojson").read_text(encoding="utf-8"))
    sides = _sides(topology["objects"]["counties"]["geometries"], set(ids))
    points = [
        _arc(number, left, right, _decoded(topology["arcs"][arc], topology["transform"]))
        for number, (arc, left, right) in enumerate(sides)
    ]
    table = pd.concat(points, ignore_index=True)
    return table.astype({"arc": np.int32, "lng": np.float32, "lat": np.float32})


def _sides(geometries: list[dict[str, Any]], wanted: set[str]) -> list[tuple[int, str, str]]:
    """
    Return (arc, left unit, right unit) for every arc with a wanted unit on one side only.

    Outer rings run clockwise and holes the other way, so a unit lies to the right of the arcs that it runs along and
    to the left of those that it runs back. At 1:10m some slivers have shrunk to a line that a unit runs there and
    back: only the balance of the two counts, so such spurs vanish and the outlines stay closed.
    """
    balance: dict[int, Counter[str]] = {}
    for geometry in geometries:
        if geometry["id"] in wanted:
            for index in _indices(geometry["arcs"]):
                # Topology files write an arc run backwards as the ones' complement of its number.
                arc, turn = (index, 1) if index >= 0 else (~index, -1)
                balance.setdefault(arc, Counter())[geometry["id"]] += turn
    found = []
    for arc, turns in sorted(balance.items()):
        right = [unit for unit, turn in sorted(turns.items()) if turn > 0]
        left = [unit for unit, turn in sorted(turns.items()) if turn < 0]
        if max(len(left), len(right)) > 1:
            # Shrunk to a point: more than one unit "runs along" an arc of no length.
            continue
        if left or right:
            found.append((arc, left[0] if left else OUTSIDE, right[0] if right else OUTSIDE))
    return found


def _indices(arcs: Any) -> Iterator[int]:  # noqa: ANN401 - rings nest to a depth that depends on the geometry
    """Yield the arc numbers of a geometry, whatever the depth of its rings."""
    for item in arcs:
        if isinstance(item, int):
            yield item
        else:
            yield from _indices(item)


def _decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> NDArray[np.float64]:
    """Return longitude and latitude [degrees] of an arc's points, shape (n_points, 2)."""
    steps = np.cumsum(np.array(arc, dtype=np.int64), axis=0)
    placed: NDArray[np.float64] = steps * np.array(transform["scale"]) + np.array(transform["translate"])
    return placed


def _arc(number: int, left: str, right: str, points: NDArray[np.float64]) -> pd.DataFrame:
    """Return one arc's rows."""
    return pd.DataFrame(
        {"arc": number, "left": left, "right": right, "lng": points[:, 0], "lat": points[:, 1]}
    )

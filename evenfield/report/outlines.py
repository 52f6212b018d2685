"""Outlines of basic units: from arcs with a unit on either side to closed rings on an equal-area map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from matplotlib.path import Path as Shape
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Arc = tuple[str, str, Floats]
"""The unit to the left, the unit to the right ("" outside), and the points [km], shape (n_points, 2)."""
EARTH_RADIUS_KM = 6371.0
_FLAT = 1e-3


class Projection(Protocol):
    """Turns places on the globe into points on a plane."""

    def project(self, lng: ArrayLike, lat: ArrayLike) -> Floats:
        """Return points, shape (n_points, 2)."""


@dataclass(frozen=True, eq=False)
class Outlines:
    """Arcs as read, and the outer rings of the units: ``unit_of[i]`` is the unit that ``rings[i]`` goes around."""

    arcs: tuple[Arc, ...]
    rings: tuple[Floats, ...]
    unit_of: tuple[str, ...]


@dataclass(frozen=True)
class Albers:
    """
    Albers' equal-area conic projection of the sphere, so that areas on the map compare.

    Snyder (1987), *Map Projections: A Working Manual*, USGS Professional Paper 1395, equations 14-1 to 14-6.
    The standard parallels lie a sixth of the height inside the edges (the rule of Deetz and Adams 1934).
    """

    lng0: float
    lat0: float
    south: float
    north: float

    @classmethod
    def around(cls, lng: ArrayLike, lat: ArrayLike) -> Albers:
        """Return the projection that fits these points [degrees]."""
        east, up = np.asarray(lng, np.float64), np.asarray(lat, np.float64)
        centre = np.exp(1j * np.radians(east)).mean()  # on the circle: points may lie across the date line
        low, high = float(up.min()), float(up.max())
        sixth = (high - low) / 6
        return cls(float(np.degrees(np.angle(centre))), (low + high) / 2, low + sixth, high - sixth)

    def project(self, lng: ArrayLike, lat: ArrayLike) -> Floats:
        """Return points on the map [km], shape (n_points, 2)."""
        east = (np.asarray(lng, np.float64) - self.lng0 + 180.0) % 360.0 - 180.0
        angle, up = np.radians(east), np.radians(np.asarray(lat, np.float64))
        south, north, lat0 = np.radians([self.south, self.north, self.lat0])
        cone = (np.sin(south) + np.sin(north)) / 2
        if abs(cone) < _FLAT:  # astride the equator the cone opens into a cylinder (Snyder, section 10)
            flat = np.column_stack([angle * np.cos(north), (np.sin(up) - np.sin(lat0)) / np.cos(north)])
            return np.asarray(EARTH_RADIUS_KM * flat)
        constant = np.cos(south) ** 2 + 2 * cone * np.sin(south)
        radius = np.sqrt(constant - 2 * cone * np.sin(up)) / cone
        radius0 = np.sqrt(constant - 2 * cone * np.sin(lat0)) / cone
        turned = np.column_stack([radius * np.sin(cone * angle), radius0 - radius * np.cos(cone * angle)])
        return np.asarray(EARTH_RADIUS_KM * turned)


def outlines(borders: Mapping[str, Any], projection: Projection) -> Outlines:
    """
    Return arcs and rings of a border table on the map.

    Parameters
    ----------
    borders
        Columns ``arc, left, right, lng, lat``, one row per point, an arc's points in order.
    projection
        What turns degrees into kilometres on the map.
    """
    number = np.asarray(borders["arc"])
    points = projection.project(borders["lng"], borders["lat"])
    left, right = (np.asarray(borders[side], dtype=object) for side in ("left", "right"))
    cuts = np.flatnonzero(np.diff(number)) + 1
    starts = [0, *cuts.tolist()]
    arcs = tuple(
        (str(left[start]), str(right[start]), part)
        for start, part in zip(starts, np.split(points, cuts), strict=True)
    )
    sides: defaultdict[str, list[Floats]] = defaultdict(list)
    for one, other, part in arcs:
        for unit in {one, other} - {""} if one != other else set():
            sides[unit].append(part)
    rings = [(ring, unit) for unit in sorted(sides) for ring in _without_holes(_rings(sides[unit]))]
    # A unit inside another is drawn after it, so the large ones come first.
    rings.sort(key=lambda entry: -_area(entry[0]))
    return Outlines(arcs, tuple(ring for ring, _ in rings), tuple(unit for _, unit in rings))


def _rings(parts: Sequence[Floats]) -> list[Floats]:
    """Return the closed rings that a unit's arcs make, joined end to end whichever way each runs."""
    at: defaultdict[tuple[float, float], list[int]] = defaultdict(list)
    for index, part in enumerate(parts):
        at[_end(part, 0)].append(index)
        at[_end(part, -1)].append(index)
    unused, rings = set(range(len(parts))), []
    for first in range(len(parts)):
        if first not in unused:
            continue
        unused.discard(first)
        chain = [parts[first]]
        begin, tip = _end(parts[first], 0), _end(parts[first], -1)
        while tip != begin:
            following = next((index for index in at[tip] if index in unused), None)
            if following is None:
                break
            unused.discard(following)
            part = parts[following]
            chain.append(part if _end(part, 0) == tip else part[::-1])
            tip = _end(chain[-1], -1)
        rings.append(np.concatenate(chain))
    return rings


def _end(part: Floats, which: int) -> tuple[float, float]:
    return float(part[which, 0]), float(part[which, 1])


def _without_holes(rings: list[Floats]) -> list[Floats]:
    """Return the rings that lie in no other ring of the same unit; a hole belongs to the unit inside it."""
    if len(rings) == 1:
        return rings
    shapes = [Shape(ring) for ring in rings]
    areas = [_area(ring) for ring in rings]

    def is_hole(index: int) -> bool:
        inside = rings[index].mean(axis=0)
        return any(
            areas[other] > areas[index] and shape.contains_point(inside)
            for other, shape in enumerate(shapes)
            if other != index
        )

    return [ring for index, ring in enumerate(rings) if not is_hole(index)]


def _area(ring: Floats) -> float:
    """Return the area inside a ring [square km] (shoelace formula)."""
    x, y = ring[:, 0], ring[:, 1]
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)

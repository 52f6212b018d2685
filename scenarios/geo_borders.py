"""
From polygons to what a world holds: who borders on whom, arcs for maps, centre and area of each unit.

Two units are neighbours when their outlines have at least two points in common (to about a centimetre, a ten-millionth
of a degree): a common corner alone is none. Maps whose neighbours were drawn apart, with other points on either side,
show no common border; the units without any neighbour are told.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from scenarios.geo_files import Ring, Shape

Point = tuple[int, int]
Arc = tuple[str, str, tuple[tuple[float, float], ...]]
SCALE = 10_000_000
"""Grid points a degree on which points are the same."""
EARTH_RADIUS_KM = 6371.0
COMMON = 2


def neighbours(shapes: Sequence[Shape]) -> list[tuple[str, str]]:
    """Return each pair of neighbours once, in order."""
    at: defaultdict[Point, set[str]] = defaultdict(set)
    for shape in shapes:
        for ring in shape.rings:
            for point in ring:
                at[_grid(point)].add(shape.id)
    common: defaultdict[tuple[str, str], int] = defaultdict(int)
    for units in at.values():
        ordered = sorted(units)
        for place, one in enumerate(ordered):
            for other in ordered[place + 1 :]:
                common[one, other] += 1
    return sorted(pair for pair, count in common.items() if count >= COMMON)


def arcs(shapes: Sequence[Shape]) -> list[Arc]:
    """
    Return the outlines as arcs with the unit on either side, "" outside, each border once.

    An arc is a run of sides of one ring that have the same unit beyond them.
    """
    sides: defaultdict[tuple[Point, Point], list[str]] = defaultdict(list)
    for shape in shapes:
        for ring in shape.rings:
            for one, other in _sides(ring):
                sides[min(one, other), max(one, other)].append(shape.id)
    found: list[Arc] = []
    for shape in shapes:
        for ring in shape.rings:
            beyond = [_beyond(sides[min(pair), max(pair)], shape.id) for pair in _sides(ring)]
            found += [
                (shape.id, unit, part)
                for unit, part in _runs(_points(ring), beyond)
                if _first(shape.id, unit)
            ]
    return found


def centre_and_area(shape: Shape) -> tuple[float, float, float]:
    """
    Return longitude and latitude of a unit's centre [degrees] and its area [square km].

    Signed sums over rings on a plane stretched by the cosine of the latitude (shoelace formula); holes count against.
    """
    stretch = math.cos(math.radians(sum(y for _, y in shape.rings[0]) / len(shape.rings[0])))
    first_x, first_y = shape.rings[0][0]
    area = moment_x = moment_y = 0.0
    for number, ring in enumerate(shape.rings):
        size, of_x, of_y = _moments(ring, (first_x, first_y))
        hole = -1.0 if _is_hole(shape.rings, number) else 1.0
        turn = hole * (1.0 if size >= 0 else -1.0)
        area, moment_x, moment_y = area + turn * size, moment_x + turn * of_x, moment_y + turn * of_y
    degree_km = math.radians(1.0) * EARTH_RADIUS_KM
    if area <= 0:
        return first_x, first_y, 0.0
    return first_x + moment_x / area, first_y + moment_y / area, area * stretch * degree_km**2


def _moments(ring: Ring, origin: tuple[float, float]) -> tuple[float, float, float]:
    """Return signed area and its moments about an origin [degrees]."""
    size = of_x = of_y = 0.0
    for (x0, y0), (x1, y1) in pairwise(ring):
        ax, ay, bx, by = x0 - origin[0], y0 - origin[1], x1 - origin[0], y1 - origin[1]
        cross = (ax * by - bx * ay) / 2
        size, of_x, of_y = size + cross, of_x + cross * (ax + bx) / 3, of_y + cross * (ay + by) / 3
    return size, of_x, of_y


def _is_hole(rings: Sequence[Ring], number: int) -> bool:
    """Return whether a ring's first point lies inside an odd number of the unit's other rings."""
    x, y = rings[number][0]
    inside = 0
    for other, ring in enumerate(rings):
        if other != number:
            crossings = sum(
                (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0
                for (x0, y0), (x1, y1) in pairwise(ring)
            )
            inside += crossings % 2
    return inside % 2 == 1


def _grid(point: tuple[float, float]) -> Point:
    return round(point[0] * SCALE), round(point[1] * SCALE)


def _points(ring: Ring) -> list[tuple[float, float]]:
    """Return a ring's points without repetitions, the first again at the end."""
    points = [
        point for place, point in enumerate(ring) if place == 0 or _grid(point) != _grid(ring[place - 1])
    ]
    return points if len(points) > 1 else [*points, *points]


def _sides(ring: Ring) -> list[tuple[Point, Point]]:
    points = [_grid(point) for point in _points(ring)]
    return list(pairwise(points))


def _beyond(units: Sequence[str], own: str) -> str:
    """Return the unit on the other side, "" when there is none."""
    return next((unit for unit in units if unit != own), "")


def _first(one: str, other: str) -> bool:
    """Return whether an arc is told by this unit and not by the one beyond it."""
    return not other or one < other


def _runs(
    points: list[tuple[float, float]], beyond: list[str]
) -> list[tuple[str, tuple[tuple[float, float], ...]]]:
    """Return the runs of sides with one unit beyond them; a run that passes the ring's start is one."""
    if not beyond:
        return []
    turn = next((place for place in range(len(beyond)) if beyond[place] != beyond[place - 1]), 0)
    points = [*points[turn:-1], *points[: turn + 1]]
    beyond = [*beyond[turn:], *beyond[:turn]]
    runs, begin = [], 0
    for place in range(1, len(beyond) + 1):
        if place == len(beyond) or beyond[place] != beyond[begin]:
            runs.append((beyond[begin], tuple(points[begin : place + 1])))
            begin = place
    return runs

"""Where labels stand on a map, so that they do not cover each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_AROUND = ((0, 1), (1, 0.6), (-1, 0.6), (0, -1), (1, -0.6), (-1, -0.6), (1, 0), (-1, 0))
_RINGS = (1.0, 1.9, 2.8, 4.0, 5.5)


def placed(points: Floats, width: Floats, height: float) -> Floats:
    """
    Return the middle of each label, near its point, off the other labels and points where there is room.

    Parameters
    ----------
    points
        Where the labels belong, shape (n, 2).
    width
        Of each label in the units of the points, shape (n,).
    height
        Of a label.
    """
    middle = points.copy()
    done: list[int] = []
    crowd = [float(np.sort(np.hypot(*(points - point).T))[1]) if len(points) > 1 else 0.0 for point in points]
    for i in np.argsort(crowd, kind="stable").tolist():
        tried = [
            points[i] + ring * np.array([dx * (width[i] / 2 + height * 0.35), dy * height * 0.95])
            for ring in _RINGS
            for dx, dy in _AROUND
        ]
        costs = [_overlap(place, i, (points, middle, width, height), done) for place in tried]
        middle[i] = tried[int(np.argmin(costs))]
        done.append(i)
    return middle


def _overlap(place: Floats, i: int, drawn: tuple[Floats, Floats, Floats, float], done: list[int]) -> float:
    """Return how much a label covers labels that stand and points, and a little for its distance."""
    points, middle, width, height = drawn
    cost = 0.02 * float(np.hypot(*(place - points[i]))) / height
    if done:
        apart = np.abs(middle[done] - place)
        cost += float(
            (
                np.maximum((width[done] + width[i]) / 2 - apart[:, 0], 0)
                * np.maximum(height - apart[:, 1], 0)
            ).sum()
            / (height * height)
        )
    off = np.abs(points - place)
    dot = height * 0.3
    on_points = (off[:, 0] < width[i] / 2 + dot) & (off[:, 1] < height / 2 + dot)
    return cost + 0.6 * float(on_points.sum())

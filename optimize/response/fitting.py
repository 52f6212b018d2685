"""
Concave curves through noisy points: weighted least squares under shape, by non-negative least squares.

A concave curve that never falls is a + sum_k b_k min(x, x_k) with b_k >= 0 at the points x_k, and every such curve,
straight between the points, is one; without the last condition a slope of either sign is added (Hildreth 1954, "Point
estimates of ordinates of concave functions", JASA 49, 598-619; Lawson and Hanson 1974 for the algorithm).
"""

from __future__ import annotations

import itertools

import numpy as np
from scipy.optimize import nnls

from optimize.experiment.factors import Shape
from optimize.program import Floats

_RELATIVE = 1e-9


def fit_concave(x: Floats, y: Floats, error: Floats, shape: Shape) -> Floats:
    """
    Return the fitted values at the points, shape (n_points,).

    Parameters
    ----------
    x
        Points, rising from above 0.
    y, error
        What was seen there and its standard error; points without any error weigh like the best measured one.
    shape
        ``rising``: concave and never falling; ``hill``: concave.

    Raises
    ------
    ValueError
        When points do not rise, or something is no number.
    """
    if len(x) < 2 or not (np.diff(x) > 0).all() or not np.isfinite([x, y, error]).all():  # noqa: PLR2004
        raise ValueError(f"two points or more that rise, with finite values, are wanted, got {x.tolist()}")
    scale = max(float(np.abs(y).max()), 1e-300)
    known = error[error > 0]
    weight = 1.0 / np.maximum(error, known.min() if len(known) else scale)
    hinges = np.minimum(x[:, None], x[None, 1 if shape == "hill" else 0 :])
    if shape == "rising":
        columns = [np.ones_like(x), -np.ones_like(x), *hinges.T]
    else:
        columns = [np.ones_like(x), -np.ones_like(x), x, -x, *hinges.T]
    design = np.column_stack(columns)
    found, _ = nnls(design * weight[:, None], y / scale * weight, maxiter=100 * design.shape[1])
    fitted: Floats = design @ found * scale
    return fitted


def breakpoints(x: Floats, y: Floats, most_error: float) -> tuple[Floats, Floats, float]:
    """
    Return the fewest of a concave curve's points that keep it, and the most by which the lines between lie below it.

    The piecewise-linear curve of linear programs; the error is a share of the curve's range.

    Parameters
    ----------
    x, y
        Points of a concave curve, straight between them.
    most_error
        Most that may be lost [share of the range of y].
    """
    span = float(np.ptp(y))
    if span <= _RELATIVE * float(np.abs(y).max()):
        return x[[0, -1]], y[[0, -1]], 0.0
    kept = [0]
    while kept[-1] < len(x) - 1:
        start = kept[-1]
        ends = [
            end
            for end in range(start + 1, len(x))
            if _below(x, y, start, end) <= (most_error + _RELATIVE) * span
        ]
        kept.append(max(ends, default=start + 1))
    lost = max(_below(x, y, a, b) for a, b in itertools.pairwise(kept)) / span
    return x[kept], y[kept], lost


def hull(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return the corners of the lowest concave curve above the points, x rising, from the first point to the last."""
    kept: list[int] = []
    for i in range(len(x)):
        while len(kept) > 1 and _turns_up(x, y, (kept[-2], kept[-1], i)):
            kept.pop()
        kept.append(i)
    return x[kept], y[kept]


def _turns_up(x: Floats, y: Floats, points: tuple[int, int, int]) -> bool:
    """Return whether the slope after the middle of three points is no lower than before it."""
    a, b, c = points
    return bool((y[c] - y[b]) * (x[b] - x[a]) >= (y[b] - y[a]) * (x[c] - x[b]))


def _below(x: Floats, y: Floats, start: int, end: int) -> float:
    """Return how far the line between two points lies below the points between, at most."""
    inside = slice(start + 1, end)
    line = np.interp(x[inside], [x[start], x[end]], [y[start], y[end]])
    return float((y[inside] - line).max(initial=0.0))

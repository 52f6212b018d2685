"""Reps put into types, so that one program serves many who are alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_ROUNDS = 12


def alike(features: Floats, n_types: int | None) -> NDArray[np.int64]:
    """
    Return the type of each rep, 0, 1, …, shape (n_reps,).

    Reps with equal features are of one type. When there are more types than ``n_types``, k-means puts the nearest
    together (Lloyd 1982), begun at even places along the direction in which reps differ most, so that the answer is the
    same on every run.

    Parameters
    ----------
    features
        What makes reps alike, shape (n_reps, n_features).
    n_types
        The most types wanted; ``None``: no limit.
    """
    distinct, member = np.unique(features, axis=0, return_inverse=True)
    member = member.reshape(-1)
    if n_types is None or len(distinct) <= n_types:
        return member.astype(np.int64)
    centred = distinct - distinct.mean(axis=0)
    direction = np.linalg.svd(centred, full_matrices=False)[2][0]
    order = np.argsort(centred @ direction, kind="stable")
    centres = centred[order[np.linspace(0, len(order) - 1, n_types).round().astype(np.int64)]]
    for _ in range(_ROUNDS):
        nearest = _nearest(centred, centres)
        number = np.bincount(nearest, minlength=n_types)
        sums = np.stack([np.bincount(nearest, column, n_types) for column in centred.T], axis=1)
        centres = np.where(number[:, None] > 0, sums / np.maximum(number, 1)[:, None], centres)
    _, compact = np.unique(_nearest(centred, centres), return_inverse=True)
    return compact.reshape(-1).astype(np.int64)[member]


def _nearest(points: Floats, centres: Floats) -> NDArray[np.int64]:
    """Return the row of the centre that is nearest to each point, the first of equals."""
    squares = (centres**2).sum(axis=1) - 2.0 * points @ centres.T
    nearest: NDArray[np.int64] = squares.argmin(axis=1)
    return nearest


def means(values: Floats, kind: NDArray[np.int64]) -> Floats:
    """Return the mean over the members of each type, shape (n_types, ...)."""
    number = np.bincount(kind)
    flat = values.reshape(len(values), -1)
    sums = np.stack([np.bincount(kind, column) for column in flat.T], axis=1)
    mean: Floats = (sums / number[:, None]).reshape(len(number), *values.shape[1:])
    return mean

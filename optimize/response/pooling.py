"""Curves by type of territory: each its own where its data say enough, drawn towards all types' where they do not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimize.experiment.factors import Shape
from optimize.experiment.running import Observed
from optimize.program import Floats
from optimize.response.curve import ResponseCurve
from optimize.response.measuring import curve_of
from optimize.shrinkage import fay_herriot

OWN = 0.999
"""Above this share of own data a curve is its own."""
_FEWEST = 3


def shrink(values: Floats, pooled: Floats) -> tuple[Floats, Floats]:
    """
    Return each group's values drawn towards the pooled ones, and how much of them is its own, shape (n_groups,).

    own = between / (between + error^2), with ``between`` the variance of the groups' true values that the errors do not
    explain, level by level (Fay and Herriot 1979), and its mean over the levels, so that a curve keeps its form. With
    fewer than three groups there is no such variance to be had, and all are as the pooled one.

    Parameters
    ----------
    values
        By group, level and replication, shape (n_groups, n_levels, n_replications).
    pooled
        Of all groups together, shape (n_levels, n_replications).
    """
    n_groups, n_levels, n = values.shape
    if n_groups < _FEWEST:
        return np.repeat(pooled[None], n_groups, axis=0), np.zeros(n_groups)
    weight: Floats = np.zeros((n_groups, n_levels))
    for level in range(n_levels):
        noise: Floats = values[:, level].var(axis=1, ddof=1) / n
        if noise.max() <= 0:
            weight[:, level] = np.nan  # nobody differs by luck here: nothing to learn from it
            continue
        between, _ = fay_herriot(values[:, level].mean(axis=1), np.ones((n_groups, 1)), noise)
        weight[:, level] = between / (between + noise) if between > 0 else 0.0
    learned = np.isfinite(weight[0])
    own: Floats = weight[:, learned].mean(axis=1) if learned.any() else np.ones(n_groups)
    shrunk: Floats = own[:, None, None] * values + (1.0 - own[:, None, None]) * pooled
    return shrunk, own


def curves_by_type(observed: Observed, types: Sequence[str], of: str) -> list[ResponseCurve]:
    """
    Return the curve of all reps and then one for each type, as a share of what level 1 brings.

    Parameters
    ----------
    observed
        By rep, level 1 among the levels.
    types
        Of each rep, in the order of ``observed.entities``.
    of
        What was looked at.

    Raises
    ------
    ValueError
        When level 1 was not simulated, or a type brings nothing at it.
    """
    at_one = np.flatnonzero(np.isclose(observed.levels, 1.0))
    if not len(at_one):
        raise ValueError(f"{observed.factor.name}: level 1 is wanted, which the others are shares of")
    kind, names = np.array(types), sorted(set(types))
    sums = np.stack([observed.values[:, :, kind == name].sum(axis=2) for name in names])
    first = sums[:, at_one[0]].mean(axis=1)
    if (first <= 0).any():
        raise ValueError(
            f"{names[int(np.argmin(first))]}: brings nothing at level 1, so there is no share of it"
        )
    shares = np.stack([_shares(mine, at_one[0]) for mine in sums])
    pooled = _shares(sums.sum(axis=0), at_one[0])
    return fitted_types(
        observed.levels,
        (shares, pooled),
        names,
        (observed.factor.name, of),
        observed.factor.shape,
    )


def _shares(values: Floats, first: int) -> Floats:
    """
    Return values by level and replication as shares of the mean of one level, with that level's luck taken out.

    The mean over replications is the ratio of means; the spread is that of the ratio (delta method), for common luck
    moves both.
    """
    base = values[first].mean()
    ratio = values.mean(axis=1, keepdims=True) / base
    found: Floats = values / base - ratio * (values[first] / base - 1.0)
    return found


def fitted_types(
    levels: Floats, values: tuple[Floats, Floats], names: Sequence[str], told: tuple[str, str], shape: Shape
) -> list[ResponseCurve]:
    """
    Return the curve of all groups together and then each group's, drawn towards it where its data are thin.

    Parameters
    ----------
    values
        By group, level and replication, and of all groups by level and replication.
    names
        Of the groups.
    told
        Factor, and what was looked at.
    """
    own_values, pooled = values
    shrunk, own = shrink(own_values, pooled)
    found = [curve_of(levels, pooled, (*told, ""), shape)]
    for name, mine, weight in zip(names, shrunk, own.tolist(), strict=True):
        notes = (
            () if weight >= OWN else (f"{name}: {weight:.0%} its own data, the rest is what all types show.",)
        )
        found.append(curve_of(levels, mine, (*told, name), shape, weight, notes))
    return found

"""What a total quota is dealt by: equal, history, potential, a blend, or a regression that history is shrunk to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optimize.program import Floats, Ints
from optimize.shrinkage import fay_herriot

_ENOUGH = 2  # years of one rep that tell his luck from himself
_SHOWN = 5


def equal(n_reps: int) -> Floats:
    """Return the same weight for everybody, shape (n_reps,)."""
    return np.ones(n_reps)


def from_history(reps: Sequence[str], bookings: Floats) -> Floats:
    """
    Return each rep's mean bookings over the years given [currency/year], shape (n_reps,).

    Parameters
    ----------
    reps
        Names, for messages.
    bookings
        By year and rep, shape (n_years, n_reps); NaN for a year in which a rep was not there.

    Raises
    ------
    ValueError
        When a rep has no year at all, or negative bookings on average: history says nothing of him.
    """
    mean, years = _mean_over_years(bookings)
    _refuse(reps, years == 0, "no history; deal by potential, or shrink history to a regression")
    _refuse(reps, mean < 0, "negative bookings on average")
    return mean


def from_potential(reps: Sequence[str], potential: Floats) -> Floats:
    """Return the potential of each rep's territory as a weight; ValueError when one is negative or not a number."""
    _refuse(reps, ~np.isfinite(potential) | (potential < 0), "potential that is negative or not a number")
    return np.asarray(potential, dtype=np.float64)


def blend(parts: Mapping[str, tuple[float, Floats]]) -> Floats:
    """
    Return a weighted mean of several methods' shares of the total, shape (n_reps,); the sum is 1.

    Parameters
    ----------
    parts
        By name of the method: its weight (0 or more, one above 0) and what it deals by.

    Raises
    ------
    ValueError
        When a weight is negative, all are zero, or a method deals nothing to anybody.
    """
    total = sum(weight for weight, _ in parts.values())
    for name, (weight, dealt_by) in parts.items():
        if weight < 0 or not np.isfinite(weight):
            raise ValueError(f"weight of {name} is {weight}; it must be 0 or more")
        if not dealt_by.sum() > 0:
            raise ValueError(f"{name} deals nothing to anybody: its weights add up to {dealt_by.sum()}")
    if not total > 0:
        raise ValueError(f"the weights of {', '.join(parts)} add up to {total}; one must be above 0")
    return np.asarray(sum(weight / total * dealt_by / dealt_by.sum() for weight, dealt_by in parts.values()))


@dataclass(frozen=True, eq=False)
class Shrunk:
    """
    Expected bookings of each rep, between his own history and what a regression says of a rep like him.

    ``expected`` [currency/year] = own_weight x his mean + (1 - own_weight) x regression, all shape (n_reps,); a
    rep without history has own_weight 0. ``between`` and ``within`` are the variances between reps that
    the features do not explain and of a rep's single year.
    """

    expected: Floats
    regression: Floats
    own_weight: Floats
    coefficients: Floats
    between: float
    within: float


def shrunk(reps: Sequence[str], bookings: Floats, features: Floats) -> Shrunk:
    """
    Return history shrunk to a regression on what is known of the territories (potential, workload, tenure).

    The model is y_i = x_i' beta + u_i + e_i with Var u = between, Var e_i = within / years_i: Fay and Herriot 1979, J.
    Am. Stat. Assoc. 74, 269-277, whose moment equation for ``between`` is solved here; ``within`` is
    pooled over the reps with two years or more (Morris 1983).

    Parameters
    ----------
    reps
        Names, for messages.
    bookings
        By year and rep, shape (n_years, n_reps); NaN for a year in which a rep was not there.
    features
        What the regression goes by, shape (n_reps, n_features); an intercept is added.

    Raises
    ------
    ValueError
        When nobody has two years, there are not more reps with history than coefficients, or a feature is no number.
    """
    _refuse(reps, np.asarray(~np.isfinite(features).all(axis=1)), "a feature that is not a number")
    mean, years = _mean_over_years(bookings)
    x = np.column_stack([np.ones(len(reps)), features])
    known = years > 0
    if known.sum() <= x.shape[1]:
        raise ValueError(
            f"{int(known.sum())} reps with history cannot tell {x.shape[1]} coefficients; leave out features"
        )
    if years.max() < _ENOUGH:
        raise ValueError("nobody has two years of history, so luck cannot be told from the rep; use blend")
    within = float(
        (np.where(np.isfinite(bookings), bookings - mean, 0.0) ** 2).sum() / np.maximum(years - 1, 0).sum()
    )
    noise = within / years[known]
    between, beta = fay_herriot(mean[known], x[known], noise)
    own = np.zeros(len(reps))
    own[known] = between / (between + noise) if between > 0 else 0.0
    regression = x @ beta
    return Shrunk(own * mean + (1 - own) * regression, regression, own, beta, between, within)


def _mean_over_years(bookings: Floats) -> tuple[Floats, Ints]:
    """Return each rep's mean over the years in which he was there (0 without any), and how many these are."""
    there = np.isfinite(bookings)
    years = np.asarray(there.sum(axis=0), dtype=np.int64)
    return np.asarray(np.where(there, bookings, 0.0).sum(axis=0) / np.maximum(years, 1)), years


def _refuse(reps: Sequence[str], wrong: np.ndarray, why: str) -> None:
    """Raise ValueError with the first of the reps that are wrong, and how many there are."""
    names = [name for name, is_wrong in zip(reps, wrong.tolist(), strict=True) if is_wrong]
    if names:
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        raise ValueError(f"{', '.join(names[:_SHOWN])}{more}: {why}")

"""Who is better than the others, and who only had luck: shrinkage and honest stars."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_SURE = 0.05


@dataclass(frozen=True)
class Ranking:
    """
    Reps by result; arrays have shape (n_reps,).

    Attributes
    ----------
    estimate
        Each one's result drawn towards the mean of all by how uncertain it is.
    weight
        What his own result counts in it, 0 (all is noise) to 1.
    rank
        Place by estimate, 1 the best; equals share the better place.
    is_star, is_behind
        Whether he is above or below the mean for sure: a chance of 5 % that it is said of anybody in a team of equals.
    """

    estimate: Floats
    weight: Floats
    rank: NDArray[np.int64]
    is_star: NDArray[np.bool_]
    is_behind: NDArray[np.bool_]


def ranked(result: Floats, error: Floats) -> Ranking:
    """
    Return a ranking with uncertainty of results that have known standard errors.

    Empirical Bayes (Efron and Morris 1975): the variance between reps is what the spread exceeds the errors by, by
    moments (DerSimonian and Laird 1986). Stars are told by two-sided normal tests of each against the mean of all at
    5 % over the number of reps (Bonferroni).

    Parameters
    ----------
    result, error
        Mean result of each rep and its standard error, shape (n_reps,); at least two reps, errors above zero.
    """
    if len(result) < 2 or (error <= 0).any():  # noqa: PLR2004 - one cannot be ranked
        raise ValueError("a ranking wants two reps or more, and standard errors above zero")
    precision = 1.0 / error**2
    centre = float((precision * result).sum() / precision.sum())
    spread = float((precision * (result - centre) ** 2).sum())
    scale = float(precision.sum() - (precision**2).sum() / precision.sum())
    between = max((spread - (len(result) - 1)) / scale, 0.0)
    weight = between / (between + error**2)
    estimate = centre + weight * (result - centre)
    # A rep is part of the mean he is held against, which takes off some of his own error.
    z = (result - centre) / np.sqrt(np.maximum(error**2 - 1.0 / precision.sum(), 1e-300))
    sure = np.array([math.erfc(abs(each) / math.sqrt(2.0)) < _SURE / len(result) for each in z.tolist()])
    rank = 1 + (estimate[None, :] > estimate[:, None]).sum(axis=1)
    return Ranking(estimate, weight, rank, sure & (z > 0), sure & (z < 0))


def team_effect(credit: Floats, potential: Floats, team: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """
    Return what each team sells over what its territories' potential lets expect, and the standard error of its log.

    The manager is judged by the mean over his reps of log(credit / potential), less that of all reps: a rich territory
    is not his merit. Effects are ratios, 1 is the mean, shape (n_teams,) each.

    Parameters
    ----------
    credit, potential
        Of each rep, above zero, shape (n_reps,).
    team
        Number of each rep's team from 0, every one with two reps or more, shape (n_reps,).
    """
    yields = np.log(credit / potential)
    count = np.bincount(team).astype(np.float64)
    mean = np.bincount(team, weights=yields) / count
    within = np.bincount(team, weights=(yields - mean[team]) ** 2) / np.maximum(count - 1.0, 1.0)
    return np.exp(mean - yields.mean()), np.sqrt(within / count)

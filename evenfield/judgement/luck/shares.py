"""Shares of the variance of attainment: territory, quota error, rep and luck, from counterfactual worlds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from evenfield.comparison.paired import CONFIDENCE
from sim.streams import Streams

Floats = NDArray[np.float64]
PARTS = ("territory", "quota error", "rep", "luck")
"""What attainment differs by."""
_RESAMPLES = 1000
_FEWEST = 2
FEWEST_FOR_BANDS = 8
"""With fewer reps a bootstrap over them says nothing: no bands."""


@dataclass(frozen=True)
class Part:
    """One source: its share of the variance of a year's attainment with the 95 % band over reps, and its sd."""

    name: str
    share: float
    low: float
    high: float
    sd: float


@dataclass(frozen=True)
class Shares:
    """
    All sources, adding to 1, and the sd of a rep's attainment over reps and luck.

    A share below zero lessens the differences: quotas that make up for poor territories do.
    """

    sd: float
    parts: tuple[Part, ...]

    def part(self, name: str) -> Part:
        """Return a source by its name."""
        return next(part for part in self.parts if part.name == name)

    @property
    def rep_is_told(self) -> bool:
        """Return whether reps differ by more than luck: their band is above zero."""
        return self.part("rep").low > 0.0


def variance_shares(by_potential: Floats, average: Floats, actual: Floats, seed: int) -> Shares:
    """
    Return what the variance of attainment over reps comes from.

    In replication k rep i attains a = t + e + r, with t his territory's attainment with an average rep under quotas by
    potential, t + e the same under the quotas in force, r what he himself adds. Each share is Cov(part, a) / Var(a)
    over reps, with part and a from different replications, so that luck common to both adds nothing (a U-statistic:
    the mean over all pairs k ≠ l); luck is the variance that no other replication shares. The shares add to 1.

    Parameters
    ----------
    by_potential, average, actual
        Attainment with average reps under quotas by potential, with average reps, and as it is; shape
        (n_replications, n_reps), each replication under the same luck.
    seed
        Of the bootstrap over reps.

    Raises
    ------
    ValueError
        With fewer than two replications or reps, which have no variance.
    """
    if min(actual.shape) < _FEWEST:
        raise ValueError(
            f"luck is told from 2 replications and 2 reps on, got {actual.shape[0]} and {actual.shape[1]}"
        )
    parts = {"territory": by_potential, "quota error": average - by_potential, "rep": actual - average}
    n_reps = actual.shape[1]
    luck = Streams(seed, 0).uniforms(
        "luck bootstrap", np.arange(_RESAMPLES, dtype=np.uint64)[:, None], np.arange(n_reps)
    )
    rows = np.floor(luck * n_reps).astype(np.int64)
    times = np.array([np.bincount(row, minlength=n_reps) for row in rows], dtype=np.float64)
    (found,), (total,) = _shares(parts, actual, np.ones((1, n_reps)))
    drawn, _ = _shares(parts, actual, times)
    if n_reps < FEWEST_FOR_BANDS:
        drawn = np.full_like(drawn[:1], np.nan)
    tails = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
    # Percentiles of few reps are too narrow, as a normal interval is beside a t interval: widened alike.
    wider = float(stdtrit(n_reps - 1, tails[1]) / ndtri(tails[1])) * (n_reps / (n_reps - 1)) ** 0.5
    low, high = found + wider * (np.quantile(drawn, tails, axis=0) - found)
    sd = float(np.sqrt(max(float(total), 0.0)))
    return Shares(
        sd,
        tuple(
            Part(name, float(found[j]), float(low[j]), float(high[j]), _signed_root(float(found[j] * total)))
            for j, name in enumerate(PARTS)
        ),
    )


def _shares(parts: Mapping[str, Floats], actual: Floats, times: Floats) -> tuple[Floats, Floats]:
    """
    Return the shares in the order of ``PARTS``, shape (n_draws, n_parts), and the whole variance, shape (n_draws,).

    ``times`` says how often each rep stands in each draw, shape (n_draws, n_reps).
    """
    told = [_across(part, actual, times) for part in parts.values()]
    between = _across(actual, actual, times)
    n_reps = times.sum(axis=1)
    means = times @ actual.T / n_reps[:, None]
    whole = (times @ (actual**2).mean(axis=0) - n_reps * (means**2).mean(axis=1)) / (n_reps - 1)
    shares = np.stack([*told, whole - between], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole[:, None] > 0, shares / whole[:, None], np.nan), whole


def _across(one: Floats, other: Floats, times: Floats) -> Floats:
    """Return the covariance over reps of two tables, averaged over pairs of different replications; (n_draws,)."""
    n, n_reps = len(one), times.sum(axis=1)
    left, right = (times @ table.T / n_reps[:, None] for table in (one, other))
    same = times @ (one * other).sum(axis=0) - n_reps * (left * right).sum(axis=1)
    every = times @ (one.sum(axis=0) * other.sum(axis=0)) - n_reps * left.sum(axis=1) * right.sum(axis=1)
    covariance: Floats = (every - same) / (n * (n - 1) * (n_reps - 1))
    return covariance


def _signed_root(variance: float) -> float:
    return float(np.sign(variance) * np.sqrt(abs(variance)))

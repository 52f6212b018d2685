"""Bands of P(attain): the lowest and the highest quota that keep them in simulated bookings."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from optimize.program import Floats

_TAIL = 0.025


def attain_bounds(bookings: Floats, low: ArrayLike, high: ArrayLike) -> tuple[Floats, Floats]:
    """
    Return the lowest and highest quota of each rep whose P(attain) in the samples is within the band, shape (n_reps,).

    At most the share ``high`` of the replications reaches the lowest, at least ``low`` the highest; a rep reaches his
    quota when bookings are at or above it. ``low`` and ``high`` are of all reps or of each, shape (n_reps,).
    """
    n, n_reps = bookings.shape
    at_least = np.ceil(np.broadcast_to(np.asarray(low) * n - 1e-9, n_reps)).astype(np.int64)
    at_most = np.floor(np.broadcast_to(np.asarray(high) * n + 1e-9, n_reps)).astype(np.int64)
    ordered, reps = np.sort(bookings, axis=0), np.arange(n_reps)
    most = np.where(at_least > 0, ordered[np.minimum(n - at_least, n - 1), reps], np.inf)
    # Just above the sample that must miss: a cent, the grain of quotas.
    least = np.where(at_most < n, ordered[np.maximum(n - 1 - at_most, 0), reps] + 0.01, 0.0)
    return least, most


def chance_interval(reached: float, n: int, of: int = 1) -> tuple[float, float]:
    """
    Return the 95 % interval of P(attain) when a share of n replications reached (Clopper and Pearson 1934, exact).

    Of ``of`` such intervals all hold together with 95 % (Bonferroni).

    Examples
    --------
    >>> [round(end, 4) for end in chance_interval(0.5, 40)]
    [0.338, 0.662]
    """
    k, tail = round(reached * n), _TAIL / of
    low = float(betaincinv(k, n - k + 1, tail)) if k > 0 else 0.0
    high = float(betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
    return low, high


def reachable(bookings: Floats, quota: Floats, reaction: float) -> Floats:
    """
    Return in each replication the highest quota that the rep would just have reached, shaped like ``bookings``.

    Bookings B at quota q0 become B (q / q0)^b at quota q, because reps react to it; they reach q when it is at most
    q0 (B / q0)^(1 / (1 - b)).

    Parameters
    ----------
    bookings
        Simulated under ``quota`` [currency/year], shape (n_replications, n_reps).
    quota
        In force when that was booked [currency/year], shape (n_reps,).
    reaction
        b, elasticity of bookings to the quota, below 1.

    Raises
    ------
    ValueError
        When the reaction is 1 or more: a higher quota would always be easier.
    """
    if not (math.isfinite(reaction) and reaction < 1):
        raise ValueError(f"an elasticity of bookings to quota below 1 is wanted, got {reaction}")
    found: Floats = quota * (np.maximum(bookings, 0.0) / quota) ** (1.0 / (1.0 - reaction))
    return found

"""Paired differences, their intervals, Holm's correction, and how many replications would tell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

CONFIDENCE = 0.95
"""Confidence of every interval, and 1 minus the error rate of the whole table."""
MOST_REPLICATIONS = 10_000
"""Above this many replications the answer is "more than that"."""
_ROUNDING = 1e-9  # spread over mean below which differences count as equal

Verdict = Literal["better", "worse", "same", "cannot tell", "no value"]


@dataclass(frozen=True)
class PairedDifference:
    """
    The mean of paired differences with its Student t interval.

    ``low``, ``high``, ``sd`` and ``p`` are NaN where there is nothing to make them of: one pair has no
    spread, no pair has no mean. ``same`` is true when every difference is exactly zero.
    """

    n: int
    mean: float
    sd: float
    low: float
    high: float
    p: float
    same: bool


@dataclass(frozen=True)
class Judgement:
    """
    The verdict on one difference among many.

    ``p_holm`` is Holm's adjusted p value; ``more`` is about how many further replications would tell,
    ``None`` when the question does not arise or when it would be more than ``MOST_REPLICATIONS``.
    """

    verdict: Verdict
    p_holm: float
    more: int | None


def paired_difference(differences: ArrayLike) -> PairedDifference:
    """
    Return mean, spread, interval and two-sided p value of paired differences; NaN pairs are left out.

    The paired t interval is mean ± t(n-1, 1-alpha/2) · sd / √n (Law 2015, *Simulation Modeling and Analysis*,
    5th ed., on comparing two systems). When all differences are equal and not zero
    there is no spread to make a t test of: the interval shrinks to that one point, and p is the one of the
    sign test, 2 · 0.5ⁿ, which assumes nothing about the spread. A few equal draws prove little: the next one
    may differ.

    Parameters
    ----------
    differences
        One number per replication that both scenarios have, shape (n,).

    Examples
    --------
    >>> told = paired_difference([1.0, 2.0, 3.0])
    >>> round(told.low, 3), round(told.high, 3), round(told.p, 4)
    (-0.484, 4.484, 0.0742)
    """
    given = np.asarray(differences, dtype=np.float64)
    given = given[np.isfinite(given)]
    n = len(given)
    if n == 0:
        return PairedDifference(0, math.nan, math.nan, math.nan, math.nan, math.nan, same=False)
    # Sorted, and so summed in one order, whatever the order in which replications came in.
    given = np.sort(given)
    mean, same = float(np.mean(given)), bool(np.all(given == 0.0))
    if n == 1:
        return PairedDifference(1, mean, math.nan, math.nan, math.nan, math.nan, same=same)
    sd = float(np.std(given, ddof=1))
    # Beyond the ninth digit a spread is rounding; a t test would take it for near-perfect precision.
    if given[-1] - given[0] <= _ROUNDING * abs(mean) or sd == 0.0:
        point = float(given[0])
        return PairedDifference(n, point, 0.0, point, point, 1.0 if same else 2.0 * 0.5**n, same=same)
    error = sd / math.sqrt(n)
    half = float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) * error
    p = 2.0 * float(stdtr(n - 1, -abs(mean) / error))
    return PairedDifference(n, mean, sd, mean - half, mean + half, p, same=False)


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """
    Return Holm's step-down adjusted p values; a NaN is not a test, stays NaN and is not counted.

    Adjusted p of the k-th smallest of m is max over j ≤ k of min(1, (m - j + 1) · p(j)) (Holm 1979, *A simple
    sequentially rejective multiple test procedure*, Scandinavian Journal of Statistics 6, 65-70).

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03, 0.005]).tolist()
    [0.03, 0.06, 0.06, 0.02]
    """
    given = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full(given.shape, math.nan)
    tested = np.flatnonzero(~np.isnan(given))
    order = tested[np.argsort(given[tested], kind="stable")]
    steps = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(steps * given[order]))
    return adjusted


def replications_to_tell(difference: PairedDifference, level: float) -> int | None:
    """
    Return how many replications the interval needs to clear zero; ``None`` above ``MOST_REPLICATIONS``.

    The smallest n ≥ 2 with t(n-1, 1-level/2) · sd / √n < |mean|: Law (2015), the number of
    replications for a stated half-width, with |mean| as the half-width. "About", because mean and sd are
    themselves estimates: at exactly this n the chance to tell is near one half. Equal differences, sd 0, are
    told by the sign test: the smallest n with 2 · 0.5ⁿ ≤ level, should they stay equal.

    Parameters
    ----------
    difference
        The paired difference seen so far; its mean and sd stand for the true ones.
    level
        Two-sided error rate of the test [share], such as 0.05 / 30.
    """
    if math.isnan(difference.sd) or difference.mean == 0.0:
        return None
    if difference.sd == 0.0:
        return max(2, math.ceil(1 - math.log2(level)))
    signal = abs(difference.mean) / difference.sd

    def tells(n: int) -> bool:
        return float(stdtrit(n - 1, 1 - level / 2)) / math.sqrt(n) < signal

    if not tells(MOST_REPLICATIONS):
        return None
    low, high = 1, MOST_REPLICATIONS  # tells(high) holds, tells(low) does not: one replication never tells
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if tells(middle) else (middle, high)
    return high


def judge(differences: Sequence[PairedDifference], higher_is_better: Sequence[bool]) -> list[Judgement]:
    """
    Return a verdict on each difference, all of them tested together by Holm at 1 - ``CONFIDENCE``.

    Those that cannot be told are given the replications that would. The level for that is alpha / (m - R)
    with m tests of which R are told already: a p value below it is told whatever becomes of the others
    (Holm's next step).
    """
    alpha = 1 - CONFIDENCE
    adjusted = holm([difference.p for difference in differences])
    undecided = int(np.count_nonzero(adjusted > alpha))
    level = alpha / max(undecided, 1)
    return [
        _judge(difference, float(p), level, higher=higher)
        for difference, p, higher in zip(differences, adjusted, higher_is_better, strict=True)
    ]


def _judge(difference: PairedDifference, p_holm: float, level: float, *, higher: bool) -> Judgement:
    if difference.n == 0:
        return Judgement("no value", p_holm, None)
    if difference.same:
        return Judgement("same", p_holm, None)
    if p_holm <= 1 - CONFIDENCE:
        return Judgement("better" if (difference.mean > 0) == higher else "worse", p_holm, None)
    needed = replications_to_tell(difference, level)
    return Judgement("cannot tell", p_holm, None if needed is None else max(needed - difference.n, 1))

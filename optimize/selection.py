"""
The best of several designs with a stated chance of being right: Kim and Nelson's sequential selection.

With common random numbers the differences of designs vary less than the designs, and clear losers leave early. After a
first stage of n0 replications with S2_il the variance of the difference of i and l,

    h2 = 2 eta (n0 - 1),   eta = ((2 alpha / (k - 1)) ** (-2 / (n0 - 1)) - 1) / 2
    W_il(r) = max(0, delta / (2 r) (h2 S2_il / delta2 - r))

design i leaves after r replications when its mean lies more than W_il(r) below that of some l that is left. The one
that stays is the best with chance 1 - alpha or more, whenever it is better than the next by delta or more, and nearly
the best otherwise (Kim and Nelson 2001, ACM TOMACS 11, 251-273, for normal outputs, paired or not).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from optimize.program import Floats

Sample = Callable[[Sequence[int], int, int], Floats]
"""From designs, and the first and the number of replications wanted, to values of shape (n_designs, n)."""
FIRST_STAGE = 10


@dataclass(frozen=True, eq=False)
class Selection:
    """
    The design selected.

    Attributes
    ----------
    best
        Its number.
    confidence
        Chance that it is the best, if it is so by ``matters`` or more; ``None``: the most replications were spent
        before that could be said, and the one with the best mean was taken.
    matters
        The indifference zone, in the unit of the values.
    replications
        Taken of each design, shape (n_designs,).
    samples
        Values of each design, as many as were taken.
    """

    best: int
    confidence: float | None
    matters: float
    replications: tuple[int, ...]
    samples: tuple[Floats, ...]

    @property
    def total(self) -> int:
        """Return all replications together."""
        return sum(self.replications)

    def difference(self, other: int, confidence: float = 0.95) -> tuple[float, float]:
        """Return the mean of the best less another, paired by replication, and the half width of its interval."""
        n = min(self.replications[self.best], self.replications[other])
        return paired_mean(self.samples[self.best][:n] - self.samples[other][:n], confidence)


def paired_mean(differences: Floats, confidence: float = 0.95) -> tuple[float, float]:
    """Return the mean of paired differences and the half width of its t interval; infinite for fewer than two."""
    n = len(differences)
    if n < 2:  # noqa: PLR2004 - no spread without two
        return float(differences.mean()) if n else math.nan, math.inf
    half = float(stdtrit(n - 1, 0.5 + confidence / 2)) * float(differences.std(ddof=1)) / math.sqrt(n)
    return float(differences.mean()), half


@dataclass(frozen=True)
class SelectionRule:
    """
    How sure to be of what.

    Attributes
    ----------
    matters
        Smallest difference of means worth telling apart, above 0.
    confidence
        Least chance of selecting the best when it is better by ``matters``.
    first_stage
        Replications of each before any may leave.
    batch
        How many replications are asked for at once later.
    most
        Replications of a design after which the best mean is taken, without a stated chance; ``None``: no end.
    """

    matters: float
    confidence: float = 0.95
    first_stage: int = FIRST_STAGE
    batch: int = 1
    most: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError when the numbers make no sense."""
        if not 0 < self.matters < math.inf or not 0 < self.confidence < 1:
            told = f"{self.matters}, {self.confidence}"
            raise ValueError(f"a difference above 0 that matters and a chance below 1 are wanted, got {told}")
        if self.first_stage < 3 or self.batch < 1:  # noqa: PLR2004 - variances of differences need a few
            told = f"{self.first_stage}, {self.batch}"
            raise ValueError(f"a first stage of 3 replications or more and batches are wanted, got {told}")


def select_best(sample: Sample, n_designs: int, rule: SelectionRule) -> Selection:
    """
    Return the design with the largest mean, selected with a stated chance of being right.

    Parameters
    ----------
    sample
        Gives more replications of some designs, each replication under one luck for all of them.
    n_designs
        How many there are.
    rule
        How sure to be of what.

    Raises
    ------
    ValueError
        When there is no design.
    """
    if n_designs < 1:
        raise ValueError("there is no design to select from")
    first_stage, matters = rule.first_stage, rule.matters
    if n_designs == 1:
        values = sample([0], 0, first_stage)
        return Selection(0, 1.0, matters, (first_stage,), (values[0],))
    taken = [np.asarray(row, dtype=np.float64) for row in sample(range(n_designs), 0, first_stage)]
    spread = _difference_variances(np.stack(taken))
    eta = ((2.0 * (1.0 - rule.confidence) / (n_designs - 1)) ** (-2.0 / (first_stage - 1)) - 1.0) / 2.0
    h2 = 2.0 * eta * (first_stage - 1)
    left, r = list(range(n_designs)), first_stage
    while True:
        if len(left) > 1:
            left = _survivors(left, taken, spread, h2, matters, r)
        if len(left) == 1 or (rule.most is not None and r >= rule.most):
            break
        r += 1
        if r > len(taken[left[0]]):
            size = rule.batch if rule.most is None else min(rule.batch, rule.most - r + 1)
            for design, row in zip(left, sample(left, r - 1, size), strict=True):
                taken[design] = np.concatenate([taken[design], row])
    best = max(left, key=lambda design: float(taken[design][:r].mean()))
    sure = rule.confidence if len(left) == 1 else None
    return Selection(best, sure, matters, tuple(len(row) for row in taken), tuple(taken))


def _difference_variances(first: Floats) -> Floats:
    """Return the variance of the difference of each two designs, shape (n_designs, n_designs)."""
    covariance = np.cov(first)
    own = np.diag(covariance)
    spread: Floats = np.maximum(own[:, None] + own[None, :] - 2.0 * covariance, 0.0)
    return spread


def _survivors(  # noqa: PLR0913, PLR0917 - the numbers of the procedure
    left: list[int], taken: list[Floats], spread: Floats, h2: float, matters: float, r: int
) -> list[int]:
    """Return the designs that no other beats by more than what is left of doubt."""
    mean = {design: float(taken[design][:r].mean()) for design in left}
    doubt = np.maximum(0.0, matters / (2.0 * r) * (h2 * spread / matters**2 - r))
    if not doubt[np.ix_(left, left)].any():  # equal designs would stay for ever
        return [max(left, key=lambda design: mean[design])]
    best = {
        one: max(mean[other] - float(doubt[one, other]) for other in left if other != one) for one in left
    }
    return [one for one in left if mean[one] >= best[one]]

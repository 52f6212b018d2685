"""How long a record must be before reps are told apart, and who stands out in one by more than luck."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtr, fdtri, stdtr, stdtrit

from evenfield.comparison.paired import CONFIDENCE, PairedDifference, holm, paired_difference

Floats = NDArray[np.float64]
POWER, GOOD_RELIABILITY = 0.8, 0.8
_MOST_YEARS = 50
_NOTHING = 1e-12


@dataclass(frozen=True)
class Size:
    """
    What a record of so many years says of so many reps.

    ``reliability`` is the share of the variance of one year's attainment, territory and quota allowed for, that is the
    rep; ``years_to_rank`` until a mean over years reaches 0.8 of it; ``years_to_tell`` until reps are told from luck at
    all, with a chance of 80 %; ``None`` beyond 50 years or when reps do not differ.
    """

    reps: int
    reliability: float
    years_to_rank: int | None
    years_to_tell: int | None


def record_size(rep_variance: float, luck_variance: float, n_reps: int) -> Size:
    """
    Return how long a record must be.

    A mean over Y years has reliability v / (v + l / Y) (Spearman 1910 and Brown 1910, the prophecy formula); reps are
    told from luck by the F test of a one-way analysis of variance, whose F under random effects is (1 + Y v / l) times
    a central one (Scheffe 1959, *The Analysis of Variance*, section 7.2).
    """
    if rep_variance <= 0.0:
        return Size(n_reps, 0.0, None, None)
    ratio = luck_variance / rep_variance
    to_rank = max(1, math.ceil(GOOD_RELIABILITY / (1 - GOOD_RELIABILITY) * ratio - 1e-9))
    to_tell = next(
        (years for years in range(2, _MOST_YEARS + 1) if _power(1 / ratio, n_reps, years) >= POWER), None
    )
    return Size(n_reps, 1.0 / (1.0 + ratio), to_rank if to_rank <= _MOST_YEARS else None, to_tell)


def _power(ratio: float, n_reps: int, years: int) -> float:
    """Return the chance that the F test tells reps from luck."""
    between, within = n_reps - 1, n_reps * (years - 1)
    critical = float(fdtri(between, within, CONFIDENCE))
    return 1.0 - float(fdtr(between, within, critical / (1.0 + years * ratio)))


@dataclass(frozen=True)
class Ranked:
    """
    One rep in a record: attainment, what an average rep would attain there, and what that leaves to him.

    ``shrunk`` is the difference after shrinkage, the best guess of what he adds in the next year too, with ``low`` and
    ``high`` around it; ``p`` is Holm's adjusted p value that luck alone does it, over all reps.
    """

    rep: str
    attainment: float
    expected: float
    shrunk: float
    low: float
    high: float
    p: float

    @property
    def stands_out(self) -> bool:
        """Return whether luck alone does not explain him."""
        return self.p <= 1 - CONFIDENCE


def ranking(
    attained: Mapping[str, Sequence[float]], average: Mapping[str, Floats], rep_variance: float
) -> tuple[Ranked, ...]:
    """
    Return the reps of a record, the best guess first.

    Parameters
    ----------
    attained
        Attainment of each year on record, by rep.
    average
        What an average rep attains in his territory under his quota, by replication, by rep.
    rep_variance
        Variance over reps of what they add themselves; 0 shrinks everybody to the average.
    """
    rows: list[tuple[str, float, float, float, int]] = []
    for rep, years in attained.items():
        usual = average[rep]
        sd = max(float(usual.std(ddof=1)), _NOTHING)
        # The mean of the simulated years is not known for sure either.
        error = sd * math.sqrt(1.0 / len(years) + 1.0 / len(usual))
        rows.append((rep, float(np.mean(years)), float(usual.mean()), error, len(usual) - 1))
    p_values = holm(
        [2.0 * float(stdtr(free, -abs(mean - usual) / error)) for _, mean, usual, error, free in rows]
    )
    ranked = []
    for (rep, mean, expected, error, free), p in zip(rows, p_values.tolist(), strict=True):
        weight = rep_variance / (rep_variance + error**2)
        half = float(stdtrit(free, 0.5 + CONFIDENCE / 2)) * error * math.sqrt(weight)
        guess = weight * (mean - expected)
        ranked.append(Ranked(rep, mean, expected, guess, guess - half, guess + half, p))
    return tuple(sorted(ranked, key=lambda one: (-one.shrunk, one.rep)))


@dataclass(frozen=True)
class Team:
    """A manager's team: what it attains, and what it adds to average reps in the same territories."""

    manager: str
    reps: int
    attainment: float
    adjusted: PairedDifference


def teams(managers: Sequence[str], average: Floats, actual: Floats) -> tuple[Team, ...]:
    """
    Return the teams of managers, the best first; arrays have shape (n_replications, n_reps).

    ``adjusted`` is against the mean of all teams, so that what is common to all counts for nobody.
    """
    names = np.array(managers)
    added = actual - average
    overall = added.mean(axis=1)
    found = [
        Team(
            name,
            int((names == name).sum()),
            float(actual[:, names == name].mean()),
            paired_difference(added[:, names == name].mean(axis=1) - overall),
        )
        for name in sorted(set(managers) - {""})
    ]
    return tuple(sorted(found, key=lambda team: -team.adjusted.mean))

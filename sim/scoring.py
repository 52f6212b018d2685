"""The engagement score of a lead: its points, how they fade, the rank they give, and how well a rule tells wins."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.documents.scoring import Scoring
    from sim.streams import Streams

Floats = NDArray[np.float64]


def draw_signals(scoring: Scoring | None, ids: NDArray[np.uint64], streams: Streams) -> tuple[Floats, Floats]:
    """Return each lead's points at its inquiry and the win ratio that its signals truly carry, shape (n_leads,)."""
    points, ratio = np.zeros(len(ids)), np.ones(len(ids))
    for number, signal in enumerate(scoring.signals if scoring else ()):
        shown = streams.uniforms("lead signal", ids, number) < signal.share
        without = (1.0 - signal.share * signal.win_ratio) / (1.0 - signal.share) if signal.share < 1 else 1.0
        points += np.where(shown, signal.points, 0.0)
        ratio *= np.where(shown, signal.win_ratio, without)
    return points, ratio


def highest_signal_ratio(scoring: Scoring | None) -> float:
    """Return the largest win ratio that a lead's signals can carry."""
    best = 1.0
    for signal in scoring.signals if scoring else ():
        without = (1.0 - signal.share * signal.win_ratio) / (1.0 - signal.share) if signal.share < 1 else 0.0
        best *= max(signal.win_ratio if signal.share > 0 else 0.0, without)
    return best


def score_after(points: float, hours: float, half_life_hours: float) -> float:
    """Return what is left of a score so many hours after the inquiry; negative points fade as positive ones do."""
    return points * math.exp(-math.log(2.0) * hours / half_life_hours)


def score_class(score: float, tiers: Sequence[float]) -> int:
    """Return the class of a score: 0 at or above the first lower bound, len(tiers) below the last."""
    for number in range(len(tiers)):
        if score >= tiers[number]:
            return number
    return len(tiers)


def rank_of(grade: int, n_grades: int, tier: int, n_tiers: int, score_first: bool) -> int:
    """Return the rank of a lead by grade and score class, 0 the best."""
    return tier * n_grades + grade if score_first else grade * n_tiers + tier


def area_under_curve(score: Floats, won: NDArray[np.bool_]) -> float:
    """
    Return the chance that a won lead scores above a lost one, ties counting half (area under the ROC curve).

    The rank-sum form of Mann and Whitney (1947); NaN when all or none was won.
    """
    n_won, n_lost = int(won.sum()), int((~won).sum())
    if not n_won or not n_lost:
        return math.nan
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    rank = np.cumsum(count) - (count - 1) / 2.0
    return float((rank[place][won].sum() - n_won * (n_won + 1) / 2) / (n_won * n_lost))


def expected_area_under_curve(score: Floats, chance: Floats) -> float:
    """
    Return the area under the ROC curve of a rule in the limit of many leads with these true chances to be won.

    Pairs (i won, j lost) count with weight chance_i (1 - chance_j); ties count half.
    """
    _, place = np.unique(score, return_inverse=True)
    won = np.bincount(place, weights=chance)
    lost = np.bincount(place, weights=1.0 - chance)
    below = np.cumsum(lost) - lost
    return float((won * (below + 0.5 * lost)).sum() / (won.sum() * lost.sum()))


def brier(forecast: Floats, won: NDArray[np.bool_]) -> float:
    """Return the mean squared error of chances that were forecast (Brier 1950, one category)."""
    return float(np.mean((forecast - won) ** 2))

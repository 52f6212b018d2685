"""Opinion polls: who answers, and what the answer says of the truth. Plain numbers, for both engines."""

from __future__ import annotations

import math


def chance_to_answer(share: float, at_score: float, bias: float, satisfaction: float) -> float:
    """Return the chance that one who is asked answers: ``share`` at ``at_score``, odds times exp(bias) a point."""
    if share in (0.0, 1.0):
        return share
    odds = share / (1.0 - share) * math.exp(bias * (satisfaction - at_score))
    return odds / (1.0 + odds)


def answer(satisfaction: float, bias: float, noise_sd: float, luck: float) -> float:
    """Return the score that is written down, from a standard normal number; not cut to the scale."""
    return satisfaction + bias + noise_sd * luck


def hundredths(score: float) -> int:
    """Return a score in whole hundredths of a point, as the log keeps it."""
    return math.floor(score * 100.0 + 0.5)

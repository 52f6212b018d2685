"""How satisfied a customer is after a delivery, and whether he leaves."""

from __future__ import annotations

import math

_STEEPEST = 700.0  # exp of more than this overflows; the sigmoid is flat long before


def review_score(
    floor: float, ceiling: float, midpoint_days: float, slope_per_day: float, days_late: float
) -> float:
    """
    Return the expected review score (1 to 5) of a delivery so many days after its promise, negative when early.

    floor + (ceiling - floor) / (1 + exp(slope * (days_late - midpoint))).
    """
    exponent = min(slope_per_day * (days_late - midpoint_days), _STEEPEST)
    return floor + (ceiling - floor) / (1.0 + math.exp(exponent))


def satisfaction_after(memory: float, before: float, score: float) -> float:
    """Return the satisfaction after one more experience: a weighted mean of memory and score."""
    return memory * before + (1.0 - memory) * score


def chance_to_leave(share: float, at_score: float, per_point: float, satisfaction: float) -> float:
    """
    Return the chance that a customer leaves after an order.

    It is ``share`` at ``at_score``; the odds shrink by exp(-per_point) with each point above.
    """
    if share in (0.0, 1.0):
        return share
    odds = share / (1.0 - share) * math.exp(-per_point * (satisfaction - at_score))
    return odds / (1.0 + odds)

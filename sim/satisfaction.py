"""How satisfied a customer is after a delivery, and whether he leaves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Churn, Satisfaction

_STEEPEST = 700.0  # exp of more than this overflows; the sigmoid is flat long before


def review_score(rule: Satisfaction, days_late: float) -> float:
    """
    Return the expected review score (1 to 5) of a delivery so many days after its promise, negative when early.

    floor + (ceiling - floor) / (1 + exp(slope * (days_late - midpoint))).
    """
    exponent = min(rule.slope_per_day * (days_late - rule.midpoint_days), _STEEPEST)
    return rule.floor + (rule.ceiling - rule.floor) / (1.0 + math.exp(exponent))


def satisfaction_after(rule: Satisfaction, before: float, score: float) -> float:
    """Return the satisfaction after one more experience: a weighted mean of memory and score."""
    return rule.memory * before + (1.0 - rule.memory) * score


def chance_to_leave(rule: Churn, satisfaction: float) -> float:
    """Return the chance that a customer leaves after an order; the odds shrink by exp(-per_point) a point."""
    if rule.share in {0.0, 1.0}:
        return rule.share
    odds = rule.share / (1.0 - rule.share) * math.exp(-rule.per_point * (satisfaction - rule.at_score))
    return odds / (1.0 + odds)

"""How long an order is prepared before it reaches the plant, and whether it must be prepared again."""

from __future__ import annotations

from sim.calendar import HOURS_PER_DAY
from sim.pipeline import exponential


def round_hours(mean_days: float, is_exponential: bool, luck: float) -> float:
    """Return the hours that one round of preparation takes, from a number in (0, 1)."""
    return (exponential(mean_days, luck) if is_exponential else mean_days) * HOURS_PER_DAY


def is_wrong(error_share: float, luck: float) -> bool:
    """
    Return whether a round ends with an error, so that the order is prepared once more.

    Rounds are geometric: 1 / (1 - error_share) in the mean.
    """
    return luck < error_share

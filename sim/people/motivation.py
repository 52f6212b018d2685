"""What goals, rewards and risk do to how reps feel and to what pay is worth to them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_STEEPEST = 700.0


def chance_of_quota(heading: ArrayLike, spread: float) -> Floats:
    """Return the chance of making quota by the attainment that a year is heading for, shape of the input."""
    exponent = np.clip(-(np.asarray(heading, np.float64) - 1.0) / spread, -_STEEPEST, _STEEPEST)
    chance: Floats = 1.0 / (1.0 + np.exp(exponent))
    return chance


def goal_factor(gain: float, chance: ArrayLike) -> Floats:
    """
    Return the factor on effort of a goal that is made with a chance: 1 + gain * 4 p (1 - p), shape of the input.

    An inverted U (expectancy): its peak 1 + gain lies at p = 0.5, and a goal that is sure or hopeless leaves 1.
    """
    p = np.asarray(chance, np.float64)
    factor: Floats = 1.0 + gain * 4.0 * p * (1.0 - p)
    return factor


def grown_used_to(reference: Floats, now: Floats, kept: float) -> Floats:
    """Return the log pay that reps take for granted after another month; the gap to ``now`` shrinks to ``kept``."""
    following: Floats = now + kept * (reference - now)
    return following


def certainty_equivalent(mean: float, variance: float, risk_aversion: float) -> float:
    """Return the sure amount worth a normal one under constant absolute risk aversion: mean - r / 2 * variance."""
    return mean - 0.5 * risk_aversion * variance


def lottery_equivalent(amount: float, chance: float, risk_aversion: float) -> float:
    """
    Return the sure amount worth a lottery of ``amount / chance`` with that chance, its mean being ``amount``.

    Constant absolute risk aversion r: -ln(1 - p + p exp(-r amount / p)) / r; ``amount`` itself when r is 0 or p is 1.
    """
    if risk_aversion == 0.0 or chance == 1.0:
        return amount
    return -math.log1p(chance * math.expm1(-risk_aversion * amount / chance)) / risk_aversion


def deferral_value(months: float, monthly_discount: float, monthly_leaving: float = 0.0) -> float:
    """Return what a unit of currency is worth that comes so many months later to those who are still there."""
    return math.pow(monthly_discount * (1.0 - monthly_leaving), months)


def perceived_pay(  # noqa: PLR0913, PLR0917 - what is paid, and how it is looked at
    base: float, variable: Floats, spread: float, risk_aversion: float, monthly_discount: float, months: float
) -> Floats:
    """Return what a year's pay is worth to reps: base, and the sure equivalent of a later variable part."""
    sure = variable - 0.5 * risk_aversion * (spread * variable) ** 2
    worth: Floats = base + deferral_value(months, monthly_discount) * sure
    return worth


def morale_after(memory: float, before: Floats, target: Floats) -> Floats:
    """Return morale a month later; under a constant target it settles there, the gap shrinking by ``memory``."""
    after: Floats = memory * before + (1.0 - memory) * target
    return after


def log_ratio(one: Floats, other: ArrayLike) -> Floats:
    """Return the log of one over the other, kept within -1 to 1; 0 where either is not above zero."""
    other = np.broadcast_to(np.asarray(other, np.float64), one.shape)
    sound = (one > 0) & (other > 0)
    ratio = np.log(np.where(sound, one, 1.0) / np.where(sound, other, 1.0))
    return np.clip(ratio, -1.0, 1.0)

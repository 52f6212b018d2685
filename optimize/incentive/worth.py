"""What pay is worth to who gets it: by lot, with risk, or later."""

from __future__ import annotations

import numpy as np


def lottery_equivalent(amount: float, chance: float, risk_aversion: float) -> float:
    """
    Return what a sure payment is worth as much as a lottery for ``amount`` with this chance, under CARA utility.

    Without risk aversion it is the mean: a lottery is as good as a bonus of the same expected pay.
    """
    if risk_aversion == 0.0:
        return amount * chance
    return -float(np.log1p(chance * np.expm1(-risk_aversion * amount))) / risk_aversion


def normal_equivalent(mean: float, sd: float, risk_aversion: float) -> float:
    """Return the certainty equivalent of normal pay under CARA utility: mean - r sd^2 / 2."""
    return mean - risk_aversion * sd**2 / 2


def deferred_worth(months: float, monthly_rate: float, monthly_leaving: float = 0.0) -> float:
    """
    Return what 1 of pay is worth today to a rep who gets it months later, if he is still there.

    Each month costs interest at the rep's own rate and the chance that he leaves and forfeits it.

    Raises
    ------
    ValueError
        When time runs backwards, the rate is -1 or less, or the chance to leave is none.
    """
    if months < 0 or monthly_rate <= -1 or not 0 <= monthly_leaving <= 1:
        raise ValueError(
            f"months, a rate and a chance are wanted, got {months}, {monthly_rate}, {monthly_leaving}"
        )
    worth: float = ((1.0 - monthly_leaving) / (1.0 + monthly_rate)) ** months
    return worth

"""Control limits: what a month may bring when all goes as simulated, with a false alarm rate that is known exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ControlLimits:
    """
    What a value may lie within, and how often it lies outside by luck alone.

    ``alarm_rate`` is what the replications allow: at most what was asked for.
    """

    low: float
    median: float
    high: float
    alarm_rate: float

    def verdict(self, actual: float) -> str:
        """Return below, above, or within."""
        return "below" if actual < self.low else "above" if actual > self.high else "within"


def control_limits(simulated: Floats, alarm_rate: float) -> ControlLimits:
    """
    Return limits beyond which a value that comes about as simulated lies with chance ``alarm_rate`` at most.

    One more value is as likely to fall into any of the n + 1 gaps between n that came about alike, so it lies below the
    k-th smallest with chance k / (n + 1), whatever the distribution (Wilks 1941). With k =
    floor(alarm_rate (n + 1) / 2) at either end the rate is 2 k / (n + 1) exactly; less where values repeat.

    Parameters
    ----------
    simulated
        One value a replication, shape (n_replications,).
    alarm_rate
        Share of false alarms, above 0 and below 1.

    Raises
    ------
    ValueError
        When the rate is no such share, or so few replications cannot tell so rare a value.
    """
    if not 0.0 < alarm_rate < 1.0:
        raise ValueError(f"the rate of false alarms lies between 0 and 1, got {alarm_rate}")
    ordered = np.sort(simulated[np.isfinite(simulated)])
    n = len(ordered)
    k = math.floor(alarm_rate * (n + 1) / 2 + 1e-9)
    if k < 1:
        raise ValueError(
            f"{n} replications cannot tell one value in {1 / alarm_rate:,.0f}: "
            f"at least {math.ceil(2 / alarm_rate) - 1} are wanted"
        )
    return ControlLimits(
        float(ordered[k - 1]), float(np.median(ordered)), float(ordered[n - k]), 2 * k / (n + 1)
    )

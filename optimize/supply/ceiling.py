"""Feasible quotas: how much quota may be dealt out before the sales force books more than can be shipped."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri

from optimize.program import Floats


def mean_ceiling(supply: float, mean_attainment: float) -> float:
    """
    Return the total quota at which mean bookings equal supply: supply / mean attainment.

    Examples
    --------
    >>> round(mean_ceiling(800, 0.92), 1)
    869.6
    """
    if not (supply >= 0 and mean_attainment > 0):
        raise ValueError(
            f"supply >= 0 and mean attainment > 0 are wanted, got {supply} and {mean_attainment}"
        )
    return supply / mean_attainment


def chance_ceiling(
    supply: float, mean_attainment: float, sd_per_rep: float, n_reps: int, risk: float
) -> float:
    """
    Return the total quota at which P(bookings > supply) = risk, for independent reps with equal quotas (normal).

    supply / (mean + z(1 - risk) sd / sqrt(n)).

    Examples
    --------
    >>> round(chance_ceiling(800, 0.92, 0.28, 20, 0.10), 1)
    799.8
    """
    if not 0 < risk < 1 or n_reps < 1:
        raise ValueError(f"a risk between 0 and 1 and a rep or more are wanted, got {risk} and {n_reps}")
    return mean_ceiling(supply, mean_attainment + float(ndtri(1 - risk)) * sd_per_rep / math.sqrt(n_reps))


def sampled_ceiling(supply: float, attainment: Floats, risk: float) -> float:
    """
    Return the total quota at which bookings pass supply in at most a share ``risk`` of the replications.

    Parameters
    ----------
    supply
        What can be shipped [units or currency, as the quota].
    attainment
        The sales force's bookings over its quota in each replication, shape (n_replications,); whatever ties the reps
        together (a common market, one queue of orders) is in it.
    risk
        Largest share of replications [0 to 1).

    Raises
    ------
    ValueError
        When there is no replication, or risk is no share below 1.
    """
    if not len(attainment) or not 0 <= risk < 1:
        raise ValueError(
            f"a replication or more and a risk in [0, 1) are wanted, got {len(attainment)} and {risk}"
        )
    allowed = math.floor(risk * len(attainment))  # so many may book more than there is
    return mean_ceiling(supply, float(np.sort(attainment)[len(attainment) - 1 - allowed]))

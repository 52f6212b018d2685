"""What reps think one more sale is worth to them."""

from __future__ import annotations

import numpy as np

from sim.agents.view import Floats, RepView

_STEEPEST = 1e6
"""Beyond so many times usual pay nobody can work harder; it keeps the power finite."""


def heading_for(reps: RepView, prior_share: float) -> Floats:
    """
    Return the year's credit each rep is heading for [currency], shape (n_reps,).

    The pace so far counts as if ``prior_share`` of a year at quota pace had gone before, so that one early deal is not
    taken for a trend.
    """
    pace = (reps.credit + prior_share * reps.quota) / (reps.elapsed + prior_share)
    return reps.credit + pace * (1.0 - reps.elapsed)


def pay_slope(reps: RepView, credit: Floats, half_step: float) -> Floats:
    """Return pay per credit over ``half_step`` of quota either side of a year's credit [share], shape (n_reps,)."""
    step = half_step * reps.quota
    above, below = reps.pay(np.stack([credit + step, np.maximum(credit - step, 0.0)]))
    slope: Floats = (above - below) / (2.0 * step)
    return slope


def drawn_by(ratio: Floats, elasticity: float) -> Floats:
    """Return (marginal pay / usual marginal pay) ** elasticity, shape of the input; nothing draws below 0."""
    drawn: Floats = np.minimum(np.maximum(ratio, 0.0), _STEEPEST) ** elasticity
    return drawn

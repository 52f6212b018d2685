"""The goals that a pay plan sets: the attainments at which its pay changes, and quota."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compensation.curve import pieces
from sim.compensation.plan import PayPlan


def salient_knots(plan: PayPlan) -> NDArray[np.float64]:
    """Return the attainments above 0 that reps take for goals, in order: the knots of every component, and quota."""
    knots = {1.0}
    for component in plan.components:
        form = pieces(component)
        if form.x == "attainment":
            knots |= {float(start) for start in form.starts if start > 0}
    return np.array(sorted(knots))

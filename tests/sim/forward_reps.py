"""
The reps of the tables of behaviour facts, in the program's own world: what a year brings is m + k e, with luck.

Twelve months bring m = 0.728 of quota without effort and k = 0.434 a unit of effort, up to 1.8; effort 0.394 is the
best answer to a linear plan; 1,000 reps differ by 10 % in each of these.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from timing_worlds import FORWARD, QUOTA

from sim.agents.forward.plans import Circumstances, Solved, solve_for
from sim.agents.forward.reading import read
from sim.agents.forward.traits import Traits
from sim.compensation.plan import PayPlan
from sim.documents.behaviour import Forward

LEAST, REACH, PER_EFFORT = 0.482, 1.51, 0.2874
"""Share of hours without effort, attainment of a year at all hours, and share of hours that a unit of effort is."""


def reps(n: int, pay: dict[str, Any], differ: float = 0.1, **words: Any) -> tuple[Traits, Circumstances]:
    """Return n reps and what they face under a pay plan; ``words`` are those of the rule."""
    luck = np.random.default_rng(0).standard_normal((4, n)) * differ
    reach, taste, noise, timing = np.exp(luck)
    spec = Forward.model_validate({**FORWARD, "types": None, **words})
    plan = PayPlan.model_validate(pay)
    who = Traits(
        reach=REACH * reach,
        repeat=np.zeros(n),
        room=np.full(n, 1.0 - LEAST),
        cost=REACH / 12.0 / (spec.usual - LEAST) * reach * taste,
        luck=spec.monthly_sd * noise,
        timing=spec.timing_cost * timing,
    )
    what = Circumstances(spec, plan, read(plan), np.full(n, QUOTA), np.ones(12), 0.1, (0.0, 0.0))
    return who, what


def solved(n: int, pay: dict[str, Any], differ: float = 0.1, **words: Any) -> Solved:
    """Return what these reps do."""
    return solve_for(*reps(n, pay, differ, **words))


def month_ratios(booked: np.ndarray) -> tuple[float, float]:
    """Return the last and the first month of the year over the mean of the ten between, shape (n_reps, n_years, 12)."""
    mean = booked.mean(axis=(0, 1))
    middle = mean[1:11].mean()
    return float(mean[11] / middle), float(mean[0] / middle)

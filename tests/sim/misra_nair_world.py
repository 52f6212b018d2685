"""A sales force as Misra and Nair (2011) found one: a capped plan, quotas that miss the territories, and a ratchet."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.stats import norm
from timing_worlds import FORWARD, QUOTA, curve, textbook

from sim.plan import QUOTAS
from sim.scenario import Scenario
from sim.table import Table

CAPPED = curve([["0", "0"], ["1", "1"]], "1", "1.1")


def misses(n: int, sd: float) -> np.ndarray:
    """Return n factors on quotas, log-normal with this deviation, under which mean attainment stays as it was."""
    factor = np.exp(sd * norm.ppf((np.arange(n) + 0.5) / n))
    return np.random.default_rng(3).permutation(factor * np.mean(1.0 / factor))


def misra_nair(n_reps: int, sd: float = 0.35, ratchet: float = 0.5, **changes: Any) -> Scenario:
    """Return reps who look ahead, with as many leads as they can work, under a capped plan and mis-set quotas."""
    world = textbook(
        n_reps,
        CAPPED,
        months=12,
        people={"behaviour": {**FORWARD, "full_attainment": None}},
        run={"warmup_days": 150},
    )
    reps = world.tables.reps["id"].tolist()
    quotas = {"rep": reps, "quota": [f"{QUOTA * factor:.2f}" for factor in misses(n_reps, sd)]}
    plan = world.plan.model_dump(exclude={"pay", "quotas", "alignment"})
    told = {"method": "table", "table": Table.of(QUOTAS, quotas), "next_year": {"ratchet": ratchet}}
    fresh = world.model_dump(exclude={"plan", "tables"})
    return Scenario.model_validate(
        {**fresh, "name": "misra-nair", "tables": world.tables, **changes,
         "plan": {**plan, "alignment": world.plan.alignment, "pay": CAPPED, "quotas": told}}
    )  # fmt: skip

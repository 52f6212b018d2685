"""Many replications of a scenario as one tidy table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from sim.engine.choice import run_once
from sim.outcomes import measure
from sim.scenario import Scenario


def replicate(scenario: Scenario, replications: Sequence[int]) -> pd.DataFrame:
    """
    Return the measures of these replications in tidy form: replication, measure, entity, month, value.

    Rows are in order of (replication, measure, entity, month); the same scenario, seed and replication give the
    same bits
    in whatever company they run. ``month`` 0 is the whole measured horizon, ``entity`` "" the whole sales force.

    Raises
    ------
    LawBrokenError
        When a conservation law does not hold in a replication.
    """
    return _frame((number, measure(run_once(scenario, number))) for number in sorted(replications))


def _frame(measured: Iterable[tuple[int, list[tuple[str, str, int, float]]]]) -> pd.DataFrame:
    rows = [(number, *row) for number, rows in measured for row in rows]
    replication, name, entity, month, value = zip(*rows, strict=True) if rows else ((),) * 5
    return pd.DataFrame(
        {
            "replication": np.array(replication, dtype=np.int32),
            "measure": pd.Series(name, dtype="str"),
            "entity": pd.Series(entity, dtype="str"),
            "month": np.array(month, dtype=np.int16),
            "value": np.array(value, dtype=np.float64),
        }
    )

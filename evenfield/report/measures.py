"""Tidy results as arrays: replications by reps, replications by months."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def by_rep(results: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return a measure of the reps, one row per replication and one column per rep; empty when it is absent."""
    picked = results[(results["measure"] == measure) & (results["month"] == 0) & (results["entity"] != "")]
    return _wide(picked, "entity")


def by_month(results: pd.DataFrame, measure: str, entity: str = "") -> pd.DataFrame:
    """Return a monthly measure, one row per replication and one column per month; empty when it is absent."""
    of_entity = (results["measure"] == measure) & (results["entity"] == entity)
    return _wide(results[of_entity & (results["month"] > 0)], "month")


def percentiles(values: pd.DataFrame) -> Floats:
    """Return P10, P50 and P90 over replications, shape (3, n_columns): of these values, never sums of others."""
    return np.asarray(np.nanquantile(values.to_numpy(np.float64), (0.1, 0.5, 0.9), axis=0))


def _wide(picked: pd.DataFrame, column: str) -> pd.DataFrame:
    plain = picked.astype({"entity": str})
    return plain.pivot(index="replication", columns=column, values="value").sort_index(axis=1)

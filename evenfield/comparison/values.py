"""The KPIs of a scenario's results: by replication, and summed up over replications."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenfield.comparison.paired import paired_difference
from sim.kpi import KPIS, Kpi

COLUMNS = ("replication", "measure", "entity", "month", "value")


def kpi_values(frame: pd.DataFrame, scenario: str = "results", kpis: Sequence[Kpi] = KPIS) -> pd.DataFrame:
    """
    Return the KPIs of a scenario, a row per replication and a column per KPI; NaN where there is no value.

    Raises
    ------
    ValueError
        When a column of the tidy form is missing or a KPI stands twice for a replication.
    """
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise ValueError(
            f"{scenario}: results have the columns {', '.join(COLUMNS)}; missing {', '.join(missing)}"
        )
    ids = [entry.id for entry in kpis]
    whole = (frame["entity"] == "") & (frame["month"] == 0) & frame["measure"].isin(ids)
    picked = frame.loc[whole, ["replication", "measure", "value"]]
    twice = picked[picked.duplicated(["replication", "measure"])]
    if len(twice):
        row = twice.iloc[0]
        raise ValueError(f"{scenario}: {row['measure']} stands twice for replication {row['replication']}")
    wide = picked.astype({"measure": str}).pivot(index="replication", columns="measure", values="value")
    everything = pd.Index(sorted({int(number) for number in frame["replication"]}), name="replication")
    return wide.reindex(index=everything, columns=ids).astype(np.float64)


def finite(values: Mapping[str, object]) -> dict[str, object]:
    """Return the same values with ``None`` for a number that does not exist (NaN, infinite), as JSON wants it."""
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in values.items()}


@dataclass(frozen=True)
class Summary:
    """One KPI over replications: mean, its 95 % interval, and the 10th, 50th and 90th percentile."""

    kpi: Kpi
    replications: int
    mean: float
    low: float
    high: float
    p10: float
    p50: float
    p90: float


def summarize(frame: pd.DataFrame, kpis: Sequence[Kpi] = KPIS) -> tuple[Summary, ...]:
    """
    Return each KPI's mean, interval and percentiles over the replications that have a value.

    A KPI beside the main ones that has none in any replication is of what the scenario does not have, and is left out.
    """
    values = kpi_values(frame, kpis=kpis)
    told = [entry for entry in kpis if entry.group == "main" or values[entry.id].notna().any()]
    return tuple(_summary(entry, values[entry.id].to_numpy()) for entry in told)


def _summary(entry: Kpi, values: NDArray[np.float64]) -> Summary:
    known = values[np.isfinite(values)]
    told = paired_difference(known)  # the interval of a mean is that of a difference to nothing
    p10, p50, p90 = np.quantile(known, (0.1, 0.5, 0.9)).tolist() if len(known) else (math.nan,) * 3
    return Summary(entry, told.n, told.mean, told.low, told.high, p10, p50, p90)

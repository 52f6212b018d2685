"""Tidy results as arrays: replications by entities, replications by months, or a number for each replication."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from optimize.program import Floats


def whole(frame: pd.DataFrame, measure: str) -> Floats:
    """
    Return a measure of the whole sales force in each replication, shape (n_replications,), NaN where it has no value.

    Raises
    ------
    LookupError
        When no replication has it.
    """
    return of_entities(frame, measure, [""])[:, 0]


def of_entities(frame: pd.DataFrame, measure: str, entities: Sequence[str]) -> Floats:
    """
    Return a measure of the horizon by replication and entity, shape (n_replications, n_entities).

    Replications stand in order of their number; NaN where there is no value.

    Raises
    ------
    LookupError
        When no entity has it in any replication.
    """
    mine = frame[(frame["measure"] == measure) & (frame["month"] == 0)]
    return _wide(frame, mine, "entity", list(entities), measure)


def by_month(frame: pd.DataFrame, measure: str, entity: str, months: int) -> Floats:
    """
    Return a monthly measure of an entity by replication, shape (n_replications, n_months).

    Raises
    ------
    LookupError
        When the entity has it in no month.
    """
    mine = frame[(frame["measure"] == measure) & (frame["entity"] == entity) & (frame["month"] > 0)]
    return _wide(frame, mine, "month", list(range(1, months + 1)), measure)


def _wide(
    frame: pd.DataFrame, mine: pd.DataFrame, column: str, wanted: Sequence[object], measure: str
) -> Floats:
    if not len(mine):
        raise LookupError(f"the results hold no {measure!r}")
    table = mine.astype({"entity": str}).pivot(index="replication", columns=column, values="value")
    numbers = sorted({int(number) for number in frame["replication"]})
    found: Floats = table.reindex(index=numbers, columns=list(wanted)).to_numpy(np.float64)
    return found

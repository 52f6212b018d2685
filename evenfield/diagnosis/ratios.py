"""Conversion ratios by rep, product family and region, each with its interval, and which of them are low."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenfield.comparison.paired import CONFIDENCE, holm, paired_difference
from evenfield.comparison.proportion import wilson_interval
from sim.conversion import LEVELS

Counts = tuple[pd.DataFrame, pd.DataFrame]
"""Leads decided and leads won, a row per replication and a column per entity of a level."""
WORTH = 0.05
"""A ratio less than this share below the others' is not worth a search for its cause, however sure it is."""


@dataclass(frozen=True)
class Ratio:
    """
    Leads won over leads decided of one rep, family or region, over all replications.

    ``low`` and ``high`` end Wilson's 95 % interval. ``gap`` is the mean over replications of its ratio less that of all
    others on its level; ``p`` is Holm's adjusted p value of the gap, over the whole table; 1 for a gap above zero.
    """

    level: str
    entity: str
    decided: float
    won: float
    low: float
    high: float
    others: float
    gap: float
    p: float

    @property
    def ratio(self) -> float:
        """Return leads won over leads decided; 0 when none was."""
        return self.won / self.decided if self.decided else 0.0

    @property
    def is_low(self) -> bool:
        """Return whether it is below the others' by more than luck, and by enough to matter."""
        return self.p <= 1 - CONFIDENCE and -self.gap >= WORTH * self.others


def conversion_ratios(frame: pd.DataFrame) -> tuple[Ratio, ...]:
    """
    Return every conversion ratio in tidy results, in order of (level, gap), the lowest first.

    Ratios are tested by replication (paired t of ratio less the others' ratio), so that leads which wait in one queue
    do not count as independent; a level with one entity, or fewer than two replications, is shown but not tested.
    """
    tables = {level: counts(frame, level) for level in LEVELS}
    gaps = {
        (level, name): gap_by_replication(*tables[level], place)
        for level in LEVELS
        for place, name in enumerate(tables[level][0].columns)
    }
    p_values = holm([_p_of_low(gap) for gap in gaps.values()])
    found = [
        _ratio(level, name, tables[level], gap, p)
        for ((level, name), gap), p in zip(gaps.items(), p_values.tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (LEVELS.index(one.level), one.gap, one.entity)))


def counts(frame: pd.DataFrame, level: str) -> Counts:
    """Return the leads decided and won in tidy results, by entity of a level."""
    wide = []
    for measure in (f"{level}_decided", f"{level}_won"):
        rows = frame.loc[frame["measure"] == measure, ["replication", "entity", "value"]]
        wide.append(rows.pivot(index="replication", columns="entity", values="value").fillna(0.0))
    return wide[0], wide[1]


def gap_by_replication(decided: pd.DataFrame, won: pd.DataFrame, place: int) -> NDArray[np.float64]:
    """Return one entity's ratio less the ratio of all others, by replication; NaN where either has none."""
    all_decided, all_won = decided.to_numpy(), won.to_numpy()
    mine, mine_won = all_decided[:, place], all_won[:, place]
    with np.errstate(invalid="ignore", divide="ignore"):
        others = (all_won.sum(axis=1) - mine_won) / (all_decided.sum(axis=1) - mine)
        gap: NDArray[np.float64] = mine_won / mine - others
    return gap


def _p_of_low(gap: NDArray[np.float64]) -> float:
    """Return the two-sided p value of a mean gap below zero, 1 of one above; NaN when there is nothing to test."""
    told = paired_difference(gap)
    return told.p if told.mean < 0 or math.isnan(told.p) else 1.0


def _ratio(level: str, name: str, table: Counts, gap: NDArray[np.float64], p: float) -> Ratio:
    decided, won = float(table[0][name].sum()), float(table[1][name].sum())
    rest_decided, rest_won = (
        float(table[0].to_numpy().sum()) - decided,
        float(table[1].to_numpy().sum()) - won,
    )
    low, high = wilson_interval(won, decided)
    known = gap[np.isfinite(gap)]
    return Ratio(
        level,
        str(name),
        decided,
        won,
        low,
        high,
        rest_won / rest_decided if rest_decided else 0.0,
        float(known.mean()) if len(known) else 0.0,
        p,
    )

"""Which cause explains a low conversion ratio: the one whose absence restores it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenfield.comparison.paired import CONFIDENCE, holm, paired_difference
from evenfield.diagnosis.ratios import Counts, Ratio, gap_by_replication


@dataclass(frozen=True)
class Cause:
    """
    One cause taken away: the change of the gap with its paired 95 % interval, and the share of the gap restored.

    ``p`` is Holm's adjusted p value over the causes looked into for this ratio.
    """

    name: str
    change: float
    low: float
    high: float
    restored: float
    p: float

    @property
    def explains(self) -> bool:
        """Return whether the gap closes by more than luck without this cause."""
        return self.change > 0 and self.p <= 1 - CONFIDENCE


@dataclass(frozen=True)
class Finding:
    """A low ratio and the causes that were looked into, the most restoring first."""

    ratio: Ratio
    causes: tuple[Cause, ...]

    @property
    def cause(self) -> str | None:
        """Return the cause that explains most of it; ``None`` when none of them explains any."""
        return next((cause.name for cause in self.causes if cause.explains), None)


def find_cause(ratio: Ratio, before: Counts, without: Mapping[str, Counts]) -> Finding:
    """
    Return what the absence of each cause does to a low ratio's gap, replication by replication.

    Parameters
    ----------
    ratio
        The low ratio.
    before
        Leads decided and won on the ratio's level in the scenario as it is.
    without
        The same of the same replications without each cause, by the cause's name.
    """
    gap = _gap(before, ratio)
    differences = {name: paired_difference(_gap(table, ratio) - gap) for name, table in without.items()}
    p_values = holm([told.p for told in differences.values()]).tolist()
    causes = [
        Cause(name, told.mean, told.low, told.high, told.mean / -ratio.gap, p)
        for (name, told), p in zip(differences.items(), p_values, strict=True)
    ]
    return Finding(ratio, tuple(sorted(causes, key=lambda cause: (-cause.restored, cause.name))))


def _gap(table: Counts, ratio: Ratio) -> NDArray[np.float64]:
    """Return the gap of the ratio's entity by replication."""
    decided, won = table
    return gap_by_replication(decided, won, decided.columns.tolist().index(ratio.entity))

"""What the quota lever found: each rep's quota, how likely he reaches it, and how the search for it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from optimize.program import Floats, Ints
from optimize.quota.band import chance_interval
from optimize.quota.program import QuotaDesign
from optimize.quota.wishes import QuotaWishes

_QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Round:
    """
    Quotas set once and simulated again.

    ``moved`` is the largest change of a quota [share], ``outside`` how many reps' P(attain) is out of its band under
    these quotas, ``excess`` by how much in all, and ``reaction`` the elasticity of bookings to the quota that was used.
    """

    number: int
    moved: float
    outside: int
    excess: float
    reaction: float


@dataclass(frozen=True, eq=False)
class Judged:
    """Fresh replications of one plan: attainment of each, shape (n_replications, n_reps)."""

    attainment: Floats

    @property
    def chance(self) -> Floats:
        """Return P(attain) of each rep, shape (n_reps,)."""
        found: Floats = (self.attainment >= 1.0).mean(axis=0)
        return found

    @property
    def quantiles(self) -> Floats:
        """Return P10, P50 and P90 of attainment, shape (3, n_reps)."""
        found: Floats = np.quantile(self.attainment, _QUANTILES, axis=0)
        return found


@dataclass(frozen=True, eq=False)
class QuotaAnswer:
    """
    Quotas by rep, before and after, judged on replications they were not set by.

    Attributes
    ----------
    before, quotas
        Each rep's quota in force and the new one [cents/year], shape (n_reps,).
    nodes
        Quota of every node of the hierarchy by its name [cents/year].
    capability
        Potential x ramp x skill, shape (n_reps,).
    bands
        Lowest and highest P(attain) wished of each rep, shape (n_reps, 2).
    judged_before, judged_after
        Of the fresh replications.
    design
        What the last program proved; ``None`` when a method dealt.
    rounds
        Quotas set and simulated again, in order; the kept one is ``kept``.
    frames
        Tidy results of the fresh replications, ``before`` and ``after``.
    """

    wishes: QuotaWishes
    reps: tuple[str, ...]
    before: Ints
    quotas: Ints
    nodes: Mapping[str, int]
    capability: Floats
    bands: Floats
    judged_before: Judged
    judged_after: Judged
    design: QuotaDesign | None
    rounds: tuple[Round, ...]
    kept: int
    ceilings: Mapping[str, int]
    frames: Mapping[str, pd.DataFrame] = field(repr=False, default_factory=dict)

    @property
    def verdicts(self) -> list[str]:
        """
        Return of each rep whether his P(attain) on fresh replications is ``in`` its band or out of it.

        ``luck``: out by what luck alone may do to so few replications; ``low`` or ``high``: out by more than that. All
        intervals hold together with 95 % (Bonferroni), so that one of many reps is not out by chance.
        """
        n = len(self.judged_after.attainment)
        return [
            _verdict(float(p), (n, len(self.reps)), (float(low), float(high)))
            for p, (low, high) in zip(self.judged_after.chance, self.bands, strict=True)
        ]

    @property
    def held(self) -> bool:
        """Return whether no rep is out of his band by more than luck."""
        return not {"low", "high"} & set(self.verdicts)

    def to_dict(self) -> dict[str, Any]:
        """Return what counts of it as plain data, for a record: money in currency, chances of fresh replications."""
        before, after = self.judged_before.chance, self.judged_after.chance
        return {
            "method": self.wishes.method,
            "total_before": int(self.before.sum()) / 100,
            "total": int(self.quotas.sum()) / 100,
            "p_attain_before": [float(before.min()), float(before.max())],
            "p_attain": [float(after.min()), float(after.max())],
            "p_attain_spread": [float(before.std()), float(after.std())],
            "bands_held": self.held,
            "rounds": len(self.rounds),
        }

    def over_capability(self, quotas: Ints) -> Floats:
        """Return each quota over what his capability alone would give, shape (n_reps,)."""
        fair = self.capability * (quotas.sum() / self.capability.sum())
        found: Floats = quotas / fair
        return found


def _verdict(chance: float, of: tuple[int, int], band: tuple[float, float]) -> str:
    """Return the verdict on one rep of (replications, reps)."""
    low, high = band
    if low <= chance <= high:
        return "in"
    least, most = chance_interval(chance, *of)
    if least <= high and most >= low:
        return "luck"
    return "low" if chance < low else "high"

"""What one common payout curve must keep, and the wishes after giving way as told."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

SHARE_AT_QUOTA = "share at quota"


@dataclass(frozen=True)
class CurveWishes:
    """
    What one common curve must keep; money [currency/year].

    Attributes
    ----------
    ote
        On-target earnings: base and pay at quota.
    budget
        Most expected pay of all reps.
    knots
        Attainments of the curve's knots, from 0 up, 1 among them.
    base_share
        Least and most base pay [share of OTE]: what must, and may, be at risk.
    slopes
        Least and most slope [target pay, at the least base, per 1.0 of attainment].
    most_pay
        Cap [times target pay]; infinite: none, the last slope goes on.
    fairness
        Most that types may differ in what they are left with; infinite: any.
    attained
        Least and most share of reps at quota.
    quota_factors
        What quotas may be multiplied by.
    """

    ote: float
    budget: float
    knots: tuple[float, ...] = (0.0, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.7, 2.0, 2.5)
    base_share: tuple[float, float] = (0.5, 0.5)
    slopes: tuple[float, float] = (0.0, 4.0)
    most_pay: float = math.inf
    fairness: float = math.inf
    attained: tuple[float, float] = (0.0, 1.0)
    quota_factors: tuple[float, ...] = (1.0,)

    def __post_init__(self) -> None:
        """Raise ValueError with every fault."""
        faults = list(self._faults())
        if faults:
            raise ValueError("; ".join(faults))

    def _faults(self) -> Iterator[str]:
        if not (0 < self.ote < math.inf and self.budget > 0):
            yield f"ote and budget are amounts above 0, got {self.ote}, {self.budget}"
        rising = all(a < b for a, b in pairwise(self.knots))
        if not rising or self.knots[0] != 0 or 1.0 not in self.knots or not self.knots[-1] > 1:
            yield f"knots rise from 0 over 1 to more, got {self.knots}"
        for name, high in (("base_share", 1.0), ("attained", 1.0), ("slopes", math.inf)):
            least, most = getattr(self, name)
            if not 0 <= least <= most <= high:
                yield f"{name} is a least and a most of 0 or more, got {least}, {most}"
        if not math.isfinite(self.slopes[1]):
            yield "the steepest slope is a number: no cliffs"
        if not self.quota_factors or not all(0 < q < math.inf for q in self.quota_factors):
            yield f"quota_factors are above 0, got {self.quota_factors}"
        if self.most_pay < 1 or self.fairness < 0:
            yield f"most_pay is 1 or more and fairness 0 or more, got {self.most_pay}, {self.fairness}"

    def relaxed(self, by: dict[str, float]) -> tuple[CurveWishes, dict[str, float]]:
        """
        Return the wishes after giving way as told, and how much less each type is kept with [currency].

        ``by`` is what an :class:`InfeasibleError` of :func:`best_common_curve` carries; a hair is added for the
        solver's tolerance.
        """
        hair = 1e-6
        changes: dict[str, Any] = {}
        kept: dict[str, float] = {}
        for row, amount in by.items():
            money = (amount + hair) * self.ote
            if row == "budget":
                changes["budget"] = self.budget + money
            elif row == "base share":
                least, most = self.base_share
                changes["base_share"] = (max(least - amount - hair, 0.0), min(most + amount + hair, 1.0))
            elif row == "cap":
                changes["most_pay"] = self.most_pay + (amount + hair) / (1.0 - self.base_share[0])
            elif row.startswith("slope from "):
                changes["slopes"] = self._steeper(changes.get("slopes", self.slopes), row, amount + hair)
            elif row == "fairness":
                changes["fairness"] = self.fairness + money
            elif row == SHARE_AT_QUOTA:
                low, high = self.attained
                changes["attained"] = (max(low - amount - hair, 0.0), min(high + amount + hair, 1.0))
            elif row.startswith("retention of "):
                kept[row.removeprefix("retention of ")] = money
        return replace(self, **changes), kept

    def _steeper(self, slopes: tuple[float, float], row: str, amount: float) -> tuple[float, float]:
        """Return slope limits that give a piece of the curve so much more room [OTE]."""
        start = float(row.removeprefix("slope from ").removesuffix(" on"))
        piece = min(range(len(self.knots) - 1), key=lambda k: abs(self.knots[k] - start))
        width = self.knots[piece + 1] - self.knots[piece]
        by = amount / (width * (1.0 - self.base_share[0]))
        return max(min(slopes[0], self.slopes[0] - by), 0.0), max(slopes[1], self.slopes[1] + by)

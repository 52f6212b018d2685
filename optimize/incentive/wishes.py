"""What a pay plan must keep, and how much work its search may be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

_RESTRICTING = (
    "budget",
    "more_pay",
    "outside_pay",
    "keep_share",
    "base_share",
    "steepest",
    "most_pay",
    "attained",
)
KNOTS = (0.5, 0.75, 1.0, 1.25)


@dataclass(frozen=True)
class PayWishes:
    """
    What a pay plan must keep; ``None``: as the plan in force has it. Retention and pay at target always hold.

    Attributes
    ----------
    budget, budget_p90
        Most that pay may cost in the mean, and in nine replications of ten [currency over the measured months].
    more_pay
        Where no budget is told: share by which pay may cost more than under the plan in force.
    outside_pay
        What every rep could earn elsewhere [currency/year]; ``None``: the scenario's ``people.leaving.outside_pay``,
        else ``keep_share`` of what he earns under the plan in force, of the mean rep's pay at the most.
    keep_share
        See ``outside_pay``.
    base_share
        Least and most of base pay in on-target earnings [share].
    steepest
        Most slope anywhere [target pay per 1.0 of attainment]: no cliffs.
    most_pay
        Most variable pay [times target pay]; infinite: uncapped.
    commission
        Whether part of pay, or all of it, may be a flat share of sales, which no quota touches.
    bonus
        Most bonus for making quota [share of on-target earnings]; a bonus is a cliff, so 0 unless asked for.
    attained
        Least and most share of reps at quota; ``None``: any.
    knots
        Attainments at which the slope may change; 1 and the knots of the plan in force are added.
    types
        Most types of reps to which retention is held.
    replications
        Of the search; the last choice is made on later ones.
    rounds
        Most steps of the search.
    matters
        Smallest difference of profit that matters in the last choice [share of the pay budget].
    confidence
        Least chance that the last choice is right.
    most_replications
        Most replications of a plan in the last choice.
    """

    budget: float | None = None
    budget_p90: float | None = None
    more_pay: float = 0.0
    outside_pay: float | None = None
    keep_share: float = 0.95
    base_share: tuple[float, float] | None = None
    steepest: float = 3.0
    most_pay: float = math.inf
    commission: bool = True
    bonus: float = 0.0
    attained: tuple[float, float] | None = None
    knots: tuple[float, ...] = KNOTS
    types: int = 6
    replications: int = 10
    rounds: int = 6
    matters: float = 0.01
    confidence: float = 0.95
    most_replications: int = 40

    def __post_init__(self) -> None:
        """Raise ValueError with every fault."""
        faults = list(self._faults())
        if faults:
            raise ValueError("; ".join(faults))

    @property
    def restricts(self) -> bool:
        """Return whether more is asked than the plan in force keeps."""
        usual = PayWishes()
        return any(getattr(self, name) != getattr(usual, name) for name in _RESTRICTING)

    def relaxed(self, by: Mapping[str, float]) -> PayWishes:
        """Return the wishes after giving way as an error of the pay lever tells: by name of a wish."""
        changes: dict[str, Any] = {}
        for name, amount in by.items():
            now = getattr(self, name)
            if name in {"base_share", "attained"}:
                low, high = now or (0.0, 1.0)
                changes[name] = (max(low - amount, 0.0), min(high + amount, 1.0))
            elif name in {"outside_pay", "keep_share"}:
                changes[name] = max(now - amount, 0.0)
            else:
                changes[name] = now + amount
        return replace(self, **changes)

    def _faults(self) -> Iterator[str]:
        yield from self._odd_amounts()
        ranges = (
            ("keep_share", 0, 2),
            ("more_pay", -0.9, 10),
            ("bonus", 0, 1),
            ("matters", 1e-9, 1),
            ("confidence", 0.5, 0.999),
            ("types", 1, 1000),
            ("replications", 3, 10_000),
            ("rounds", 0, 1000),
            ("most_replications", 3, 100_000),
        )
        for name, low, high in ranges:
            if not low <= getattr(self, name) <= high:
                yield f"{name} is from {low} to {high}, got {getattr(self, name)}"

    def _odd_amounts(self) -> Iterator[str]:
        for name in ("budget", "budget_p90", "outside_pay"):
            value = getattr(self, name)
            if value is not None and not 0 < value < math.inf:
                yield f"{name} is an amount above 0, got {value}"
        for name in ("base_share", "attained"):
            pair = getattr(self, name)
            if pair is not None and not 0 <= pair[0] <= pair[1] <= 1:
                yield f"{name} is a least and a most share from 0 to 1, got {pair}"
        if not 0 < self.steepest < math.inf:
            yield f"steepest is a slope above 0, got {self.steepest}"
        if not self.most_pay >= 1:
            yield f"most_pay is 1 or more times target pay, got {self.most_pay}"
        if not all(0 < knot < math.inf for knot in self.knots):
            yield f"knots are attainments above 0, got {self.knots}"

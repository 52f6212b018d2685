"""How long a search may take, and whom it tells how it goes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

SWEEPS = 1200
"""Budget when neither sweeps nor seconds are given: some seconds for thousands of units."""


@dataclass(frozen=True)
class Progress:
    """How a search goes: seconds since it began, best objective (infinite: none within the bands), bound, gap."""

    seconds: float
    objective: float
    bound: float

    @property
    def gap(self) -> float:
        """Return the relative gap, infinite while nothing is proved."""
        if not (math.isfinite(self.objective) and math.isfinite(self.bound)):
            return math.inf
        return max(0.0, self.objective - self.bound) / max(abs(self.objective), 1e-12)


@dataclass(frozen=True)
class Effort:
    """
    Seed, budget and audience of a search.

    Parameters
    ----------
    seed
        The same seed and sweeps give the same territories on every machine.
    sweeps
        Proposals per node in all starts together.
    seconds
        By the clock; the answer then depends on the machine.
    gap
        Stop when this relative gap is proved.
    exact
        Prove the optimum by a mixed-integer program: ``None`` does so where that is affordable.
    progress
        Called with every better answer and every better bound.
    """

    seed: int = 0
    sweeps: int | None = None
    seconds: float | None = None
    gap: float = 0.0
    exact: bool | None = None
    progress: Callable[[Progress], None] | None = None

    def __post_init__(self) -> None:
        """Refuse budgets that make no sense."""
        if self.sweeps is not None and self.sweeps < 1:
            raise ValueError(f"sweeps are 1 or more, got {self.sweeps}")
        if self.seconds is not None and not self.seconds > 0:
            raise ValueError(f"seconds are above zero, got {self.seconds}")
        if not self.gap >= 0:
            raise ValueError(f"gap is zero or more, got {self.gap}")


@dataclass(eq=False)
class Meter:
    """What is used of a budget."""

    effort: Effort
    begun: float = field(default_factory=time.perf_counter)
    used: int = 0

    @property
    def seconds(self) -> float:
        """Return the seconds since the search began."""
        return time.perf_counter() - self.begun

    @property
    def left(self) -> float:
        """Return the seconds left; infinite without a budget in seconds."""
        return math.inf if self.effort.seconds is None else self.effort.seconds - self.seconds

    def over(self, share: float = 1.0) -> bool:
        """Return whether this share of the budget is spent; with seconds given the clock alone decides."""
        if self.effort.seconds is not None:
            return self.seconds >= share * self.effort.seconds
        return self.used >= share * (self.effort.sweeps or SWEEPS)

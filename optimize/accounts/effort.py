"""How long to search, when to stop, and whom to tell."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from optimize.program import SolverName


@dataclass(frozen=True)
class Progress:
    """Where a search stands: which part of it, the best objective so far, the bound, and seconds since the start."""

    part: str
    objective: float
    bound: float
    seconds: float


@dataclass(frozen=True)
class Effort:
    """
    When a search stops: at a relative gap, after so many rounds, on the clock only when ``seconds`` is given.

    An answer that must be the same on every machine leaves ``seconds`` out. ``nodes`` limits the exact solver on what
    is left after the search; ``exact_arcs`` are the arcs up to which it is called at all.
    """

    gap: float = 0.0025
    rounds: int = 12
    seconds: float | None = None
    nodes: int = 200
    exact_arcs: int = 4000
    solver: SolverName = "highs"
    tell: Callable[[Progress], None] | None = None


class Clock:
    """Time since the start of a search, and who is told."""

    def __init__(self, effort: Effort) -> None:
        self.effort, self.start, self.interrupted = effort, time.perf_counter(), False

    @property
    def seconds(self) -> float:
        """Return the seconds since the start."""
        return time.perf_counter() - self.start

    @property
    def left(self) -> float | None:
        """Return the seconds that are left, None without a limit."""
        return None if self.effort.seconds is None else max(0.0, self.effort.seconds - self.seconds)

    def tell(self, part: str, objective: float, bound: float) -> None:
        """Tell whoever wants to know."""
        if self.effort.tell is not None:
            self.effort.tell(Progress(part, objective, bound, self.seconds))

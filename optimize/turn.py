"""What a lever of a design gives back: the plan it would have, what was proved on the way, and what was assumed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from optimize.program import Status
from sim.plan import Plan


@dataclass(frozen=True)
class Proof:
    """What one program proved: its objective, the bound on it, and the gap between them."""

    program: str
    status: Status
    objective: float
    bound: float
    gap: float
    seconds: float

    def __str__(self) -> str:
        """Return it in one line."""
        proved = f"bound {self.bound:,.4g}, gap {self.gap:.2%}" if math.isfinite(self.bound) else "no bound"
        return (
            f"{self.program}: {self.status}, objective {self.objective:,.4g}, {proved}, {self.seconds:.1f} s"
        )


@dataclass(frozen=True, eq=False)
class Turn:
    """
    One lever turned once.

    ``plan`` is the whole plan with only the lever's part changed; ``assumed`` what the programs took for granted and a
    reader must know; ``found`` the optimizer's own answer, for those who want more; ``interrupted`` says that the user
    stopped the lever, and this is its best so far.
    """

    lever: str
    plan: Plan
    proofs: tuple[Proof, ...]
    notes: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    found: Any = None
    interrupted: bool = False

"""What happened in a design, step by step: what was offered, what it earned in the search, and what became of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from optimize.design.checks import Check
from optimize.design.turning import Account
from optimize.paired import PairedDifference
from optimize.turn import Proof

Decision = Literal["taken", "mends", "refused", "no change", "infeasible", "cut short"]


@dataclass(frozen=True, eq=False)
class Step:
    """
    One lever turned in one round.

    ``gain`` is the paired difference of profit to the draft before, on the replications of the search; ``None`` when
    there was nothing to hold against it. ``why`` says what became of it in words, ``broken`` and ``mended`` are checks
    that the offer misses by more, or by less, than the draft before.
    """

    round: int
    lever: str
    decision: Decision
    why: str
    gain: PairedDifference | None = None
    proofs: tuple[Proof, ...] = ()
    notes: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    broken: tuple[Check, ...] = ()
    mended: tuple[Check, ...] = ()
    account: Account = field(default_factory=Account)
    seconds: float = 0.0
    found: Any = None

    def __str__(self) -> str:
        """Return the step in one line."""
        return f"round {self.round}, {self.lever}: {self.why} [{self.seconds:.0f} s]"

    def to_dict(self) -> dict[str, Any]:
        """Return the step as plain data."""
        return {
            "round": self.round,
            "lever": self.lever,
            "decision": self.decision,
            "why": self.why,
            "gain": None if self.gain is None else told_gain(self.gain),
            "programs": [_finite(vars(proof)) for proof in self.proofs],
            "notes": list(self.notes),
            "assumed": list(self.assumed),
            "broken": [check.words for check in self.broken],
            "mended": [check.words for check in self.mended],
            "seconds": round(self.seconds, 3),
        }


def _finite(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same with ``None`` for a number that there is not: a search proves no bound."""
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in values.items()}


def told_gain(gain: PairedDifference) -> Mapping[str, float]:
    """Return a gain as plain data."""
    return {"mean": gain.mean, "low": gain.low, "high": gain.high, "replications": gain.n}


def in_words(gain: PairedDifference) -> str:
    """
    Return a gain with its interval.

    Examples
    --------
    >>> from optimize.paired import paired_difference
    >>> in_words(paired_difference([900.0, 1000.0, 1100.0]))
    '+1,000 [+752, +1,248]'
    """
    return f"{gain.mean:+,.0f} [{gain.low:+,.0f}, {gain.high:+,.0f}]"

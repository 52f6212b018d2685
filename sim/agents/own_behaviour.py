"""A behaviour of the user's own within a run: it is given a view it cannot change, and held to what it returns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.agents.view import SHARES, Behaviour, Decision, RepView


@dataclass(frozen=True)
class OwnBehaviour:
    """A registered rule and its name; a decision that is none raises ValueError with the name and the share."""

    name: str
    rule: Behaviour

    def act(self, reps: RepView) -> Decision:
        """Return the rule's decision."""
        decision = self.rule.act(_sealed(reps))
        told = f"behaviour {self.name!r} returned"
        if not isinstance(decision, Decision):
            raise ValueError(f"{told} {type(decision).__name__}; a Decision is wanted")
        for share in SHARES:
            given = decision.shares(share)
            if given.ndim and given.shape != reps.quota.shape:
                raise ValueError(
                    f"{told} {share} of shape {given.shape}; one share a rep, {reps.quota.shape}, is wanted"
                )
            within = (given >= 0.0) & (given <= 1.0)  # NaN is not within
            if not within.all():
                wrong = np.atleast_1d(given)[~np.atleast_1d(within)][0]
                raise ValueError(
                    f"{told} {share} {wrong:g} at {reps.elapsed:.0%} of the year; 0 to 1 is wanted"
                )
        return Decision(
            **{share: np.broadcast_to(decision.shares(share), reps.quota.shape) for share in SHARES}
        )


def _sealed(reps: RepView) -> RepView:
    """Return the view with arrays that cannot be written to."""
    sealed: dict[str, Any] = {}
    for name, value in vars(reps).items():
        if isinstance(value, np.ndarray):
            sealed[name] = value.view()
            sealed[name].flags.writeable = False
    return replace(reps, **sealed)

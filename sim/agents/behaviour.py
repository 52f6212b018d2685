"""How reps react to their pay: a behaviour looks at all reps at once and returns what they decide for the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Myopic, People, Steady

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RepView:
    """
    What reps know when the day begins; arrays of shape (n_reps,).

    ``credit`` is this fiscal year's so far and ``quota`` the year's [currency]; ``elapsed`` is the share of the fiscal
    year that has passed; ``pay(credit)`` returns the variable pay that a year's credit would earn [currency] under the
    real pay plan.
    """

    credit: Floats
    quota: Floats
    elapsed: float
    pay: Callable[[Floats], Floats]

    @property
    def attainment(self) -> Floats:
        """Return credit over quota so far, shape (n_reps,)."""
        return self.credit / self.quota


@dataclass(frozen=True)
class Decision:
    """What reps do today: ``effort`` is the share of selling hours they work, shape (n_reps,)."""

    effort: Floats


class Behaviour(Protocol):
    """A rule for all reps; a new one is a small class with this one method."""

    def act(self, reps: RepView) -> Decision:
        """Return today's decision."""
        ...


@dataclass(frozen=True)
class SteadyBehaviour:
    """The same effort every day, whatever the pay."""

    spec: Steady

    def act(self, reps: RepView) -> Decision:
        """Return the scenario's effort for everyone."""
        return Decision(np.full(len(reps.quota), self.spec.effort))


@dataclass(frozen=True)
class MyopicBehaviour:
    """
    Effort by what one more sale adds to this year's pay, seen from where the year is heading.

    The year's credit is forecast from the pace so far, which counts as if a quarter of a year at quota pace had gone
    before (so that one early deal is not taken for a trend). The marginal pay is the pay plan's slope over 10 %
    of quota around that forecast; next year is not looked at.
    """

    spec: Myopic
    prior_share: float = 0.25
    half_step: float = 0.05

    def act(self, reps: RepView) -> Decision:
        """Return usual x (marginal pay / usual marginal pay) ** elasticity, within least and most."""
        ratio = self._slope(reps, self._forecast(reps)) / self.spec.usual_rate
        effort = self.spec.usual * np.maximum(ratio, 0.0) ** self.spec.elasticity
        return Decision(np.clip(effort, self.spec.least, self.spec.most))

    def _forecast(self, reps: RepView) -> Floats:
        """Return the year's credit each rep is heading for [currency], shape (n_reps,)."""
        pace = (reps.credit + self.prior_share * reps.quota) / (reps.elapsed + self.prior_share)
        return reps.credit + pace * (1.0 - reps.elapsed)

    def _slope(self, reps: RepView, credit: Floats) -> Floats:
        """Return pay per credit around a year's credit [share], shape (n_reps,)."""
        step = self.half_step * reps.quota
        slope: Floats = (reps.pay(credit + step) - reps.pay(np.maximum(credit - step, 0.0))) / (2.0 * step)
        return slope


def behaviour(people: People) -> Behaviour:
    """Return the rule that the scenario names."""
    match people.behaviour:
        case Steady() as spec:
            return SteadyBehaviour(spec)
        case Myopic() as spec:
            return MyopicBehaviour(spec)

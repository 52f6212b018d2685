"""Reps who follow rules of thumb: a coarse idea of the curve, the pull of a goal in sight, and giving up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.agents.knots import salient_knots
from sim.agents.slope import drawn_by, heading_for, pay_slope
from sim.agents.view import Decision, Floats, RepView
from sim.compensation.plan import PayPlan
from sim.documents.behaviour import Bounded

_PRIOR_SHARE = 0.25
_NEAREST = 1e-9


@dataclass(frozen=True)
class BoundedBehaviour:
    """
    Effort by the marginal pay of a curve that is seen coarsely, more of it near a goal, least when a goal is lost.

    The pull of a goal grows with 1 / distance (Hull 1932; Kivetz, Urminsky and Zheng 2006), up to ``most``.
    """

    spec: Bounded
    plan: PayPlan

    def act(self, reps: RepView) -> Decision:
        """Return the effort of rules of thumb, within least and most."""
        seen = pay_slope(reps, heading_for(reps, _PRIOR_SHARE), self.spec.sees / 2.0)
        effort = self.spec.usual * drawn_by(seen / self.spec.usual_rate, self.spec.elasticity)
        distance = self._distance(reps.attainment)
        effort = effort + self.spec.goal_gradient * self.spec.goal_in_sight / np.maximum(distance, _NEAREST)
        effort = np.where(self._lost(reps), self.spec.least, effort)
        return Decision(np.minimum(np.maximum(effort, self.spec.least), self.spec.most))

    def _distance(self, attainment: Floats) -> Floats:
        """Return how far the next goal is away [attainment]; infinity beyond the last, shape (n_reps,)."""
        goals = self._goals
        distance: Floats = goals[np.searchsorted(goals, attainment, side="right")] - attainment
        return distance

    @cached_property
    def _goals(self) -> Floats:
        """Return the attainments that the plan marks, and infinity, shape (n_goals + 1,)."""
        return np.append(salient_knots(self.plan), np.inf)

    def _lost(self, reps: RepView) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return who would need more than ``gives_up_at`` times quota pace to make quota, shape (n_reps,)."""
        if self.spec.gives_up_at is None:
            return np.zeros(reps.quota.shape, dtype=np.bool_)
        missing = 1.0 - reps.attainment
        lost: np.ndarray[tuple[int], np.dtype[np.bool_]] = missing > self.spec.gives_up_at * (
            1.0 - reps.elapsed
        )
        return lost

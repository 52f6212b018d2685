"""Reps who time deals by what each window of the pay plan makes of it, and are honest in all else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.view import Behaviour, Decision, Floats, RepView
from sim.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR
from sim.compensation.estimate import estimate_variable_pay
from sim.compensation.plan import PayPlan
from sim.documents.scheming import Scheming

if TYPE_CHECKING:
    from sim.scenario import Scenario

_THIS_WINDOW, _NEXT_WINDOW = (0.5, 1.0, 1.5), (0.7, 0.85, 1.0, 1.15, 1.3)
"""What may become of the rest of this window and of the next, over what is expected; each as likely as the others."""
_SURE = 1.02
"""What a scheme gains must be so many times what it costs: less is not worth the trouble, nor the doubt."""


@dataclass(frozen=True)
class Window:
    """The part of a pay plan that counts over so many months."""

    months: int
    plan: PayPlan

    @property
    def in_year(self) -> int:
        """Return how many such windows a year has."""
        return MONTHS_PER_YEAR // self.months

    def pay(self, credit: Floats, quota: Floats) -> Floats:
        """Return about what a window's credit pays under a year's quota [currency], shape (n_reps,)."""
        of_year: Floats = estimate_variable_pay(self.plan, credit * self.in_year, quota)
        return of_year / self.in_year

    def mean_pay(self, credits: Floats, quota: Floats) -> Floats:
        """Return the mean pay over what the credit may come to, (n_ways, n_reps), equally likely; shape (n_reps,)."""
        mean: Floats = self.pay(np.maximum(credits, 0.0), quota).mean(axis=0)
        return mean

    def left(self, reps: RepView) -> float:
        """Return the share of the open window that is still to come."""
        if self.months == MONTHS_PER_YEAR:
            return 1.0 - reps.elapsed
        return (self.months - reps.month % self.months - reps.month_elapsed) / self.months


@dataclass(frozen=True)
class SchemingBehaviour:
    """
    The honest rule, and for schemers what gains in the last days of a window.

    A schemer expects to go on at the window's pace so far, give or take a half, and of the next window the mean of that
    and quota, give or take 30 %. Pulling gains when pay on what is within reach, less the price cut and the deals lost
    by hurry, is more now than when it comes by itself, some of it in the next window; holding gains when pay on what
    still ripens in this window is more in the next one, less what goes stale.
    """

    spec: Scheming
    honest: Behaviour
    mine: NDArray[np.bool_]
    windows: tuple[Window, ...]
    pull_win_ratio: float
    stays_share: float

    def act(self, reps: RepView) -> Decision:
        """Return the honest decision, in which schemers hold and pull as their pay wants it."""
        decision = self.honest.act(reps)
        closing = [window for window in self.windows if self._closes(window, reps)]
        hold = pull = np.zeros(reps.quota.shape)
        if closing:
            hold, pull = self._schemes(closing, reps)
        return Decision(
            decision.shares("effort"),
            np.where(self.mine, hold, decision.shares("hold")),
            np.where(self.mine, pull, decision.shares("pull")),
            np.where(self.mine, self.spec.price_cut, decision.shares("discount")),
        )

    def _closes(self, window: Window, reps: RepView) -> bool:
        """Return whether a window is in its last days, and scheming not over."""
        last = self.spec.last_month
        days = window.left(reps) * window.months * DAYS_PER_YEAR / MONTHS_PER_YEAR
        return reps.run_month >= 1 and (last is None or reps.run_month <= last) and days <= self.spec.days

    def _schemes(self, closing: list[Window], reps: RepView) -> tuple[Floats, Floats]:
        """Return the shares of deals to hold back and to pull, 0 or 1, each of shape (n_reps,)."""
        nothing = np.zeros(reps.quota.shape)
        reach = np.broadcast_to(reps.within_reach, reps.quota.shape)
        won = reach * self.pull_win_ratio * (1.0 - self.spec.price_cut)
        pulled, held = (nothing, nothing), (nothing, nothing)
        for window in closing:
            credit, left = reps.window_credit(window.months), window.left(reps)
            pace = credit / max(1.0 - left, 1e-9)
            ripens, usual = pace * left, (pace + reps.quota / window.in_year) / 2.0
            # What is within reach comes by itself within days: only what is left of it at the window's end is later.
            later = np.maximum(reach - ripens, 0.0)
            now = np.stack([credit + luck * np.maximum(ripens - reach, 0.0) for luck in _THIS_WINDOW])
            honest = np.stack([credit + luck * ripens for luck in _THIS_WINDOW])
            following = np.stack([luck * usual for luck in _NEXT_WINDOW])
            gain = window.mean_pay(now + won, reps.quota) - window.mean_pay(honest, reps.quota)
            loss = window.mean_pay(following, reps.quota) - window.mean_pay(following - later, reps.quota)
            pulled = pulled[0] + gain, pulled[1] + loss
            loss = window.mean_pay(honest, reps.quota) - window.mean_pay(honest - ripens, reps.quota)
            kept = following + ripens * self.stays_share
            gain = window.mean_pay(kept, reps.quota) - window.mean_pay(following, reps.quota)
            held = held[0] + gain, held[1] + loss
        hold = self.spec.holds & (held[0] > _SURE * held[1]) & (held[0] > 0.0)
        pull = self.spec.pulls & (pulled[0] > _SURE * pulled[1]) & (pulled[0] > 0.0) & ~hold
        return np.where(hold, 1.0, 0.0), np.where(pull, 1.0, 0.0)


def windows_of(plan: PayPlan) -> tuple[Window, ...]:
    """Return the windows that a pay plan counts by, the shortest first, each with the components that do."""
    lengths = sorted({component.measure.months for component in plan.components})
    return tuple(
        Window(
            months,
            plan.model_copy(
                update={"components": tuple(c for c in plan.components if c.measure.months == months)}
            ),
        )
        for months in lengths
    )


def scheming_behaviour(spec: Scheming, honest: Behaviour, scenario: Scenario) -> SchemingBehaviour:
    """Return the behaviour of a scenario some of whose reps scheme."""
    closing = scenario.people.closing
    return SchemingBehaviour(
        spec,
        honest,
        np.isin(scenario.tables.reps["id"], spec.reps),
        windows_of(scenario.plan.pay),
        closing.pull_win_ratio,
        1.0 - closing.stale_share_per_month * min(spec.days * MONTHS_PER_YEAR / DAYS_PER_YEAR, 1.0),
    )

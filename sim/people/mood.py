"""The state of people's morale, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.people.learning import kept
from sim.people.motivation import (
    chance_of_quota,
    goal_factor,
    grown_used_to,
    log_ratio,
    lottery_equivalent,
    morale_after,
)

if TYPE_CHECKING:
    from sim.documents.motivation import Morale, Motivation, Shock
    from sim.people.month import MonthEnd

Floats = NDArray[np.float64]
_PER_YEAR = 12.0


class Mood:
    """
    How the holders of the positions feel; arrays have shape (n_reps,).

    Attributes
    ----------
    morale
        0 is neutral.
    spot_bonus
        Paid outside the pay plan in the measured months [currency].
    """

    def __init__(self, rule: Motivation, roles: list[str]) -> None:
        self._rule = rule
        self._peers = np.unique(np.array(roles), return_inverse=True)[1]
        self.morale = np.zeros(len(roles))
        self._used_to = np.full(len(roles), np.nan)
        self._goal = np.ones(len(roles))
        self.spot_bonus = np.zeros(len(roles))

    def end_month(
        self, month: MonthEnd, present: NDArray[np.bool_], coached: Floats, spot: Floats | None
    ) -> None:
        """
        Take in a month.

        Parameters
        ----------
        month
            What was sold and earned.
        present
            Who was there at its end, shape (n_reps,).
        coached
            Hours with the manager, shape (n_reps,).
        spot
            Spot bonuses paid [currency], shape (n_reps,); ``None`` when there are none.
        """
        if spot is not None and month.closed > 0:
            self.spot_bonus += spot
        if self._rule.goals is not None:
            goals = self._rule.goals
            self._goal = goal_factor(goals.gain, chance_of_quota(month.pace, goals.spread))
        if self._rule.morale is not None:
            target = self._target(self._rule.morale, month, present, coached)
            self.morale = morale_after(self._rule.morale.memory, self.morale, target)

    def start_anew(self, row: int) -> None:
        """Let somebody new begin with a neutral mind, used to nothing."""
        self.morale[row], self._used_to[row], self._goal[row] = 0.0, np.nan, 1.0

    @property
    def effort_factor(self) -> Floats:
        """Return the factor on effort, zero or more, shape (n_reps,)."""
        factor = self._goal
        if self._rule.morale is not None:
            factor = factor * np.maximum(1.0 + self._rule.morale.effort * self.morale, 0.0)
        if self._rule.appraisal is not None:
            factor = factor * (1.0 + self._rule.appraisal.effort * self._rule.appraisal.intensity)
        return factor

    @property
    def log_odds(self) -> Floats:
        """Return what morale does to the log odds of winning a stage, shape (n_reps,)."""
        weight = self._rule.morale.log_odds if self._rule.morale is not None else 0.0
        change: Floats = weight * self.morale
        return change

    def _target(self, rule: Morale, month: MonthEnd, present: NDArray[np.bool_], coached: Floats) -> Floats:
        """Return where morale is heading under what the month brought, shape (n_reps,)."""
        yearly = month.base + month.yearly_variable
        target = np.full(len(present), rule.climate - shock_size(self._rule.shock, month.closed))
        target += rule.equity * log_ratio(yearly, self._mean_of_peers(yearly, present))
        target += rule.success * np.clip(month.pace - 1.0, -1.0, 1.0)
        target += rule.support * np.clip(coached / rule.enough_hours - self._warmth_lost(), -1.0, 1.0)
        target += rule.reward * self._reward(rule, month)
        return target

    def _warmth_lost(self) -> float:
        appraisal = self._rule.appraisal
        return appraisal.warmth * appraisal.intensity if appraisal is not None else 0.0

    def _mean_of_peers(self, pay: Floats, present: NDArray[np.bool_]) -> Floats:
        """Return the mean pay of all who are there in the same role, shape (n_reps,)."""
        sums = np.bincount(self._peers, weights=pay * present)
        counts = np.maximum(np.bincount(self._peers, weights=present), 1.0)
        mean: Floats = (sums / counts)[self._peers]
        return mean

    def _reward(self, rule: Morale, month: MonthEnd) -> Floats:
        """Return how far the month's pay lies above what people are used to, in logs; they grow used to it."""
        earned = np.maximum(month.pay(month.year_credit) - month.pay(month.year_credit_before), 0.0)
        now = np.log(np.maximum(month.base / _PER_YEAR + earned + self._spot_worth(), 1.0))
        used_to = np.where(np.isnan(self._used_to), now, self._used_to)
        self._used_to = grown_used_to(used_to, now, kept(rule.reward_half_life_months))
        above: Floats = np.clip(now - used_to, -1.0, 1.0)
        return above

    def _spot_worth(self) -> float:
        """Return what the month's chance of a spot bonus is worth to everybody [currency]."""
        spot = self._rule.spot_bonus
        return 0.0 if spot is None else lottery_equivalent(spot.amount, spot.chance, spot.risk_aversion)


def shock_size(shock: Shock | None, month: int) -> float:
    """Return how much lower morale's target is in a measured month."""
    if shock is None or not shock.first_month <= month < shock.first_month + shock.months:
        return 0.0
    return shock.size * (1.0 - shock.support_share)


def coaching_share(shock: Shock | None, month: int) -> float:
    """Return the share of managers' hours for their teams that are coached in a measured month."""
    if shock is None or shock.size == 0 or not shock.first_month <= month < shock.first_month + shock.months:
        return 1.0
    return 1.0 - shock.support_share

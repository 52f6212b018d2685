"""The state of people's skill beyond what they came with: practice, courses, coaching, and the hours these take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.people.coaching import allocate, coaching_gain, thirds
from sim.people.learning import kept, saturating

if TYPE_CHECKING:
    from sim.documents.development import Development
    from sim.people.positions import Positions

Floats = NDArray[np.float64]


class Growth:
    """
    What the holders of the positions have learnt; arrays have shape (n_reps,).

    Attributes
    ----------
    hours_off
        Selling hours that courses, onboarding and coaching take out of the month [hours].
    coached
        Of them, hours with the manager.
    coached_hours, trained_hours
        Sums over the measured months.
    given_hours, budget_hours
        What the managers gave and what they had for their teams in the measured months, shape (n_managers,).
    cost
        Courses of the measured months [currency].
    """

    def __init__(self, rule: Development, positions: Positions, opening_hours: Floats) -> None:
        n_reps = len(positions)
        self._rule, self._positions = rule, positions
        self._practised = opening_hours.copy()
        self._courses = np.zeros((len(rule.courses), n_reps))
        self._attended = np.zeros((len(rule.courses), n_reps), dtype=np.bool_)
        self._coaching = np.zeros(n_reps)
        self._to_come = np.zeros(n_reps)
        self.hours_off, self.coached = np.zeros(n_reps), np.zeros(n_reps)
        self.coached_hours, self.trained_hours = np.zeros(n_reps), np.zeros(n_reps)
        self.manager_skill = np.array([manager.skill for manager in rule.managers])
        self.given_hours = np.zeros(len(rule.managers))
        self.budget_hours = np.zeros(len(rule.managers))
        self.cost = 0.0
        names = {manager.id: number for number, manager in enumerate(rule.managers)}
        self.team = np.array([names.get(name, -1) for name in positions.manager], dtype=np.int64)

    def begin_month(  # noqa: PLR0913 - what a month is and who is there
        self,
        *,
        fiscal_month: int,
        part: float,
        month_hours: float,
        present: NDArray[np.bool_],
        result: Floats,
        coaching_share: float,
        measured: bool,
    ) -> None:
        """
        Plan a month's courses and coaching.

        Parameters
        ----------
        fiscal_month
            0 to 11.
        part
            Share of a month that the run sees of it; hours and gains go by it.
        month_hours
            Selling hours of the month [hours]: what courses leave of them is the most that one rep is coached.
        present
            Whether somebody is there, shape (n_reps,).
        result
            What managers go by: trailing credit [currency], shape (n_reps,).
        coaching_share
            Share of their hours for the team that managers coach.
        measured
            Whether the month counts.
        """
        self.hours_off = np.zeros(len(present))
        self.coached = np.zeros(len(present))
        self._hold_courses(fiscal_month, part, present, measured=measured)
        room = np.maximum(month_hours - self.hours_off, 0.0)
        self._coach(part, present, result, coaching_share, room, measured=measured)

    def end_month(self) -> None:
        """Let stocks fade and what the month brought come in."""
        for number, course in enumerate(self._rule.courses):
            fading = kept(course.half_life_months)
            self._courses[number] = self._courses[number] * fading + course.log_odds * self._attended[number]
        if self._rule.coaching is not None:
            self._coaching = self._coaching * kept(self._rule.coaching.half_life_months) + self._to_come

    def practise(self, hours: Floats) -> None:
        """Add a day's selling hours to everybody's practice, shape (n_reps,)."""
        self._practised += hours

    def start_anew(self, row: int, onboarding_hours: float, *, measured: bool) -> None:
        """Let somebody new begin: nothing learnt yet, and the modules of his onboarding before him."""
        self._practised[row] = self._coaching[row] = self._to_come[row] = self.coached[row] = 0.0
        self._courses[:, row] = 0.0
        self._attended[:, row] = False
        self.hours_off[row] = 0.0
        self.trained_hours[row] += onboarding_hours * measured

    @property
    def log_odds(self) -> Floats:
        """Return what has been learnt, in log odds of winning a stage, shape (n_reps,)."""
        gained: Floats = self._coaching + self._courses.sum(axis=0)
        if self._rule.learning is not None:
            learning = self._rule.learning
            gained = gained + saturating(learning.log_odds, self._practised, learning.scale_hours)
        return gained

    def _hold_courses(
        self, fiscal_month: int, part: float, present: NDArray[np.bool_], *, measured: bool
    ) -> None:
        for number, course in enumerate(self._rule.courses):
            role = np.array([course.role in {None, role} for role in self._positions.role])
            attends = present & role & (fiscal_month + 1 in course.months and part == 1.0)
            self._attended[number] = attends
            self.hours_off += course.hours * attends
            self.trained_hours += course.hours * attends * measured
            self.cost += course.cost * int(attends.sum()) * measured

    def _coach(  # noqa: PLR0913 - what managers give, to whom, and how much one can take
        self,
        part: float,
        present: NDArray[np.bool_],
        result: Floats,
        share: float,
        room: Floats,
        *,
        measured: bool,
    ) -> None:
        """Share out each manager's coaching hours over those of his team who are there and have time."""
        rule = self._rule.coaching
        self._to_come = np.zeros(len(present))
        for number, manager in enumerate(self._rule.managers):
            budget = manager.hours_per_month * (1.0 - manager.admin_share) * part
            self.budget_hours[number] += budget * measured
            team = np.flatnonzero((self.team == number) & present)
            if rule is None or not len(team):
                continue
            hours = np.minimum(allocate(budget * share, result[team], rule.policy), room[team])
            tier = thirds(result[team])
            per_month = hours / part
            self._to_come[team] = part * coaching_gain(rule, per_month, tier, self.manager_skill[number])
            self.coached[team] = hours
            self.given_hours[number] += float(hours.sum()) * measured
        self.hours_off += self.coached
        self.coached_hours += self.coached * measured

"""The people of one replication: what they bring to each day, and what months do to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.calendar import HOURS_PER_DAY
from sim.engine.log import Kind
from sim.people.coaching import style_factor
from sim.people.coverage import Support
from sim.people.growth import Growth
from sim.people.mood import Mood, coaching_share
from sim.people.positions import Positions
from sim.people.promotion import best_seller, manager_skill
from sim.people.ramp import Ramps
from sim.people.skill import skill_by_cell
from sim.people.standing import PeopleResult, Standing
from sim.people.turnover import Turnover
from sim.personal import personal_log_odds
from sim.quota import potential_by_rep

if TYPE_CHECKING:
    from sim.engine.log import Recorder
    from sim.engine.world import World
    from sim.people.month import MonthEnd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_WHOLE_MONTH_DAYS = 28
_MONTHS = 12.0


class Workforce:
    """Everybody who works for the firm in one replication."""

    def __init__(self, world: World, record: Recorder) -> None:
        self._world, self._record = world, record
        people = world.scenario.people
        self._rule = people
        self._line = world.line
        self.positions = Positions(world)
        tenure = np.maximum(world.tenure_days, 0.0)
        share_working = float(world.line.working.mean())
        self.growth = Growth(
            people.development, self.positions, tenure * share_working * world.line.full_hours
        )
        self.mood = Mood(people.motivation, self.positions.role)
        self.turnover = Turnover(
            people.leaving, people.hiring, self.positions, world.quota_cents / 100 / _MONTHS
        )
        self._ramps = Ramps(people.development.ramps, people.ramp, people.development.onboarding)
        self._curve = np.array([self._curve_of(row) for row in range(len(self.positions))])
        modules = [module for module in people.development.onboarding if module.taken]
        self._onboarding_hours = sum(module.hours for module in modules)
        self._onboarding_left = np.zeros(len(self.positions))
        self._cells = skill_by_cell(world.scenario)
        self._support = Support(world.scenario, world.coverage, world.rep_of_unit)
        self._stages = np.ones((len(self.positions), len(world.scenario.pipeline.stages)))
        self.support_hours = np.zeros(len(self.positions))
        potential = potential_by_rep(world.scenario)
        self._territory = np.log(potential.mean() / np.where(potential > 0, potential, potential.mean()))
        self._month_hours = 1.0
        self._changes_on = 0.0
        self._personal = personal_log_odds(world.scenario)
        self._odds = self._new_odds()
        self._arrives_on = self._next_arrival(0)
        self._counted_to = 0
        self.standing = self._stand(0)
        self.hours, self.speed = self.standing.hours.tolist(), self.standing.speed.tolist()

    def midnight(self, day: int) -> None:
        """Begin a calendar day: who was hired for it comes, and everybody is a day longer with the firm."""
        if day == self._arrives_on:
            self._count_days(day)
            for row in np.flatnonzero(
                (self.positions.first_day == day) & (self.positions.ordinal > 0)
            ).tolist():
                self._arrives(row, day)
            self._odds = self._new_odds()
            self._arrives_on = self._next_arrival(day + 1)
            self._changes_on = day
        if day >= self._changes_on:
            self.standing = self._stand(day)

    def begin_day(self, day: int, effort: Floats) -> Floats:
        """Begin a working day; return the share of the selling hours that becomes of a decided effort, (n_reps,)."""
        hours = self.standing.hours
        if self._onboarding_left.any():
            hours = hours * (1.0 - self._onboard(self.standing.present))
        self.hours = hours.tolist()
        share: Floats = np.minimum(effort * hours, 1.0)
        if self._rule.development.learning is not None:
            self.growth.practise(share * self._line.full_hours)
        return share

    def end_month(self, month: MonthEnd) -> None:
        """Close a month at the midnight that ends it: morale moves, skill grows and fades, people leave."""
        self._count_days(month.day)
        present = self.positions.present(month.day - 1)
        self.turnover.end_month(month.credit)
        self.mood.end_month(month, present, self.growth.coached, self._spot_bonus(month, present))
        self.growth.end_month()
        deferral = self._rule.motivation.deferral
        streams = self._world.streams
        leaving = self.turnover.leavers(month, self._territory, self.mood.morale, deferral, streams)
        for row in leaving:
            self._leaves(row, month, Kind.LEFT, refilled=True)
        self._promote(month)

    def begin_month(self, day: int, fiscal_month: int, measured_month: int) -> None:
        """Plan the month that begins on ``day``; ``measured_month`` is 0 in the warm-up."""
        same = np.flatnonzero(self._line.fiscal_month[day:] != fiscal_month)
        n_days = int(same[0]) if len(same) else self._line.n_days - day
        working = int(self._line.working[day : day + n_days].sum())
        self._month_hours = max(working * self._line.full_hours, 1.0)
        part = min(n_days / _WHOLE_MONTH_DAYS, 1.0)
        present = self.positions.present(day)
        self._stages = self._support.month(np.where(present, self._month_hours, 0.0), part)
        self.support_hours += self._support.hours * (measured_month > 0)
        self.growth.begin_month(
            fiscal_month=fiscal_month,
            part=part,
            month_hours=self._month_hours,
            present=present,
            result=self.turnover.trailing.sum(axis=1),
            coaching_share=coaching_share(self._rule.motivation.shock, measured_month),
            measured=measured_month > 0,
        )
        self._odds = self._new_odds()
        self._arrives_on = self._next_arrival(day)
        self._changes_on = day

    def result(self) -> PeopleResult:
        """Return what the replication leaves of its people."""
        self._count_days(self._line.n_days)
        return PeopleResult(
            self.positions.staffed_days,
            self.growth.coached_hours,
            self.growth.trained_hours,
            self.support_hours,
            self.growth.given_hours,
            self.growth.budget_hours,
            self.mood.morale,
            self.mood.spot_bonus,
            (self.positions.ordinal > 0) & ~self.positions.present(self._line.n_days - 1),
            self.positions.hiring_cost,
            self.growth.cost,
        )

    def _stand(self, day: int) -> Standing:
        """Return what the people bring to a day, and note until when that stays so."""
        present, tenure = self.positions.present(day), self.positions.tenure_days(day)
        speed = self._ramps.share(self._curve, tenure)
        hours = present * (1.0 - np.minimum(self.growth.hours_off / self._month_hours, 1.0))
        hours = hours * self.mood.effort_factor * self._style(speed)
        self._changes_on = day + self._ramps.steady_days(self._curve[present], tenure[present])
        self.hours, self.speed = hours.tolist(), speed.tolist()
        return Standing(hours, speed, self._odds, self.positions.ordinal.copy(), present)

    def _arrives(self, row: int, day: int) -> None:
        """Let somebody new begin his first day."""
        self._record.add(day * HOURS_PER_DAY, Kind.HIRED, self.positions.person(row), row, -1)
        measured = bool(self._line.month[day] > 0)
        self.growth.start_anew(row, self._onboarding_hours, measured=measured)
        self._onboarding_left[row] = self._onboarding_hours
        self.mood.start_anew(row)
        self.turnover.start_anew(row)
        self._curve[row] = self._curve_of(row)

    def _next_arrival(self, day: int) -> float:
        """Return the first day from ``day`` on that is somebody's first, infinity when there is none."""
        first = self.positions.first_day
        return float(first[first >= day].min(initial=np.inf))

    def _count_days(self, day: int) -> None:
        """Count who was there since days were counted last: within one month, and nobody came or went."""
        days = self._line.month[self._counted_to : day]
        if len(days):
            present = self.positions.present(self._counted_to)
            self.positions.staffed_days[:, days[0]] += len(days) * present
        self._counted_to = day

    def _onboard(self, present: NDArray[np.bool_]) -> Floats:
        """Return the share of the day that newcomers spend on onboarding, and take it off what is before them."""
        used = np.where(present, np.minimum(self._onboarding_left, self._line.full_hours), 0.0)
        self._onboarding_left -= used
        return used / self._line.full_hours

    def _style(self, speed: Floats) -> Floats:
        """Return what the managers' style does to effort, shape (n_reps,)."""
        rule, managers = self._rule.development.style, self._rule.development.managers
        if rule is None or not managers:
            return np.ones(len(speed))
        style = np.array([manager.style for manager in managers])[self.growth.team]
        return np.where(self.growth.team >= 0, style_factor(rule, style, speed), 1.0)

    def _new_odds(self) -> Floats:
        """Return the factor on the odds by position, cell and stage."""
        own = self.positions.skill * np.exp(self.growth.log_odds + self.mood.log_odds + self._personal)
        odds: Floats = own[:, None, None] * self._cells[:, :, None] * self._stages[:, None, :]
        return odds

    def _curve_of(self, row: int) -> int:
        return self._ramps.curve_of(self.positions.role[row], self.positions.experience[row])

    def _leaves(self, row: int, month: MonthEnd, kind: Kind, *, refilled: bool) -> None:
        """Let a holder go at a month's end, and look for somebody new."""
        measured = month.opens > 0
        hour = month.day * HOURS_PER_DAY
        self._record.add(hour, kind, self.positions.person(row), row, -1)
        vacancy = self.positions.vacate(row)
        if refilled:
            self.turnover.refill(row, month.day, vacancy, self._world.streams, measured=measured)

    def _promote(self, month: MonthEnd) -> None:
        """Make the best seller a manager when the month has come."""
        rule = self._rule.promotion
        if rule is None or month.opens != rule.month:
            return
        present = self.positions.present(month.day)
        row = best_seller(month.year_credit, present)
        if row is None:
            return
        ids = [manager.id for manager in self._rule.development.managers]
        self.growth.manager_skill[ids.index(rule.manager)] = manager_skill(
            float(self.positions.skill[row]), rule.skill_kept
        )
        self._leaves(row, month, Kind.PROMOTED, refilled=rule.refilled)

    def _spot_bonus(self, month: MonthEnd, present: NDArray[np.bool_]) -> Floats | None:
        """Return the spot bonuses of a month [currency], shape (n_reps,); ``None`` when the scenario has none."""
        rule = self._rule.motivation.spot_bonus
        if rule is None:
            return None
        luck = self._world.streams.uniforms("spot bonus", self.positions.people(), month.index)
        return np.where(present & (luck < rule.chance), rule.amount / rule.chance, 0.0)

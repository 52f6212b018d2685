"""The day boundary, the same for both engines: between two days people decide, within one the flow runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.agents.behaviour import Decision, RepView, behaviour_of, times_deals
from sim.calendar import MONTHS_PER_YEAR
from sim.compensation import estimate_variable_pay
from sim.engine.log import Recorder
from sim.engine.run import CENTS, Run
from sim.engine.world import World, prepare
from sim.people.month import MonthEnd
from sim.people.workforce import Workforce
from sim.quota import next_quotas
from sim.streams import Streams

if TYPE_CHECKING:
    from sim.engine.compiled.flow import CompiledFlow
    from sim.engine.flow import SimpyFlow
    from sim.scenario import Scenario

    Flow: TypeAlias = SimpyFlow | CompiledFlow
FlowMaker = Callable[[World, Any, Recorder], "Flow"]
MONTHS_PER_QUARTER = 3


class SalesDays:
    """
    A sales force day by day: what happens at midnight, in the morning, and when a month or a year opens.

    In the morning all reps begin their day as one; :class:`sim.engine.model.SalesModel` lets each do it himself.
    """

    def __init__(
        self, scenario: Scenario, replication: int, flow: FlowMaker, streams: type[Streams] = Streams
    ) -> None:
        self.scenario = scenario
        self.world = prepare(scenario, replication, streams)
        self.streams: Streams = self.world.streams
        self.day = 0
        line, n_reps = self.world.line, len(self.world.skill)
        self.credit_cents = np.zeros((n_reps, scenario.run.months + 1), dtype=np.int64)
        self.year_credit = self._opening_credit()
        self.effort_sum = np.zeros(n_reps)
        self.record = Recorder()
        self.people = Workforce(self.world, self.record)
        self.month_credit, self._credit_before = np.zeros(n_reps), self.year_credit.copy()
        self.quarter_credit = np.zeros(n_reps)
        self.flow: Flow = flow(self.world, self, self.record)
        self._behaviour = behaviour_of(scenario)
        self._month_starts = dict(line.month_starts())
        self._quota = self.world.quota_cents / CENTS
        self.quota_cents = [self.world.quota_cents]
        self._times_deals = times_deals(scenario)
        self.decision: Decision = self._behaviour.act(self._view())
        self._months_over = 0

    def step(self) -> None:
        """Let one day pass: month and year open, reps decide, the flow runs."""
        day = self.day
        if day == self.world.line.warmup_days:
            self.flow.hand_over()
        if day in self._month_starts:
            self._open_month(self._month_starts[day])
        self.people.midnight(day)
        self.flow.staff(self.people.standing)
        if self.world.line.working[day]:
            self.decision = self._behaviour.act(self._view())
            effort = self.people.begin_day(day, self.decision.effort)
            self.begin(effort)
            self.flow.decide(self.decision)
            self.effort_sum += effort * (self.world.line.month[day] > 0)
        self.flow.run_day(day)
        self.day += 1

    def begin(self, effort: NDArray[np.float64]) -> None:
        """Let the reps begin their working day with these shares of their selling hours, shape (n_reps,)."""
        self.flow.begin_all(effort, self.people.standing.speed)

    def credit(self, rep: int, cents: int) -> None:
        """Credit a rep with an order's value, or take it back (negative)."""
        month = int(self.world.line.month[min(self.day, self.world.line.n_days - 1)])
        self.credit_cents[rep, month] += cents
        self.year_credit[rep] += cents / CENTS
        self.month_credit[rep] += cents / CENTS
        self.quarter_credit[rep] += cents / CENTS

    def _open_month(self, fiscal_month: int) -> None:
        if self.day > 0:
            self.people.end_month(self._month_end())
            self._months_over += 1
        if fiscal_month == 0:
            self._open_year()
        if fiscal_month % MONTHS_PER_QUARTER == 0:
            self.quarter_credit[:] = 0.0
        self.month_credit[:], self._credit_before[:] = 0.0, self.year_credit
        self.people.begin_month(self.day, fiscal_month, int(self.world.line.month[self.day]))
        self.flow.open_month(fiscal_month)

    def _open_year(self) -> None:
        """Count credit anew, and set the quotas of the year after a measured one."""
        self.year_credit[:] = 0.0
        month = int(self.world.line.month[self.day])
        if month > MONTHS_PER_YEAR:
            sold = self.credit_cents[:, month - MONTHS_PER_YEAR : month].sum(axis=1)
            self.quota_cents.append(
                next_quotas(self.quota_cents[-1], sold, self.scenario.plan.quotas.next_year)
            )
            self._quota = self.quota_cents[-1] / CENTS

    def _month_end(self) -> MonthEnd:
        """Return what is known of the month that ended at midnight."""
        line, day = self.world.line, self.day
        return MonthEnd(
            day,
            self._months_over + 1,
            opens=int(line.month[day]),
            closed=int(line.month[day - 1]),
            credit=self.month_credit.copy(),
            year_credit=self.year_credit.copy(),
            year_credit_before=self._credit_before.copy(),
            quota=self._quota,
            elapsed=float(line.elapsed[day]) or 1.0,
            base=float(self.scenario.plan.pay.pay.base),
            pay=self._pay_for_year,
        )

    def _opening_credit(self) -> NDArray[np.float64]:
        """Return each rep's credit when the warm-up begins, at quota pace [currency], shape (n_reps,)."""
        opening: NDArray[np.float64] = self.world.quota_cents / CENTS * self.world.line.elapsed[0]
        return opening

    def _view(self) -> RepView:
        """Return what the reps know this morning."""
        line, day = self.world.line, self.day
        known = RepView(
            self.year_credit.copy(),
            self._quota,
            float(line.elapsed[day]),
            self._pay_for_year,
            month=int(line.fiscal_month[day]),
            month_elapsed=line.month_elapsed(day),
            month_credit=self.month_credit.copy(),
            quarter_credit=self.quarter_credit.copy(),
            run_month=int(line.month[day]),
        )
        if not self._times_deals or not hasattr(self, "decision"):
            return known
        held, pulled, within_reach = (cents / CENTS for cents in self.flow.deals_at_their_end())
        return replace(
            known, held=held, pulled=pulled, within_reach=within_reach, hold=self.decision.shares("hold")
        )

    def _pay_for_year(self, credit: NDArray[np.float64]) -> NDArray[np.float64]:
        return estimate_variable_pay(self.scenario.plan.pay, credit, self._quota)


def run_days(model: SalesDays) -> Run:
    """Run a model to its last day and return what it leaves behind."""
    line = model.world.line
    for _ in range(line.n_days):
        model.step()
    worked, available, road = model.flow.hours()
    working_days = int((line.working & (line.month > 0)).sum())
    return Run(
        replace(model.world, leads=model.flow.known_leads()),
        model.flow.log(),
        model.credit_cents,
        worked,
        available,
        road,
        model.effort_sum / max(working_days, 1),
        model.flow.lead_state(),
        model.people.result(),
        np.stack(model.quota_cents, axis=1),
        model.flow.books(),
    )

"""The reference engine: a Mesa model whose step is one day, over a SimPy flow that is exact within the day."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.behaviour import Decision, RepView, behaviour_of, times_deals
from sim.agents.rep import USUAL_STEP, Rep
from sim.calendar import MONTHS_PER_YEAR
from sim.compensation import estimate_variable_pay
from sim.engine.flow import SimpyFlow
from sim.engine.lead_state import LeadState
from sim.engine.log import EventLog, Recorder
from sim.engine.world import World, prepare
from sim.people.month import MonthEnd
from sim.people.standing import PeopleResult
from sim.people.workforce import Workforce
from sim.quota import next_quotas
from sim.streams import Streams

if TYPE_CHECKING:
    from sim.engine.compiled.flow import CompiledFlow
    from sim.scenario import Scenario

CENTS = 100
MONTHS_PER_QUARTER = 3
_SWEEP_EVERY = 8
_finished = itertools.count(1)


class SalesModel(mesa.Model):
    """
    A sales force at work.

    At the day boundary the reps decide (plain Python on Mesa agents: :class:`sim.agents.rep.Rep`); within the
    day the flow runs every lead and order at its exact time.
    """

    def __init__(
        self,
        scenario: Scenario,
        replication: int,
        flow: type[SimpyFlow] | type[CompiledFlow] = SimpyFlow,
        streams: type[Streams] = Streams,
        *,
        reps_as_one: bool = False,
    ) -> None:
        super().__init__(rng=0)  # Mesa wants a generator; every draw of ours is keyed, none comes from it
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
        self.flow = flow(self.world, self, self.record)
        self._behaviour = behaviour_of(scenario)
        self._month_starts = dict(line.month_starts())
        self._quota = self.world.quota_cents / CENTS
        self.quota_cents = [self.world.quota_cents]
        self._times_deals = times_deals(scenario)
        self.decision: Decision = self._behaviour.act(self._view())
        self.efforts: list[float] = []  # decided this morning, for reps who go by themselves
        self._reps = [Rep(self, row) for row in range(n_reps)]
        self._months_over = 0
        # Rep by rep is for whoever gives reps a step of his own; the usual one is the same for all.
        self._reps_as_one = reps_as_one and Rep.step is USUAL_STEP

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
            if self._reps_as_one:
                self.flow.begin_all(effort, self.people.standing.speed)
            else:
                self.efforts = self.decision.effort.tolist()
                self.agents_by_type[Rep].do("step")
            self.flow.decide(self.decision)
            self.effort_sum += effort * (self.world.line.month[day] > 0)
        self.flow.run_day(day)
        self.day += 1

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
        )
        if not self._times_deals or not hasattr(self, "decision"):
            return known
        held, pulled, within_reach = (cents / CENTS for cents in self.flow.deals_at_their_end())
        return replace(
            known, held=held, pulled=pulled, within_reach=within_reach, hold=self.decision.shares("hold")
        )

    def _pay_for_year(self, credit: NDArray[np.float64]) -> NDArray[np.float64]:
        return estimate_variable_pay(self.scenario.plan.pay, credit, self._quota)


@dataclass(frozen=True)
class Run:
    """
    What one replication left behind.

    ``credit_cents`` has shape (n_reps, months + 1), column 0 the warm-up; hours are of the measured months,
    shape (n_reps,);
    ``lead_state`` has one :class:`LeadState` a lead; ``effort`` is the mean share of selling hours, shape (n_reps,);
    ``people`` is what became of the people; ``quota_cents`` has each fiscal year's quotas, shape (n_reps, n_years).
    """

    world: World
    log: EventLog
    credit_cents: NDArray[np.int64]
    worked_hours: NDArray[np.float64]
    available_hours: NDArray[np.float64]
    road_hours: NDArray[np.float64]
    effort: NDArray[np.float64]
    lead_state: NDArray[np.int64]
    people: PeopleResult
    quota_cents: NDArray[np.int64]


def run_reference(scenario: Scenario, replication: int) -> Run:
    """Return one replication of the reference engine, from the first day of the warm-up to the last day."""
    with _patient_collector():
        return run_model(SalesModel(scenario, replication))


def run_model(model: SalesModel) -> Run:
    """Run a model to its last day and return what it leaves behind."""
    line = model.world.line
    for _ in range(line.n_days):
        model.step()
    worked, available, road = model.flow.hours()
    working_days = int((line.working & (line.month > 0)).sum())
    run = Run(
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
    )
    _let_go(model)
    return run


def _let_go(model: SalesModel) -> None:
    """Take a finished model out of Mesa's register, which would keep it and all its leads for as long as we live."""
    model.remove_all_agents()
    register = getattr(mesa.Agent, "_ids", None)  # Mesa 3: a counter by model; later versions keep none
    if register is not None:
        register.pop(model, None)


@contextmanager
def _patient_collector() -> Iterator[None]:
    """
    Let the garbage collector look less often: many small living objects make each look dear (1.3-2.4x measured).

    A finished model is a knot of cycles, about ten megabytes. They are swept some at a time, while what was there
    before is still set aside: a sweep costs a twentieth of a replication.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1000)
    try:
        yield
    finally:
        if next(_finished) % _SWEEP_EVERY == 0:
            gc.collect()
        gc.set_threshold(*before)
        gc.unfreeze()


__all__ = ["LeadState", "Run", "SalesModel", "run_reference"]

"""Leads as processes, from the inquiry through screening and pipeline to won, lost or kept in the database."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from sim.agents.customer import Customer
from sim.calendar import HOURS_PER_DAY
from sim.engine.desk import Task
from sim.engine.log import Kind
from sim.engine.process import Outcome, Wait, follow
from sim.market import draw_lead_luck
from sim.pipeline import chance_to_advance, exponential
from sim.streams import child_id

if TYPE_CHECKING:
    from sim.documents.pipeline import Stage
    from sim.engine.flow import SimpyFlow


class LeadState(IntEnum):
    """Where a lead is: in exactly one of these."""

    NOT_YET = 0
    OPEN = 1
    IN_DATABASE = 2
    SCREENED_OUT = 3
    WON = 4
    LOST = 5
    EXPIRED = 6


class LeadFlow:
    """Every lead of one replication, at exact event times."""

    def __init__(self, flow: SimpyFlow) -> None:
        self.flow, self.env, self.world, self.record = flow, flow.env, flow.world, flow.record
        self.desks = flow.desks
        world = flow.world
        # Plain lists: one number at a time is read from them, which is slow from arrays.
        leads = world.leads
        self._ids, self._unit, self._family = leads.id.tolist(), leads.unit.tolist(), leads.family.tolist()
        self._grade, self._quality = leads.grade.tolist(), leads.quality.tolist()
        self._patience, self._cycle = leads.patience.tolist(), leads.cycle.tolist()
        self._valid = leads.valid.tolist()
        self._luck = draw_lead_luck(world.scenario.pipeline, world.streams, leads.id)
        self._rep = world.rep_of_unit[leads.unit].tolist()
        self._skill = world.skill.tolist()
        self._visit = world.visit_hours.tolist()
        self._stages = world.scenario.pipeline.stages
        self.state = [LeadState.NOT_YET] * len(leads)

    def begin(self) -> None:
        """Let the leads come."""
        follow(self._arrivals())

    def _arrivals(self) -> Wait:
        """Let the leads in, in order of arrival, through the screening."""
        leads = self.world.leads
        for row, (arrival, passes) in enumerate(
            zip(leads.arrival.tolist(), leads.passes.tolist(), strict=True)
        ):
            yield self.env.timeout(max(arrival - self.env.now, 0.0))
            self._tell(Kind.ARRIVED, row)
            if passes:
                self.state[row] = LeadState.OPEN
                follow(self._lead(row))
            else:
                self.state[row] = LeadState.SCREENED_OUT
                self._tell(Kind.SCREENED_OUT, row)

    def _lead(self, row: int) -> Wait:
        """Work a lead through the pipeline, and again each time it comes back from the database."""
        n_passes = self._luck.nurture.shape[1]
        nurture = self.world.scenario.pipeline.nurture
        for loop in range(n_passes):
            how_it_ended = yield from self._pipeline(row, loop)
            if how_it_ended == LeadState.WON:
                self._end(row, LeadState.WON, Kind.WON)
                self._becomes_customer(row)
                return
            stays = self._valid[row] and self._luck.nurture[row, loop] < nurture.share
            if loop == n_passes - 1 or not stays:
                self._end(row, how_it_ended, Kind.LOST if how_it_ended == LeadState.LOST else Kind.EXPIRED)
                return
            self._end(row, LeadState.IN_DATABASE, Kind.NURTURED)
            gap = exponential(nurture.mean_days, float(self._luck.recycle[row, loop]))
            yield self.env.timeout(gap * HOURS_PER_DAY)
            self._end(row, LeadState.OPEN, Kind.RECYCLED)

    def _pipeline(self, row: int, loop: int) -> Outcome:
        """Take a lead through the stages; return WON, LOST, or EXPIRED when it was not contacted in time."""
        rep, quality = self._rep[row], self._quality[row]
        advance, work = self._luck.advance[row, loop].tolist(), self._luck.work[row, loop].tolist()
        for number, stage in enumerate(self._stages):
            task = self._task(row, number, stage, work[number])
            if number == 0 and not self.desks[rep].is_free():
                self._watch_patience(row, task)
            self.desks[rep].ask((len(self._stages) - number, self._grade[row]), task)
            was_done = yield task.answer
            if not was_done:
                return LeadState.EXPIRED
            if not self._valid[row]:
                return LeadState.LOST  # the first contact finds out
            if advance[number] >= chance_to_advance(stage.advance_share, quality, self._skill[rep]):
                return LeadState.LOST
            if number < len(self._stages) - 1:
                self._tell(Kind.ADVANCED, row, stage=number)
        return LeadState.WON

    def _task(self, row: int, number: int, stage: Stage, luck: float) -> Task:
        """Return the rep's work on a lead's stage, after which the customer takes his part of the cycle to answer."""
        unit = self._unit[row]
        task = Task(self.env, self._ids[row], unit, number)
        mean = stage.work_hours
        task.work_hours = exponential(mean, luck) if stage.work == "exponential" else mean
        task.travel_hours = stage.visits * self._visit[unit]
        task.answer_hours = stage.gap_share * self._cycle[row] if self._valid[row] else 0.0
        return task

    def _watch_patience(self, row: int, task: Task) -> None:
        """Let the lead give up when its patience ends before the first contact begins."""
        patience = self._patience[row]
        if patience < float("inf"):
            timer = self.env.timeout(patience)
            timer.callbacks.append(lambda _: self.desks[self._rep[row]].give_up(task))

    def _becomes_customer(self, row: int) -> None:
        leads = self.world.leads
        key = child_id(self._ids[row], 0)
        customer = Customer(self.flow.model, key, self._unit[row], self._family[row])
        self.flow.customers.begin(customer, (int(leads.units[row]), int(leads.amount_cents[row])))

    def _end(self, row: int, state: LeadState, kind: Kind) -> None:
        self.state[row] = state
        self._tell(kind, row)

    def _tell(self, kind: Kind, row: int, stage: int = -1) -> None:
        self.record.add(
            self.env.now, kind, self._ids[row], self._rep[row], self._unit[row], self._family[row], stage
        )

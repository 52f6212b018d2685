"""The reference flow: leads and order cycles as SimPy processes. Written to be read; it is the specification."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING

import simpy

from sim.agents.customer import Customer
from sim.calendar import HOURS_PER_DAY
from sim.engine.desk import Desk, Task
from sim.engine.log import Kind, Recorder
from sim.engine.orders import OrderCycle
from sim.engine.process import Outcome, Wait, follow
from sim.pipeline import CARE_PRIORITY, chance_to_advance, exponential
from sim.streams import child_id

if TYPE_CHECKING:
    from sim.documents.pipeline import Stage
    from sim.engine.model import SalesModel
    from sim.engine.world import World


class LeadState(IntEnum):
    """Where a lead is: in exactly one of these."""

    NOT_YET = 0
    OPEN = 1
    IN_DATABASE = 2
    SCREENED_OUT = 3
    WON = 4
    LOST = 5
    EXPIRED = 6


class SimpyFlow:
    """
    Every lead, customer and order of one replication, at exact event times.

    ``run_day`` stops before the events at the next midnight: they belong to the next day.
    """

    def __init__(self, world: World, model: SalesModel, record: Recorder) -> None:
        self.world, self.model, self.record = world, model, record
        self.env = simpy.Environment()
        self.desks = [
            Desk(self.env, world.line, self._when_begun(row))
            for row in range(len(world.scenario.tables.reps))
        ]
        self.orders = OrderCycle(self.env, world, model, record)
        # Plain lists: one number at a time is read from them, which is slow from arrays.
        leads = world.leads
        self._ids, self._unit, self._family = leads.id.tolist(), leads.unit.tolist(), leads.family.tolist()
        self._grade, self._quality = leads.grade.tolist(), leads.quality.tolist()
        self._patience, self._cycle = leads.patience.tolist(), leads.cycle.tolist()
        self._valid = leads.valid.tolist()
        self._rep = world.rep_of_unit[leads.unit].tolist()
        self._skill = world.skill.tolist()
        self._visit = world.visit_hours.tolist()
        self._stages = world.scenario.pipeline.stages
        self.state = [LeadState.NOT_YET] * len(leads)
        self._open_customers()
        follow(self._arrivals())

    def run_day(self, day: int) -> None:
        """Let one day pass."""
        self.env.run(until=(day + 1) * HOURS_PER_DAY)

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
        leads = self.world.leads
        n_passes = leads.luck_advance.shape[1]
        nurture = self.world.scenario.pipeline.nurture
        for loop in range(n_passes):
            how_it_ended = yield from self._pipeline(row, loop)
            if how_it_ended == LeadState.WON:
                self._end(row, LeadState.WON, Kind.WON)
                self._becomes_customer(row)
                return
            stays = self._valid[row] and leads.luck_nurture[row, loop] < nurture.share
            if loop == n_passes - 1 or not stays:
                self._end(row, how_it_ended, Kind.LOST if how_it_ended == LeadState.LOST else Kind.EXPIRED)
                return
            self._end(row, LeadState.IN_DATABASE, Kind.NURTURED)
            yield self.env.timeout(float(leads.nurture_gap[row, loop]))
            self._end(row, LeadState.OPEN, Kind.RECYCLED)

    def _pipeline(self, row: int, loop: int) -> Outcome:
        """Take a lead through the stages; return WON, LOST, or EXPIRED when it was not contacted in time."""
        leads, rep = self.world.leads, self._rep[row]
        quality = self._quality[row]
        advance, work = leads.luck_advance[row, loop].tolist(), leads.luck_work[row, loop].tolist()
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
        customer = Customer(self.model, child_id(self._ids[row], 0), self._unit[row], self._family[row])
        units, cents = int(leads.units[row]), int(leads.amount_cents[row])
        follow(self._customer(customer, (units, cents)))

    def _open_customers(self) -> None:
        """Bring in those who bought before the run."""
        ids, units, families = (array.tolist() for array in self.world.customers)
        for key, unit, family in zip(ids, units, families, strict=True):
            follow(self._customer(Customer(self.model, key, unit, family), None))

    def _customer(self, customer: Customer, content: tuple[int, int] | None) -> Wait:
        """
        Let a customer order, be satisfied or not, and order again until he leaves.

        ``content`` is the first order's units and value [cents]; ``None``: he bought before the run.
        """
        mean_days = self.world.scenario.customers.reorder_mean_days
        if content is not None:
            yield from self.orders.place(customer, content)
        while (days := customer.orders_again_in(mean_days or float("inf"))) is not None:
            wanted = self.world.clock.after(self.env.now, days * HOURS_PER_DAY)
            if wanted == float("inf"):
                return  # not in this run
            yield self.env.timeout(wanted - self.env.now)
            yield from self._care(customer)
            yield from self.orders.place(customer, None)
        self.record.add(self.env.now, Kind.CHURNED, customer.key, -1, customer.unit, customer.family)
        customer.remove()

    def _care(self, customer: Customer) -> Wait:
        """Have the rep serve a customer who wants to order again."""
        rep = int(self.world.rep_of_unit[customer.unit])
        self.record.add(self.env.now, Kind.WANTED, customer.key, rep, customer.unit, customer.family)
        hours = self.world.scenario.customers.care_hours
        if hours > 0:
            task = Task(self.env, customer.key, customer.unit, CARE_PRIORITY)
            task.work_hours = hours
            self.desks[rep].ask((CARE_PRIORITY, 0), task)
            yield task.answer

    def _when_begun(self, rep: int) -> Callable[[Task], None]:
        """Return what a desk calls when it begins a task."""

        def tell(task: Task) -> None:
            self.record.add(self.env.now, Kind.BEGUN, task.entity, rep, task.unit, stage=task.stage)

        return tell

    def _end(self, row: int, state: LeadState, kind: Kind) -> None:
        self.state[row] = state
        self._tell(kind, row)

    def _tell(self, kind: Kind, row: int, stage: int = -1) -> None:
        self.record.add(
            self.env.now, kind, self._ids[row], self._rep[row], self._unit[row], self._family[row], stage
        )

"""The reference flow: leads, customers and orders as SimPy processes. Written to be read; it is the specification."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.calendar import HOURS_PER_DAY
from sim.engine.cover import Cover
from sim.engine.customers import CustomerFlow
from sim.engine.desk import Desk, Task
from sim.engine.leads import LeadFlow
from sim.engine.log import EventLog, Kind, Recorder
from sim.engine.orders import OrderCycle

if TYPE_CHECKING:
    from sim.agents.behaviour import Decision
    from sim.engine.model import SalesModel
    from sim.engine.world import World
    from sim.market import Leads
    from sim.people.standing import Standing

Floats = NDArray[np.float64]
Cents = NDArray[np.int64]


class SimpyFlow:
    """
    Every lead, customer and order of one replication, at exact event times.

    ``run_day`` stops before the events at the next midnight: they belong to the next day.
    """

    def __init__(self, world: World, model: SalesModel, record: Recorder) -> None:
        self.world, self.model, self.record = world, model, record
        self.env = simpy.Environment()
        self._standing: Standing | None = None
        self._odds_array: object = None
        self.cover = Cover(world)
        self.staff(model.people.standing)
        self._selling_share = 1.0 - world.scenario.pipeline.crm.admin_share
        self.desks = [
            Desk(self.env, world.line, self._when_begun(row))
            for row in range(len(world.scenario.tables.reps))
        ]
        self.orders = OrderCycle(self.env, world, model, record, self.cover)
        self.customers = CustomerFlow(self)
        self.leads = LeadFlow(self)
        self.customers.open()
        self.leads.begin()

    def run_day(self, day: int) -> None:
        """Let one day pass."""
        self.leads.admit_referred()
        self.env.run(until=(day + 1) * HOURS_PER_DAY)

    def begin_day(self, rep: int, day: int, effort: float, speed: float) -> None:
        """Open a rep's working day: the share of the selling hours he works, and how fast (1: full speed)."""
        self.desks[rep].speed = speed
        self.desks[rep].begin_day(day, effort * self._selling_share)

    def begin_all(self, effort: Floats, speed: Floats) -> None:
        """Open the working day of all reps; arrays of shape (n_reps,)."""
        for rep, (share, pace) in enumerate(zip(effort.tolist(), speed.tolist(), strict=True)):
            self.begin_day(rep, self.model.day, share, pace)

    def decide(self, decision: Decision) -> None:
        """Take in what reps decided for the day about their deals; their hours come with :meth:`begin_day`."""
        if self.leads.closing is not None:
            self.leads.closing.begin_day(decision)

    def deals_at_their_end(self) -> tuple[Cents, Cents, Cents]:
        """Return the value of each rep's deals that are held, were pulled, and are within reach [cents]."""
        ending = self.leads.closing
        if ending is None:
            raise ValueError("no rep of this scenario times his deals")
        return ending.held(), ending.pulled(), ending.within_reach()

    def hand_over(self) -> None:
        """Put the plan's alignment in force in place of the former one; what lies on a desk is finished there."""
        self.leads.hand_over(self.cover.hand_over(self.env.now))

    def staff(self, standing: Standing) -> None:
        """Take in who holds each position from this midnight on, and how well they sell."""
        if standing is self._standing:
            return
        self._standing = standing
        self.person, self.present = standing.person.tolist(), standing.present.tolist()
        self.cover.staff(self.person, self.present, self.env.now)
        if standing.odds is not self._odds_array:
            self._odds_array = standing.odds
            self.odds: list[list[list[float]]] = standing.odds.tolist()

    def open_month(self, fiscal_month: int) -> None:
        """Begin a month: fresh capacity for the plant."""
        self.orders.open_month()

    def books(self) -> Floats:
        """Return the plants' books, shape (n_families, n_months, n_columns), columns as in :mod:`sim.supply`."""
        return self.orders.books()

    def log(self) -> EventLog:
        """Return what happened, in order of (time, kind, entity)."""
        return self.record.log()

    def hours(self) -> tuple[Floats, Floats, Floats]:
        """Return the reps' worked, available and road hours of the measured months, each of shape (n_reps,)."""
        return (
            np.array([desk.worked_hours for desk in self.desks]),
            np.array([desk.available_hours for desk in self.desks]),
            np.array([desk.road_hours for desk in self.desks]),
        )

    def known_leads(self) -> Leads:
        """Return all leads of the run: those that the market brought, and then those that customers referred."""
        return self.leads.leads

    def lead_state(self) -> NDArray[np.int64]:
        """Return the state of every lead, shape (n_leads,)."""
        return np.array([int(state) for state in self.leads.state])

    def _when_begun(self, rep: int) -> Callable[[Task], None]:
        """Return what a desk calls when it begins a task."""

        def tell(task: Task) -> None:
            task.rep = rep
            if task.lead >= 0:
                self.leads.assigning.begun(task.lead, task, rep)
            self.record.add(self.env.now, Kind.BEGUN, task.entity, rep, task.unit, stage=task.stage)

        return tell

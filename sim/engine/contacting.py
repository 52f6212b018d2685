"""Attempts to reach a lead before its first stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.contact import TABLE, attempt_chance, curve_of, response_factor, table_factor
from sim.engine.desk import Task
from sim.engine.log import CONTACT_STAGE, Kind
from sim.engine.process import Outcome

if TYPE_CHECKING:
    from sim.engine.leads import LeadFlow


class Contacting:
    """Lets reps try to reach leads, and says what the wait for the first contact leaves of a chance."""

    def __init__(self, leads: LeadFlow) -> None:
        self.leads = leads
        pipeline = leads.world.scenario.pipeline
        self.rule, self.curve = pipeline.contact, curve_of(pipeline)

    def factor(self, wait: float, *, on_contact: bool) -> float:
        """Return what a wait [clock hours] leaves of the chance to be reached, or to be qualified."""
        curve = self.curve
        if curve.on_contact != on_contact:
            return 1.0
        if curve.kind == TABLE:
            return table_factor(curve.waits, curve.factors, wait)
        return response_factor(curve.kind, curve.first, curve.second, wait)

    def reach(self, row: int, loop: int) -> Outcome:
        """
        Try to reach a lead.

        Return its wait for the first attempt [clock hours] when it was reached, -1 when it was not, ``None`` when it
        gave up before.
        """
        leads, rule = self.leads, self.rule
        assert rule is not None
        came, wait = leads.env.now, 0.0
        for attempt in range(rule.attempts):
            task = Task(leads.env, leads.ids[row], leads.unit[row], CONTACT_STAGE, row)
            task.work_hours = rule.attempt_hours
            if attempt == 0:
                leads.assigning.ask_first(row, leads.n_stages + 1, task)
            else:
                leads.assigning.ask(row, leads.n_stages + 1, task)
            was_done = yield task.answer
            if not was_done:
                return None
            if attempt == 0:
                wait = task.begun_at - came
            chance = attempt_chance(rule.success, attempt) * self.factor(wait, on_contact=True)
            if leads.luck.contact[row, loop, attempt] < chance:
                return wait
            leads.tell(Kind.ATTEMPTED, row, stage=attempt)
            if attempt < rule.attempts - 1:
                yield leads.env.timeout(rule.gap_hours)
        return -1.0

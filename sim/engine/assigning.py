"""Leads in somebody's hands: the work asked of reps and pools, and what is given to another rep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.log import Kind

if TYPE_CHECKING:
    from sim.engine.desk import Task
    from sim.engine.leads import LeadFlow


class Assigning:
    """Gives leads to reps, asks for their work, and passes on what is not begun in time."""

    def __init__(self, leads: LeadFlow) -> None:
        self.leads, self.env, self.flow, self.router = leads, leads.env, leads.flow, leads.router

    def give(self, row: int, rep: int) -> None:
        """Give a lead to a rep; a territory's own leads need no word, a pool's go to whoever begins."""
        self.leads.rep[row] = rep
        if self.router.is_on and not self.router.pools:
            self.leads.tell(Kind.ASSIGNED, row)

    def ask(self, row: int, stages_left: int, task: Task) -> None:
        """Ask the lead's rep for work; one who is away is replaced when the routing says by whom."""
        if self.router.replaces_absent and not self.flow.present[self.leads.rep[row]]:
            self._pass_on(row, task)
        self._ask(row, stages_left, task)

    def ask_first(self, row: int, stages_left: int, task: Task) -> None:
        """Ask for the first contact: of the lead's rep or the pool, within its patience and the promised time."""
        if self.router.pools:
            pool = self.router.pool(row)
            if not pool.is_free():
                self._watch_patience(row, task)
            pool.ask((stages_left, self.leads.rank(row)), task)
            return
        free = self.flow.desks[self.leads.rep[row]].is_free()
        if not free:
            self._watch_patience(row, task)
        self.ask(row, stages_left, task)
        promised = self.router.rule.sla_hours
        if not free and promised is not None and self.router.rule.reroute:
            timer = self.env.timeout(promised)
            timer.callbacks.append(lambda _: self._reroute(row, stages_left, task))

    def begun(self, row: int, task: Task, rep: int) -> None:
        """Note that a rep begins a task of a lead; what he took from the pool is his from now on."""
        if task.is_pooled:
            self.leads.rep[row] = rep
            self.leads.tell(Kind.ASSIGNED, row)
            self._journey(row, task)

    def visit_hours(self, rep: int, unit: int) -> float:
        """Return a rep's hours on the road for a visit."""
        return self.flow.cover.journey(rep, unit)

    def _ask(self, row: int, stages_left: int, task: Task) -> None:
        self.flow.desks[self.leads.rep[row]].ask((stages_left, self.leads.rank(row)), task)

    def _watch_patience(self, row: int, task: Task) -> None:
        """Let the lead give up when its patience ends before the first contact begins."""
        patience = self.leads.patience[row]
        if patience < float("inf"):
            timer = self.env.timeout(patience)
            timer.callbacks.append(lambda _: task.give_up())

    def _reroute(self, row: int, stages_left: int, task: Task) -> None:
        """Give a lead that was not begun in time to somebody else."""
        if not task.begun and not task.given_up and self._pass_on(row, task):
            self._ask(row, stages_left, task)

    def _pass_on(self, row: int, task: Task) -> bool:
        """Return whether somebody else takes over a lead from its rep, and let him."""
        rep = self.router.instead_of(row, self.leads.rep[row])
        if rep == self.leads.rep[row]:
            return False
        self.leads.rep[row] = rep
        self.leads.tell(Kind.REROUTED, row)
        self._journey(row, task)
        return True

    def _journey(self, row: int, task: Task) -> None:
        """Let a stage's journeys begin where the lead's rep has his base."""
        if task.stage >= 0:
            visits = self.leads.stages[task.stage].visits
            task.travel_hours = visits * self.visit_hours(self.leads.rep[row], self.leads.unit[row])

"""One passage of a lead through the pipeline, from the first contact to won, lost, or given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.desk import Task
from sim.engine.lead_state import LeadState
from sim.engine.log import Kind
from sim.engine.process import Outcome
from sim.loyalty import relationship_odds
from sim.pipeline import chance_to_advance, exponential
from sim.points import row_by_share

if TYPE_CHECKING:
    from sim.documents.pipeline import Stage
    from sim.engine.leads import LeadFlow


class Passage:
    """
    A lead on its way through the stages; ``loop`` counts how often it came back from the database.

    ``wait`` is how long it waited for the first contact [clock hours], ``known`` who made it.
    """

    __slots__ = ("answered", "came", "env", "failed", "known", "leads", "loop", "pulled", "row", "wait")

    def __init__(self, leads: LeadFlow, row: int, loop: int) -> None:
        self.leads, self.env, self.row, self.loop = leads, leads.env, row, loop
        self.came, self.wait, self.known = leads.env.now, -1.0, -1
        self.failed, self.answered, self.pulled = False, 0.0, False

    def run(self) -> Outcome:
        """Take the lead through; return WON, LOST, or EXPIRED when it was not contacted in time."""
        leads = self.leads
        if leads.contacting.rule is not None:
            reached = yield from leads.contacting.reach(self.row, self.loop)
            if reached is None or reached < 0:
                return LeadState.EXPIRED if reached is None else LeadState.LOST
            self.wait = reached
        for number, stage in enumerate(leads.stages):
            task = self._task(number, stage)
            if number == 0 and self.wait < 0:
                leads.assigning.ask_first(self.row, leads.n_stages, task)
            else:
                leads.assigning.ask(self.row, leads.n_stages - number, task)
            was_done = yield task.answer
            if not was_done:
                return LeadState.EXPIRED
            if not (yield from self._outcome(number, stage, task)):
                return LeadState.LOST
            if number < leads.n_stages - 1:
                leads.tell(Kind.ADVANCED, self.row, stage=number)
        if leads.closing is not None and not self.pulled:
            is_there = yield from leads.closing.keep(self.row, self.loop)
            return LeadState.WON if is_there else LeadState.LOST
        return LeadState.WON

    def _outcome(self, number: int, stage: Stage, task: Task) -> Outcome:
        """Wait for what a stage leads to; return whether the lead goes on."""
        leads = self.leads
        if number == leads.n_stages - 1 and leads.closing is not None and leads.valid[self.row]:
            hours = stage.gap_share * leads.cycle[self.row]
            self.pulled = yield from leads.closing.think(self.row, self.loop, hours)
        if not self._goes_on(number, stage, task):
            return False
        if self.env.now < self.answered and not stage.beside_next:
            yield self.env.timeout(self.answered - self.env.now)
        return stage.beside_next or not self.failed

    def _goes_on(self, number: int, stage: Stage, task: Task) -> bool:
        """
        Find out what a stage's work has led to; return False when the lead ends at once.

        A stage beside the next one is answered together with it: until then the lead goes on.
        """
        leads, row, factor = self.leads, self.row, 1.0
        if not leads.valid[row]:
            return False  # the first contact finds out
        rep = task.rep
        if number == 0:
            self.known = leads.flow.person[rep]
            if self.wait < 0:
                self.wait = task.begun_at - self.came
            factor = leads.contacting.factor(self.wait, on_contact=False)
            if self._is_rejected():
                return False
        odds = leads.flow.odds[rep][leads.cell[row]][number] * self._odds_now(number)
        if self.known != leads.flow.person[rep]:
            odds *= leads.handover_odds
        chance = chance_to_advance(stage.advance_share, leads.quality[row], odds) * factor
        if self.pulled:
            chance *= leads.world.scenario.people.closing.pull_win_ratio
        if leads.luck.advance[row, self.loop, number] >= chance:
            self.failed = True
        if stage.beside_next:
            self.answered = max(self.answered, self.env.now + stage.gap_share * leads.cycle[row])
        return True

    def _task(self, number: int, stage: Stage) -> Task:
        """Return the rep's work on a stage, after which the customer takes his part of the cycle to answer."""
        leads, row = self.leads, self.row
        task = Task(self.env, leads.ids[row], leads.unit[row], number, row)
        mean = leads.stage_hours[number]
        luck = float(leads.luck.work[row, self.loop, number])
        task.work_hours = exponential(mean, luck) if stage.work == "exponential" else mean
        task.travel_hours = stage.visits * leads.assigning.visit_hours(leads.rep[row], leads.unit[row])
        by_closing = leads.closing is not None and number == leads.n_stages - 1
        answers_later = leads.valid[row] and not stage.beside_next and not by_closing
        task.answer_hours = stage.gap_share * leads.cycle[row] if answers_later else 0.0
        return task

    def _is_rejected(self) -> bool:
        """Return whether the rep sends the lead back after the first contact, and tell why."""
        leads, row = self.leads, self.row
        rule = leads.rejection
        if rule is None or leads.luck.reject[row, self.loop] >= rule.share:
            return False
        shares = [reason.share for reason in rule.reasons]
        leads.tell(Kind.REJECTED, row, stage=row_by_share(float(leads.luck.reason[row, self.loop]), shares))
        return True

    def _odds_now(self, number: int) -> float:
        """Return the factor of a broken relationship and, where the deal is decided, of the price on the odds."""
        leads, row = self.leads, self.row
        known_since = float(leads.leads.arrival[row])
        broken = leads.flow.cover.broken(leads.unit[row], leads.rep[row], known_since, self.env.now)
        ties = relationship_odds(leads.world.scenario.customers.relationship.win_odds, broken)
        decides = number == leads.n_stages - 1
        return ties * leads.price_odds[leads.family[row]] if decides else ties

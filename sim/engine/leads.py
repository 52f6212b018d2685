"""Leads as processes, from the inquiry through screening and pipeline to won, lost or kept in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.customer import Customer
from sim.calendar import HOURS_PER_DAY
from sim.capture import CAPTURED, LOST_IN_FORM
from sim.engine.assigning import Assigning
from sim.engine.closing import closing
from sim.engine.contacting import Contacting
from sim.engine.desk import Desk, Task
from sim.engine.lead_state import LeadState
from sim.engine.log import PITCH_STAGE, Kind
from sim.engine.passage import Passage
from sim.engine.process import Wait, follow
from sim.engine.router import Router
from sim.market import draw_lead_luck
from sim.personal import stage_hours
from sim.pipeline import exponential
from sim.prices import asked_cents, rival_weights, taken_by, win_odds
from sim.referrals import joined, referred_leads
from sim.scoring import rank_of, score_after, score_class
from sim.streams import child_id

if TYPE_CHECKING:
    from sim.documents.pipeline import Stage
    from sim.engine.flow import SimpyFlow
    from sim.market import LeadLuck, Leads


class LeadFlow:
    """Every lead of one replication, at exact event times."""

    flow: SimpyFlow
    desks: list[Desk]
    stages: tuple[Stage, ...]
    router: Router
    unit: list[int]
    grade: list[int]
    rep: list[int]
    cell: list[int]

    def __init__(self, flow: SimpyFlow) -> None:
        self.flow, self.env, self.world, self.record = flow, flow.env, flow.world, flow.record
        self.desks = flow.desks
        world = flow.world
        self.ids: list[int] = []
        self.unit, self.family, self.grade = list[int](), list[int](), list[int]()
        self.rep, self.cell, self.valid = list[int](), list[int](), list[bool]()
        self.quality, self.patience, self.cycle = list[float](), list[float](), list[float]()
        self.points, self.state = list[float](), list[LeadState]()
        self._take_in(world.leads)
        self._referred: list[tuple[float, int, int]] = []
        self._asked, self.price_odds = asked_cents(world.scenario), win_odds(world.scenario)
        self._rivals = rival_weights(world.scenario)
        self._rival_total = sum(self._rivals)
        leaving = world.scenario.people.leaving
        self.handover_odds = 1.0 if leaving is None else leaving.handover_odds
        self.stages = world.scenario.pipeline.stages
        self.n_stages, self.stage_hours = len(self.stages), stage_hours(world.scenario)
        pipeline = world.scenario.pipeline
        self._scoring, self.rejection, self._nurture = pipeline.scoring, pipeline.rejection, pipeline.nurture
        self.router, self.contacting = Router(self), Contacting(self)
        self.assigning = Assigning(self)
        self.closing = closing(self)

    def _take_in(self, leads: Leads) -> None:
        """Know some more leads. Plain lists: to read one number at a time is slow from arrays."""
        world = self.flow.world
        luck, known = draw_lead_luck(world.scenario.pipeline, world.streams, leads.id), bool(self.ids)
        self.leads: Leads = joined(self.leads, leads) if known else leads
        self.luck: LeadLuck = joined(self.luck, luck) if known else luck
        columns = {
            "ids": leads.id,
            "unit": leads.unit,
            "family": leads.family,
            "grade": leads.grade,
            "quality": leads.quality,
            "patience": leads.patience,
            "cycle": leads.cycle,
            "valid": leads.valid,
            "points": leads.points,
            "cell": world.cell_of(leads.family, leads.unit),
        }
        for name, column in columns.items():
            getattr(self, name).extend(column.tolist())
        of_whom = zip(leads.family.tolist(), leads.unit.tolist(), strict=True)
        self.rep += [self.flow.cover.seller[family][unit] for family, unit in of_whom]
        self.state += [LeadState.NOT_YET] * len(leads)

    def begin(self) -> None:
        """Let the leads come."""
        follow(self._arrivals())

    def _arrivals(self) -> Wait:
        """Let the leads in, in order of arrival, through the screening."""
        for row, arrival in enumerate(self.world.leads.arrival.tolist()):
            yield self.env.timeout(max(arrival - self.env.now, 0.0))
            self._arrives(row)

    def _arrives(self, row: int) -> None:
        """Take an inquiry through the form and the screening, and give it to a rep."""
        self.tell(Kind.ARRIVED, row)
        fate = self.leads.fate[row]
        if fate == LOST_IN_FORM:
            self._end(row, LeadState.LOST_IN_FORM, Kind.LOST_IN_FORM)
        elif fate != CAPTURED:
            self._end(row, LeadState.MERGED, Kind.MERGED)
        elif self.leads.passes[row]:
            self.state[row] = LeadState.OPEN
            self.assigning.give(row, self.router.rep_for(row))
            follow(self._lead(row))
        else:
            self.state[row] = LeadState.SCREENED_OUT
            self.tell(Kind.SCREENED_OUT, row)

    def expect(self, lead: int, unit: int, hour: float) -> None:
        """Note that somebody was referred, who will inquire at a time of his own or, at the earliest, the next day."""
        midnight = (self.world.line.day_of(self.env.now) + 1) * HOURS_PER_DAY
        if max(hour, midnight) < self.world.line.end_hour:
            self._referred.append((max(hour, midnight), lead, unit))

    def admit_referred(self) -> None:
        """Find out, at midnight, what those are who were referred the day before, and let them come at their time."""
        if not self._referred:
            return
        first = len(self.leads)
        self._take_in(referred_leads(self.world, sorted(self._referred)))
        self._referred = []
        for row in range(first, len(self.leads)):
            follow(self._arrival_of(row))

    def _arrival_of(self, row: int) -> Wait:
        yield self.env.timeout(float(self.leads.arrival[row]) - self.env.now)
        self._arrives(row)

    def hand_over(self, units: list[int]) -> None:
        """Give the leads of basic units that changed hands to the reps who cover them now."""
        if self.router.is_on:
            return  # whoever was given a lead keeps it
        moved = set(units)
        self.rep = [
            self.flow.cover.seller[family][unit] if unit in moved else rep
            for rep, family, unit in zip(self.rep, self.family, self.unit, strict=True)
        ]

    def _lead(self, row: int) -> Wait:
        """Work a lead through the pipeline, and again each time it comes back from the database."""
        n_passes = self.luck.nurture.shape[1]
        nurture = self.world.scenario.pipeline.nurture
        for loop in range(n_passes):
            how_it_ended = yield from Passage(self, row, loop).run()
            if how_it_ended == LeadState.WON:
                self._end(row, LeadState.WON, Kind.WON)
                self._becomes_customer(row)
                return
            stays = self.valid[row] and self.luck.nurture[row, loop] < nurture.share
            if loop == n_passes - 1 or not stays:
                self._end(row, how_it_ended, Kind.LOST if how_it_ended == LeadState.LOST else Kind.EXPIRED)
                return
            self._end(row, LeadState.IN_DATABASE, Kind.NURTURED)
            gap = exponential(nurture.mean_days, float(self.luck.recycle[row, loop]))
            yield self.env.timeout(gap * HOURS_PER_DAY)
            if nurture.pitch == "personal":
                yield from self._pitch(row)
            self._end(row, LeadState.OPEN, Kind.RECYCLED)

    def _pitch(self, row: int) -> Wait:
        """Have the rep win a lead in the database back; until then it stays there."""
        task = Task(self.env, self.ids[row], self.unit[row], PITCH_STAGE, row)
        task.work_hours = self._nurture.pitch_hours
        self.desks[self.rep[row]].ask((self.n_stages + 2, self.rank(row)), task)
        yield task.answer

    def rank(self, row: int) -> int:
        """Return how urgent a lead is among those of its stage, 0 the most: by its grade, and its score now."""
        rule = self._scoring
        if rule is None:
            return self.grade[row]
        age = self.env.now - float(self.leads.arrival[row])
        score = score_after(self.points[row], age, rule.half_life_days * HOURS_PER_DAY)
        n_grades, n_classes = len(self.world.scenario.pipeline.grades), len(rule.tiers) + 1
        first = rule.order == "score_then_grade"
        return rank_of(self.grade[row], n_grades, score_class(score, rule.tiers), n_classes, first)

    def skill_for(self, row: int, rep: int) -> float:
        """Return a rep's skill for a lead: the factor on its odds to leave the first stage."""
        return self.flow.odds[rep][self.cell[row]][0]

    def _becomes_customer(self, row: int) -> None:
        key = child_id(self.ids[row], 0)
        customer = Customer(self.flow.model, key, self.unit[row], self.family[row], self.env.now)
        if self.router.is_on:
            customer.owner = self.rep[row]
        cents = self.price_of(row) - (0 if self.closing is None else self.closing.cut(row))
        self.flow.customers.begin(customer, (int(self.leads.units[row]), cents))

    def price_of(self, row: int) -> int:
        """Return the value of a lead's order at the price that is asked [cents]."""
        return int(self.leads.units[row]) * self._asked[self.family[row]]

    def _end(self, row: int, state: LeadState, kind: Kind) -> None:
        self.state[row] = state
        self.tell(kind, row)
        if self._rivals and kind in {Kind.LOST, Kind.EXPIRED} and self.valid[row]:
            rival = taken_by(
                self._rivals, self._rival_total, self.world.streams.uniform("taken by", self.ids[row])
            )
            if rival >= 0:
                self.tell(Kind.TAKEN, row, stage=rival)

    def tell(self, kind: Kind, row: int, stage: int = -1, cents: int = 0) -> None:
        """Record what happens to a lead now."""
        self.record.add(
            self.env.now,
            kind,
            self.ids[row],
            self.rep[row],
            self.unit[row],
            self.family[row],
            stage,
            0,
            cents,
        )

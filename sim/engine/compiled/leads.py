"""Leads, mirror of :mod:`sim.engine.leads`: each function is what happens to a lead at one event."""

from __future__ import annotations

import math

from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled.customers import begin_customer
from sim.engine.compiled.desk import STAGE_WORK, ask, is_free, next_ticket
from sim.engine.compiled.events import (
    ARRIVAL,
    LEAD_LOSES_PATIENCE,
    LEAD_RETURNS,
    LEAD_WAS_GIVEN_UP,
    after,
    at,
)
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import ADVANCE, NURTURE, RECYCLE, child_id, uniform
from sim.engine.compiled.state import State, desk_at, lead_at, odds_at, stage_at
from sim.engine.compiled.telling import tell
from sim.engine.lead_state import LeadState
from sim.engine.log import Kind
from sim.pipeline import chance_to_advance, exponential

_OPEN, _IN_DATABASE, _SCREENED_OUT = (
    int(LeadState.OPEN),
    int(LeadState.IN_DATABASE),
    int(LeadState.SCREENED_OUT),
)
_WON, _LOST, _EXPIRED = int(LeadState.WON), int(LeadState.LOST), int(LeadState.EXPIRED)
_TOLD_ARRIVED, _TOLD_SCREENED_OUT = int(Kind.ARRIVED), int(Kind.SCREENED_OUT)
_TOLD_ADVANCED, _TOLD_WON, _TOLD_LOST = int(Kind.ADVANCED), int(Kind.WON), int(Kind.LOST)
_TOLD_EXPIRED, _TOLD_NURTURED, _TOLD_RECYCLED = int(Kind.EXPIRED), int(Kind.NURTURED), int(Kind.RECYCLED)
_chance_to_advance = compiled(chance_to_advance)
_exponential = compiled(exponential)


@compiled
def expect_next(s: State) -> None:
    """Let the next lead come at its time."""
    if s.arrivals < s.lead_rows:
        after(s, max(lead_at(s, s.arrivals).arrival - s.now, 0.0), ARRIVAL, s.arrivals)


@compiled
def arrive(s: State, row: int) -> None:
    """Let a lead in through the screening."""
    _tell(s, _TOLD_ARRIVED, row, -1)
    if lead_at(s, row).passes:
        lead_at(s, row).state = _OPEN
        _ask(s, row)
    else:
        _end(s, row, _SCREENED_OUT, _TOLD_SCREENED_OUT)
    s.arrivals += 1
    expect_next(s)


@compiled
def lose_patience(s: State, row: int, ticket: int) -> None:
    """Give up the wait for the first contact, unless it has begun; ticket 0 is of a task in hand."""
    if lead_at(s, row).ticket == ticket:
        lead_at(s, row).ticket = 0
        after(s, 0.0, LEAD_WAS_GIVEN_UP, row)


@compiled
def answer(s: State, row: int) -> None:
    """Decide whether the lead advances, now that the customer has thought over what the rep did."""
    lead = lead_at(s, row)
    if not lead.valid:
        fail(s, row, _LOST, _TOLD_LOST)  # the first contact finds out
        return
    number, n_stages = lead.stage, s.n_stages
    person = desk_at(s, lead.rep).person
    if number == 0:
        lead.known = person
    odds = odds_at(s, (lead.rep * s.n_cells + lead.cell) * n_stages + number).value
    if lead.known != person:
        odds *= s.handover_odds
    luck = uniform(s, ADVANCE, lead.id, lead.loop * n_stages + number)
    if luck >= _chance_to_advance(stage_at(s, number).advance_share, lead.quality, odds):
        fail(s, row, _LOST, _TOLD_LOST)
        return
    if number < n_stages - 1:
        _tell(s, _TOLD_ADVANCED, row, number)
        lead.stage += 1
        _ask(s, row)
        return
    _end(s, row, _WON, _TOLD_WON)
    begin_customer(s, child_id(lead.id, 0), lead.unit, lead.family, lead.units, lead.cents)


@compiled
def expire(s: State, row: int) -> None:
    """End the wait of a lead that gave up."""
    fail(s, row, _EXPIRED, _TOLD_EXPIRED)


@compiled
def fail(s: State, row: int, state: int, kind: int) -> None:
    """Close a lead, or keep it in the database for another try."""
    lead = lead_at(s, row)
    last = lead.loop == s.n_passes - 1
    if last or not lead.valid or uniform(s, NURTURE, lead.id, lead.loop) >= s.nurture_share:
        _end(s, row, state, kind)
        return
    _end(s, row, _IN_DATABASE, _TOLD_NURTURED)
    gap = _exponential(s.nurture_mean_days, uniform(s, RECYCLE, lead.id, lead.loop))
    after(s, gap * HOURS_PER_DAY, LEAD_RETURNS, row)


@compiled
def come_back(s: State, row: int) -> None:
    """Begin at the first stage again."""
    _end(s, row, _OPEN, _TOLD_RECYCLED)
    lead_at(s, row).loop += 1
    lead_at(s, row).stage = 0
    _ask(s, row)


@compiled
def _ask(s: State, row: int) -> None:
    """Ask the rep for the work of the lead's stage."""
    lead, n_stages = lead_at(s, row), s.n_stages
    ticket = next_ticket(s)
    lead.ticket = ticket
    if lead.stage == 0 and lead.patience < math.inf and not is_free(s, lead.rep):
        at(s, s.now + lead.patience, LEAD_LOSES_PATIENCE, row, ticket)
    ask(s, lead.rep, n_stages - lead.stage, lead.grade, STAGE_WORK, row, lead.id, ticket)


@compiled
def _end(s: State, row: int, state: int, kind: int) -> None:
    lead_at(s, row).state = state
    _tell(s, kind, row, -1)


@compiled
def _tell(s: State, kind: int, row: int, stage: int) -> None:
    tell(s, kind, row, lead_at(s, row).rep, stage)

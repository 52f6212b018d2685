"""Leads in somebody's hands, mirror of :mod:`sim.engine.assigning`."""

from __future__ import annotations

import math

from sim.engine.compiled.desk import STAGE_WORK, ask, is_free, next_ticket
from sim.engine.compiled.events import LEAD_IS_LATE, LEAD_LOSES_PATIENCE, at
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.pool import ask_pool, pool_is_free
from sim.engine.compiled.ranking import rank
from sim.engine.compiled.router import instead_of
from sim.engine.compiled.state import State, demand_at, desk_at, lead_at, passage_at, unit_at
from sim.engine.compiled.telling import tell
from sim.engine.log import Kind
from sim.routing import POOL

_ASSIGNED, _REROUTED = int(Kind.ASSIGNED), int(Kind.REROUTED)


@compiled
def give(s: State, row: int, rep: int) -> None:
    """Give a lead to a rep; a territory's own leads need no word, a pool's go to whoever begins."""
    lead_at(s, row).rep = rep
    if s.is_routed and s.routing != POOL:
        tell(s, _ASSIGNED, row, rep, -1)


@compiled
def ask_rep(s: State, row: int, stages_left: int) -> None:
    """Ask the lead's rep for work; one who is away is replaced when the routing says by whom."""
    ticket = next_ticket(s)
    lead_at(s, row).ticket = ticket
    _ask(s, row, stages_left, ticket)


@compiled
def ask_own(s: State, row: int, stages_left: int) -> None:
    """Ask the lead's own rep for work, whether he is there or not."""
    ticket = next_ticket(s)
    lead_at(s, row).ticket = ticket
    _put(s, row, stages_left, ticket)


@compiled
def ask_first(s: State, row: int, stages_left: int) -> None:
    """Ask for the first contact: of the lead's rep or the pool, within its patience and the promised time."""
    lead, patience = lead_at(s, row), demand_at(s, row).patience
    ticket = next_ticket(s)
    lead.ticket = ticket
    if s.routing == POOL:
        group = unit_at(s, lead.unit).group
        if patience < math.inf and not pool_is_free(s, group):
            at(s, s.now + patience, LEAD_LOSES_PATIENCE, row, ticket)
        passage_at(s, row).desk = -1
        ask_pool(s, group, stages_left, rank(s, row), STAGE_WORK, row, lead.id, ticket)
        return
    waits = bool((patience < math.inf or s.reroutes) and not is_free(s, lead.rep))
    if waits and patience < math.inf:
        at(s, s.now + patience, LEAD_LOSES_PATIENCE, row, ticket)
    _ask(s, row, stages_left, ticket)
    if waits and s.reroutes:
        at(s, s.now + s.sla_hours, LEAD_IS_LATE, row, ticket)


@compiled
def reroute(s: State, row: int, stages_left: int, ticket: int) -> None:
    """Give a lead that was not begun in time to somebody else."""
    if lead_at(s, row).ticket == ticket and _is_passed_on(s, row):
        desk_at(s, passage_at(s, row).desk).load -= 1
        _put(s, row, stages_left, ticket)


@compiled
def _ask(s: State, row: int, stages_left: int, ticket: int) -> None:
    if s.replaces_absent and not desk_at(s, lead_at(s, row).rep).present:
        _is_passed_on(s, row)
    _put(s, row, stages_left, ticket)


@compiled
def _put(s: State, row: int, stages_left: int, ticket: int) -> None:
    lead = lead_at(s, row)
    if s.may_move:
        passage_at(s, row).desk = lead.rep
    ask(s, lead.rep, stages_left, rank(s, row), STAGE_WORK, row, lead.id, ticket)


@compiled
def _is_passed_on(s: State, row: int) -> bool:
    """Return whether somebody else takes over a lead from its rep, and let him."""
    lead = lead_at(s, row)
    rep = instead_of(s, row, lead.rep)
    if rep == lead.rep:
        return False
    lead.rep = rep
    tell(s, _REROUTED, row, rep, -1)
    return True

"""Attempts to reach a lead before its first stage, mirror of :mod:`sim.engine.contacting`."""

from __future__ import annotations

from sim.contact import TABLE, attempt_chance, response_factor, table_factor
from sim.engine.compiled.assigning import ask_first, ask_rep
from sim.engine.compiled.events import LEAD_TRIES_AGAIN, after
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import CONTACT, uniform
from sim.engine.compiled.state import State, curve_factors, curve_waits, lead_at, passage_at, successes
from sim.engine.compiled.telling import tell
from sim.engine.log import CONTACT_STAGE, Kind
from sim.market import ATTEMPTS_APART

_ATTEMPTED = int(Kind.ATTEMPTED)
REACHED, TRIES_AGAIN, NOT_REACHED = 0, 1, 2
_attempt_chance, _response_factor = compiled(attempt_chance), compiled(response_factor)
_table_factor = compiled(table_factor)


@compiled
def factor(s: State, wait: float, on_contact: int) -> float:
    """Return what a wait [clock hours] leaves of the chance to be reached, or to be qualified."""
    if s.curve_on_contact != on_contact:
        return 1.0
    if s.curve_kind == TABLE:
        return float(_table_factor(curve_waits(s), curve_factors(s), wait))
    return _response_factor(s.curve_kind, s.curve_first, s.curve_second, wait)


@compiled
def begin_to_reach(s: State, row: int) -> None:
    """Ask for the first attempt."""
    lead_at(s, row).stage = CONTACT_STAGE
    passage_at(s, row).attempt = 0
    ask_first(s, row, s.n_stages + 1)


@compiled
def try_again(s: State, row: int) -> None:
    """Ask for the next attempt, now that the gap is over."""
    passage_at(s, row).attempt += 1
    ask_rep(s, row, s.n_stages + 1)


@compiled
def attempt_ends(s: State, row: int) -> int:
    """Find out whether an attempt reached the lead: REACHED, TRIES_AGAIN after the gap, or NOT_REACHED."""
    lead, passage = lead_at(s, row), passage_at(s, row)
    if passage.attempt == 0:
        passage.wait = passage.begun_at - passage.came
    chance = _attempt_chance(successes(s), passage.attempt) * factor(s, passage.wait, 1)
    if uniform(s, CONTACT, lead.id, lead.loop * ATTEMPTS_APART + passage.attempt) < chance:
        return REACHED
    tell(s, _ATTEMPTED, row, lead.rep, passage.attempt)
    if passage.attempt == s.attempts - 1:
        return NOT_REACHED
    after(s, s.gap_hours, LEAD_TRIES_AGAIN, row)
    return TRIES_AGAIN

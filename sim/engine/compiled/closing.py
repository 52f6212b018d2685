"""Deals at their end, mirror of :mod:`sim.engine.closing`: waiting for the last answer, pulled, ripe and held back."""

from __future__ import annotations

from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled.events import DEAL_IS_ANSWERED, DEAL_IS_LET_GO, at
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import HOLD, PULL, pair, uniform
from sim.engine.compiled.state import Record, State, deal_at, demand_at, desk_at, lead_at, stage_at
from sim.engine.compiled.telling import tell
from sim.engine.lead_state import LeadState
from sim.engine.log import Kind
from sim.timing import expected_cents, is_held, is_pulled, price_cut_cents, stale_after

_OPEN, _HELD = int(LeadState.OPEN), int(LeadState.HELD)
_TOLD_HELD, _TOLD_RELEASED, _TOLD_STALE = int(Kind.HELD), int(Kind.RELEASED), int(Kind.STALE)
_TOLD_PULLED = int(Kind.PULLED)
_expected_cents = compiled(expected_cents)
_is_held = compiled(is_held)
_is_pulled = compiled(is_pulled)
_price_cut_cents = compiled(price_cut_cents)
_stale_after = compiled(stale_after)


@compiled
def deal_of(s: State, row: int) -> int:
    """Return the row of the deal that a lead's passage through the pipeline ends in."""
    lead = lead_at(s, row)
    return int(row * s.n_passes + lead.loop)


@compiled
def decide(s: State, rep: int, hold: float, pull: float, discount: float) -> None:
    """Let a rep hold back, let go and pull as he decided this morning, in the order in which deals began to wait."""
    desk = desk_at(s, rep)
    desk.hold, desk.pull, desk.discount = hold, pull, discount
    opens = s.day * HOURS_PER_DAY + s.opens_hour
    place = desk.first_held
    while place >= 0:
        deal = deal_at(s, place)
        following = deal.after
        if not _is_held(hold, deal.luck):
            _leave_held(s, rep, place)
            deal.is_there = 1
            _answer_at(s, place, opens, DEAL_IS_LET_GO)
        place = following
    place = desk.first_in_reach
    while place >= 0:
        deal = deal_at(s, place)
        following = deal.after
        if _is_pulled(pull, deal.luck):
            _leave_reach(s, rep, place)
            _bring_forward(s, rep, place)
            _answer_at(s, place, opens, DEAL_IS_ANSWERED)
        place = following


@compiled
def think(s: State, row: int) -> None:
    """Let the customer think over his last answer, unless the rep closes the deal before."""
    lead, place = lead_at(s, row), deal_of(s, row)
    deal, rep, stage = deal_at(s, place), lead.rep, stage_at(s, lead.stage)
    hours = stage.gap_share * lead.cycle
    deal.row, deal.rep, deal.is_pulled = row, rep, 0
    deal.luck = uniform(s, PULL, lead.id, lead.loop)
    deal.cents = _expected_cents(demand_at(s, row).cents, stage.advance_share)
    deal.due = s.now + hours
    if _is_pulled(desk_at(s, rep).pull, deal.luck):
        _bring_forward(s, rep, place)
        _answer_at(s, place, s.now, DEAL_IS_ANSWERED)
    else:
        _join_reach(s, rep, place)
        _answer_at(s, place, s.now + hours, DEAL_IS_ANSWERED)


@compiled
def is_answered(s: State, place: int, turn: int) -> bool:
    """Take in the last answer; return whether it is the one that was waited for."""
    deal = deal_at(s, place)
    if deal.turn != turn:
        return False
    if deal.is_pulled:
        tell(s, _TOLD_PULLED, deal.row, lead_at(s, deal.row).rep, lead_at(s, deal.row).loop)
    else:
        _leave_reach(s, deal.rep, place)
    return True


@compiled
def keeps(s: State, row: int) -> bool:
    """Hold a ripe deal back if the rep wants to; return whether he does."""
    lead, place = lead_at(s, row), deal_of(s, row)
    deal, rep = deal_at(s, place), lead.rep
    if deal.is_pulled:
        return False
    luck, luck_stale = pair(s, HOLD, lead.id, lead.loop)
    if not _is_held(desk_at(s, rep).hold, luck):
        return False
    stale = _stale_after(s.stale_share_per_month, luck_stale)
    longest = s.longest_days * HOURS_PER_DAY
    deal.rep, deal.luck, deal.cents, deal.is_there = rep, luck, demand_at(s, row).cents, stale > longest
    _join_held(s, rep, place)
    lead.state = _HELD
    tell(s, _TOLD_HELD, row, rep, -1)
    _answer_at(s, place, s.now + min(stale, longest), DEAL_IS_LET_GO)
    return True


@compiled
def is_let_go(s: State, place: int, turn: int) -> bool:
    """End the wait of a deal held back; return whether it is the wait that was meant."""
    deal = deal_at(s, place)
    if deal.turn != turn:
        return False
    if deal.waits:
        _leave_held(s, deal.rep, place)
    lead = lead_at(s, deal.row)
    lead.state = _OPEN
    tell(s, _TOLD_RELEASED if deal.is_there else _TOLD_STALE, deal.row, lead.rep, -1)
    return True


@compiled
def count(s: State, rep: int, now: float) -> tuple[int, int, int]:
    """Return what a rep holds, pulled before its own day, and has within reach [cents]."""
    desk = desk_at(s, rep)
    place, before, pulled = desk.first_early, -1, 0
    while place >= 0:
        deal = deal_at(s, place)
        if deal.due <= now:
            if before >= 0:
                deal_at(s, before).later = deal.later
            else:
                desk.first_early = deal.later
        else:
            pulled += deal.cents
            before = place
        place = deal.later
    return desk.held_cents, pulled, desk.reach_cents


@compiled
def _answer_at(s: State, place: int, time: float, kind: int) -> None:
    """Schedule the end of a wait, in place of the one before."""
    deal_at(s, place).turn += 1
    at(s, time, kind, place, deal_at(s, place).turn)


@compiled
def _bring_forward(s: State, rep: int, place: int) -> None:
    """Note what closing a deal early takes from the days to come, and from its price."""
    deal, desk = deal_at(s, place), desk_at(s, rep)
    deal.is_pulled = 1
    deal.cut = _price_cut_cents(demand_at(s, deal.row).cents, desk.discount)
    deal.later = desk.first_early
    desk.first_early = place


@compiled
def _join_reach(s: State, rep: int, place: int) -> None:
    desk = desk_at(s, rep)
    _link(s, place, desk.last_in_reach)
    desk.last_in_reach = place
    if desk.first_in_reach < 0:
        desk.first_in_reach = place
    desk.reach_cents += deal_at(s, place).cents
    desk.in_reach += 1


@compiled
def _leave_reach(s: State, rep: int, place: int) -> None:
    desk, deal = desk_at(s, rep), deal_at(s, place)
    if desk.first_in_reach == place:
        desk.first_in_reach = deal.after
    if desk.last_in_reach == place:
        desk.last_in_reach = deal.before
    _unlink(s, deal)
    desk.reach_cents -= deal.cents
    desk.in_reach -= 1


@compiled
def _join_held(s: State, rep: int, place: int) -> None:
    desk = desk_at(s, rep)
    _link(s, place, desk.last_held)
    desk.last_held = place
    if desk.first_held < 0:
        desk.first_held = place
    desk.held_cents += deal_at(s, place).cents
    desk.held += 1


@compiled
def _leave_held(s: State, rep: int, place: int) -> None:
    desk, deal = desk_at(s, rep), deal_at(s, place)
    if desk.first_held == place:
        desk.first_held = deal.after
    if desk.last_held == place:
        desk.last_held = deal.before
    _unlink(s, deal)
    desk.held_cents -= deal.cents
    desk.held -= 1


@compiled
def _link(s: State, place: int, last: int) -> None:
    """Put a deal behind the last one that waits."""
    deal = deal_at(s, place)
    deal.before, deal.after, deal.waits = last, -1, 1
    if last >= 0:
        deal_at(s, last).after = place


@compiled
def _unlink(s: State, deal: Record) -> None:
    """Take a deal out of those that wait."""
    deal.waits = 0
    if deal.before >= 0:
        deal_at(s, deal.before).after = deal.after
    if deal.after >= 0:
        deal_at(s, deal.after).before = deal.before

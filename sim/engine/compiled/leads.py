"""Leads, mirror of :mod:`sim.engine.leads`: each function is what happens to a lead at one event."""

from __future__ import annotations

from sim.calendar import HOURS_PER_DAY
from sim.capture import CAPTURED, LOST_IN_FORM
from sim.engine.compiled.assigning import ask_first, ask_own, ask_rep, give, reroute
from sim.engine.compiled.closing import deal_of, is_answered, is_let_go, keeps, think
from sim.engine.compiled.contacting import NOT_REACHED, REACHED, attempt_ends, begin_to_reach, factor
from sim.engine.compiled.customers import begin_customer
from sim.engine.compiled.events import (
    ARRIVAL,
    LEAD_IS_DECIDED,
    LEAD_RETURNS,
    LEAD_WAS_GIVEN_UP,
    after,
)
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import (
    ADVANCE,
    NURTURE,
    RECYCLE,
    REJECTION,
    TAKEN_BY,
    child_id,
    pair,
    uniform,
)
from sim.engine.compiled.parties import win_ties
from sim.engine.compiled.router import rep_for
from sim.engine.compiled.state import (
    State,
    deal_at,
    demand_at,
    desk_at,
    family_at,
    lead_at,
    odds_at,
    passage_at,
    reasons,
    rivals,
    stage_at,
)
from sim.engine.compiled.telling import tell
from sim.engine.lead_state import LeadState
from sim.engine.log import PITCH_STAGE, Kind
from sim.pipeline import chance_to_advance, exponential
from sim.points import row_by_share
from sim.prices import taken_by

_OPEN, _IN_DATABASE, _SCREENED_OUT = (
    int(LeadState.OPEN),
    int(LeadState.IN_DATABASE),
    int(LeadState.SCREENED_OUT),
)
_WON, _LOST, _EXPIRED = int(LeadState.WON), int(LeadState.LOST), int(LeadState.EXPIRED)
_TOLD_ARRIVED, _TOLD_SCREENED_OUT = int(Kind.ARRIVED), int(Kind.SCREENED_OUT)
_TOLD_ADVANCED, _TOLD_WON, _TOLD_LOST = int(Kind.ADVANCED), int(Kind.WON), int(Kind.LOST)
_TOLD_EXPIRED, _TOLD_NURTURED, _TOLD_RECYCLED = int(Kind.EXPIRED), int(Kind.NURTURED), int(Kind.RECYCLED)
_LOST_IN_FORM, _MERGED = int(LeadState.LOST_IN_FORM), int(LeadState.MERGED)
_TOLD_LOST_IN_FORM, _TOLD_MERGED = int(Kind.LOST_IN_FORM), int(Kind.MERGED)
_TOLD_REJECTED = int(Kind.REJECTED)
_row_by_share = compiled(row_by_share)
_chance_to_advance = compiled(chance_to_advance)
_taken_by = compiled(taken_by)
_TAKEN = int(Kind.TAKEN)
_exponential = compiled(exponential)


@compiled
def expect_next(s: State) -> None:
    """Let the next lead come at its time."""
    if s.arrivals < s.inquiries:
        after(s, max(lead_at(s, s.arrivals).arrival - s.now, 0.0), ARRIVAL, s.arrivals)


@compiled
def arrive(s: State, row: int) -> None:
    """Let a lead in, and the next come at its time."""
    come_in(s, row)
    s.arrivals += 1
    expect_next(s)


@compiled
def come_in(s: State, row: int) -> None:
    """Take an inquiry through the form and the screening, and give it to a rep."""
    _tell(s, _TOLD_ARRIVED, row, -1)
    fate = passage_at(s, row).fate if s.has_passages else CAPTURED
    if fate == LOST_IN_FORM:
        _end(s, row, _LOST_IN_FORM, _TOLD_LOST_IN_FORM)
    elif fate != CAPTURED:
        _end(s, row, _MERGED, _TOLD_MERGED)
    elif lead_at(s, row).passes:
        lead_at(s, row).state = _OPEN
        if s.may_move:
            give(s, row, rep_for(s, row))
        _begin_passage(s, row)
    else:
        _end(s, row, _SCREENED_OUT, _TOLD_SCREENED_OUT)


@compiled
def lose_patience(s: State, row: int, ticket: int) -> None:
    """Give up the wait for the first contact, unless it has begun; ticket 0 is of a task in hand."""
    if lead_at(s, row).ticket == ticket:
        lead_at(s, row).ticket = 0
        if s.may_move and passage_at(s, row).desk >= 0:
            desk_at(s, passage_at(s, row).desk).load -= 1
        after(s, 0.0, LEAD_WAS_GIVEN_UP, row)


@compiled
def run_late(s: State, row: int, ticket: int) -> None:
    """Give a lead whose first contact was not begun in the promised time to somebody else."""
    reroute(s, row, s.n_stages + (1 if s.attempts > 0 else 0), ticket)


@compiled
def answer(s: State, row: int) -> None:
    """Decide whether the lead advances, now that the customer has thought over what the rep did."""
    lead = lead_at(s, row)
    if lead.stage < 0:
        _is_tried(s, row)
        return
    if not lead.valid:
        fail(s, row, _LOST, _TOLD_LOST)  # the first contact finds out
        return
    if s.times_deals and lead.stage == s.n_stages - 1:
        think(s, row)
        return
    decide(s, row, False)


@compiled
def close(s: State, place: int, turn: int) -> None:
    """Decide a deal, now that the customer's last answer has come or the rep has brought it about."""
    if is_answered(s, place, turn):
        decide(s, deal_at(s, place).row, bool(deal_at(s, place).is_pulled))


@compiled
def let_go(s: State, place: int, turn: int) -> None:
    """End the wait of a deal that was held back: it is won, unless it has gone stale."""
    if is_let_go(s, place, turn):
        if deal_at(s, place).is_there:
            _win(s, deal_at(s, place).row)
        else:
            fail(s, deal_at(s, place).row, _LOST, _TOLD_LOST)


@compiled
def decide(s: State, row: int, is_pulled: bool) -> None:
    """Decide whether a lead advances, and win it after its last stage unless the rep holds it back."""
    lead = lead_at(s, row)
    number, n_stages = lead.stage, s.n_stages
    rep = passage_at(s, row).did if s.has_passages else lead.rep
    person = desk_at(s, rep).person
    left = 1.0
    if number == 0:
        lead.known = person
        if s.has_passages:
            left = _after_first_contact(s, row)
            if left < 0.0:
                fail(s, row, _LOST, _TOLD_LOST)
                return
    odds = odds_at(s, (rep * s.n_cells + lead.cell) * n_stages + number).value * _odds_now(s, row, number)
    if lead.known != person:
        odds *= s.handover_odds
    luck = uniform(s, ADVANCE, lead.id, lead.loop * n_stages + number)
    chance = _chance_to_advance(stage_at(s, number).advance_share, lead.quality, odds) * left
    if is_pulled:
        chance *= s.pull_win_ratio
    if not s.has_passages:
        conclude(s, row, luck >= chance)
        return
    passage = passage_at(s, row)
    if luck >= chance:
        passage.failed = 1
    if stage_at(s, number).beside_next:
        passage.answered = max(passage.answered, s.now + stage_at(s, number).gap_share * lead.cycle)
        conclude(s, row, False)
    elif s.now < passage.answered:
        after(s, passage.answered - s.now, LEAD_IS_DECIDED, row)
    else:
        conclude(s, row, passage.failed == 1)


@compiled
def conclude_beside(s: State, row: int) -> None:
    """Go on, now that all stages beside each other are answered."""
    conclude(s, row, passage_at(s, row).failed == 1)


@compiled
def conclude(s: State, row: int, has_failed: bool) -> None:
    """Lose the lead, take it to its next stage, or win it unless the rep holds it back."""
    lead = lead_at(s, row)
    if has_failed:
        fail(s, row, _LOST, _TOLD_LOST)
        return
    if lead.stage < s.n_stages - 1:
        _tell(s, _TOLD_ADVANCED, row, lead.stage)
        lead.stage += 1
        ask_rep(s, row, s.n_stages - lead.stage)
        return
    if s.times_deals and keeps(s, row):
        return
    _win(s, row)


@compiled
def _odds_now(s: State, row: int, number: int) -> float:
    """Return the factor of a broken relationship and, where the deal is decided, of the price on the odds."""
    lead = lead_at(s, row)
    ties = win_ties(s, lead.unit, lead.rep, lead.arrival)
    return float(ties * family_at(s, lead.family).price_odds) if number == s.n_stages - 1 else ties


@compiled
def _after_first_contact(s: State, row: int) -> float:
    """Return what the wait for the first contact leaves of the chance, -1 when the rep sends the lead back."""
    passage = passage_at(s, row)
    if passage.wait < 0.0:
        passage.wait = passage.begun_at - passage.came
    if s.rejection_share > 0.0:
        lead = lead_at(s, row)
        rejected, reason = pair(s, REJECTION, lead.id, lead.loop)
        if rejected < s.rejection_share:
            _tell(s, _TOLD_REJECTED, row, _row_by_share(reason, reasons(s)))
            return -1.0
    return factor(s, passage.wait, 0)


@compiled
def _is_tried(s: State, row: int) -> None:
    """Go on after an attempt to reach the lead, or after the pitch that wins it back."""
    if lead_at(s, row).stage == PITCH_STAGE:
        _return(s, row)
        return
    result = attempt_ends(s, row)
    if result == REACHED:
        lead_at(s, row).stage = 0
        ask_rep(s, row, s.n_stages)
    elif result == NOT_REACHED:
        fail(s, row, _LOST, _TOLD_LOST)


@compiled
def _win(s: State, row: int) -> None:
    """Win a lead: it becomes a customer with an order, at what its price came to."""
    lead, units, cents = lead_at(s, row), demand_at(s, row).units, demand_at(s, row).cents
    if s.times_deals and deal_at(s, deal_of(s, row)).is_pulled:
        cents -= deal_at(s, deal_of(s, row)).cut
    _end(s, row, _WON, _TOLD_WON)
    begin_customer(
        s, child_id(lead.id, 0), lead.unit, lead.family, units, cents, lead.rep if s.is_routed else -1
    )


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
    """Leave the database, at once or when the rep has made his pitch."""
    if s.pitch_hours > 0.0:
        lead_at(s, row).stage = PITCH_STAGE
        ask_own(s, row, s.n_stages + 2)
    else:
        _return(s, row)


@compiled
def _return(s: State, row: int) -> None:
    """Begin at the first contact again."""
    _end(s, row, _OPEN, _TOLD_RECYCLED)
    lead_at(s, row).loop += 1
    _begin_passage(s, row)


@compiled
def _begin_passage(s: State, row: int) -> None:
    """Let a lead begin its way through the pipeline."""
    lead_at(s, row).stage = 0
    if s.has_passages:
        passage = passage_at(s, row)
        passage.came, passage.wait, passage.answered, passage.failed = s.now, -1.0, 0.0, 0
    if s.attempts > 0:
        begin_to_reach(s, row)
    else:
        ask_first(s, row, s.n_stages)


@compiled
def _end(s: State, row: int, state: int, kind: int) -> None:
    lead = lead_at(s, row)
    lead.state = state
    _tell(s, kind, row, -1)
    if s.rival_rows > 0 and lead.valid and kind in (_TOLD_LOST, _TOLD_EXPIRED):
        rival = _taken_by(rivals(s), s.rival_total, uniform(s, TAKEN_BY, lead.id, 0))
        if rival >= 0:
            _tell(s, _TAKEN, row, rival)


@compiled
def _tell(s: State, kind: int, row: int, stage: int) -> None:
    tell(s, kind, row, lead_at(s, row).rep, stage)

"""What a customer says after an order: polls and referrals, mirror of :mod:`sim.engine.speaking`."""

from __future__ import annotations

from sim.adoption import refers_now
from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import POLL, POLL_NOISE, REFERRAL, child_id, normal_pair, pair
from sim.engine.compiled.parties import serving
from sim.engine.compiled.state import State, customer_at, order_at, referred_at
from sim.engine.compiled.telling import tell
from sim.engine.log import Kind
from sim.pipeline import exponential
from sim.polls import answer, chance_to_answer, hundredths

_POLLED, _ANSWERED, _REFERRED = int(Kind.POLLED), int(Kind.ANSWERED), int(Kind.REFERRED)
_refers_now = compiled(refers_now)
_exponential = compiled(exponential)
_answer = compiled(answer)
_chance_to_answer = compiled(chance_to_answer)
_hundredths = compiled(hundredths)


@compiled
def speak(s: State, row: int) -> None:
    """Let a customer who has judged the latest order of a line answer a poll and recommend the firm."""
    if s.has_poll:
        _be_polled(s, row)
    if s.has_referral:
        _recommend(s, row)


@compiled
def _be_polled(s: State, row: int) -> None:
    place = customer_at(s, row).order
    order, truth = order_at(s, place), customer_at(s, customer_at(s, row).head).satisfaction
    luck_asked, luck_answer = pair(s, POLL, order.id, 0)
    if luck_asked >= s.asked_share:
        return
    order.truth = _hundredths(truth)
    tell(s, _POLLED, place, serving(s, row), -1)
    if luck_answer < _chance_to_answer(s.response_share, s.poll_at_score, s.response_bias, truth):
        noise, _ = normal_pair(s, POLL_NOISE, order.id, 0)
        order.answer = _hundredths(_answer(truth, s.answer_bias, s.poll_noise_sd, noise))
        tell(s, _ANSWERED, place, serving(s, row), -1)


@compiled
def _recommend(s: State, row: int) -> None:
    place = customer_at(s, row).order
    order, satisfaction = order_at(s, place), customer_at(s, customer_at(s, row).head).satisfaction
    luck, luck_delay = pair(s, REFERRAL, order.id, 0)
    if luck >= _refers_now(s.referral_share, s.refers_from_score, satisfaction):
        return
    tell(s, _REFERRED, place, serving(s, row), -1)
    comes = s.now + _exponential(s.referral_mean_days, luck_delay) * HOURS_PER_DAY
    arrival = max(comes, (s.now // HOURS_PER_DAY + 1.0) * HOURS_PER_DAY)
    if arrival < s.n_days * HOURS_PER_DAY:
        referred = referred_at(s, s.referred)
        s.referred += 1
        referred.arrival, referred.id, referred.unit = (
            arrival,
            child_id(order.id, 0),
            customer_at(s, row).unit,
        )

"""Contracts, mirror of :mod:`sim.engine.contracting`: a term is told of in a row of the table of orders."""

from __future__ import annotations

from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled.crediting import happens
from sim.engine.compiled.events import CUSTOMER_TERM_ENDS, at
from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import CONTRACT, RENEWAL, child_id, pair, uniform
from sim.engine.compiled.parties import is_gone, leave, odds_to_leave, serving
from sim.engine.compiled.state import State, customer_at, debtor_at, order_at
from sim.engine.log import Kind
from sim.loyalty import odds_times
from sim.renewals import later_day, opening_day
from sim.satisfaction import chance_to_leave
from sim.streams import CONTRACT as CHILD

_SIGNED, _RENEWED, _NOT_RENEWED = int(Kind.SIGNED), int(Kind.RENEWED), int(Kind.NOT_RENEWED)
_later_day, _opening_day = compiled(later_day), compiled(opening_day)
_chance_to_leave, _odds_times = compiled(chance_to_leave), compiled(odds_times)


@compiled
def open_contract(s: State, row: int) -> None:
    """Let one who bought before the run be under contract, somewhere in a term."""
    luck, luck_day = pair(s, CONTRACT, customer_at(s, row).key, 0)
    if luck < s.contract_share:
        debtor = debtor_at(s, row)
        debtor.is_bound, debtor.number = 1, 0
        debtor.first_day = s.day_0 + _opening_day(s.term_months, luck_day)
        _expect_end(s, row)


@compiled
def sign(s: State, row: int) -> None:
    """Let a new customer sign a contract with his first order."""
    if uniform(s, CONTRACT, customer_at(s, row).key, 0) < s.contract_share:
        debtor = debtor_at(s, row)
        debtor.is_bound, debtor.number = 1, 0
        _tell(s, _SIGNED, row, 0)
        debtor.first_day, debtor.number = s.day_0 + int(s.now // HOURS_PER_DAY), 1
        _expect_end(s, row)


@compiled
def end_term(s: State, row: int) -> None:
    """End a term: the customer stays for another one, or leaves."""
    if is_gone(s, row):
        return
    debtor, customer = debtor_at(s, row), customer_at(s, row)
    chance = _chance_to_leave(s.contract_leave, s.contract_at, s.contract_per_point, customer.satisfaction)
    debtor.number += 1
    if uniform(s, RENEWAL, customer.key, debtor.number) < _odds_times(chance, odds_to_leave(s, row)):
        _tell(s, _NOT_RENEWED, row, 0)
        leave(s, row)
        return
    _tell(s, _RENEWED, row, debtor.term_cents)
    debtor.term_cents = 0
    _expect_end(s, row)


@compiled
def _expect_end(s: State, row: int) -> None:
    """Wait for the end of a term."""
    debtor = debtor_at(s, row)
    ends = _later_day(debtor.first_day, s.term_months * debtor.number) - s.day_0
    # As the reference waits: so long from now.
    at(s, s.now + (ends * HOURS_PER_DAY - s.now), CUSTOMER_TERM_ENDS, row, 0)


@compiled
def _tell(s: State, kind: int, row: int, cents: int) -> None:
    """Tell of a term, in a row of its own."""
    place = s.orders
    s.orders += 1
    order, customer = order_at(s, place), customer_at(s, row)
    order.id = child_id(child_id(customer.key, CHILD), debtor_at(s, row).number)
    order.units, order.cents, order.customer, order.rep = 0, cents, row, serving(s, row)
    happens(s, kind, place, cents)

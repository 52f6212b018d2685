"""What happens to an order, and the credit that goes to its rep for it, mirror of ``OrderCycle.happens``."""

from __future__ import annotations

from sim.engine.compiled.jit import compiled
from sim.engine.compiled.state import (
    State,
    credit_at,
    day_at,
    month_credit_at,
    order_at,
    quarter_credit_at,
    sign_at,
    year_credit_at,
)
from sim.engine.compiled.telling import tell

_CENTS = 100.0


@compiled
def happens(s: State, kind: int, place: int, cents: int) -> None:
    """Tell what happens to an order, and credit its rep for it, or take the credit back, as the pay plan says."""
    rep = order_at(s, place).rep
    tell(s, kind, place, rep, -1)
    value = sign_at(s, kind).value * cents
    if value == 0:
        return
    credit_at(s, rep * s.n_months + day_at(s, min(s.day, s.n_days - 1)).month).value += value
    year_credit_at(s, rep).value += value / _CENTS
    month_credit_at(s, rep).value += value / _CENTS
    quarter_credit_at(s, rep).value += value / _CENTS

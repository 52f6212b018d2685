"""The one rounding of the money path: an exact ratio to whole cents; the kernel has the same in whole numbers."""

from __future__ import annotations

from fractions import Fraction

from sim.compensation.plan import Rounding

_QUANTA = (100, 10, 1)


def round_cents(amount: Fraction, rounding: Rounding) -> int:
    """
    Return the amount rounded as the plan says [cents].

    >>> plan = Rounding(at="payout_line", places=2, mode="half_up", of="cumulative")
    >>> round_cents(Fraction(5, 2), plan), round_cents(Fraction(-5, 2), plan)
    (3, -3)
    """
    quantum = _quantum(rounding)
    over, under = amount.as_integer_ratio()
    whole, rest = divmod(abs(over), under * quantum)
    half = (
        2 * rest - under * quantum
    )  # whole numbers all through, as a payroll rounds each line of each month
    up = half > 0 or (half == 0 and (rounding.mode == "half_up" or whole % 2 == 1))
    return (whole + up) * (quantum if over >= 0 else -quantum)


def _quantum(rounding: Rounding) -> int:
    """Return the smallest step of pay [cents]."""
    return _QUANTA[rounding.places]

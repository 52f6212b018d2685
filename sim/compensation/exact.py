"""Exact arithmetic that is brought to a common denominator once, not at every step: the same values, sooner."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

Exactly = int | Fraction
"""An exact number; a whole one may be an int, which adds up ten times as fast. Never divide two of them."""
ONE = Fraction(1)


def times(value: Exactly, factor: Fraction) -> Exactly:
    """
    Return a product; most factors are 1, which leaves a whole number whole.

    >>> times(5, Fraction(1)), times(5, Fraction(1, 2))
    (5, Fraction(5, 2))
    """
    return value if factor is ONE or factor == 1 else value * factor


def total(amounts: Iterable[Exactly]) -> Fraction:
    """
    Return an exact sum.

    >>> total([Fraction(1, 3), Fraction(1, 6), 2])
    Fraction(5, 2)
    """
    by_denominator: dict[int, int] = {}
    for amount in amounts:
        numerator, denominator = amount.as_integer_ratio()
        by_denominator[denominator] = by_denominator.get(denominator, 0) + numerator
    if len(by_denominator) <= 1:
        return next((Fraction(over, under) for under, over in by_denominator.items()), Fraction(0))
    numerator, denominator = 0, 1
    for under, over in by_denominator.items():
        numerator, denominator = numerator * under + over * denominator, denominator * under
    return Fraction(numerator, denominator)


def hundredths(amount: Decimal) -> Exactly:
    """
    Return a hundred times an amount, as an int where it is whole.

    >>> hundredths(Decimal("12.34")), hundredths(Decimal("0.125"))
    (1234, Fraction(25, 2))
    """
    numerator, denominator = amount.as_integer_ratio()
    whole, rest = divmod(100 * numerator, denominator)
    return Fraction(100 * numerator, denominator) if rest else whole

"""The contract of components of your own: exact, finite, as declared, and the same as the kernel pays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np

from sim.compensation.deals.own import OwnComponent
from sim.compensation.exact import total
from sim.compensation.payout import OfTarget
from sim.compensation.payroll import run_payroll
from sim.compensation.plan import PayPlan

_CREDITS = tuple(
    Fraction(credit) for credit in (0, "0.01", 1, 500, "999.99", 1000, 2500, 10_000, 123_456, 1_000_000)
)
_QUOTA = Fraction(10_000)
_TARGET = 100_000


def check_component(
    own: OwnComponent, words: Mapping[str, Fraction], credits: Sequence[Fraction] = _CREDITS
) -> tuple[str, ...]:
    """
    Return where a component breaks its contract, in words; nothing where it keeps it.

    Pay is an exact finite number of a size that somebody can be paid, the same each time it is asked for; monotone and
    additive as declared; and where a ``form`` is declared, to the cent what the kernel pays for it.

    Parameters
    ----------
    own
        The component.
    words
        What the plan says to it.
    credits
        Credits to try [currency]; the quota is 10,000, target pay 100,000.
    """
    tried = tuple(sorted(Fraction(credit) for credit in credits))

    def pay(credit: Fraction) -> Fraction:
        return own.amount(credit, credit / _QUOTA, words)

    try:
        told = tuple(_wavers(own, words, tried))
        found = [*_not_monotone(own, tried, pay)] if own.monotone else []
        found += _not_additive(own, tried, pay) if own.additive else []
        found += _unlike_the_kernel(own, words, tried, pay) if own.form is not None else []
    except ValueError as error:
        return (str(error),)
    return (*told, *found)


def _wavers(own: OwnComponent, words: Mapping[str, Fraction], tried: Sequence[Fraction]) -> Iterator[str]:
    """Yield where it pays something else when asked again; it must pay without quota too."""
    for credit in tried:
        own.amount(credit, None, words)
        first, again = (own.amount(credit, credit / _QUOTA, words) for _ in range(2))
        if first != again:
            yield f"{own.name} pays {float(first):g} for {float(credit):g}, and asked again {float(again):g}"


def _not_monotone(
    own: OwnComponent, tried: Sequence[Fraction], pay: Callable[[Fraction], Fraction]
) -> Iterator[str]:
    for less, more in pairwise(tried):
        low, high = pay(less), pay(more)
        if high < low:
            yield (
                f"{own.name} is declared monotone and pays {float(high):g} for {float(more):g}, "
                f"{float(low):g} for {float(less):g}"
            )


def _not_additive(
    own: OwnComponent, tried: Sequence[Fraction], pay: Callable[[Fraction], Fraction]
) -> Iterator[str]:
    for one, other in pairwise(tried):
        both, parts = pay(one + other), total((pay(one), pay(other)))
        if both != parts:
            yield (
                f"{own.name} is declared additive and pays {float(both):g} for {float(one + other):g}, "
                f"{float(parts):g} for its two parts"
            )


def _unlike_the_kernel(
    own: OwnComponent,
    words: Mapping[str, Fraction],
    tried: Sequence[Fraction],
    pay: Callable[[Fraction], Fraction],
) -> Iterator[str]:
    """Yield where the kernel pays another amount for the form that is declared, each credit as one month."""
    try:
        plan = _plan_of(own, words)
    except ValueError as error:
        yield f"{own.name} declares a form that is no payout: {error}"
        return
    cents = [credit for credit in tried if (credit * 100).denominator == 1]
    sold = np.array([[int(credit * 100)] for credit in cents], dtype=np.int64)
    paid = run_payroll(plan, sold, np.full(len(cents), int(_QUOTA * 100), dtype=np.int64)).variable[:, 0]
    for credit, kernel in zip(cents, paid.tolist(), strict=True):
        mine = pay(credit) * 100
        # The kernel pays whole cents, half a cent away from zero.
        whole = (abs(mine) * 2 + 1) // 2 * (1 if mine >= 0 else -1)
        if whole != kernel:
            yield (
                f"{own.name} declares a form, and the kernel pays {kernel / 100:.2f} for {float(credit):g}, "
                f"{own.name} {float(mine / 100):g}"
            )


def _plan_of(own: OwnComponent, words: Mapping[str, Fraction]) -> PayPlan:
    """Return a plan of the declared form alone, over the year; ValueError when it is no payout."""
    said = {name: Decimal(value.numerator) / value.denominator for name, value in words.items()}
    payout = own.form(said) if own.form is not None else None
    of_target = isinstance(payout, OfTarget) or (
        isinstance(payout, Mapping) and payout.get("kind") in {"curve", "steps"}
    )
    weight = {"weight": 1} if of_target else {}
    return PayPlan.model_validate(
        {
            "id": "form",
            "pay": {"base": 0, "ote": _TARGET},
            "credit_at": "booking",
            "returns": "period_of_return",
            "rounding": {"at": "payout_line", "places": 2, "mode": "half_up", "of": "cumulative"},
            "payment": {"negative_carry": "pay_back"},
            "components": [
                {
                    "id": "form",
                    "measure": {"credit": "sales", "window": "ytd", "against": "full_quota"},
                    "payout": payout,
                    **weight,
                }
            ],
        }
    )

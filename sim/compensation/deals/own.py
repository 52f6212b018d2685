"""Components of your own: a function with a name, which a plan can use, and the contract it is checked by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

Pay = Callable[[Fraction, Fraction | None, Mapping[str, Fraction]], Fraction]
"""From the window's credit [currency], attainment (None without quota) and the plan's words to pay [currency]."""
_CREDITS = tuple(
    Fraction(credit) for credit in (0, "0.01", 1, 500, "999.99", 1000, 2500, 10_000, 123_456, 1_000_000)
)
_QUOTA = Fraction(10_000)


@dataclass(frozen=True)
class OwnComponent:
    """
    A component of your own.

    ``monotone`` declares that more credit never pays less, ``additive`` that two credits pay as much together as apart.
    """

    name: str
    pay: Pay
    monotone: bool
    additive: bool


_KNOWN: dict[str, OwnComponent] = {}


def component(name: str, *, monotone: bool, additive: bool) -> Callable[[Pay], OwnComponent]:
    """
    Make a function a component that plans can name, ``payout: {kind: own, name: …, words: {…}}``.

    Examples
    --------
    >>> @component("round-up", monotone=True, additive=False)
    ... def round_up(credit, attainment, words):
    ...     return words["each"] * (credit // words["per"])
    >>> check_component(round_up, {"each": Fraction(50), "per": Fraction(1000)})
    ()
    """

    def made(pay: Pay) -> OwnComponent:
        _KNOWN[name] = OwnComponent(name, pay, monotone, additive)
        return _KNOWN[name]

    return made


def own_component(name: str) -> OwnComponent:
    """Return the component of that name; ValueError when none was loaded."""
    if name not in _KNOWN:
        raise ValueError(
            f"no component of your own is called {name!r}; loaded are {', '.join(sorted(_KNOWN)) or 'none'}"
        )
    return _KNOWN[name]


def check_component(
    own: OwnComponent, words: Mapping[str, Fraction], credits: Sequence[Fraction] = _CREDITS
) -> tuple[str, ...]:
    """
    Return where a component breaks its contract: pay is an exact number, and monotone and additive as declared.

    Parameters
    ----------
    own
        The component.
    words
        What the plan says to it.
    credits
        Credits to try, in rising order [currency]; the quota is 10,000.
    """
    found = []
    paid: list[Fraction] = []
    for credit in credits:
        got = own.pay(credit, credit / _QUOTA, words)
        if not isinstance(got, int | Fraction):
            return (
                f"{own.name} pays {got!r} for {float(credit):g}; an exact number is wanted, a Fraction or int",
            )
        paid.append(Fraction(got))
    if own.monotone:
        for (less, low), (more, high) in pairwise(zip(credits, paid, strict=True)):
            if high < low:
                found.append(
                    f"{own.name} is declared monotone and pays {float(high):g} for {float(more):g}, "
                    f"{float(low):g} for {float(less):g}"
                )
    if own.additive:
        for (one, low), (other, high) in pairwise(zip(credits, paid, strict=True)):
            both = own.pay(one + other, (one + other) / _QUOTA, words)
            if both != low + high:
                found.append(
                    f"{own.name} is declared additive and pays {float(both):g} for {float(one + other):g}, "
                    f"{float(low + high):g} for its two parts"
                )
    return tuple(found)

"""Components of your own: a function with a name, which a plan can use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from sim.compensation.payout import Payout

Words = Mapping[str, Fraction]
Pay = Callable[[Fraction, Fraction | None, Words], Fraction]
"""From the window's credit [currency], attainment (None without quota) and the plan's words to pay [currency]."""
Form = Callable[[Mapping[str, Decimal]], Payout | Mapping[str, Any]]
"""From the plan's words to the payout of the plan language that pays the same, a document or its words."""
_LARGEST = 10**15


@dataclass(frozen=True)
class OwnComponent:
    """
    A component of your own.

    ``monotone`` declares that more credit never pays less, ``additive`` that two credits pay as much together as apart.
    ``form`` is the payout of the plan language that pays the same, None where there is none.
    """

    name: str
    pay: Pay
    monotone: bool
    additive: bool
    form: Form | None = None

    def amount(self, credit: Fraction, attainment: Fraction | None, words: Words) -> Fraction:
        """
        Return what it pays, an exact amount that somebody can be paid [currency].

        Raises
        ------
        ValueError
            When its function pays no such amount, or fails.
        """
        at = f"for {float(credit):g}"
        try:
            got = self.pay(credit, attainment, words)
        except KeyError as error:
            raise ValueError(f"{self.name} asks for the word {error}, which it was not given") from error
        except Exception as error:  # whatever somebody's own code raises is told in its name
            raise ValueError(f"{self.name} raises {type(error).__name__} {at}: {error}") from error
        if isinstance(got, bool) or not isinstance(got, int | Fraction):
            raise ValueError(f"{self.name} pays {got!r} {at}; an exact number is wanted, a Fraction or int")
        if abs(got) > _LARGEST:
            raise ValueError(f"{self.name} pays more than 1e15 {at}")
        return Fraction(got)


_KNOWN: dict[str, OwnComponent] = {}


def component(
    name: str, *, monotone: bool, additive: bool, form: Form | None = None
) -> Callable[[Pay], OwnComponent]:
    """
    Make a function a component that plans can name, ``payout: {kind: own, name: …, words: {…}}``.

    Parameters
    ----------
    name
        What plans call it.
    monotone
        Whether more credit never pays less.
    additive
        Whether two credits pay as much together as apart.
    form
        The payout of the plan language that pays the same, from the plan's words:
        :func:`~sim.compensation.deals.checking.check_component` holds the function against it and the kernel.

    Examples
    --------
    >>> @component("round-up", monotone=True, additive=False)
    ... def round_up(credit, attainment, words):
    ...     return words["each"] * (credit // words["per"])
    >>> round_up.pay(Fraction(2500), None, {"each": Fraction(50), "per": Fraction(1000)})
    Fraction(100, 1)
    """

    def made(pay: Pay) -> OwnComponent:
        _KNOWN[name] = OwnComponent(name, pay, monotone, additive, form)
        return _KNOWN[name]

    return made


def own_component(name: str) -> OwnComponent:
    """Return the component of that name; ValueError when none was loaded."""
    if name not in _KNOWN:
        near = get_close_matches(name, sorted(_KNOWN), n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"loaded are {', '.join(sorted(_KNOWN)) or 'none'}"
        raise ValueError(f"no component of your own is called {name!r}; {hint}")
    return _KNOWN[name]

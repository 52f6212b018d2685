"""What keeps a customer: loyalty, visits, and the relationship with his rep. Plain numbers, for both engines."""

from __future__ import annotations

import math


def odds_times(chance: float, factor: float) -> float:
    """Return a chance after its odds were multiplied; a factor of 1 leaves every bit as it is."""
    if factor == 1.0:
        return chance
    return chance * factor / (1.0 - chance + chance * factor)


def loyalty_after(gain: float, loss: float, before: float, pleased: bool) -> float:
    """
    Return the loyalty (0 to 1) after one more delivery.

    Pleased, the share ``gain`` of the way to 1 is gone: after n such deliveries from 0 it is 1 - (1 - gain)^n. If not,
    the share ``loss`` of it is lost.
    """
    return before + gain * (1.0 - before) if pleased else before * (1.0 - loss)


def loyalty_odds(holds: float, loyalty: float) -> float:
    """Return the factor on a customer's odds of leaving."""
    return math.exp(-holds * loyalty)


def leaves_now(visit_effect: float, covered: bool, odds: float, highest: float) -> float:
    """
    Return the chance that a customer who comes to think of leaving does leave.

    Occasions come at the rate base * ``highest``; thinned by this chance the rate is base * odds * exp(-visit_effect
    while a visit holds) (Lewis and Shedler 1979). Without an effect, survival is exp(-base * t); with a visit always
    in force it is exp(-base * exp(-visit_effect) * t).
    """
    return odds / highest * (math.exp(-visit_effect) if covered else 1.0)


def healing_hours(gone: float, came: float, known_since: float, newcomers: bool, now: float) -> float:
    """
    Return how long a relationship has been healing [hours]; infinite: it is whole, 0: nobody has come yet.

    It broke at ``gone`` (infinite: never) for those known before, or for all when ``newcomers`` suffer too, and heals
    from ``came`` on, when somebody else took over (infinite: not yet).
    """
    if gone > now or (known_since >= gone and not newcomers):
        return math.inf
    return max(now - came, 0.0)


def broken_share(since_hours: float, half_life_hours: float) -> float:
    """Return what is still broken of a relationship that has healed for so long: halves every half-life."""
    return math.exp(-math.log(2.0) * since_hours / half_life_hours)


def relationship_odds(right_after: float, broken: float) -> float:
    """Return the factor on odds when the share ``broken`` is still to heal: ``right_after`` at 1, exactly 1 at 0."""
    return 1.0 + (right_after - 1.0) * broken

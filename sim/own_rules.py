"""What a router and a customer rule of the user's own are given, and what they return."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.extension import Registry


@dataclass(frozen=True)
class LeadFacts:
    """
    A lead that looks for a rep.

    ``rank`` is how urgent it is, 0 the most; ``luck`` a number in (0, 1) of its own, for choices by lot; ``unit`` and
    ``family`` are ids, ``hours`` the time of its inquiry.
    """

    unit: str
    family: str
    rank: int
    hours: float
    luck: float


@dataclass(frozen=True)
class RepFacts:
    """A rep who may get it: tasks waiting or in hand, leads given to him so far, skill for this lead."""

    id: str
    load: int
    given: int
    skill: float


@dataclass(frozen=True)
class CustomerFacts:
    """
    A customer after an order: satisfaction (1 to 5), loyalty (0 to 1), orders so far, hours since he came.

    Those who are customers when the run begins are asked about once more, with 0 orders, before their first.
    """

    satisfaction: float
    loyalty: float
    orders: int
    hours: float


Router = Callable[..., int]
"""(lead, reps, **settings) to the place of the chosen rep in ``reps``, which are those of the group who are there."""
CustomerRule = Callable[..., float]
"""(customer, **settings) to a factor on the odds that he leaves after the order."""

ROUTERS: Registry[Router] = Registry("router")
CUSTOMER_RULES: Registry[CustomerRule] = Registry("customer rule")
router = ROUTERS.register
customer_rule = CUSTOMER_RULES.register
LEADING = {"router": 2, "customer rule": 1}
"""How many leading parameters the engine fills."""


def chosen_place(name: str, lead: LeadFacts, reps: Sequence[RepFacts], settings: Mapping[str, object]) -> int:
    """Return the place that a router of the user's own chooses; ValueError when it is none of them."""
    place = ROUTERS.get(name)(lead, reps, **settings)
    if not is_place(place, len(reps)):
        raise ValueError(f"router {name!r} returned {place!r}; a place from 0 to {len(reps) - 1} is wanted")
    return int(place)


def is_place(place: object, n_reps: int) -> bool:
    """Return whether an answer is a whole number from 0 to ``n_reps`` - 1, one of NumPy's included."""
    return isinstance(place, int | np.integer) and 0 <= int(place) < n_reps


def odds_by_rule(name: str, customer: CustomerFacts, settings: Mapping[str, object]) -> float:
    """Return the factor on the odds of leaving by a rule of the user's own; ValueError when it is below 0 or none."""
    factor = float(CUSTOMER_RULES.get(name)(customer, **settings))
    if not 0.0 <= factor < float("inf"):
        raise ValueError(f"customer rule {name!r} returned {factor!r}; a factor of 0 or more is wanted")
    return factor

"""The rules of what customers owe: deposits, credit limits, goods that come back. Plain numbers, for both engines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.people.skill import segments

if TYPE_CHECKING:
    from sim.scenario import Scenario

NO_LIMIT = 1 << 62
"""Cents that nobody owes."""


def part_of(cents: int, share: float) -> int:
    """Return a share of an amount [cents], half a cent up."""
    return math.floor(cents * share + 0.5)


def fits(exposure: int, more: int, limit: int) -> bool:
    """Return whether a customer who owes ``exposure`` may owe ``more`` [cents]."""
    return exposure + more <= limit


def units_back(units: int, part: float) -> int:
    """Return how many units of an order come back when ``part`` of it does: whole units, at least one."""
    return max(math.floor(units * part + 0.5), 1)


def cents_back(cents: int, units: int, back: int) -> int:
    """Return the value of the units of an order that come back [cents], half a cent up; all of it for all of them."""
    return cents if back == units else math.floor(cents * (back / units) + 0.5)


def limits_cents(scenario: Scenario) -> list[int]:
    """
    Return the credit limits [cents] by class of payers and customer segment, shape (n_classes x n_segments,).

    Without classes there is one; without ``plan.terms.credit`` nobody has a limit.
    """
    terms = scenario.plan.terms
    classes = [payer.id for payer in scenario.order_to_cash.payers] or [""]
    names = segments(scenario)
    if terms is None or terms.credit is None:
        return [NO_LIMIT] * (len(classes) * len(names))
    own = {entry.id: entry.limit for entry in terms.credit.classes}
    factor = {entry.id: entry.of_limit for entry in terms.credit.segments}
    return [
        part_of(int(own.get(payer, terms.credit.limit) * 100), factor.get(segment, 1.0))
        for payer in classes
        for segment in names
    ]

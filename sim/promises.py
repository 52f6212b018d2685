"""Which day orders are promised for, by product family and customer segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.people.skill import segments

if TYPE_CHECKING:
    from sim.scenario import Scenario


def promise_days(scenario: Scenario) -> list[list[float]]:
    """Return the days from order to delivery that are promised, shape (n_families, n_segments)."""
    names = segments(scenario)
    return [[_days(scenario, family.id, segment) for segment in names] for family in scenario.market.families]


def _days(scenario: Scenario, family: str, segment: str) -> float:
    """Return what the first promise that fits says, else what is promised everybody."""
    for promise in scenario.fulfilment.promises:
        if promise.family in (None, family) and promise.segment in (None, segment):
            return promise.days
    return scenario.fulfilment.promise_days

"""Whether supply limits, promises and allocations name what the scenario has, and make sense together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sim.allocation import claimants
from sim.near_misses import NearMisses
from sim.people.skill import segments
from sim.table import RowIssue

if TYPE_CHECKING:
    from sim.documents.supply import Promise, SupplyLimit
    from sim.scenario import Scenario

Fault = tuple[str, RowIssue]


def plant_faults(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault for each name that there is not or stands twice, and for bounds that cross."""
    families = {family.id for family in scenario.market.families}
    limits = scenario.plan.supply
    yield from _twice("plan.supply", [limit.id for limit in limits], "this family has a supply limit already")
    for limit in limits:
        path = f"plan.supply.{limit.id}"
        yield from _unknown(f"{path}.id", "id", limit.id, families, ("T027", "product family"))
        yield from _claims(scenario, limit, path)
        yield from _bounds(limit, path)
    promises = scenario.fulfilment.promises
    yield from _twice(
        "fulfilment.promises", [promise.id for promise in promises], "this promise stands here already"
    )
    for number, promise in enumerate(promises):
        path = f"fulfilment.promises.{promise.id}"
        if promise.family is not None:
            yield from _unknown(
                f"{path}.family", "family", promise.family, families, ("T027", "product family")
            )
        if promise.segment is not None:
            known = set(segments(scenario))
            yield from _unknown(f"{path}.segment", "segment", promise.segment, known, ("T060", "segment"))
        yield from _behind(promises[:number], promise, path)


def _claims(scenario: Scenario, limit: SupplyLimit, path: str) -> Iterator[Fault]:
    """Yield faults of the claimants of an allocation."""
    rule = limit.allocation
    if rule is None:
        return
    known, noun = set(claimants(scenario, rule)), "rep" if rule.by == "territory" else rule.by
    path = f"{path}.allocation.claims"
    yield from _twice(path, [claim.id for claim in rule.claims], f"this {noun} stands here already")
    for claim in rule.claims:
        yield from _unknown(f"{path}.{claim.id}.id", "id", claim.id, known, ("T061", noun))


def _bounds(limit: SupplyLimit, path: str) -> Iterator[Fault]:
    """Yield faults of a plan whose floor lies above its ceiling, and of a store that is fuller than it can be."""
    planner, stock = limit.planner, limit.stock
    if planner is not None and planner.least > planner.most:
        message = f"the least capacity lies above the most, {planner.most:g}"
        yield f"{path}.planner.least", RowIssue("T062", 0, "least", f"{planner.least:g}", message)
    if stock is not None and stock.opening > stock.room:
        message = f"the opening stock is more than there is room for, {stock.room:g}"
        yield f"{path}.stock.opening", RowIssue("T063", 0, "opening", f"{stock.opening:g}", message)


def _behind(before: Sequence[Promise], promise: Promise, path: str) -> Iterator[Fault]:
    """Yield a fault for a promise that no order ever gets, because one before it fits them all."""
    for other in before:
        if other.family in (None, promise.family) and other.segment in (None, promise.segment):
            message = f"no order gets this promise: {other.id!r} before it fits all of them; put it first"
            yield path, RowIssue("T064", 0, "id", promise.id, message)
            return


def _twice(path: str, names: Sequence[str], message: str) -> Iterator[Fault]:
    for place, name in enumerate(names):
        if name in names[:place]:
            yield f"{path}.{name}.id", RowIssue("T003", 0, "id", name, message)


def _unknown(path: str, column: str, name: str, known: set[str], fault: tuple[str, str]) -> Iterator[Fault]:
    code, noun = fault
    if name not in known:
        yield path, RowIssue(code, 0, column, name, f"no such {noun}{NearMisses(known).hint(name)}")

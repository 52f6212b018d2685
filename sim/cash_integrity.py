"""Whether floors, credit limits and payable events name what the scenario has, and can come about in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.near_misses import NearMisses
from sim.people.skill import segments
from sim.table import RowIssue

if TYPE_CHECKING:
    from sim.scenario import Scenario

Fault = tuple[str, RowIssue]


def cash_faults(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault for each family, class or segment that there is not, and for credit that could never be given."""
    yield from _floors(scenario)
    yield from _limits(scenario)
    yield from _payable(scenario)


def _floors(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault for each floor of an unknown family, given twice, or above what is asked."""
    rule = scenario.plan.floors
    families = {family.id for family in scenario.market.families}
    asked = {price.id: price.of_list for price in scenario.plan.prices}
    near, seen = NearMisses(families), set[str]()
    for floor in () if rule is None else rule.families:
        path = f"plan.floors.families.{floor.id}"
        if floor.id not in families:
            yield (
                f"{path}.id",
                RowIssue("T027", 0, "id", floor.id, f"no such product family{near.hint(floor.id)}"),
            )
        if floor.id in seen:
            yield f"{path}.id", RowIssue("T003", 0, "id", floor.id, "this family stands here already")
        seen.add(floor.id)
        if floor.of_list > asked.get(floor.id, 1.0):
            message = (
                f"the plan asks {asked.get(floor.id, 1.0):g} of the list price, which is below this floor"
            )
            yield f"{path}.of_list", RowIssue("T034", 0, "of_list", f"{floor.of_list:g}", message)


def _limits(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault for each credit limit of a class of payers or a segment that there is not."""
    terms = scenario.plan.terms
    if terms is None or terms.credit is None:
        return
    known = {
        "classes": ({payer.id for payer in scenario.order_to_cash.payers}, "class of order_to_cash.payers"),
        "segments": (set(segments(scenario)), "segment of the basic units"),
    }
    for field, (names, noun) in known.items():
        near = NearMisses(names)
        for entry in getattr(terms.credit, field):
            if entry.id not in names:
                path = f"plan.terms.credit.{field}.{entry.id}.id"
                yield path, RowIssue("T035", 0, "id", entry.id, f"no such {noun}{near.hint(entry.id)}")


def _payable(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault when sales are credited at an event that never comes."""
    event = scenario.plan.pay.credit_at
    wanted = {"invoice": "plan.terms", "cash": "plan.terms", "renewal": "order_to_cash.contracts"}.get(event)
    terms, contracts = scenario.plan.terms, scenario.order_to_cash.contracts
    if wanted is not None and (contracts if event == "renewal" else terms) is None:
        message = f"nothing would ever be credited: {event} comes with {wanted}"
        yield "plan.pay.credit_at", RowIssue("T036", 0, "credit_at", event, message)
